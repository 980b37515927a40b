"""LDAM's margin of every class, beside what the same total would be if it were shared equally."""

import pandas as pd

from ltcore.classwise import ldam_margins


def ldam_margins_frame(axis: pd.DataFrame, max_margin: float = 0.5) -> pd.DataFrame:
    """Return a class axis with LDAM's margins.

    Args:
        axis: frame of ``class_axis``, each class with at least 1 training example.
        max_margin: margin of the rarest class, in cosine units, at least 0.

    Returns:
        The columns of ``axis``, ldam_margin, and equal_margin: the mean of all margins.

    Raises:
        ValueError: where a class has no training example, or the margin is negative.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> frame = ldam_margins_frame(class_axis([16, 1], ["cat", "lynx"]))
        >>> frame[["ldam_margin", "equal_margin"]].values.round(6).tolist()
        [[0.25, 0.375], [0.5, 0.375]]
    """
    margins = ldam_margins(axis["train_count"].to_numpy(), max_margin)
    return axis.assign(ldam_margin=margins, equal_margin=float(margins.mean()))
