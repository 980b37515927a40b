"""The exact law of two centred shares plus a normal, as a short sum of waves.

``X = w (B1/n1 - p) - w (B2/n2 - q) + s Z`` with B1 ~ Bin(n1, p), B2 ~ Bin(n2, q), Z ~ N(0, 1), all
independent, and ``s = sigma/2 sqrt(1/n1 + 1/n2)``. Its characteristic function is a product of three known
ones; the law is got back with the trapezoid rule (Abate and Whitt, Queueing Systems 1992), which for an
integrand like this one has two errors and no other:

* X is wrapped onto a circle of length ``2 reach``. By Hoeffding X is sub-Gaussian with variance
  ``(sigma^2 + w^2)/4 (1/n1 + 1/n2)``; the reach is 8 of its roots, so that less than 3e-14 lies outside.
* the sum ends where the normal part of the characteristic function is below 3e-16.

The number of waves depends on w / sigma alone: 31 where it is 1, for ten points and for ten million. The
double sum over both binomials, which is the same law, would take ``(n1 + 1)(n2 + 1)`` terms.
"""

import math
from dataclasses import dataclass

import numpy as np

from ltcore.types import FloatArray

ACCURACY = 1e-12
"""Absolute error of a probability, at most; what is observed is below 1e-14."""
_REACH = 8.0
"""Half the circle, in roots of the sub-Gaussian variance."""
_LAST = 8.5
"""Highest frequency, times s."""
_ROUNDING = 2e-15
"""What a mass may be off by rounding alone: no step is worth taking for less."""
_STEPS = 100
"""Bisection alone ends after 50; Newton after about 6."""


@dataclass(frozen=True, eq=False)
class Waves:
    """A law on a circle, K waves for each place of an array of settings.

    Attributes:
        reach: half the length of the circle, shape (...).
        frequency: shape (..., K).
        even: real part of the characteristic function there, shape (..., K).
        odd: imaginary part, shape (..., K).
    """

    reach: FloatArray
    frequency: FloatArray
    even: FloatArray
    odd: FloatArray


def waves(
    sizes: tuple[FloatArray, FloatArray],
    shares: tuple[FloatArray, FloatArray],
    w: FloatArray,
    sigma: FloatArray,
) -> Waves:
    """Return the law of X as waves.

    Args:
        sizes: n1 and n2, at least 1; any shape, the same for all arguments.
        shares: p and q, in [0, 1].
        w: weight of the shares, at least 0.
        sigma: above 0. Places that are NaN stay NaN.

    Returns:
        ``ceil(8.5 * 8 / pi * sqrt(1 + (w / sigma)^2))`` waves, for the largest ``w / sigma``.

    Example:
        >>> one = np.array(1.0)
        >>> waves((10 * one, 1e7 * one), (0.9 * one, 0.6 * one), one, one).frequency.shape
        (31,)
    """
    (n1, n2), (p, q) = sizes, shares
    s = sigma / 2 * np.sqrt(1 / n1 + 1 / n2)
    wide = np.hypot(1, w / sigma)
    reach = _REACH * s * wide
    number = math.ceil(_LAST * _REACH / math.pi * np.max(wide, initial=1, where=np.isfinite(wide)))
    frequency = np.arange(1, number + 1) * (math.pi / reach)[..., None]
    log_size1, angle1 = _of_share(n1, p, frequency * w[..., None])
    log_size2, angle2 = _of_share(n2, q, frequency * w[..., None])
    size = np.exp(log_size1 + log_size2 - (frequency * s[..., None]) ** 2 / 2)
    angle = angle1 - angle2
    return Waves(reach, frequency, size * np.cos(angle), size * np.sin(angle))


def mass_within(law: Waves, delta: FloatArray) -> FloatArray:
    """Return ``P(|X| <= delta)``.

    Args:
        law: of settings of shape (...).
        delta: at least 0; broadcasts with (...).

    Returns:
        Probabilities in [0, 1]; off by ``ACCURACY`` at most.

    Example:
        >>> one = np.array(1.0)
        >>> standard = waves((one, one), (one, one), one, math.sqrt(2) * one)   # a normal, N(0, 1)
        >>> round(float(mass_within(standard, np.array(1.959963984540054))), 12)
        0.95
    """
    inside = np.minimum(delta, law.reach)
    turned = np.sin(law.frequency * inside[..., None])
    mass = (inside + 2 * (law.even * turned / law.frequency).sum(axis=-1)) / law.reach
    return np.asarray(np.clip(mass, 0, 1))


def density_at(law: Waves, x: FloatArray) -> FloatArray:
    """Return the density of X, 0 beyond the reach.

    Args:
        law: of settings of shape (...).
        x: broadcasts with (...).

    Example:
        >>> one = np.array(1.0)
        >>> standard = waves((one, one), (one, one), one, math.sqrt(2) * one)
        >>> round(float(density_at(standard, np.array(0.0)) * math.sqrt(2 * math.pi)), 12)
        1.0
    """
    angle = law.frequency * np.minimum(np.maximum(x, -law.reach), law.reach)[..., None]
    waved = law.even * np.cos(angle) + law.odd * np.sin(angle)
    density = np.maximum(1 + 2 * waved.sum(axis=-1), 0) / (2 * law.reach)
    return np.where(np.abs(x) > law.reach, 0.0, density)


def distance_of(law: Waves, level: FloatArray) -> FloatArray:
    """Return the delta with ``P(|X| <= delta) = level``, by Newton's steps kept between two bounds.

    Args:
        law: of settings of shape (...).
        level: in [0, 1 - ACCURACY]; broadcasts with (...).

    Example:
        >>> one = np.array(1.0)
        >>> standard = waves((one, one), (one, one), one, math.sqrt(2) * one)
        >>> round(float(distance_of(standard, np.array(0.95))), 10)
        1.9599639845
    """
    high = np.broadcast_arrays(law.reach, level)[0] + 0.0
    low, delta = np.zeros_like(high), high / 4
    for _ in range(_STEPS):
        excess = mass_within(law, delta) - level
        low, high = np.where(excess < 0, delta, low), np.where(excess < 0, high, delta)
        slope = density_at(law, delta) + density_at(law, -delta)
        step = np.divide(excess, slope, out=np.full_like(high, np.inf), where=slope > 0)
        newton = delta - step
        moved = np.where((newton > low) & (newton < high), newton, (low + high) / 2)
        unsettled = (np.abs(excess) > _ROUNDING) & (np.abs(moved - delta) > _ROUNDING * law.reach)
        delta = np.where(unsettled, moved, delta)
        if not unsettled.any():
            break
    return np.where(level == 0, 0 * law.reach, delta + 0 * level)  # a NaN in either stays one


def _of_share(n: FloatArray, p: FloatArray, frequency: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log size and angle of the characteristic function of ``B/n - p``, in forms that lose no digits."""
    n, p = n[..., None], p[..., None]
    theta = frequency / n
    half = np.sin(theta / 2) ** 2
    # The log of |1 - p + p e^(i theta)|; -inf where p = 1/2 and theta = pi.
    with np.errstate(divide="ignore"):
        log_size = n / 2 * np.log1p(np.maximum(-4 * p * (1 - p) * half, -1))
    angle = n * (np.arctan2(p * np.sin(theta), 1 - 2 * p * half) - p * theta)
    return log_size, angle
