"""Legal settings of the pseudo-label pictures: one number with the reason against it, or arrays."""

from collections.abc import Callable

import numpy as np

from ltcore.theory.shared.legal import BoolArray, as_floats, is_count
from ltcore.types import FloatArray

Rule = tuple[Callable[[FloatArray], BoolArray], str]


LARGEST = 1e50
"""No mean, distance or standard deviation is larger, and no standard deviation smaller than its inverse:
squares of such numbers are still numbers."""
MOST = 10**15
"""No set has more points: counts beyond are not whole numbers to a computer."""


def _is_size(number: FloatArray) -> BoolArray:
    return is_count(number) & np.asarray(number <= MOST)


def _is_share(number: FloatArray) -> BoolArray:
    return np.asarray((number >= 0) & (number <= 1))


def _is_place(number: FloatArray) -> BoolArray:
    return np.asarray(np.abs(number) <= LARGEST)


def _is_spread(number: FloatArray) -> BoolArray:
    return np.asarray((number >= 1 / LARGEST) & (number <= LARGEST))


def _is_distance(number: FloatArray) -> BoolArray:
    return np.asarray((number >= 0) & (number <= LARGEST))


_RULES: dict[str, Rule] = {
    "n_pos": (_is_size, "no mean without pseudo-labels; give a whole number of at least 1"),
    "n_neg": (_is_size, "no mean without pseudo-labels; give a whole number of at least 1"),
    "p": (_is_share, "a precision lies between 0 and 1"),
    "q": (_is_share, "a precision lies between 0 and 1"),
    "prior": (_is_share, "a share lies between 0 and 1"),
    "mu1": (_is_place, "give a finite mean"),
    "mu2": (_is_place, "give a finite mean"),
    "sigma": (_is_spread, "give a finite standard deviation above 0"),
    "delta": (_is_distance, "give a finite distance of at least 0"),
    "t": (_is_place, "give a finite threshold"),
}


def undefined_because(**settings: float) -> str:
    """Return the first reason why settings are illegal, empty where there is none.

    Args:
        **settings: any of n_pos, n_neg, p, q, prior, mu1, mu2, sigma, delta, t.

    Raises:
        ValueError: for a name that is none of these.

    Example:
        >>> undefined_because(n_pos=0, sigma=1.0)
        'n_pos is 0: no mean without pseudo-labels; give a whole number of at least 1'
        >>> undefined_because(mu1=1.0, mu2=2.0)
        'mu1 is 1, mu2 2: the positive class has the larger mean; give mu1 of at least mu2'
    """
    for name, number in settings.items():
        if name not in _RULES:
            raise ValueError(f"{name} is not a setting here: choose from {', '.join(_RULES)}")
        holds, sentence = _RULES[name]
        if not holds(*as_floats(number)):
            return f"{name} is {number:g}: {sentence}"
    if not _in_order(**settings):
        return (
            f"mu1 is {settings['mu1']:g}, mu2 {settings['mu2']:g}: the positive class has the larger mean; "
            "give mu1 of at least mu2"
        )
    return ""


def legal(**settings: FloatArray) -> BoolArray:
    """Return where ``undefined_because`` has nothing to say.

    Args:
        **settings: the same names, arrays that broadcast.

    Returns:
        Bool, their common shape.

    Example:
        >>> legal(n_pos=np.array([0.0, 1.0]), sigma=np.array(1.0)).tolist()
        [False, True]
    """
    fine: BoolArray = _in_order(**settings)
    for name, numbers in settings.items():
        fine = np.asarray(fine & _RULES[name][0](numbers))
    return fine


def _in_order(**settings: float | FloatArray) -> BoolArray:
    return np.asarray(settings.get("mu1", np.inf) >= settings.get("mu2", -np.inf))
