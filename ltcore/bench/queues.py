"""How long a queue of runs takes and how soon its first curve begins: warm workers against fresh processes.

Every arm is a program of its own in a temporary folder. "warm" is what is shipped; "fresh" is this build
with a process for every run, one after the other; "other" is another build as it comes, warm workers and
all where it has them. Processor seconds are given beside those of the clock, because they are the same on
a busy machine.
"""

import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ltcore.bench.answers import numbers_told
from ltcore.bench.errors import NotMeasuredError

FRESH = "fresh"
WARM = "warm"
OTHER = "other"
MINUTES = "10"
"""What ``ltlab dashboard`` gives LTLAB_WARM; a build without warm workers does not read it."""
SWEEP_PROGRAM = """
import json, resource, subprocess, sys, time
folder, *words = sys.argv[1:]
command = [sys.executable, "-m", "ltcore.cli", "sweep", "--runs", folder, *words]
start = time.perf_counter()
subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"seconds": seconds, "processor": used.ru_utime + used.ru_stime}))
"""
START_PROGRAM = """
import json, sys, time
from pathlib import Path
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.sweeps import enqueue, start_queue_detached
folder, arm = sys.argv[1:]
store, ready = RunStore(Path(folder)), {}
try:
    from ltcore.sweeps import Standby
except ImportError:
    Standby = None
if Standby and arm != "fresh":
    standby, until = Standby(), time.monotonic() + 120
    standby.get_ready()
    while not standby.is_ready:
        if time.monotonic() > until:
            sys.exit("no warm process got ready within two minutes")
        time.sleep(0.05)
    ready = {"template": standby.ready()}
(run_id,) = enqueue(store, [RunConfig.model_validate({"train": {"device": "cpu"}})])
path = Path(folder, run_id)
start = time.perf_counter()
start_queue_detached(store.root, **ready)
while not (path / "metrics.jsonl").exists() or not (path / "metrics.jsonl").read_text():
    time.sleep(0.01)
seconds = time.perf_counter() - start
store.cancel(run_id)
while store.load(run_id).shown_state == "running":
    time.sleep(0.1)
print(json.dumps({"seconds": seconds, "processor": None}))
"""
"""Both run in any build: what waits for a page's start is used where the build has it."""

_Measured = dict[str, float]
"""Seconds and processor seconds of one round."""


@dataclass(frozen=True, kw_only=True)
class QueueSpeed:
    """One arm, measured in turns with the others.

    Attributes:
        arm: "warm", "fresh" or "other".
        seconds: median over the rounds.
        processor: processor seconds of all processes together, median; nan where they are not counted.
        ratio: median over the rounds of the seconds of the arm "warm" over those of this one.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
        processor_ratio: the same as ``ratio`` for processor seconds.
    """

    arm: str
    seconds: float
    processor: float
    ratio: float
    ratio_low: float
    ratio_high: float
    processor_ratio: float


def measure_sweep(
    words: Sequence[str], *, rounds: int, other: Sequence[str] = ()
) -> list[QueueSpeed]:
    """Return how long ``ltlab sweep`` takes, warm and otherwise.

    Args:
        words: flags of the sweep.
        rounds: measurements of each arm, at least 1.
        other: the words that start the Python of another build; () for none.

    Raises:
        NotMeasuredError: an arm failed.
    """

    def arguments(arm: str) -> list[str]:
        return [*words, *(("--jobs", "1") if arm == FRESH else ())]

    return _measure(SWEEP_PROGRAM, arguments, rounds, other)


def measure_start(*, rounds: int, other: Sequence[str] = ()) -> list[QueueSpeed]:
    """Return the seconds from the start of a queue to the first epoch on disk, warm and otherwise.

    The warm arm is that of a page *Train* which has been open for a few seconds.

    Args:
        rounds: measurements of each arm, at least 1.
        other: the words that start the Python of another build; () for none.

    Raises:
        NotMeasuredError: an arm failed.
    """
    return _measure(START_PROGRAM, lambda arm: [arm], rounds, other)


def _measure(
    program: str, arguments: Callable[[str], list[str]], rounds: int, other: Sequence[str]
) -> list[QueueSpeed]:
    arms = (WARM, FRESH, OTHER) if other else (WARM, FRESH)
    found: dict[str, list[_Measured]] = {arm: [] for arm in arms}
    for turn in range(rounds):
        for arm in arms if turn % 2 == 0 else reversed(arms):
            python = other if arm == OTHER else (sys.executable,)
            found[arm].append(_measured(python, program, arm, arguments(arm)))
    return [_summary(arm, found[arm], found[WARM]) for arm in arms]


def _measured(python: Sequence[str], program: str, arm: str, arguments: Sequence[str]) -> _Measured:
    kept = dict(os.environ)
    if arm == OTHER:  # it must not be led to this one's modules, be it by the folder that we are in
        kept.pop("PYTHONPATH", None)
        kept["PYTHONSAFEPATH"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603 (our own program, no shell)
                [*python, "-c", program, folder, *arguments],
                env=kept | {"LTLAB_WARM": "0" if arm == FRESH else MINUTES},
                capture_output=True,
                text=True,
                check=True,
            )
        except (subprocess.CalledProcessError, OSError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            raise NotMeasuredError(
                f"the {arm} arm, started by {shlex.join(python)!r}, gave no number: {said[-1]}. The command "
                "of another build is that of its Python, which must find its modules"
            ) from error
    return numbers_told(done.stdout)


def _summary(arm: str, found: Sequence[_Measured], warm: Sequence[_Measured]) -> QueueSpeed:
    def ratios(what: str) -> list[float]:
        return [ours[what] / one[what] for ours, one in zip(warm, found, strict=True)]

    return QueueSpeed(
        arm=arm,
        seconds=statistics.median(one["seconds"] for one in found),
        processor=statistics.median(one["processor"] for one in found),
        ratio=statistics.median(ratios("seconds")),
        ratio_low=min(ratios("seconds")),
        ratio_high=max(ratios("seconds")),
        processor_ratio=statistics.median(ratios("processor")),
    )
