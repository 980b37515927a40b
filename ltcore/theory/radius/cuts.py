"""Two Gaussian clouds around the same centre, told apart by their squared radius: cuts and exact errors.

The rare class is ``N(0, sigma1^2 I_d)``, the frequent one ``N(0, beta sigma1^2 I_d)`` with beta > 1. Radii
here are ``r = |x|^2 / sigma1^2``: chi-square with d degrees of freedom for a positive, beta times that for a
negative. A rule says positive where r is below its cut.

Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS 2020,
Theorem 3, for the setting; the exact errors and the best cut are this lab's.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc, gammaln, xlogy

from ltcore.theory.shared.legal import BoolArray, as_floats, is_count, where_legal
from ltcore.types import FloatArray


def undefined_because(*, d: float = 1, beta: float = 3.0, p_pos: float = 0.5) -> str:
    """Return why these two clouds are not the theorem's, empty where they are.

    Args:
        d: dimensions.
        beta: variance of the negatives over that of the positives.
        p_pos: share of the positives.

    Example:
        >>> undefined_because(d=50, beta=1.0)
        'beta is 1: the negatives must be wider than the positives, so give a finite beta above 1'
        >>> undefined_because(d=50, beta=3.0, p_pos=0.1)
        ''
    """
    if not is_count(*as_floats(d)):
        return f"d is {d:g}: give a whole number of dimensions, at least 1"
    if not (math.isfinite(beta) and beta > 1):
        return (
            f"beta is {beta:g}: the negatives must be wider than the positives, "
            "so give a finite beta above 1"
        )
    if not 0 < p_pos < 1:
        return f"p_pos is {p_pos:g}: both classes must occur, so give a share between 0 and 1"
    return ""


def are_clouds(d: FloatArray, beta: FloatArray) -> BoolArray:
    """Return where dimensions and variance ratio are the theorem's.

    Example:
        >>> are_clouds(np.array([2.0, 2.5, 2.0]), np.array([3.0, 3.0, 1.0])).tolist()
        [True, False, False]
    """
    return is_count(d) & np.isfinite(beta) & (beta > 1)


def midpoint_cut(
    d: ArrayLike, beta: ArrayLike, m_pos: ArrayLike = 1.0, m_neg: ArrayLike = 1.0
) -> FloatArray:
    """Return the theorem's cut ``d (m_pos + beta m_neg) / 2``, midway between both training means of r.

    Args:
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        m_pos: mean r of the training positives over its expectation d; 1 with endless data.
        m_neg: mean r of the training negatives over its expectation ``beta d``.

    Returns:
        The cut in units of r, float64, all arguments broadcast; NaN where ``undefined_because`` says why and
        where a mean is negative.

    Example:
        >>> float(midpoint_cut(20, 5.0))
        60.0
    """
    size, ratio, positive, negative = as_floats(d, beta, m_pos, m_neg)
    legal = are_clouds(size, ratio) & (positive >= 0) & (negative >= 0)
    return where_legal(
        legal, lambda s, b, p, n: s * (p + b * n) / 2, size, ratio, positive, negative
    )


def bayes_cut(d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return the cut of least error: ``beta / (beta - 1) (d ln beta + 2 ln(p_pos / p_neg))``, at least 0.

    At 0 every point is called negative: positives are then too rare to pay for anywhere. With ``p_pos`` 0.5
    it is the cut of least balanced error.

    Args:
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1.

    Returns:
        The cut in units of r, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> bayes_cut([1, 20], 5.0, 0.1).round(6).tolist()
        [0.0, 34.742886]
    """
    size, ratio, share = as_floats(d, beta, p_pos)
    legal = are_clouds(size, ratio) & (share > 0) & (share < 1)
    return where_legal(
        legal,
        lambda s, b, p: np.maximum(
            b / (b - 1) * (s * np.log(b) + 2 * (np.log(p) - np.log1p(-p))), 0.0
        ),
        size,
        ratio,
        share,
    )


def class_errors(cut: ArrayLike, d: ArrayLike, beta: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the share of the positives outside the cut, and of the negatives inside it.

    Args:
        cut: in units of r, at least 0.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.

    Returns:
        Lost positives and lost negatives, float64, all arguments broadcast: both tails of a chi-square law,
        each exact to many digits even where it is 1e-100; NaN where ``undefined_because`` says why.

    Example:
        >>> [round(float(share), 6) for share in class_errors(60.0, 20, 5.0)]
        [7e-06, 0.083924]
    """
    where, size, ratio = as_floats(cut, d, beta)
    legal = are_clouds(size, ratio) & (where >= 0)
    return (
        where_legal(legal, lambda t, s, _: gammaincc(s / 2, t / 2), where, size, ratio),
        where_legal(legal, lambda t, s, b: gammainc(s / 2, t / (2 * b)), where, size, ratio),
    )


def error_at_cut(cut: ArrayLike, d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return the exact error of a cut, ``p_pos`` lost positives plus ``p_neg`` lost negatives.

    Args:
        cut: in units of r, at least 0.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 gives the balanced error.

    Returns:
        The error, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(error_at_cut(60.0, 20, 5.0, 0.1)), 10)
        0.0755323275
    """
    lost_positives, lost_negatives = class_errors(cut, d, beta)
    (share,) = as_floats(p_pos)
    share = where_legal((share > 0) & (share < 1), lambda p: p, share)
    return np.asarray(share * lost_positives + (1 - share) * lost_negatives)


def constant_rule_error(p_pos: ArrayLike) -> FloatArray:
    """Return the error of always naming the more frequent class, ``min(p_pos, 1 - p_pos)``.

    Example:
        >>> constant_rule_error([0.1, 0.5, 1.5]).tolist()
        [0.1, 0.5, nan]
    """
    (share,) = as_floats(p_pos)
    return where_legal((share > 0) & (share < 1), lambda p: np.minimum(p, 1 - p), share)


def densities(r: ArrayLike, d: ArrayLike, beta: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the densities of the squared radius r of a positive and of a negative.

    Args:
        r: squared radius over ``sigma1^2``, finite; below 0 both densities are 0, at 0 infinite where d is 1.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.

    Returns:
        Both densities, float64, all arguments broadcast; NaN where ``undefined_because`` says why.

    Example:
        >>> [density.round(6).tolist() for density in densities([0.0, 2.0], 2, 4.0)]
        [[0.5, 0.18394], [0.125, 0.09735]]
    """
    radius, size, ratio = as_floats(r, d, beta)
    legal = are_clouds(size, ratio) & np.isfinite(radius)
    return (
        where_legal(legal, lambda x, s, _: _chi_square_density(x, s), radius, size, ratio),
        where_legal(legal, lambda x, s, b: _chi_square_density(x / b, s) / b, radius, size, ratio),
    )


def _chi_square_density(x: FloatArray, d: FloatArray) -> FloatArray:
    inside = np.maximum(x, 0.0)
    log = xlogy(d / 2 - 1, inside / 2) - inside / 2 - gammaln(d / 2)
    return np.where(x < 0, 0.0, np.exp(log) / 2)
