"""How long a queue still takes: what its runs have taken so far, laid over those that wait.

A run takes from the start of its process to the end: imports, data and the last predictions included. Runs
that have ended say how long one of their kind takes; until one has, those in training do. The runs that wait
are then given, in their order, to the place that is free first, as the queue does it.
"""

import heapq
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

LEAST_SECONDS = 1.0
"""What a run that has not ended still takes at least."""
TRUSTED_FROM = 0.05
"""Share of a run after which its own count is believed: the first epochs are slower than all others."""


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What the clock says of one run.

    Attributes:
        kind: runs of one kind take alike long: all seeds of a method with the same settings.
        state: "waiting", "running" or "ended"; what has ended without being finished is left out.
        queued: of a run that waits, when that began, seconds since 1970: its place in the queue.
        started: when its process started, seconds since 1970; 0 where that is not known.
        ended: of a run that has ended, when, seconds since 1970.
        progress: share of the run that is done, in [0, 1].
        eta_s: of a run in training, seconds to the end by its own count; None where it has none yet.
        is_whole: whether its process began at the first epoch: one that was resumed says nothing of others.
        is_asked: whether its end is waited for; others of the queue only take their places.
        program: what runs have in common that are, or will be, trained by one process: they share a place.
            None for a run that has one of its own.
    """

    kind: Hashable
    state: Literal["waiting", "running", "ended"]
    queued: float = 0.0
    started: float = 0.0
    ended: float = 0.0
    progress: float = 0.0
    eta_s: float | None = None
    is_whole: bool = True
    is_asked: bool = True
    program: Hashable = None


def seconds_left(runs: Sequence[Timed], now: float) -> float | None:
    """Return about how many seconds it takes until all runs that are asked for have ended.

    It is never less than a second while one of them waits or trains.

    Args:
        runs: of one queue, those included that are not asked for and take their turn.
        now: seconds since 1970.

    Returns:
        Seconds; 0 where nothing is left to do, None where nothing is known of a run that waits.

    Example:
        >>> done = Timed(kind="erm", state="ended", started=100, ended=120)
        >>> at_work = Timed(kind="erm", state="running", started=120, progress=0.5, eta_s=9)
        >>> waits = Timed(kind="erm", state="waiting", queued=90)
        >>> seconds_left([done, at_work, waits], now=130)
        29.0
    """
    running = _programs(run for run in runs if run.state == "running")
    waiting = _programs(
        sorted((run for run in runs if run.state == "waiting"), key=lambda run: run.queued)
    )
    left = {id(run): _left(run, runs, now) for run in runs if run.state != "ended"}
    free = [0.0] * (_places(runs, now) - len(running))
    ends: list[float] = []
    for program in (*running, *waiting):
        own = [seconds for run in program if (seconds := left[id(run)]) is not None]
        if len(own) < len(program):
            return None
        begins = 0.0 if program[0].state == "running" else heapq.heappop(free)
        heapq.heappush(free, begins + max(own))
        is_asked = (run.is_asked for run in program)
        ends += [begins + seconds for seconds, asked in zip(own, is_asked, strict=True) if asked]
    return max(ends, default=0.0)


def _programs(runs: Iterable[Timed]) -> list[list[Timed]]:
    """Return runs by the process that trains them, in the order in which the first of each stands."""
    found: dict[Hashable, list[Timed]] = {}
    for run in runs:
        key = id(run) if run.program is None else (run.program,)
        found.setdefault(key, []).append(run)
    return list(found.values())


def _left(run: Timed, runs: Sequence[Timed], now: float) -> float | None:
    """Return what one run still takes once it has a place; None where nothing is known."""
    if run.state == "running" and _counts(run):
        return max(run.eta_s or 0.0, LEAST_SECONDS)
    whole = _whole(run.kind, runs, now)
    if whole is None:
        return None
    if run.state == "running":
        return max(whole - (now - run.started), LEAST_SECONDS)
    return max(whole * (1 - run.progress), LEAST_SECONDS)


def _whole(kind: Hashable, runs: Sequence[Timed], now: float) -> float | None:
    """Return what a run of a kind takes: as those that ended, else those in training, else other kinds."""
    known = [(run, _taken(run, now)) for run in runs if run.is_whole and run.started > 0]
    for same_kind in (True, False):
        for state in ("ended", "running"):
            taken = [
                seconds
                for run, seconds in known
                if seconds is not None
                and run.state == state
                and (run.kind == kind or not same_kind)
            ]
            if taken:
                return fmean(taken)
    return None


def _taken(run: Timed, now: float) -> float | None:
    """Return what a run has taken in all, or will have; None where that is not known."""
    if run.state == "ended":
        return run.ended - run.started
    if run.state == "running" and _counts(run):
        return now - run.started + (run.eta_s or 0.0)
    return None


def _counts(run: Timed) -> bool:
    return run.eta_s is not None and run.progress >= TRUSTED_FROM


def _places(runs: Sequence[Timed], now: float) -> int:
    """Return how many programs the queue carries out at a time: as many as were at work at once.

    Between the end of a run and the start of the next, one place stands empty; only runs of this queue
    count, which were in training after the first of those that wait was queued.
    """
    since = min((run.queued for run in runs if run.state == "waiting"), default=now)
    programs = _programs(run for run in runs if run.state != "waiting" and run.started > 0)
    at_work = [
        (program[0].started, max(run.ended if run.state == "ended" else now for run in program))
        for program in programs
    ]
    at_once = [
        sum(start <= moment < end for start, end in at_work)
        for moment, until in at_work
        if until > since
    ]
    running = len(_programs(run for run in runs if run.state == "running"))
    return max(1, running, *at_once)
