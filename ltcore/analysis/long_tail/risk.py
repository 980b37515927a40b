"""The risk split by class: each class's share of the examples times the error on it.

R = sum over y of P(y) R_y, with P(y) as in training, or 1 / C for each class, which gives the balanced error.
"""

import pandas as pd

from ltcore.analysis.base.seeds import CLASS_KEYS, seeds_summary
from ltcore.classwise import sampling_probabilities


def risk_by_class(per_class: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the risk, one row per arm and class.

    Args:
        per_class: frame of ``per_class_frame``; its runs know the same classes.

    Returns:
        The columns of ``seeds_summary`` for the metric "risk" (the error on the examples of a class, in
        [0, 1]), and share (P(y) as in training), equal_share (1 / C), contribution and equal_contribution
        (share times mean risk). Classes without test examples are left out, and the shares of the others
        sum to 1.

    Raises:
        ValueError: the training count of a class is unknown or 0.

    Example:
        >>> from ltcore.analysis.compare.per_class import per_class_table
        >>> table = per_class_table([0, 0, 1, 1], [0, 0, 0, 1], [90, 10], ["cat", "lynx"])
        >>> run = table.assign(run="a", arm="ERM", method="erm", seed=0)
        >>> risk_by_class(run)[["share", "mean", "contribution"]].round(3).values.tolist()
        [[0.9, 0.0, 0.0], [0.1, 0.5, 0.05]]
    """
    parts = seeds_summary(
        _with_risk(per_class), "risk", (*CLASS_KEYS, "group_rule", "share", "equal_share")
    )
    return parts.assign(
        contribution=parts["share"] * parts["mean"],
        equal_contribution=parts["equal_share"] * parts["mean"],
    )


def risk_of_runs(per_class: pd.DataFrame) -> pd.DataFrame:
    """Return the risk of each run on classes drawn as in training and on classes drawn alike.

    Args:
        per_class: frame of ``per_class_frame``.

    Returns:
        One row per run: run, arm, method, seed; risk, equal_risk (the balanced error), accuracy and
        balanced_accuracy, in [0, 1]; tail_part and equal_tail_part, the share of each risk that the tail
        classes make (NaN where the risk is 0).

    Raises:
        ValueError: the training count of a class is unknown or 0.

    Example:
        >>> from ltcore.analysis.compare.per_class import per_class_table
        >>> table = per_class_table([0, 0, 1, 1], [0, 0, 0, 1], [90, 10], ["cat", "lynx"])
        >>> run = table.assign(run="a", arm="ERM", method="erm", seed=0)
        >>> risk_of_runs(run)[["risk", "equal_risk", "tail_part"]].round(3).values.tolist()
        [[0.05, 0.25, 1.0]]
    """
    rows = _with_risk(per_class)
    in_tail = rows["group"] == "tail"
    weighed = rows[["run", "arm", "method", "seed"]].assign(
        risk=rows["share"] * rows["risk"],
        equal_risk=rows["equal_share"] * rows["risk"],
        tail_part=rows["share"] * rows["risk"] * in_tail,
        equal_tail_part=rows["equal_share"] * rows["risk"] * in_tail,
    )
    runs = weighed.groupby(["run", "arm", "method", "seed"], sort=False).sum().reset_index()
    return runs.assign(
        accuracy=1 - runs["risk"],
        balanced_accuracy=1 - runs["equal_risk"],
        tail_part=_part(runs["tail_part"], runs["risk"]),
        equal_tail_part=_part(runs["equal_tail_part"], runs["equal_risk"]),
    )


def _with_risk(per_class: pd.DataFrame) -> pd.DataFrame:
    """Return the classes with test examples, each with its risk, its interval, and both shares."""
    rows = per_class[per_class["recall"].notna()]
    counts = rows["train_count"].astype("float64").groupby(rows["run"])
    return rows.assign(
        risk=1 - rows["recall"],
        risk_low=1 - rows["recall_high"],
        risk_high=1 - rows["recall_low"],
        share=counts.transform(lambda of_run: sampling_probabilities(of_run, 1)),
        equal_share=counts.transform(lambda of_run: sampling_probabilities(of_run, 0)),
    )


def _part(part: "pd.Series[float]", whole: "pd.Series[float]") -> "pd.Series[float]":
    return part.where(whole > 0) / whole.where(whole > 0)
