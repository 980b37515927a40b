"""The errors of a factorial, run by run, and how long each of its networks trains."""

import pandas as pd

from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.base.groups import group_frame
from ltcore.analysis.both.studies import ALONE, Cell, Factorial
from ltcore.analysis.compare.per_class import run_table
from ltcore.analysis.pretraining.arms import STAGE
from ltcore.runs import RunRecord
from ltcore.types import GroupRule

BALANCED_ERROR, TAIL_ERROR = "balanced_error", "tail_error"
STEPS = ("final_steps", "pretraining_steps", "earlier_steps")


def cells_frame(study: Factorial, rule: GroupRule = "thresholds") -> Collected:
    """Return the test error of every run of a factorial.

    Args:
        study: the runs.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, arm, method, seed, learner, is_pretrained, is_longer, balanced_error (mean over the
        classes) and tail_error (over those of the tail; NaN where none is), each in [0, 1], and the optimiser
        steps of the last stage, of the pre-training and of all other stages; and the runs left out.
    """
    cells = {record.id: cell for cell, records in study.cells.items() for record in records}

    def read(record: RunRecord) -> pd.DataFrame | None:
        table = run_table(record, "test", rule)
        if table is None:
            return None
        missed = 1 - table["recall"]
        cell = cells[record.id]
        errors = {
            BALANCED_ERROR: missed.mean(),
            TAIL_ERROR: missed[table["group"] == "tail"].mean(),
        }
        return pd.DataFrame([_named(record, study, cell) | errors | steps_of(record)])

    return collect(study.records, read, "no test predictions")


def on_shared_seeds(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the seeds that every cell has, so that all means are over the same seeds.

    Longer runs are beside the cells: those of a learner are there where they have all these seeds, and take
    none from the others.

    Args:
        frame: arm, seed and, where longer runs may be in it, is_longer, one row or more per run; see
            ``cells_frame`` and ``groups_frame``.

    Returns:
        The rows; all of them where no seed is in every cell.

    Example:
        >>> frame = pd.DataFrame({"arm": ["A", "A", "B", "C"], "seed": [0, 1, 1, 0],
        ...                       "is_longer": [False, False, False, True]})
        >>> on_shared_seeds(frame)[["arm", "seed"]].values.tolist()
        [['A', 1], ['B', 1]]
    """
    if frame.empty:
        return frame
    is_longer = (
        frame["is_longer"] if "is_longer" in frame else pd.Series(index=frame.index, data=False)
    )
    seeds = {arm: set(rows["seed"]) for arm, rows in frame.groupby("arm")}
    shared = set.intersection(*(seeds[arm] for arm in set(frame.loc[~is_longer, "arm"])))
    if not shared:
        return frame
    full = frame["arm"].map(lambda arm: shared <= seeds[arm])
    return frame[frame["seed"].isin(shared) & full]


def groups_frame(study: Factorial, rule: GroupRule = "thresholds") -> Collected:
    """Return recall and precision of head, medium and tail for the runs of a factorial, without longer ones.

    Args:
        study: the runs.
        rule: how classes are put into head, medium and tail.

    Returns:
        Frame of ``group_frame``, whose arms are the cells; and the runs left out.
    """
    cells = {
        record.id: cell
        for cell, records in study.cells.items()
        for record in records
        if not cell.is_longer
    }

    def read(record: RunRecord) -> pd.DataFrame | None:
        table = run_table(record, "test", rule)
        if table is None:
            return None
        named = _named(record, study, cells[record.id])
        label = f"{named['arm']}, seed {record.seed}"
        return table.assign(**{name: named[name] for name in ("run", "arm", "method")}).assign(
            label=label, seed=pd.Series([record.seed] * len(table), dtype="Int64")
        )

    records = [record for record in study.records if record.id in cells]
    frame, left_out = collect(records, read, "no test predictions")
    return Collected(group_frame(frame) if len(frame) else frame, left_out)


def steps_of(record: RunRecord) -> dict[str, int]:
    """Return the optimiser steps of a run: of its last stage, of its pre-training, of all others.

    Raises:
        RunError: the run is gone or damaged.
    """
    last: dict[str, int] = {}
    for row in record.folder.read_metric_rows():
        last[str(row["stage"])] = int(row.get("step") or 0)
    pretraining = last.pop(STAGE, 0)
    *earlier, final = list(last.values()) or [0]
    return dict(zip(STEPS, (final, pretraining, sum(earlier)), strict=True))


def cell_name(cell: Cell, pretraining: str) -> str:
    """Return what a cell is called.

    Example:
        >>> [cell_name(Cell(*cell), "Rotation") for cell in
        ...  ((ALONE, False), (ALONE, True), ("CReST", False), ("CReST", True), ("CReST", False, True))]
        ['labels alone', 'Rotation', 'CReST', 'Rotation + CReST', 'CReST, longer']
    """
    if cell.is_longer:
        return f"{cell.learner}, longer"
    if cell.learner == ALONE:
        return pretraining if cell.is_pretrained else ALONE
    return f"{pretraining} + {cell.learner}" if cell.is_pretrained else cell.learner


def _named(record: RunRecord, study: Factorial, cell: Cell) -> dict[str, object]:
    return {
        "run": record.id,
        "arm": cell_name(cell, study.pretraining),
        "method": record.method,
        "seed": record.seed,
        "learner": cell.learner,
        "is_pretrained": cell.is_pretrained,
        "is_longer": cell.is_longer,
    }
