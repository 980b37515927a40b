"""The numbers of finished runs, kept in the runs folder, so that a list does not compute them each time.

What is kept of a run holds as long as the files that its numbers come from have the same marks; a file that
was changed only just now is not relied on.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltcore.cli.results import NOTE, OF_LOGITS, OF_PREDICTIONS, numbers_by_run
from ltcore.runs.known import Mark, is_settled, mark
from ltcore.runs.sealed_index import SealedIndex

if TYPE_CHECKING:
    from ltcore.runs import RunRecord

FILES = (
    "config.json",
    "status.json",
    "class_table.parquet",
    "predictions_test.parquet",
    "logits_test.npy",
)
"""What the numbers of a run come from."""

Numbers = dict[str, Any]


def indexed_numbers(
    root: Path, records: "Sequence[RunRecord]", *, scores: bool
) -> dict[str, Numbers]:
    """Return run id -> test numbers as `numbers_by_run` does, those that are known without computing them.

    Args:
        root: folder of the runs; the index is written there where that is possible.
        records: all its runs.
        scores: whether the numbers of the logits are asked for as well.
    """
    kept = INDEX.read(root)
    marks = {record.id: _marks(record) for record in records if record.shown_state == "finished"}
    wanted = (*OF_PREDICTIONS, *((*OF_LOGITS, NOTE) if scores else ()))
    known: dict[str, Numbers] = {}
    for run_id, now in marks.items():
        entry = kept.get(run_id)
        if (
            entry is not None
            and entry["marks"] == [one and list(one) for one in now]
            and entry["numbers"].keys() >= set(wanted)
        ):
            known[run_id] = {name: entry["numbers"][name] for name in wanted}
    missing = [record for record in records if record.id not in known]
    if not scores:  # a run without predictions has no number, and nothing to say of its logits
        missing = [record for record in missing if _has_predictions(record)]
    if not missing:
        return known
    found = numbers_by_run(missing, scores=scores)
    settled = time.time()
    entries = {run_id: kept[run_id] for run_id in known}
    for run_id, numbers in found.items():
        if run_id in marks and is_settled(marks[run_id], settled):
            entries[run_id] = {"marks": marks[run_id], "numbers": numbers}
    if entries.keys() - known.keys():
        INDEX.write(root, entries)
    return {**known, **found}


def _marks(record: "RunRecord") -> tuple[Mark | None, ...]:
    return tuple(mark(record.folder.path / name) for name in FILES)


def _has_predictions(record: "RunRecord") -> bool:
    return not record.damaged and mark(record.folder.path / "predictions_test.parquet") is not None


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or entry.keys() != {"marks", "numbers"}:
        return False
    numbers = entry["numbers"]
    return isinstance(numbers, dict) and all(
        isinstance(number, str if name == NOTE else float | None)
        for name, number in numbers.items()
    )


INDEX = SealedIndex(".numbers.json", 1, _is_entry)
