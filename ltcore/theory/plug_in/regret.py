"""Regret of the plug-in rule with the empirical threshold, against the number of training examples.

X given + is N(1, spread^2), X given - is N(-1, 1), + has prior pi, AM = (TPR + TNR) / 2. A logistic
regression is fitted to n examples with the penalty ``PENALTY n ** (-3/4) slope^2``, and its probability is
compared with the share of positives among the examples, or with 1/2. Either rule is a cut on x, so that the
regret AM* - AM is exact; only the examples are drawn.

With spread 1 the posterior is logistic in x: the regret of the empirical threshold goes to 0, like 1/n, and
that of 1/2 to what balanced error loses at the cut of least error. With another spread no line is the
posterior: the regret of both ends at a positive value, which ``limits`` gives.

Source: Menon et al., "On the Statistical Consistency of Algorithms for Binary Classification under Class
Imbalance", ICML 2013, Algorithm 1 and Theorem 3; the toy is this lab's. On scores it is
``ltcore.posthoc.one_against_rest``.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import logit, ndtr

from ltcore.theory.plug_in.logistic_fits import fit_lines
from ltcore.theory.shared.two_gaussians import log_odds_against
from ltcore.types import FloatArray

PENALTY = 0.05
"""Weight of the penalty at n = 1; it goes to 0 as the theorem asks, and keeps separable samples finite."""
POINTS_AT_ONCE = 200_000
"""Examples that are held at a time."""
LOWEST, HIGHEST, STEP = -30.0, 30.0, 1 / 64
"""Grid of the integrals over x, in units of the widest class: sums are exact to rounding."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Trials:
    """Regrets over several training sets of one size.

    Attributes:
        n: training examples of each.
        empirical: regret of the threshold at the share of positives, shape (trials,); NaN where the fit
        failed. half: regret of the threshold 1/2, shape (trials,); NaN where the fit failed.
        failed: training sets without a positive, or without a negative: there is no fit.
        progress: share of the whole study that is done with this, in (0, 1].
    """

    n: int
    empirical: FloatArray
    half: FloatArray
    failed: int
    progress: float = 1.0


def undefined_because(*, prior: float, spread: float = 1.0, n: int = 100) -> str:
    """Return why there is no regret, empty where there is one.

    Args:
        prior: of the positive class.
        spread: standard deviation of the positive class; that of the negative is 1.
        n: training examples.

    Example:
        >>> undefined_because(prior=0.1, n=1)
        'n is 1: a fit needs an example of each class, at least 2'
        >>> undefined_because(prior=0.1)
        ''
    """
    if not 0 < prior < 1:
        return (
            f"prior is {prior:g}: give a share strictly between 0 and 1, so that both classes occur"
        )
    if not 0.1 <= spread <= 10:
        return f"spread is {spread:g}: give a standard deviation from 0.1 to 10"
    return "" if n >= 2 else f"n is {n}: a fit needs an example of each class, at least 2"


def best_am(spread: float = 1.0) -> float:
    """Return the largest AM of any rule: it takes the class whose density is larger.

    For spread 1 that is one cut, at 0; else the positive class is taken outside two cuts (spread above 1) or
    between them.

    Example:
        >>> round(best_am(), 9)
        0.841344746
    """
    if undefined_because(prior=0.5, spread=spread):
        return math.nan
    if spread == 1:
        return float(ndtr(1.0))
    curve, slope = 0.5 * (1 - spread**-2), 1 + spread**-2
    root = math.sqrt(slope**2 - 4 * curve * (curve - math.log(spread)))
    first, second = sorted(((-slope - root) / (2 * curve), (-slope + root) / (2 * curve)))
    between_positive = ndtr((second - 1) / spread) - ndtr((first - 1) / spread)
    between_negative = ndtr(second + 1) - ndtr(first + 1)
    return float(0.5 + 0.5 * abs(between_positive - between_negative))


def regrets(slope: FloatArray, cut: FloatArray, spread: float = 1.0) -> FloatArray:
    """Return the exact regret of rules that take the positive class on one side of a cut.

    Args:
        slope: positive where that is the right side, negative where the left; 0 where it is everywhere or
            nowhere, any shape.
        cut: of the same shape; not looked at where the slope is 0.
        spread: standard deviation of the positive class.

    Returns:
        AM* - AM, at least 0 up to rounding, float64; NaN where an argument is.

    Example:
        >>> (regrets(np.array([1.0, 0.0]), np.array([0.0, 5.0])).round(6) + 0.0).tolist()
        [0.0, 0.341345]
    """
    right = np.sign(slope)
    place = np.where(slope == 0, 0.0, cut)
    gain = ndtr(-(place - 1) / spread) - ndtr(
        -(place + 1)
    )  # TPR + TNR - 1 where the right side is taken
    return np.asarray(best_am(spread) - 0.5 * (1 + right * gain), dtype=np.float64)


def simulate(
    n: int, prior: float, *, trials: int, rng: np.random.Generator, spread: float = 1.0
) -> Trials:
    """Draw training sets, fit each, and return the regrets of both thresholds.

    Args:
        n: training examples, at least 2. All trials are held at once: ``study`` takes them in parts.
        prior: of the positive class, strictly between 0 and 1.
        trials: how many training sets.
        rng: source of randomness.
        spread: standard deviation of the positive class, 0.1 to 10; other than 1 the model is mis-specified.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> trials = simulate(1000, 0.1, trials=5, rng=np.random.default_rng(0))
        >>> trials.failed, bool((trials.empirical < trials.half).all())
        (0, True)
    """
    if reason := undefined_because(prior=prior, spread=spread, n=n):
        raise ValueError(reason)
    positives = rng.binomial(n, prior, size=trials)
    x = rng.normal(size=(trials, n))
    is_positive = np.arange(n) < positives[:, None]
    x = np.where(is_positive, 1 + spread * x, x - 1)
    fits = (positives > 0) & (positives < n)
    empirical, half = np.full(trials, np.nan), np.full(trials, np.nan)
    share = positives[fits] / n
    start = _true_posterior(share)
    slope, intercept = fit_lines(
        x[fits], 1 / n, is_positive[fits] / n, ridge=PENALTY * n**-0.75, start=start
    )
    empirical[fits], half[fits] = _both_regrets(slope, intercept, share, spread)
    return Trials(n=n, empirical=empirical, half=half, failed=int(trials - fits.sum()))


def study(
    ns: Sequence[int], prior: float, *, trials: int, seed: int, spread: float = 1.0
) -> Iterator[Trials]:
    """Simulate several sizes, in parts of at most ``POINTS_AT_ONCE`` examples, and say how much is done.

    Every size has its own source of randomness, which does not depend on the other sizes.

    Args:
        ns: training examples, each at least 2.
        prior: of the positive class, strictly between 0 and 1.
        trials: training sets per size, at least 1.
        seed: of the study, at least 0.
        spread: standard deviation of the positive class, 0.1 to 10.

    Yields:
        Parts, size by size; ``table`` puts them together.

    Raises:
        ValueError: where ``undefined_because`` says why, for any size, before anything is drawn.

    Example:
        >>> parts = list(study([100, 1000], 0.1, trials=300, seed=0))
        >>> [(part.n, len(part.half), round(part.progress, 3)) for part in parts]
        [(100, 300, 0.091), (1000, 200, 0.697), (1000, 100, 1.0)]
    """
    for n in ns:
        if reason := undefined_because(prior=prior, spread=spread, n=n):
            raise ValueError(reason)
    if trials < 1:
        raise ValueError(f"trials is {trials}: give at least 1")
    return _parts(ns, prior, trials, seed, spread)


def table(parts: Sequence[Trials]) -> pd.DataFrame:
    """Return what a study, or the part of it that is done, has seen: a row per size and threshold.

    Returns:
        Columns n, threshold ("empirical" or "half"), trials, failed, mean, low (5 %), median and high (95 %)
        of the regret over the fits that did not fail; NaN where all did.

    Example:
        >>> table(list(study([1000], 0.1, trials=50, seed=0)))[["n", "threshold", "failed"]].values.tolist()
        [[1000, 'empirical', 0], [1000, 'half', 0]]
    """
    rows = []
    for n in dict.fromkeys(part.n for part in parts):
        of_size = [part for part in parts if part.n == n]
        for threshold in ("empirical", "half"):
            values = np.concatenate([getattr(part, threshold) for part in of_size])
            failed = sum(part.failed for part in of_size)
            seen = values[~np.isnan(values)]
            low, median, high = (
                np.quantile(seen, [0.05, 0.5, 0.95]) if seen.size else [math.nan] * 3
            )
            mean = seen.mean() if seen.size else math.nan
            rows.append((n, threshold, len(values), failed, mean, low, median, high))
    columns = ["n", "threshold", "trials", "failed", "mean", "low", "median", "high"]
    return pd.DataFrame(rows, columns=columns)


def limits(prior: float, spread: float = 1.0) -> tuple[float, float]:
    """Return the regrets with all the data: of the threshold at the prior, and of 1/2.

    The line that is fitted then is the one of least expected loss, found on a fine grid.

    Args:
        prior: of the positive class, strictly between 0 and 1.
        spread: standard deviation of the positive class, 0.1 to 10.

    Returns:
        ``(empirical, half)``; for spread 1 (0, Phi-formula of the cut of least error). NaN where
        ``undefined_because`` says why.

    Example:
        >>> [round(regret, 6) + 0.0 for regret in limits(0.1)]
        [0.0, 0.119946]
    """
    if undefined_because(prior=prior, spread=spread):
        return math.nan, math.nan
    share = np.array([prior])
    if spread == 1:
        slope, intercept = _true_posterior(share)
    else:
        grid = max(1.0, spread) * np.arange(LOWEST, HIGHEST, STEP)
        positive = prior * np.exp(-(((grid - 1) / spread) ** 2) / 2) / spread
        total = positive + (1 - prior) * np.exp(-((grid + 1) ** 2) / 2)
        slope, intercept = fit_lines(
            grid[None], total / total.sum(), (positive / total.sum())[None], ridge=0.0,
            start=_true_posterior(share),
        )  # fmt: skip
    empirical, half = _both_regrets(slope, intercept, share, spread)
    return float(empirical[0]), float(half[0])


def _parts(
    ns: Sequence[int], prior: float, trials: int, seed: int, spread: float
) -> Iterator[Trials]:
    whole, done = trials * sum(ns), 0
    for n in ns:
        # Seeded by the size too, so that a size can be added without changing the others.
        rng = np.random.default_rng([seed, n])
        at_once = max(1, POINTS_AT_ONCE // n)
        for first in range(0, trials, at_once):
            part = simulate(n, prior, trials=min(at_once, trials - first), rng=rng, spread=spread)
            done += n * len(part.half)
            yield Trials(
                n=n,
                empirical=part.empirical,
                half=part.half,
                failed=part.failed,
                progress=done / whole,
            )


def _true_posterior(share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and intercept of the true posterior for spread 1: where the search begins."""
    return np.full_like(share, 2.0), -log_odds_against(share)


def _both_regrets(
    slope: FloatArray, intercept: FloatArray, share: FloatArray, spread: float
) -> tuple[FloatArray, FloatArray]:
    flat = np.where(slope == 0, 1.0, slope)
    at_share, at_half = ((logit(level) - intercept) / flat for level in (share, np.float64(0.5)))
    return regrets(slope, at_share, spread), regrets(slope, at_half, spread)
