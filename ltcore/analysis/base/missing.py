"""Why a run cannot show what it makes of some examples."""

from ltcore.analysis.base.splits import SPLITS
from ltcore.runs import RunRecord
from ltcore.types import Split

MADE_BEFORE = "made before training outputs were saved; delete it and train it again"


def missing_reason(record: RunRecord, split: Split, what: str) -> str:
    """Return why a run that is not damaged has kept nothing of a split, and the way out where there is one.

    Args:
        record: the run.
        split: the examples.
        what: what is missing, "predictions" or "features".
    """
    missing = f"no {SPLITS[split]} {what}"
    if record.config is None:
        return f"imported as predictions: it has {missing}"
    if record.config.train.record == "slim" and what != "predictions":
        return f"trained with a slim record: it has {missing}"
    if record.shown_state == "finished":
        return MADE_BEFORE if split == "train" else f"it has saved {missing}: choose other examples"
    return f"{missing} ({record.shown_state})"
