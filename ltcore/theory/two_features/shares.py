"""Three classes and two features: what labels keep, and what is kept without them.

With e1, e2 orthonormal in R^d, q a fair coin and xi ~ N(0, I_d), an example of class 1 is
e1 - q tau e2 + rho xi, one of class 2 is -e1 - q tau e2 + rho xi, and one of the rare class 3 is e2 + rho xi.
Only e1 tells the frequent classes apart; e2, which the rare class needs, is seen in them too, but no label of
theirs asks for it.

What a representation keeps of a feature is the share of its squared length inside the row space of the map: 1
all, 0 nothing. ``two_features_learning`` learns the maps; here are the data and the laws.

Source: Liu et al., "Self-supervised Learning is More Robust to Dataset Imbalance", ICLR 2022, Sec. 3.1: the
data. The two laws are standard ones, applied by this lab; the paper does not state them.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.shared.legal import BoolArray, as_floats, is_count, where_legal
from ltcore.types import FloatArray, IntArray

LARGEST = 1e6
"""Of d, the numbers of examples, tau and rho: far beyond every picture, and nothing overflows below."""
_NODES, _MASSES = np.polynomial.laguerre.laggauss(32)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is drawn.

    Attributes:
        d: dimension, at least 2.
        n_frequent: examples of class 1, and as many of class 2, at least 1.
        n_rare: examples of class 3, at least 1.
        tau: how far half of the frequent examples lie along -e2, at least 0.
        rho: standard deviation of the noise in each coordinate, at least 0.
    """

    d: int = 100
    n_frequent: int = 100
    n_rare: int = 2
    tau: float = 2.0
    rho: float = 0.35

    def __post_init__(self) -> None:
        if reason := undefined_because(**asdict(self)):
            raise ValueError(reason)


def undefined_because(*, d: float, n_frequent: float, n_rare: float, tau: float, rho: float) -> str:
    """Return why there are no such data, empty where there are; arguments as of ``Setting``.

    Example:
        >>> undefined_because(d=100, n_frequent=100, n_rare=0, tau=2, rho=0.3)
        'n_rare is 0: give a whole number from 1 to 1,000,000'
        >>> undefined_because(d=100, n_frequent=100, n_rare=5, tau=2, rho=0.3)
        ''
    """
    for name, number, least in (("d", d, 2), ("n_frequent", n_frequent, 1), ("n_rare", n_rare, 1)):
        if not (least <= number <= LARGEST and number == int(number)):
            return f"{name} is {number:g}: give a whole number from {least} to {LARGEST:,.0f}"
    for name, number in (("tau", tau), ("rho", rho)):
        if not 0 <= number <= LARGEST:
            return f"{name} is {number:g}: give a number from 0 to {LARGEST:,.0f}"
    return ""


def draw(setting: Setting, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Draw a training set; e1 and e2 are its first two coordinates.

    Returns:
        Points, float64 (N, d), and labels, int64 (N,): 0 and 1 frequent, 2 rare, in this order.

    Example:
        >>> points, labels = draw(Setting(d=5, n_frequent=3, n_rare=1), np.random.default_rng(0))
        >>> points.shape, labels.tolist()
        ((7, 5), [0, 0, 0, 1, 1, 1, 2])
    """
    points, labels = draw_many(setting, 1, rng)
    return points[0], labels


def draw_many(
    setting: Setting, trials: int, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Draw several training sets at once: points (trials, N, d) and the labels (N,) that all share."""
    numbers = (setting.n_frequent, setting.n_frequent, setting.n_rare)
    labels = np.repeat([0, 1, 2], numbers)
    points = setting.rho * rng.normal(size=(trials, labels.size, setting.d))
    coins = rng.integers(0, 2, (trials, labels.size))
    points[..., 0] += np.array([1.0, -1.0, 0.0])[labels]
    points[..., 1] += np.where(labels == 2, 1.0, -setting.tau * coins)
    return points, labels


def self_supervised_limit(
    d: ArrayLike, n_frequent: ArrayLike, n_rare: ArrayLike, tau: ArrayLike, rho: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return what self-supervision keeps of e1 and of e2 when d and N are large, d / N as given.

    A feature of strength s (its mean square over the examples) in noise of variance rho^2 is found with
    squared cosine (s^2 - g rho^4) / (s^2 + g s rho^2), g = d / N, and not at all below s = rho^2 sqrt(g): the
    spiked covariance law (Paul, Statistica Sinica 2007). The strength of e1 is 2 n_frequent / N, that of e2
    (n_frequent tau^2 + n_rare) / N.

    Args:
        d: dimension; like the others of any shape that broadcasts, as of ``Setting``.
        n_frequent: examples of each frequent class.
        n_rare: examples of the rare class.
        tau: how far half of the frequent examples lie along -e2.
        rho: standard deviation of the noise.

    Returns:
        Shares of e1 and e2, float64 of the common shape, each in [0, 1]; NaN outside the legal range.

    Example:
        >>> [share.round(4).tolist() for share in self_supervised_limit(100, 100, 2, 2.0, [0.35, 3.0])]
        [[0.9351, 0.0], [0.9686, 0.0]]
    """
    d, n_frequent, n_rare, tau, rho = as_floats(d, n_frequent, n_rare, tau, rho)
    legal = _legal(d, n_frequent, n_rare, tau, rho)
    return (
        where_legal(legal, _limit_e1, d, n_frequent, n_rare, rho),
        where_legal(legal, _limit_e2, d, n_frequent, n_rare, tau, rho),
    )


def rare_mean_share(d: ArrayLike, n_rare: ArrayLike, rho: ArrayLike) -> FloatArray:
    """Return how much of e2 the mean of the rare examples has on average: all that they alone can tell of it.

    That mean is e2 plus noise of variance rho^2 / n_rare in each of d coordinates, so that its squared cosine
    with e2 is non-central beta. Exact for every d, about 1 / (1 + d rho^2 / n_rare). Its mean is
    1 - (d - 1) / 2 times the integral of exp(-s d / 2 - m (1 - exp(-s))) over s > 0, m = n_rare / (2 rho^2).

    Args:
        d: dimension; like the others of any shape that broadcasts, as of ``Setting``.
        n_rare: examples of the rare class.
        rho: standard deviation of the noise.

    Returns:
        Mean squared cosine, float64 in (0, 1]; NaN outside the legal range.

    Example:
        >>> rare_mean_share(100, [1, 2, 100], 0.35).round(4).tolist()
        [0.0835, 0.1469, 0.8917]
    """
    d, n_rare, rho = as_floats(d, n_rare, rho)
    return where_legal(_legal(d, n_rare, n_rare, rho, rho), _rare_mean, d, n_rare, rho)


def _limit_e1(
    d: FloatArray, n_frequent: FloatArray, n_rare: FloatArray, rho: FloatArray
) -> FloatArray:
    examples = 2 * n_frequent + n_rare
    return _spiked(2 * n_frequent / examples, d / examples, rho**2)


def _limit_e2(
    d: FloatArray, n_frequent: FloatArray, n_rare: FloatArray, tau: FloatArray, rho: FloatArray
) -> FloatArray:
    examples = 2 * n_frequent + n_rare
    return _spiked((n_frequent * tau**2 + n_rare) / examples, d / examples, rho**2)


def _spiked(strength: FloatArray, aspect: FloatArray, noise: FloatArray) -> FloatArray:
    found = strength**2 - aspect * noise**2
    return np.maximum(found / (strength**2 + aspect * strength * noise), 0.0)


def _rare_mean(d: FloatArray, n_rare: FloatArray, rho: FloatArray) -> FloatArray:
    means = n_rare / (2 * np.maximum(rho, 1e-6) ** 2)
    scale = d / 2 + means
    steps = _NODES / scale[..., None]
    exponent = _NODES - steps * d[..., None] / 2 + means[..., None] * np.expm1(-steps)
    return np.asarray(1 - (d - 1) / (2 * scale) * (np.exp(exponent) @ _MASSES))


def _legal(
    d: FloatArray, n_frequent: FloatArray, n_rare: FloatArray, tau: FloatArray, rho: FloatArray
) -> BoolArray:
    numbers = is_count(d) & (d >= 2) & is_count(n_frequent) & is_count(n_rare)
    sizes = (tau >= 0) & (rho >= 0)
    small = (np.stack([d, n_frequent, n_rare, tau, rho]) <= LARGEST).all(axis=0)
    return np.asarray(numbers & sizes & small)
