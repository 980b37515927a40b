"""All runs there are, the reader's own and those that come with the lab, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from dashboard.shell import answers, loaders, shipped_runs
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis.runs.listing import runs_listing
from ltcore.analysis.runs.outcome_index import read_outcomes, write_outcomes
from ltcore.analysis.runs.outcomes import Outcome, run_outcome
from ltcore.plots.base.text import count
from ltcore.runs import RunRecord, RunStore

FILES = (
    *RESULT_FILES,
    ".",
    "status.json",
    "metrics.jsonl",
    "per_class",
    "checkpoint",
    "embeddings",
)
"""What changes when anything does that the list says of a run."""
MANY = 30
"""Runs that are read at once without a word; of more the page says that it reads them."""
OWN = ""
"""Origin of the reader's own runs."""
_OUTCOMES: WeakKeyDictionary[RunRecord, tuple[Stamp, Outcome]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Entry:
    """A run of the list.

    Attributes:
        record: the run.
        origin: which collection of the lab it came with; `OWN` for the reader's own.
    """

    record: RunRecord
    origin: str

    @property
    def key(self) -> str:
        """What the address calls it: runs of two collections may have the same id."""
        return f"{self.origin}/{self.record.id}" if self.origin else self.record.id

    @property
    def is_own(self) -> bool:
        """Whether the reader may change it."""
        return self.origin == OWN


def entries(*, every: bool) -> tuple[list[Entry], list[str]]:
    """Return all runs, own ones first and the newest of each on top, and what cannot be listed, and why.

    Args:
        every: also those that the pages behind the door Labels rest on, and the like.
    """
    own, problem = loaders.own_records()
    listed, problems = [Entry(record, OWN) for record in reversed(own)], [problem]
    for origin, root in shipped_runs.roots(every=every).items():
        records, problem = loaders.listed(RunStore(root))
        listed += [Entry(record, origin) for record in reversed(records)]
        problems.append(problem)
    return listed, list(filter(None, problems))


def listing(runs: Sequence[Entry]) -> tuple[pd.DataFrame, tuple[Stamp, ...]]:
    """Return what the list says of the runs, see `runs_listing`, and what changes whenever that does.

    What has not changed is not read again.
    """
    stamps = {entry: stamp(entry.record, FILES) for entry in runs}
    own = [entry for entry in runs if entry.is_own]
    _remember(own, stamps)
    new = [entry for entry in runs if _known(entry.record, stamps[entry]) is None]
    if len(new) > MANY:
        with st.spinner(f"Reading {count(len(new), 'run')}"):
            _read(new, stamps)
    else:
        _read(new, stamps)
    if any(entry.is_own for entry in new):
        _keep(own)
    outcomes = tuple(_OUTCOMES[entry.record][1] for entry in runs)
    frame = answers.made(_listing, tuple(entry.record for entry in runs), outcomes)
    return frame, tuple(stamps.values())


def _listing(records: tuple[RunRecord, ...], outcomes: tuple[Outcome, ...]) -> pd.DataFrame:
    return runs_listing(records, outcomes)


def _known(record: RunRecord, now: Stamp) -> Outcome | None:
    kept = _OUTCOMES.get(record)
    return kept[1] if kept is not None and kept[0] == now else None


def _remember(own: Sequence[Entry], stamps: Mapping[Entry, Stamp]) -> None:
    """Take over what was found out before this server was started, of runs that nobody has read since."""
    unread = [entry for entry in own if entry.record not in _OUTCOMES]
    if not unread:
        return
    kept = read_outcomes(loaders.own_store().root)
    for entry in unread:
        marks, outcome = kept.get(entry.record.id, (None, None))
        if outcome is not None and marks == stamps[entry][1]:
            _OUTCOMES[entry.record] = stamps[entry], outcome


def _keep(own: Sequence[Entry]) -> None:
    """Keep what is known of the reader's own runs; nothing is written beside those that came with the lab."""
    known = {entry.record.id: _OUTCOMES[entry.record] for entry in own}
    write_outcomes(
        loaders.own_store().root,
        {run_id: (marks, outcome) for run_id, ((_, marks), outcome) in known.items()},
    )


def _read(new: Sequence[Entry], stamps: dict[Entry, Stamp]) -> None:
    for entry in new:
        _OUTCOMES[entry.record] = stamps[entry], run_outcome(entry.record)
