"""All runs in one frame: what each is, how far it is, and what became of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.collect import RunLabels
from ltcore.analysis.runs.outcomes import Outcome
from ltcore.data import CATALOG
from ltcore.runs import RunRecord

UNKNOWN = "unknown"
"""Method and data of a run that cannot be read."""
IMPORTED = "imported"
"""Data of a run that was trained elsewhere."""


def runs_listing(records: Sequence[RunRecord], outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return one row per run, in the order given; none is left out, not even a damaged one.

    Args:
        records: the runs.
        outcomes: what became of each, in the same order.

    Returns:
        run, label (the name that people gave it, else method and what differs, with the seed), arm, method,
        title (of the method), seed (missing where unknown), state, progress (in [0, 1]), data, data_title,
        ratio, balanced_error (in [0, 1]), seconds, size (bytes), created (seconds since 1970) and note: why
        it failed, cannot be read, or what else its status says. Numbers are NaN where there is none.
    """
    labels = RunLabels(records)
    rows = [
        {
            "run": record.id,
            "label": labels.label(record),
            "arm": labels.arm(record),
            "method": record.method or UNKNOWN,
            "title": short_title(record.method) if record.method else UNKNOWN,
            "seed": record.seed,
            "state": record.shown_state,
            "progress": record.status.progress if record.status else np.nan,
            "data": data_of(record),
            "data_title": _data_title(record),
            "ratio": np.nan if record.ratio is None else record.ratio,
            "balanced_error": outcome.balanced_error,
            "seconds": outcome.seconds,
            "size": outcome.size,
            "created": record.created or np.nan,
            "note": _note(record, outcome),
        }
        for record, outcome in zip(records, outcomes, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: kind for name, kind in COLUMNS.items() if kind != "str"})


COLUMNS = {
    **dict.fromkeys(("run", "label", "arm", "method", "title"), "str"),
    "seed": "Int64",
    "state": "str",
    "progress": "float64",
    **dict.fromkeys(("data", "data_title"), "str"),
    **dict.fromkeys(("ratio", "balanced_error", "seconds", "size", "created"), "float64"),
    "note": "str",
}


def data_of(record: RunRecord) -> str:
    """Return the name of a run's data set, or what stands for it where a run has none."""
    return record.data or (IMPORTED if record.imported is not None else UNKNOWN)


def _data_title(record: RunRecord) -> str:
    name = data_of(record)
    return CATALOG[name].title if name in CATALOG else name.capitalize()


def _note(record: RunRecord, outcome: Outcome) -> str:
    said = record.status.message if record.status else ""
    return " ".join(filter(None, [outcome.fault, said]))
