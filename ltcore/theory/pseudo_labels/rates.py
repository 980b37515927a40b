"""The three rates of Theorem 1's promise.

Source: Yang and Xu, NeurIPS 2020, Theorem 1.
"""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.pseudo_labels.ranges import legal
from ltcore.theory.shared.legal import as_floats
from ltcore.types import FloatArray


def guarantee_rates(
    n_pos: ArrayLike, n_neg: ArrayLike, mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike
) -> FloatArray:
    """Return the three rates r of the promise, whose terms are ``2 exp(-(r delta)^2)``.

    Returns:
        Shape (3, ...): of the noise (a Gaussian tail), of the precision of the positive set and of that
        of the negative set (Hoeffding). Where ``mu1 == mu2`` the latter two are infinite: no risk there.

    Example:
        >>> guarantee_rates(900, 100, 1, -1, 1).round(6).tolist()
        [4.472136, 14.142136, 4.714045]
    """
    names = ("n_pos", "n_neg", "mu1", "mu2", "sigma")
    settings = dict(zip(names, as_floats(n_pos, n_neg, mu1, mu2, sigma), strict=True))
    pos, neg, first, second, sd = settings.values()
    fine = legal(**settings)
    with np.errstate(all="ignore"):  # illegal places are masked below; no gap is an infinite rate
        gap = first - second
        noise = np.sqrt(2 / 9 / (1 / pos + 1 / neg)) / sd
        rates = [noise, np.sqrt(8 * pos) / (3 * gap), np.sqrt(8 * neg) / (3 * gap)]
    return np.stack([np.where(fine, rate, np.nan) for rate in rates])
