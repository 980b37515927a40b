"""Legal ranges of two Gaussian classes on a line, and the odds that a consistent rule corrects."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.shared.legal import BoolArray, as_floats, where_legal
from ltcore.types import FloatArray

SMALLEST, LARGEST = 1e-6, 1e6
"""Of means and standard deviations; beyond, ratios of them leave float64."""


def log_odds_against(prior: ArrayLike) -> FloatArray:
    """Return ``log((1 - prior) / prior)``, by which a consistent rule must favour the positive class.

    Args:
        prior: of the positive class, any shape.

    Returns:
        Float64, shape of ``prior``; NaN where it is not strictly between 0 and 1.

    Example:
        >>> log_odds_against([0.5, 0.1, 1.0]).round(6).tolist()
        [0.0, 2.197225, nan]
    """
    (share,) = as_floats(prior)
    legal = (share > 0) & (share < 1)
    return where_legal(legal, lambda p: np.log1p(-p) - np.log(p), share)


def classes_are_legal(mean: FloatArray, spread: FloatArray) -> BoolArray:
    """Return whether means and standard deviations are within the legal range, bool, their shape."""
    smaller, larger = np.minimum(mean, spread), np.maximum(mean, spread)
    legal: BoolArray = (smaller >= SMALLEST) & (larger <= LARGEST)
    return legal
