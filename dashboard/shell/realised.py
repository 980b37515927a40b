"""What was asked of the class counts, and what there is: whole examples follow no ratio exactly."""

import numpy as np

from ltcore.config import DataConfig
from ltcore.plots.base.amounts import numeral
from ltcore.types import IntArray

OF_A_RATIO = ("exponential", "step")
"""Profiles that are given an imbalance ratio."""


def ratio_in_words(asked: DataConfig, counts: IntArray) -> str:
    """Return in a sentence that the imbalance ratio is another than was asked for; "" where it is the same.

    Args:
        asked: the data.
        counts: training examples per class, shape (C,).
    """
    if asked.profile not in OF_A_RATIO or np.min(counts) == 0:
        return ""
    there = numeral(np.max(counts) / np.min(counts), 3)
    wanted = numeral(asked.ratio, 3)
    if there == wanted:
        return ""
    return (
        f"You asked for ρ = {wanted}; counts are rounded down to whole examples, so it is {there}."
    )
