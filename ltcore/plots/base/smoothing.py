"""Smoothing of noisy curves, and thinning of long ones."""

import numpy as np

from ltcore.types import FloatArray, IntArray

MAX_POINTS = 500
"""A line is drawn through at most about this many points."""


def smooth(values: FloatArray, weight: float) -> FloatArray:
    """Return the exponential moving average of a curve, corrected for its start.

    The correction (of Kingma and Ba's Adam, 2015, Sec. 3) makes the first value the curve's own instead of
    one drawn towards zero. NaN stays NaN and does not enter the average.

    Args:
        values: a curve, shape (N,).
        weight: share of the average that each new value leaves standing, in [0, 1); 0 smooths nothing.

    Raises:
        ValueError: where the weight is outside [0, 1).

    Example:
        >>> smooth(np.array([1.0, 1.0, 0.0]), 0.5).round(3).tolist()
        [1.0, 1.0, 0.429]
    """
    if not 0 <= weight < 1:
        raise ValueError(f"smoothing weight is {weight}: it lies in [0, 1)")
    smoothed = np.full(len(values), np.nan)
    average, seen = 0.0, 0.0
    for place, value in enumerate(values):
        if np.isfinite(value):
            average = weight * average + (1 - weight) * value
            seen = weight * seen + (1 - weight)
            smoothed[place] = average / seen
    return smoothed


def thin(length: int, max_points: int = MAX_POINTS) -> IntArray:
    """Return the evenly spread places of a long curve that are drawn, first and last included.

    Example:
        >>> thin(5), thin(9, 5)
        (array([0, 1, 2, 3, 4]), array([0, 2, 4, 6, 8]))
    """
    if length <= max_points:
        return np.arange(length)
    return np.unique(np.linspace(0, length - 1, max_points).round().astype(np.int64))
