"""What a correction does to recall, precision and balanced error: by group along its range, and by class."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.analysis.posthoc.sweeps import Sweep
from ltcore.metrics import wilson
from ltcore.types import GROUPS, FloatArray, IntArray

ALL = "all"
BEFORE, AFTER = "before", "after"


def group_curves(sweep: Sweep, axis: pd.DataFrame) -> pd.DataFrame:
    """Return recall, precision and balanced error of all classes and of each group at every value.

    Args:
        sweep: the decisions.
        axis: the classes, frame of ``class_axis``.

    Returns:
        One row per value and set of classes: value, group ("all", "head", "medium", "tail"), classes (how
        many), recall and precision (means over the classes that have them, each class counting alike) and
        balanced_error (1 - recall), each with its 95 % interval ``_low`` and ``_high`` as in
        ``mean_over_classes``; NaN where no class has any.
    """
    by_label = axis.sort_values("class")["group"].to_numpy()
    support, predicted, correct = _counts(sweep, len(by_label))
    frames = []
    for group in (ALL, *GROUPS):
        members = np.ones(len(by_label), bool) if group == ALL else by_label == group
        recall = _mean("recall", correct, np.broadcast_to(support, correct.shape), members)
        precision = _mean("precision", correct, predicted, members)
        error = {
            "balanced_error": 1 - recall["recall"],
            "balanced_error_low": 1 - recall["recall_high"],
            "balanced_error_high": 1 - recall["recall_low"],
        }
        own = {"value": sweep.values, "group": group, "classes": int(members.sum())}
        frames.append(pd.DataFrame({**own, **recall, **precision, **error}))
    return pd.concat(frames, ignore_index=True)


def class_change(sweep: Sweep, index: int, axis: pd.DataFrame) -> pd.DataFrame:
    """Return recall and precision of every class without correction and at one value.

    Args:
        sweep: the decisions.
        index: place of the value in the grid.
        axis: the classes, frame of ``class_axis``.

    Returns:
        The columns of ``per_class_table`` and when ("before" or "after").
    """
    by_label = axis.sort_values("class")
    names, counts = by_label["name"].tolist(), by_label["train_count"].to_numpy()
    rule = by_label["group_rule"].iloc[0]
    tables = [
        per_class_table(sweep.labels, decided, counts, names, rule).assign(when=when)
        for when, decided in ((BEFORE, sweep.plain), (AFTER, sweep.decided[index]))
    ]
    return pd.concat(tables, ignore_index=True)


def without_correction(sweep: Sweep, axis: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``group_curves`` for the run as it is: value 0, one row per set of classes."""
    as_is = Sweep(np.zeros(1), sweep.plain[None], sweep.plain, sweep.labels)
    return group_curves(as_is, axis)


def _counts(sweep: Sweep, n_classes: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return support (C,), and predicted and correct at every value, (G, C)."""
    places = np.arange(len(sweep.values))[:, None] * n_classes
    cells = len(sweep.values) * n_classes
    shape = (len(sweep.values), n_classes)
    right = sweep.decided == sweep.labels
    predicted = np.bincount((places + sweep.decided).ravel(), minlength=cells).reshape(shape)
    correct = np.bincount((places + sweep.labels)[right], minlength=cells).reshape(shape)
    return np.bincount(sweep.labels, minlength=n_classes), predicted, correct


def _mean(
    measure: str, correct: IntArray, totals: IntArray, members: NDArray[np.bool_]
) -> dict[str, FloatArray]:
    """Return mean and interval over some classes at every value, as ``mean_over_classes`` does for one."""
    part, whole = correct[:, members], totals[:, members]
    known = whole > 0
    behind = known.sum(axis=1)
    shares = np.divide(part, whole, out=np.zeros(whole.shape), where=known)
    inverse = np.divide(1.0, whole, out=np.zeros(whole.shape), where=known).sum(axis=1)
    none = np.zeros(len(behind))
    mean = np.divide(shares.sum(axis=1), behind, out=none.copy(), where=behind > 0)
    examples = np.divide(behind**2, inverse, out=none.copy(), where=behind > 0)
    low, high = wilson(mean.clip(0, 1) * examples, examples)
    mean[behind == 0] = np.nan
    return {measure: mean, f"{measure}_low": low, f"{measure}_high": high}
