"""What is known of the plug-in rule without drawing anything: every threshold's AM, the regret's rate.

The setting is that of ``regret``: X given + is N(1, spread^2), X given - is N(-1, 1), + has
prior p, and AM = (TPR + TNR) / 2. With the true posterior eta, the rule ``eta(x) > c`` has the largest AM at
c = p, whatever the classes look like, for there it takes the class whose density is larger.

With spread 1, n examples and the maximum of the likelihood, the empirical threshold's cut is normal about 0
for large n. Its variance follows from the influence functions of the intercept b and of logit p-hat: both are
means over the examples, their covariance is 1 / (p (1 - p)) per example, so that

    n Var(cut) -> ((I^-1)_bb - 1 / (p (1 - p))) / 4

with the Fisher information I of slope and intercept; the slope plays no part, for the cut is at 0. The AM has
the second derivative -phi(1) there: n times the regret tends in law to the rate times a chi-square of one
degree. The penalty of ``plug_in`` goes to 0 fast enough to leave this as it is.

Source: Menon et al., "On the Statistical Consistency of Algorithms for Binary Classification under Class
Imbalance", ICML 2013, for the threshold p; the rate is this lab's, by the delta method.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit, ndtr

from ltcore.theory.plug_in.regret import best_am, undefined_because
from ltcore.theory.shared.legal import as_floats
from ltcore.theory.shared.two_gaussians import log_odds_against
from ltcore.types import FloatArray

GRID = np.arange(-12.0, 12.0, 1 / 64)
"""Of the information's integral: sums over it are exact to rounding."""
RAREST = 1e-6
"""Prior of either class below which the two terms of the variance cancel in float64."""


def log_odds(x: ArrayLike, prior: float, spread: float = 1.0) -> FloatArray:
    """Return the log-odds of the positive class, ``log(eta / (1 - eta))``.

    Args:
        x: places, any shape.
        prior: of the positive class, strictly between 0 and 1.
        spread: standard deviation of the positive class, 0.1 to 10.

    Returns:
        Float64, shape of ``x``; NaN where ``plug_in.undefined_because`` says why.

    Example:
        >>> log_odds([0.0, 1.0], 0.5).tolist()
        [0.0, 2.0]
    """
    (place,) = as_floats(x)
    curve, slope, constant = _parabola(prior, spread)
    return curve * place**2 + slope * place + constant


def threshold_rates(
    threshold: ArrayLike, prior: float, spread: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Return the recall of both classes of the rule that compares the true posterior with a threshold.

    Args:
        threshold: c in (0, 1), any shape.
        prior: of the positive class, strictly between 0 and 1.
        spread: standard deviation of the positive class, 0.1 to 10.

    Returns:
        ``(TPR, TNR)``, float64 in [0, 1], shape of ``threshold``; NaN outside (0, 1), and where
        ``plug_in.undefined_because`` says why.

    Example:
        >>> [round(float(rate), 6) for rate in threshold_rates(0.1, 0.1)]
        [0.841345, 0.841345]
    """
    (level,) = as_floats(threshold)
    level = np.where((level > 0) & (level < 1), level, np.nan)
    curve, slope, constant = _parabola(prior, spread)
    constants = constant - logit(level)
    if curve == 0:
        cut = -constants / slope
        return np.asarray(ndtr(1 - cut)), np.asarray(ndtr(cut + 1))
    # Where the parabola has no root the interval between them is empty: -inf to -inf.
    root = np.sqrt(np.maximum(slope**2 - 4 * curve * constants, 0))
    pivot = -(slope + root) / 2
    ends = np.sort([pivot / curve, constants / pivot], axis=0)
    ends = np.where(root == 0, -np.inf, ends)
    positive = ndtr((ends[1] - 1) / spread) - ndtr((ends[0] - 1) / spread)
    negative = ndtr(ends[1] + 1) - ndtr(ends[0] + 1)
    if curve > 0:
        return 1 - positive, negative
    return positive, 1 - negative


def threshold_regrets(threshold: ArrayLike, prior: float, spread: float = 1.0) -> FloatArray:
    """Return AM* - AM of the rule that compares the true posterior with a threshold.

    Args:
        threshold: c in (0, 1), any shape.
        prior: of the positive class.
        spread: standard deviation of the positive class.

    Returns:
        At least 0 up to rounding, and 0 at c = prior; float64, else NaN.

    Example:
        >>> (threshold_regrets([0.1, 0.5], 0.1).round(6) + 0.0).tolist()
        [0.0, 0.119946]
    """
    positive, negative = threshold_rates(threshold, prior, spread)
    return np.asarray(best_am(spread) - (positive + negative) / 2, dtype=np.float64)


def regret_rate(prior: float) -> float:
    """Return c, where n times the regret of the empirical threshold tends to c times a chi-square; spread 1.

    Args:
        prior: of the positive class, from ``RAREST`` to 1 - ``RAREST``, else NaN.

    Example:
        >>> round(regret_rate(0.1), 4)  # the mean regret at n = 10,000 is about 0.4 / 10,000
        0.3994
    """
    if not RAREST <= prior <= 1 - RAREST:
        return math.nan
    eta = 1 / (1 + np.exp(-log_odds(GRID, prior)))
    positive, negative = (np.exp(-((GRID - mean) ** 2) / 2) for mean in (1, -1))
    density = (prior * positive + (1 - prior) * negative) / math.sqrt(2 * math.pi)
    weight = density * eta * (1 - eta) * (GRID[1] - GRID[0])
    along, mixed, level = (float((weight * GRID**power).sum()) for power in (2, 1, 0))
    of_intercept = along / (along * level - mixed**2)
    variance = (of_intercept - 1 / (prior * (1 - prior))) / 4
    return variance * math.exp(-0.5) / math.sqrt(2 * math.pi) / 2


def _parabola(prior: float, spread: float) -> tuple[float, float, float]:
    """Return the coefficients of x squared, of x, and the constant, of the log-odds."""
    if undefined_because(prior=prior, spread=spread):
        return math.nan, math.nan, math.nan
    curve = 0.5 * (1 - spread**-2)
    constant = curve - math.log(spread) - float(log_odds_against(prior))
    return curve, 1 + spread**-2, constant
