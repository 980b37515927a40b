"""Mean recall, precision and F1 over sets of classes, every class counting alike."""

from collections.abc import Sequence

import pandas as pd

from ltcore.metrics import wilson

TOTALS = {"recall": "support", "precision": "predicted"}
"""Measure -> the number of examples it rests on."""


def mean_over_classes(per_class: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the mean over the classes of each set, with a 95 % interval.

    The interval is Wilson's for as many examples as carry the same variance: ``K ** 2 / sum(1 / n)`` for
    K classes with n examples each, which is all of them where every class has as many.

    Args:
        per_class: rows with recall, precision, support, predicted and correct, and f1 where it is wanted.
        keys: columns that name a set of classes of a run.

    Returns:
        One row per set: the keys, classes, support, predicted, correct (sums), recall, recall_low,
        recall_high, recall_classes (how many classes the mean runs over), and the same of precision; f1
        and f1_classes alone, for a mean of F1 is the share of no number of examples. NaN and 0 classes where
        no class has any.

    Example:
        >>> rows = pd.DataFrame({"group": "tail", "support": 8, "predicted": [4, 0], "correct": [4, 0],
        ...                      "recall": [0.5, 0.0], "precision": [1.0, float("nan")]})
        >>> means = mean_over_classes(rows, ["group"])
        >>> means[["classes", "support", "recall", "precision"]].values.tolist()
        [[2.0, 16.0, 0.25, 1.0]]
    """
    grouped = per_class.groupby(list(keys), sort=False, dropna=False)
    columns: dict[str, pd.Series] = {"classes": grouped.size()}
    columns |= {name: grouped[name].sum() for name in ("support", "predicted", "correct")}
    for measure, total in TOTALS.items():
        inverse = (1 / per_class[total].where(per_class[total] > 0)).rename("inverse")
        by_set = per_class[list(keys)].join(inverse).groupby(list(keys), sort=False, dropna=False)
        mean = grouped[measure].mean()
        examples = (by_set["inverse"].count() ** 2 / by_set["inverse"].sum()).fillna(0)
        low, high = wilson(mean.fillna(0).clip(0, 1) * examples, examples)
        columns |= {measure: mean, f"{measure}_low": low, f"{measure}_high": high}
        columns[f"{measure}_classes"] = grouped[measure].count()
    if "f1" in per_class:
        columns |= {"f1": grouped["f1"].mean(), "f1_classes": grouped["f1"].count()}
    return pd.DataFrame(columns).reset_index()
