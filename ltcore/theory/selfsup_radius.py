"""What a self-supervised feature can do where a line cannot: the squared radius of two concentric clouds.

The feature is ``Z = k1 |x|^2 + k2`` with k1, k2 > 0, the rule cuts it midway between its mean over N+
positives and its mean over N- negatives. k1, k2 and sigma1 cancel; what is left are
d, beta and the class shares. The imbalance of the training data enters only through N+ and N-: beta is a
ratio of variances.

Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS 2020,
Theorem 3. The exact law and the simulation are this lab's.
"""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from ltcore.theory.radius import cuts
from ltcore.theory.radius.cuts import bayes_cut, error_at_cut, midpoint_cut
from ltcore.theory.radius.exponents import bound_exponents, chernoff_exponents, weighted_decay
from ltcore.theory.shared.legal import as_floats, is_count, where_legal
from ltcore.types import FloatArray


def undefined_because(
    *,
    d: float = 1,
    beta: float = 3.0,
    p_pos: float = 0.5,
    delta: float | None = None,
    n_pos: float = 1,
    n_neg: float = 1,
) -> str:
    """Return why the theorem says nothing about these settings, empty where it does.

    Args:
        d: dimensions.
        beta: variance of the negatives over that of the positives.
        p_pos: share of the positives.
        delta: how far the training means of ``|x|^2`` may be off, as a share; None where it is not used.
        n_pos: training examples of the rare class, N+.
        n_neg: training examples of the frequent class, N-.

    Example:
        >>> undefined_because(d=50, beta=3.0, delta=0.5)
        'delta is 0.5: with beta 3 it lies between 0 and (beta - 1) / (beta + 1) = 0.5, both left out'
        >>> undefined_because(d=50, beta=3.0, delta=0.25)
        ''
    """
    if reason := cuts.undefined_because(d=d, beta=beta, p_pos=p_pos):
        return reason
    for name, number in (("n_pos", n_pos), ("n_neg", n_neg)):
        if not is_count(*as_floats(number)):
            return f"{name} is {number:g}: each class needs a whole number of examples, at least 1"
    low, high = delta_range(beta)
    if delta is not None and not low < delta < high:
        return (
            f"delta is {delta:g}: with beta {beta:g} it lies between 0 and "
            f"(beta - 1) / (beta + 1) = {high:.4g}, both left out"
        )
    return ""


def delta_range(beta: float) -> tuple[float, float]:
    """Return the open range of delta, ``(0, (beta - 1) / (beta + 1))``; NaN twice where beta is not above 1.

    Example:
        >>> delta_range(3.0)
        (0.0, 0.5)
    """
    if not (math.isfinite(beta) and beta > 1):
        return math.nan, math.nan
    return 0.0, (beta - 1) / (beta + 1)


def branch_switch(beta: float) -> float:
    """Return the delta at which the bound changes its form, ``(beta - 3) / (beta + 1)``.

    Example:
        >>> round(branch_switch(5.0), 6), branch_switch(3.0)
        (0.333333, nan)
    """
    return (beta - 3) / (beta + 1) if math.isfinite(beta) and beta > 3 else math.nan


def guarantee(delta: ArrayLike, d: ArrayLike, n_pos: ArrayLike, n_neg: ArrayLike) -> FloatArray:
    """Return the probability that the theorem gives its bound, raw: below 0 it says nothing.

    ``1 - 2 exp(-N- d delta^2 / 8) - 2 exp(-N+ d delta^2 / 8)``.

    Args:
        delta: how far the training means of ``|x|^2`` may be off, as a share, between 0 and 1.
        d: dimensions, whole, at least 1.
        n_pos: training positives N+, whole, at least 1.
        n_neg: training negatives N-, whole, at least 1.

    Returns:
        At most 1, float64, all arguments broadcast; NaN outside the ranges above.

    Example:
        >>> guarantee(0.125, [10, 100], 10, 90).round(6).tolist()
        [-0.989998, 0.71634]
    """
    share, size, *sizes = as_floats(delta, d, n_pos, n_neg)
    legal = (share > 0) & (share < 1) & is_count(size) & is_count(sizes[0]) & is_count(sizes[1])
    return where_legal(legal, _guarantee, share, size, *sizes)


def error_bound(delta: ArrayLike, d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return the error that the theorem promises not to be exceeded, with the probability ``guarantee``.

    Args:
        delta: within ``delta_range``: a larger one is safer and promises less.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 bounds the balanced error.

    Returns:
        The bound, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(error_bound(0.2, 50, 5.0, 0.1)), 10)
        0.5513796009
    """
    return weighted_decay(bound_exponents(delta, beta), d, p_pos)


def chernoff_bound(delta: ArrayLike, d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return a sharper bound on the same event: Chernoff's exponents in the place of the theorem's.

    Args:
        delta: within ``delta_range``.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 bounds the balanced error.

    Returns:
        At most ``error_bound``, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(chernoff_bound(0.125, 50, 3.0, 0.1)), 6)
        0.351701
    """
    return weighted_decay(chernoff_exponents(delta, beta), d, p_pos)


def error_exact(
    d: ArrayLike,
    beta: ArrayLike,
    p_pos: ArrayLike,
    m_pos: ArrayLike = 1.0,
    m_neg: ArrayLike = 1.0,
) -> FloatArray:
    """Return the exact error of the theorem's rule after one training, which ``m_pos`` and ``m_neg`` sum up.

    Args:
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 gives the balanced error.
        m_pos: mean of ``|x|^2`` over the training positives, over its expectation; 1 with endless data.
        m_neg: the same for the training negatives.

    Returns:
        The error, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(error_exact(50, 3.0, 0.1)), 10)
        0.0302454458
    """
    return error_at_cut(midpoint_cut(d, beta, m_pos, m_neg), d, beta, p_pos)


def bayes_error(d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return the least error that any rule can have, that of ``bayes_cut``.

    Args:
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 gives the least balanced error.

    Returns:
        The error, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(bayes_error(20, 5.0, 0.1)), 10)
        0.0049864355
    """
    return error_at_cut(bayes_cut(d, beta, p_pos), d, beta, p_pos)


def draw_means(
    d: ArrayLike, n_pos: int, n_neg: int, *, trials: int, rng: Generator
) -> tuple[FloatArray, FloatArray]:
    """Draw what each of several trainings knows: the mean of ``|x|^2`` of either class over its expectation.

    They are chi-square with ``d N+`` and ``d N-`` degrees of freedom over these: no point need be drawn.

    Args:
        d: dimensions, whole, at least 1, any shape.
        n_pos: training positives N+.
        n_neg: training negatives N-.
        trials: how many trainings.
        rng: source of randomness.

    Returns:
        ``m_pos`` and ``m_neg``, float64, each of shape (trials, ...), with the axes of ``d``.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> m_pos, m_neg = draw_means(50, 10, 90, trials=3, rng=np.random.default_rng(0))
        >>> m_pos.shape, bool(abs(m_neg - 1).max() < 0.1)
        ((3,), True)
    """
    (sizes,) = as_floats(d)
    for size in sizes.flat:
        if reason := undefined_because(d=float(size), n_pos=n_pos, n_neg=n_neg):
            raise ValueError(reason)
    shape = (trials, *sizes.shape)
    positive, negative = (rng.chisquare(sizes * n, shape) / (sizes * n) for n in (n_pos, n_neg))
    return positive, negative


def simulate(  # noqa: PLR0913 - a name that is fixed
    d: ArrayLike, beta: float, p_pos: float, n_pos: int, n_neg: int, *, trials: int, rng: Generator
) -> FloatArray:
    """Return the exact error of the rule that each of several trainings gives.

    Args:
        d: dimensions, whole, at least 1, any shape.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1.
        n_pos: training positives N+.
        n_neg: training negatives N-.
        trials: how many trainings.
        rng: source of randomness.

    Returns:
        Errors in [0, 1], float64, shape (trials, ...), with the axes of ``d``.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> errors = simulate(50, 3.0, 0.1, 10, 90, trials=1000, rng=np.random.default_rng(0))
        >>> errors.shape, bool(errors.max() < error_bound(0.25, 50, 3.0, 0.1))
        ((1000,), True)
    """
    if reason := cuts.undefined_because(beta=beta, p_pos=p_pos):
        raise ValueError(reason)
    m_pos, m_neg = draw_means(d, n_pos, n_neg, trials=trials, rng=rng)
    return error_exact(d, beta, p_pos, m_pos, m_neg)


def _guarantee(
    delta: FloatArray, d: FloatArray, n_pos: FloatArray, n_neg: FloatArray
) -> FloatArray:
    rate = d * delta**2 / 8
    return np.asarray(1 - 2 * np.exp(-n_neg * rate) - 2 * np.exp(-n_pos * rate))
