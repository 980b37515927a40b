"""The rule sign(x - theta) between two Gaussian classes on a line, of one standard deviation."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ltcore.theory.pseudo_labels.ranges import legal
from ltcore.theory.shared.legal import as_floats, where_legal
from ltcore.types import FloatArray


def balanced_error(
    theta: ArrayLike, mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike
) -> FloatArray:
    """Return ``(Phi((theta - mu1) / sigma) + Phi((mu2 - theta) / sigma)) / 2``.

    Args:
        theta: threshold, any real number, infinite ones included; above it the rule says positive.
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both, above 0.

    Returns:
        Balanced errors in [0, 1], the common shape; NaN where ``mu1 < mu2``, ``sigma`` is not above 0, or
        something is no number.

    Example:
        >>> balanced_error([0.0, 0.1, 0.5], 1, -1, 1).round(9).tolist()
        [0.158655254, 0.159863093, 0.18767237]
    """
    theta, mu1, mu2, sigma = as_floats(theta, mu1, mu2, sigma)

    def formula(
        theta: FloatArray, mu1: FloatArray, mu2: FloatArray, sigma: FloatArray
    ) -> FloatArray:
        with np.errstate(over="ignore"):  # a million sigma away is far enough
            return np.asarray(ndtr((theta - mu1) / sigma) + ndtr((mu2 - theta) / sigma)) / 2

    return where_legal(legal(mu1=mu1, mu2=mu2, sigma=sigma), formula, theta, mu1, mu2, sigma)


def bayes_threshold(mu1: ArrayLike, mu2: ArrayLike) -> FloatArray:
    """Return the threshold of least balanced error, ``(mu1 + mu2) / 2``.

    Example:
        >>> float(bayes_threshold(3, -1))
        1.0
    """
    mu1, mu2 = as_floats(mu1, mu2)
    return np.asarray(mu1 / 2 + mu2 / 2)


def bayes_error(mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike) -> FloatArray:
    """Return the least balanced error of any rule, ``Phi(-(mu1 - mu2) / (2 sigma))``.

    Example:
        >>> round(float(bayes_error(1, -1, 1)), 12)
        0.158655253931
    """
    return balanced_error(bayes_threshold(mu1, mu2), mu1, mu2, sigma)
