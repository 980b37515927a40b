"""What became of the runs of a root, kept beside them: a list of hundreds is read in a moment."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from math import nan
from pathlib import Path
from typing import Any

from ltcore.analysis.runs.outcomes import Outcome
from ltcore.runs.known import Mark, is_settled
from ltcore.runs.sealed_index import SealedIndex

Marks = tuple[Mark | None, ...]
"""Of all files that an outcome comes from, see ``ltcore.runs.known``."""
Known = Mapping[str, tuple[Marks, Outcome]]
"""Run id -> the marks of its files, and what became of it."""
NUMBERS = ("balanced_error", "seconds", "size")


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"marks", "fault", *NUMBERS}
        and isinstance(entry["marks"], list)
        and isinstance(entry["fault"], str)
        and all(isinstance(entry[name], float | None) for name in NUMBERS)
    )


INDEX = SealedIndex(".outcomes.json", 1, _is_entry)


def read_outcomes(root: Path) -> Known:
    """Return what is kept of the runs below a root; it holds for runs whose files have the same marks.

    Args:
        root: folder of the runs.
    """
    return {run_id: (_marks(entry), _outcome(entry)) for run_id, entry in INDEX.read(root).items()}


def write_outcomes(root: Path, known: Known) -> None:
    """Keep what became of runs; where that is not possible, it is found out again the next time.

    Args:
        root: folder of the runs.
        known: of all runs; those with a file that was changed only just now are left out.
    """
    now = time.time()
    INDEX.write(
        root,
        {
            run_id: {"marks": marks, **asdict(outcome)}
            for run_id, (marks, outcome) in known.items()
            if is_settled(marks, now)
        },
    )


def _marks(entry: Mapping[str, Any]) -> Marks:
    return tuple(None if one is None else tuple(one) for one in entry["marks"])


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    numbers = {name: nan if entry[name] is None else entry[name] for name in NUMBERS}
    return Outcome(fault=entry["fault"], **numbers)
