"""Recall, precision and F1 of head, medium and tail."""

import pandas as pd

from ltcore.analysis.base.classes import UNKNOWN
from ltcore.analysis.base.collect import RUN_COLUMNS
from ltcore.analysis.base.means import mean_over_classes
from ltcore.types import GROUPS

EMPTY = "no class is in this group"
UNKNOWN_COUNTS = "the training counts of this run are unknown"
UNTESTED = "no class of this group has an example in this split"
NEVER_PREDICTED = "no class of this group was ever predicted"


def group_frame(per_class: pd.DataFrame) -> pd.DataFrame:
    """Return recall, precision and F1 of head, medium and tail for every run.

    Args:
        per_class: frame of ``per_class_frame``.

    Returns:
        Three rows per run: its run columns, group_rule, group, classes (how many), support, predicted,
        correct, recall and precision (means over the group's classes) with their intervals, f1 (mean), and
        recall_classes, precision_classes and f1_classes, the number of classes behind each mean (see
        ``mean_over_classes``), note. An empty group has NaN, and a note that says so.

    Example:
        >>> from ltcore.analysis.compare.per_class import per_class_table
        >>> table = per_class_table([0, 0, 1], [0, 1, 1], [50, 500], ["lynx", "cat"])
        >>> run = table.assign(run="a", label="ERM, seed 0", arm="ERM", method="erm", seed=0)
        >>> group_frame(run)[["group", "classes", "recall", "note"]].values.tolist()
        [['head', 1, 1.0, ''], ['medium', 1, 0.5, ''], ['tail', 0, nan, 'no class is in this group']]
    """
    keys = [*RUN_COLUMNS, "group_rule"]
    if per_class.empty:
        return pd.DataFrame(
            columns=[*keys, "group", "classes", "recall", "precision", "f1", "note"]
        )
    runs = per_class[keys].drop_duplicates()
    rows = runs.merge(pd.DataFrame({"group": GROUPS}), how="cross")
    known = per_class[per_class["group"] != UNKNOWN]
    means = mean_over_classes(known, [*keys, "group"])
    frame = rows.merge(means, on=[*keys, "group"], how="left")
    sums = ["classes", "support", "predicted", "correct"]
    sums += [f"{measure}_classes" for measure in ("recall", "precision", "f1")]
    frame[sums] = frame[sums].fillna(0).astype("int64")
    return frame.assign(note=_notes(frame, set(known["run"])))


def _notes(frame: pd.DataFrame, known: set[str]) -> pd.Series:
    notes = pd.Series("", index=frame.index, dtype="str")
    notes[frame["predicted"] == 0] = NEVER_PREDICTED
    notes[frame["support"] == 0] = UNTESTED
    notes[frame["classes"] == 0] = EMPTY
    notes[~frame["run"].isin(known)] = UNKNOWN_COUNTS
    return notes
