"""Formulas over arrays of settings, some of which are outside the legal range: NaN there, and no warning."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.types import FloatArray

BoolArray = NDArray[np.bool_]


def as_floats(*settings: ArrayLike) -> tuple[FloatArray, ...]:
    """Return the settings as float64 arrays of one common shape.

    Example:
        >>> [array.tolist() for array in as_floats([1, 2], 5)]
        [[1.0, 2.0], [5.0, 5.0]]
    """
    arrays = (np.asarray(setting, dtype=np.float64) for setting in settings)
    return np.broadcast_arrays(*arrays)


def where_legal(
    legal: BoolArray, formula: Callable[..., FloatArray], *settings: FloatArray
) -> FloatArray:
    """Return the formula where it is legal, evaluated nowhere else, and NaN elsewhere.

    Args:
        legal: where the formula applies, any shape.
        formula: takes the settings of the legal places, each of shape (places,).
        settings: arrays of the shape of ``legal``.

    Returns:
        Float64, shape of ``legal``.

    Example:
        >>> x = np.array([-1.0, 1.0])
        >>> where_legal(x > 0, np.log, x).tolist()
        [nan, 0.0]
    """
    if legal.all():
        return np.asarray(formula(*settings), dtype=np.float64)
    values = np.full(legal.shape, np.nan)
    if legal.any():
        values[legal] = formula(*(setting[legal] for setting in settings))
    return values


def is_count(number: FloatArray) -> BoolArray:
    """Return where a number is whole, finite and at least 1.

    Example:
        >>> is_count(np.array([0.0, 1.0, 1.5, np.inf])).tolist()
        [False, True, False, False]
    """
    return np.asarray(np.isfinite(number) & (number >= 1) & (np.floor(number) == number))
