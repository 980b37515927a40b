"""What pseudo-labels tell of the threshold between two Gaussian classes: promise, exact law, simulation.

X given + is N(mu1, sigma^2), X given - is N(mu2, sigma^2), mu1 > mu2. A base classifier has split unlabelled
points into a positive set of n+ and a negative set of n-. A point of the positive set is truly positive with
probability p, one of the negative set truly negative with probability q; **given its true class it is still
Gaussian** (for a base classifier that looks at x this is an assumption: ``self_training`` shows what
becomes of it). The estimate is the mean of both set means. Its target moves away from the Bayes threshold
(mu1 + mu2) / 2 by (p - q)(mu1 - mu2) / 2: what shifts it is the gap between the two *precisions*.

Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS 2020,
Theorem 1, with the constants of this lab's own derivation, which the page shows. The exact law is this lab's.
"""

from dataclasses import fields

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from ltcore.theory.pseudo_labels import ranges
from ltcore.theory.pseudo_labels.fourier_law import density_at, mass_within
from ltcore.theory.pseudo_labels.law import Setting, law
from ltcore.theory.pseudo_labels.ranges import legal
from ltcore.theory.pseudo_labels.rates import guarantee_rates
from ltcore.theory.shared.legal import as_floats, where_legal
from ltcore.types import FloatArray


def undefined_because(**settings: float) -> str:
    """Return why the theorem says nothing about these settings, empty where it does.

    Args:
        **settings: any of delta and the fields of ``pseudo_labels.law.Setting``.

    Example:
        >>> undefined_because(n_pos=990, n_neg=0, p=0.9, q=0.9)
        'n_neg is 0: no mean without pseudo-labels; give a whole number of at least 1'
        >>> undefined_because(n_pos=990, n_neg=10, p=0.9, q=0.9, mu1=1, mu2=-1, sigma=1, delta=0.3)
        ''
    """
    return ranges.undefined_because(**settings)


def target(p: ArrayLike, q: ArrayLike, mu1: ArrayLike, mu2: ArrayLike) -> FloatArray:
    """Return the mean of the estimator, ``(mu1 + mu2) / 2 + (p - q)(mu1 - mu2) / 2``.

    Example:
        >>> target([0.9, 0.95], [0.9, 0.7], 1, -1).round(9).tolist()
        [0.0, 0.25]
    """
    p, q, mu1, mu2 = as_floats(p, q, mu1, mu2)
    fine = legal(p=p, q=q, mu1=mu1, mu2=mu2)

    def formula(p: FloatArray, q: FloatArray, mu1: FloatArray, mu2: FloatArray) -> FloatArray:
        return (mu1 + mu2) / 2 + (p - q) * (mu1 - mu2) / 2

    return where_legal(fine, formula, p, q, mu1, mu2)


def guarantee_terms(
    delta: ArrayLike,
    n_pos: ArrayLike,
    n_neg: ArrayLike,
    mu1: ArrayLike,
    mu2: ArrayLike,
    sigma: ArrayLike,
) -> FloatArray:
    """Return what the three things that can go wrong take from the promise, at most.

    Args:
        delta: distance from the target, at least 0.
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        Shape (3, ...), each at most 2: noise, precision of the positive set, of the negative set.

    Example:
        >>> guarantee_terms(0.3, 100, 100, 1, -1, 1).round(6).tolist()
        [0.735759, 0.270671, 0.270671]
    """
    distance = np.asarray(delta, dtype=np.float64)
    distance = np.where(legal(delta=distance), distance, np.nan)
    rates = guarantee_rates(n_pos, n_neg, mu1, mu2, sigma)
    distance, _ = np.broadcast_arrays(distance, rates[0])
    rates = np.stack([np.broadcast_arrays(rate, distance)[0] for rate in rates])
    with np.errstate(over="ignore", invalid="ignore"):  # 0 times an infinite rate, which is no risk
        terms = 2 * np.exp(-((rates * distance) ** 2))
    return np.where(np.isinf(rates) & np.isfinite(distance), 0.0, terms)


def guarantee(
    delta: ArrayLike,
    n_pos: ArrayLike,
    n_neg: ArrayLike,
    mu1: ArrayLike,
    mu2: ArrayLike,
    sigma: ArrayLike,
) -> FloatArray:
    """Return the promised probability that the estimate is within ``delta`` of its target.

    It holds for every p and q.

    Args:
        delta: distance from the target, at least 0; arrays broadcast.
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        One minus the three terms, raw, in [-5, 1]: below 0 the promise is vacuous. NaN where
        ``undefined_because`` says why.

    Example:
        >>> guarantee([0.3, 1.0], 990, 10, 1, -1, 1).round(6).tolist()
        [-2.278201, 0.561658]
    """
    return np.asarray(1 - guarantee_terms(delta, n_pos, n_neg, mu1, mu2, sigma).sum(axis=0))


def coverage(  # noqa: PLR0913 - a name that is fixed
    delta: ArrayLike,
    n_pos: ArrayLike,
    n_neg: ArrayLike,
    p: ArrayLike,
    q: ArrayLike,
    mu1: ArrayLike,
    mu2: ArrayLike,
    sigma: ArrayLike,
) -> FloatArray:
    """Return the exact probability that the estimate is within ``delta`` of its target.

    The law is a mixture of Gaussians over two binomials. It is not summed term by term but got from its
    characteristic function (``fourier_law``), in the same time for ten points as for ten million.

    Args:
        delta: distance from the target, at least 0; arrays broadcast.
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        p: precision of the positive set, in [0, 1].
        q: precision of the negative set, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        Probabilities in [0, 1], off by 1e-12 at most; NaN where ``undefined_because`` says
        why, and where the means are more than ``pseudo_labels.law.MAX_GAP`` sigma apart.

    Example:
        >>> coverage([0.3, 1.0], 990, 10, 0.95, 0.7, 1, -1, 1).round(6).tolist()
        [0.836318, 0.999997]
    """
    distance = np.asarray(delta, dtype=np.float64)
    distance = np.where(legal(delta=distance), distance, np.nan)
    return mass_within(
        law(Setting(n_pos=n_pos, n_neg=n_neg, p=p, q=q, mu1=mu1, mu2=mu2, sigma=sigma)), distance
    )


def density(x: ArrayLike, setting: Setting) -> FloatArray:
    """Return the exact density of the estimator.

    Args:
        x: estimates; broadcasts with the arrays of the setting.
        setting: the seven numbers.

    Returns:
        Densities, at least 0; exactly 0 where less than 3e-14 of the law is left. NaN as in ``coverage``.

    Example:
        >>> density([0.25, 0.4], Setting(n_pos=900, n_neg=100, p=0.95, q=0.7)).round(4).tolist()
        [5.6792, 0.5881]
    """
    centred = np.asarray(x, dtype=np.float64) - target(
        setting.p, setting.q, setting.mu1, setting.mu2
    )
    return density_at(law(setting), centred)


def simulate(  # noqa: PLR0913 - a name that is fixed
    n_pos: int,
    n_neg: int,
    p: float,
    q: float,
    mu1: float,
    mu2: float,
    sigma: float,
    *,
    trials: int,
    rng: Generator,
) -> FloatArray:
    """Return estimates of independent trials.

    A set of n points is drawn by its two sufficient statistics: how many of its labels are right, which is
    binomial, and the mean of its noise, which is normal.

    Args:
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        p: precision of the positive set, in [0, 1].
        q: precision of the negative set, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.
        trials: how many, at least 0.
        rng: the generator.

    Returns:
        Estimates, float64 (trials,).

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> estimates = simulate(900, 100, 0.95, 0.7, 1, -1, 1, trials=100_000, rng=rng)
        >>> round(float(estimates.mean()), 2)
        0.25
    """
    numbers = (n_pos, n_neg, p, q, mu1, mu2, sigma)
    names = (field.name for field in fields(Setting))
    if reason := undefined_because(**dict(zip(names, numbers, strict=True))):
        raise ValueError(reason)
    gap = mu1 - mu2
    right_pos = rng.binomial(n_pos, p, size=trials) / n_pos
    right_neg = rng.binomial(n_neg, q, size=trials) / n_neg
    mean_pos = mu2 + gap * right_pos + rng.normal(0, sigma / n_pos**0.5, size=trials)
    mean_neg = mu1 - gap * right_neg + rng.normal(0, sigma / n_neg**0.5, size=trials)
    return np.asarray((mean_pos + mean_neg) / 2)
