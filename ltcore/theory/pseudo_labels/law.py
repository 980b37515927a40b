"""The exact law of the pseudo-label estimator of ``ssl_mean``: a binomial mixture of Gaussians.

The law is this lab's own addition to Theorem 1. ``fourier_law`` computes it.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.pseudo_labels import ranges
from ltcore.theory.pseudo_labels.fourier_law import Waves, waves
from ltcore.theory.shared.legal import as_floats
from ltcore.types import FloatArray

MAX_GAP = 200
"""Sigmas between the means up to which the exact law is computed (it takes 11 waves per sigma)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """The seven numbers of the theorem, each one number or an array; arrays broadcast.

    Attributes:
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        p: precision of the positive set, in [0, 1].
        q: precision of the negative set, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.
    """

    n_pos: ArrayLike
    n_neg: ArrayLike
    p: ArrayLike
    q: ArrayLike
    mu1: ArrayLike = 1.0
    mu2: ArrayLike = -1.0
    sigma: ArrayLike = 1.0


def variance(setting: Setting) -> FloatArray:
    """Return the exact variance of the estimator.

    It is ``(sigma^2 + p(1-p)(mu1-mu2)^2) / (4 n+) + (sigma^2 + q(1-q)(mu1-mu2)^2) / (4 n-)``; with the
    target it gives the normal law that the estimator tends to.

    Example:
        >>> round(float(variance(Setting(n_pos=900, n_neg=100, p=0.95, q=0.7))), 9)
        0.004930556
    """
    n_pos, n_neg, p, q, mu1, mu2, sigma = _legal_numbers(setting)
    gap = mu1 - mu2
    of_pos = (sigma**2 + p * (1 - p) * gap**2) / n_pos
    of_neg = (sigma**2 + q * (1 - q) * gap**2) / n_neg
    return np.asarray((of_pos + of_neg) / 4)


def law(setting: Setting) -> Waves:
    """Return the exact law of estimate minus target, as ``fourier_law`` keeps it; NaN where it is unknown."""
    n_pos, n_neg, p, q, mu1, mu2, sigma = _legal_numbers(setting)
    half_gap = mu1 / 2 - mu2 / 2
    sigma = np.where(half_gap / sigma > MAX_GAP / 2, np.nan, sigma)
    return waves((n_pos, n_neg), (p, q), half_gap, sigma)


def _legal_numbers(setting: Setting) -> tuple[FloatArray, ...]:
    """The seven arrays of one shape, all of them NaN where one is illegal."""
    names = [field.name for field in fields(setting)]
    numbers = as_floats(*(getattr(setting, name) for name in names))
    fine = ranges.legal(**dict(zip(names, numbers, strict=True)))
    return tuple(np.where(fine, number, np.nan) for number in numbers)
