"""Intervals: Wilson's for a share of examples, Student's for a mean over seeds."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit  # scipy.stats takes far longer to import

from ltcore.types import FloatArray


def wilson(
    successes: ArrayLike, totals: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score interval of each share ``successes / totals``.

    Unlike the interval share +- 1.96 standard errors it stays in [0, 1], and has a width at shares
    of 0 and 1, as rare classes with a handful of test examples need.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal
    of the American Statistical Association 1927.

    Args:
        successes: for instance correct predictions per class, shape (C,).
        totals: for instance test examples per class, shape (C,), each at least the successes.
        level: confidence level, above 0 and below 1.

    Returns:
        Lower and upper bounds in [0, 1], each float64 of the common shape, NaN where the total is 0.

    Raises:
        ValueError: where a success count is outside [0, total] or the level outside (0, 1).

    Example:
        >>> low, high = wilson([0, 8], [10, 10])
        >>> (low.round(3) + 0.0).tolist(), high.round(3).tolist()
        ([0.0, 0.49], [0.278, 0.943])
    """
    z = float(ndtri(_upper_quantile(level)))
    k, n = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    )
    illegal = np.flatnonzero(~((k >= 0) & (k <= n)))
    if illegal.size:
        index = int(illegal[0])
        raise ValueError(
            f"successes[{index}] is {k.flat[index]:g} of {n.flat[index]:g}: it lies from 0 to the "
            "total"
        )
    n = np.where(n > 0, n, np.nan)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    # At shares of 0 and 1 the bound is exact, up to rounding that could leave [0, 1].
    low = np.where(k == 0, np.minimum(n, 0), centre - half)
    high = np.where(k == n, np.minimum(n, 1), centre + half)
    return low, high


def mean_t_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean of a few runs and Student's t interval of it.

    Args:
        values: one value per run (seed), shape (N,); a NaN among them makes all three NaN.
        level: confidence level, above 0 and below 1.

    Returns:
        (mean, low, high); both bounds are NaN for a single value, which shows no spread.

    Raises:
        ValueError: where there is no value or the level lies outside (0, 1).

    Example:
        >>> [round(number, 3) for number in mean_t_interval([1.0, 2.0, 3.0])]
        [2.0, -0.484, 4.484]
    """
    quantile = _upper_quantile(level)
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"values has shape {array.shape}: give at least one value, shape (N,)")
    mean = float(array.mean())
    if array.size == 1:
        return mean, math.nan, math.nan
    error = float(array.std(ddof=1)) / math.sqrt(array.size)
    half = float(stdtrit(array.size - 1, quantile)) * error
    return mean, mean - half, mean + half


def paired_t_interval(
    a: ArrayLike, b: ArrayLike, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the mean of the paired differences ``a - b`` and Student's t interval of it.

    Args:
        a: one value per seed of one method, shape (N,).
        b: the values of the other method for the same seeds in the same order, shape (N,).
        level: confidence level, above 0 and below 1.

    Returns:
        (mean difference, low, high); both bounds are NaN for a single pair.

    Raises:
        ValueError: where the shapes differ, there is no pair, or the level lies outside (0, 1).

    Example:
        >>> [round(number, 3) for number in paired_t_interval([2.0, 4.0], [1.0, 2.0])]
        [1.5, -4.853, 7.853]
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(
            f"a has shape {first.shape} but b has {second.shape}: pairs need the same seeds in both"
        )
    return mean_t_interval(first - second, level)


def _upper_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: a confidence level lies above 0 and below 1")
    return (1 + level) / 2
