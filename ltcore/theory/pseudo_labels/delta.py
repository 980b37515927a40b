"""How far pseudo-labels can be trusted at one level: the delta that is promised, and the one that is true."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.pseudo_labels.fourier_law import ACCURACY, distance_of
from ltcore.theory.pseudo_labels.law import Setting, law
from ltcore.theory.pseudo_labels.rates import guarantee_rates
from ltcore.types import FloatArray

VACUOUS = -5
"""What the theorem promises of delta 0: less is no promise at all."""
_STEPS = 60
"""Newton's method on a convex function from its left side needs fewer than ten."""


def guaranteed_delta(
    level: ArrayLike,
    n_pos: ArrayLike,
    n_neg: ArrayLike,
    mu1: ArrayLike,
    mu2: ArrayLike,
    sigma: ArrayLike,
) -> FloatArray:
    """Return the smallest delta whose guarantee is at least ``level``.

    Args:
        level: below 1; 0 is where the promise stops being vacuous. Arrays broadcast.
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        Distances, at least 0; NaN where the level is not below 1 or ``undefined_because`` says why.

    Example:
        >>> guaranteed_delta([0.0, 0.5, 0.95, 1.0], 990, 10, 1, -1, 1).round(5).tolist()
        [0.79182, 0.96978, 1.40781, nan]
    """
    rates = guarantee_rates(n_pos, n_neg, mu1, mu2, sigma)
    wanted = np.asarray(level, dtype=np.float64)
    allowed = np.where(wanted < 1, 1 - np.maximum(wanted, VACUOUS), np.nan)
    allowed, _ = np.broadcast_arrays(allowed, rates[0])
    rates = np.stack([np.broadcast_arrays(rate, allowed)[0] for rate in rates])
    noise = rates[0]
    with np.errstate(over="ignore"):  # hardly any gap between the means is no risk
        steep = (rates / noise) ** 2
    risks = np.where(np.isinf(steep), 0.0, 2.0)
    steep = np.where(np.isinf(steep), 1.0, steep)
    # In u = (rate of the noise times delta)^2 the log of the risk is convex and falls: start where the
    # largest single term alone takes all that is allowed, and no step can overshoot.
    first = np.log(2 / allowed) / steep
    u = np.maximum(np.max(np.where(risks > 0, first, 0.0), axis=0), 0)
    for _ in range(_STEPS):
        terms = risks * np.exp(-steep * u)
        total = terms.sum(axis=0)
        step = np.log(total / allowed) * total / (steep * terms).sum(axis=0)
        u = np.maximum(u + step, 0)
        if not (np.abs(step) > 1e-15 * u).any():
            break
    return np.asarray(np.sqrt(u) / noise)


def true_delta(level: ArrayLike, setting: Setting) -> FloatArray:
    """Return the delta within which an estimate truly is with probability ``level``.

    Args:
        level: in [0, 1 - 1e-12].
        setting: the seven numbers; arrays broadcast.

    Returns:
        Distances, at least 0; NaN where the level is outside, and as in ``ssl_mean.coverage``.

    Example:
        >>> round(float(true_delta(0.95, Setting(n_pos=990, n_neg=10, p=0.9, q=0.9))), 5)
        0.36318
    """
    wanted = np.asarray(level, dtype=np.float64)
    wanted = np.where((wanted >= 0) & (wanted <= 1 - ACCURACY), wanted, np.nan)
    return distance_of(law(setting), wanted)
