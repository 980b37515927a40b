"""The effective number as covered volume: an urn and arcs on a circle, whose mean it is.

A class fills a volume N, each sample has volume 1. The paper lets a new sample lie wholly inside what is
covered, with probability V / N, or wholly outside (the urn). Arcs of length 1 dropped on a circle of length N
overlap in parts. Both cover ``(1 - beta^n) / (1 - beta)`` on average, with ``beta = (N - 1) / N``, because a
fixed point stays bare with probability ``(1 - 1/N)^n``. Only the spread differs.

The urn needs a whole N. With N = 2.5 its last sample covers from 2 to 3, more than there is, and the mean
then exceeds the formula; arcs have no such flaw.

Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, Proposition 1, for
the urn and its mean; arcs and variances are this lab's.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import effective_number
from ltcore.theory.shared.legal import BoolArray, as_floats, is_count, where_legal
from ltcore.types import FloatArray

LARGEST_VOLUME = 1e9
"""Above it float64 no longer tells beta from 1 well enough for the effective number."""


def undefined_because(*, volume: float, n: float = 1, urn: bool = False) -> str:
    """Return why nothing can be covered, empty where it can.

    Args:
        volume: N, in units of one sample.
        n: samples.
        urn: whether the urn must follow the formula exactly.

    Example:
        >>> undefined_because(volume=2.5, urn=True)
        'volume is 2.5: the urn follows the formula for a whole volume only; take arcs'
        >>> undefined_because(volume=2.5)
        ''
    """
    if not 1 <= volume <= LARGEST_VOLUME:
        return f"volume is {volume:g}: give one from 1, a single sample, to {LARGEST_VOLUME:,.0f}"
    if not _are_samples(np.asarray(n, dtype=np.float64)):
        return f"n is {n:g}: give a whole number of samples, at least 0"
    if urn and volume != math.floor(volume):
        return (
            f"volume is {volume:g}: the urn follows the formula for a whole volume only; take arcs"
        )
    return ""


def beta_of(volume: float) -> float:
    """Return ``(N - 1) / N``, the beta whose effective number n samples cover; NaN for N below 1.

    Example:
        >>> beta_of(10)
        0.9
    """
    return math.nan if undefined_because(volume=volume) else (volume - 1) / volume


def mean_covered(n: ArrayLike, volume: float) -> FloatArray:
    """Return the effective number of n samples, 0 for none: the mean covered volume.

    Args:
        n: samples, whole, at least 0, any shape.
        volume: N, at least 1.

    Returns:
        From 0 to N, float64, shape of ``n``; NaN where ``undefined_because`` says why.

    Example:
        >>> mean_covered([0, 1, 3], 2).round(6).tolist()
        [0.0, 1.0, 1.75]
    """
    (samples,) = as_floats(n)
    if undefined_because(volume=volume):
        return np.full(samples.shape, np.nan)
    some = np.maximum(samples, 1)
    legal = _are_samples(samples)
    covered = where_legal(legal, lambda k: effective_number(k, beta_of(volume)), some)
    return np.where(samples == 0, 0.0, covered)


def urn_variance(n: ArrayLike, volume: float) -> FloatArray:
    """Return the variance of the number of distinct coupons among N after n draws.

    ``N w^n + N (N - 1) (1 - 2/N)^n - N^2 w^(2n)`` with ``w = 1 - 1/N``.

    Args:
        n: samples, whole, at least 0, any shape.
        volume: N, whole, at least 1.

    Returns:
        At least 0, float64, shape of ``n``; NaN where ``undefined_because`` says why, so for a volume that is
        not whole.

    Example:
        >>> (urn_variance([1, 100], 100).round(3) + 0.0).tolist()
        [0.0, 9.74]
    """
    (samples,) = as_floats(n)
    if undefined_because(volume=volume, urn=True):
        return np.full(samples.shape, np.nan)
    return where_legal(_are_samples(samples), lambda k: _urn_variance(k, volume), samples)


def arcs_variance(n: ArrayLike, volume: float) -> FloatArray:
    """Return the variance of the length that n arcs of length 1 cover on a circle of length N.

    Two points at distance u < 1 stay both bare with probability ``(1 - (1 + u) / N)^n``, farther ones with
    ``(1 - 2/N)^n``. The integral over u, with ``w = 1 - 1/N`` and ``v = max(0, 1 - 2/N)``, is
    ``2 N^2 (w^(n+1) - v^(n+1)) / (n + 1) + N (N - 2) v^n - N^2 w^(2n)``.

    Args:
        n: samples, whole, at least 0, any shape.
        volume: N, at least 1, whole or not.

    Returns:
        At least 0, float64, shape of ``n``; NaN where ``undefined_because`` says why.

    Example:
        >>> (arcs_variance([1, 100], 100).round(3) + 0.0).tolist()
        [0.0, 5.896]
    """
    (samples,) = as_floats(n)
    if undefined_because(volume=volume):
        return np.full(samples.shape, np.nan)
    return where_legal(_are_samples(samples), lambda k: _arcs_variance(k, volume), samples)


def _are_samples(n: FloatArray) -> BoolArray:
    return np.asarray(is_count(n) | (n == 0))


def _urn_variance(n: FloatArray, volume: float) -> FloatArray:
    bare, both = _bare(n, volume)
    alone = -volume * bare * np.expm1(n * math.log1p(-1 / volume)) if volume > 1 else 0.0 * n
    variance = alone + volume * (volume - 1) * both
    return np.where(n <= 1, 0.0, np.maximum(variance, 0))


def _arcs_variance(n: FloatArray, volume: float) -> FloatArray:
    bare, both = _bare(n, volume)
    near = 2 * volume**2 / (n + 1) * _near_both(n + 1, volume)
    variance = near - 2 * volume * bare**2 + volume * (volume - 2) * both
    return np.where(n <= 1, 0.0, np.maximum(variance, 0))


def _bare(n: FloatArray, volume: float) -> tuple[FloatArray, FloatArray]:
    """Return ``w^n``, and ``v^n - w^(2n)`` in a form that keeps its digits where N is far above n."""
    bare = (1 - 1 / volume) ** n
    if volume <= 2:
        return bare, -(bare**2)
    return bare, bare**2 * np.expm1(n * math.log1p(-1 / (volume - 1) ** 2))


def _near_both(n: FloatArray, volume: float) -> FloatArray:
    """Return ``w^n - v^n``, in such a form too."""
    bare = (1 - 1 / volume) ** n
    return bare if volume <= 2 else -bare * np.expm1(n * math.log1p(-1 / (volume - 1)))
