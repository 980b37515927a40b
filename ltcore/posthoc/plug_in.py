"""The plug-in rule with the empirical threshold: compare a probability with how frequent the class is.

Source: Menon et al., "On the Statistical Consistency of Algorithms for Binary Classification under Class
Imbalance", ICML 2013, Algorithm 1, for two classes. For balanced error (AM) the right threshold on P(+ | x)
is P(+), not 1/2.
"""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import log_priors
from ltcore.posthoc.score_checks import checked_probabilities
from ltcore.types import FloatArray, IntArray


def one_against_rest(probabilities: ArrayLike, positive: int, thresholds: ArrayLike) -> IntArray:
    """Return the decisions where one class has a threshold of its own, for each of many thresholds.

    An example is taken for the class where its probability is above the threshold, else for the most
    probable of the others. That is the binary rule for one class against all others, which are left as they
    were: with several rare classes, moving one threshold takes examples from the other rare classes too.

    Args:
        probabilities: of each class, at least 0, shape (N, C), at least 2 classes.
        positive: the class, in [0, C).
        thresholds: in [0, 1], shape (G,).

    Returns:
        Decided classes, int64, shape (G, N).

    Raises:
        ValueError: the class is not there, or there is no other.

    Example:
        >>> one_against_rest([[0.7, 0.25, 0.05]], positive=2, thresholds=[0.5, 0.009]).tolist()
        [[0], [2]]
    """
    shares = checked_probabilities(probabilities)
    n_classes = shares.shape[1]
    if n_classes < 2 or not 0 <= positive < n_classes:
        raise ValueError(
            f"positive is {positive}: with {n_classes} classes it lies from 0 to {n_classes - 1}"
        )
    own = shares[:, positive]
    others = shares.copy()
    others[:, positive] = -1
    chosen = own > np.asarray(thresholds, dtype=np.float64)[:, None]  # (G, N)
    return np.where(chosen, positive, others.argmax(axis=1))


def arithmetic_mean(decided: ArrayLike, positive: ArrayLike) -> tuple[float, float, float]:
    """Return (true positive rate, true negative rate, their mean AM); NaN where a class has no example.

    Args:
        decided: whether each example is taken for the positive class, shape (N,).
        positive: whether it is one, shape (N,).

    Example:
        >>> arithmetic_mean([1, 0, 0, 0], [1, 1, 0, 0])
        (0.5, 1.0, 0.75)
    """
    guess, true = (np.asarray(array, dtype=bool) for array in (decided, positive))
    rates = [
        float(np.mean(guess[members] == value)) if members.any() else float("nan")
        for members, value in ((true, True), (~true, False))
    ]
    return rates[0], rates[1], (rates[0] + rates[1]) / 2


def empirical_thresholds(counts: ArrayLike) -> FloatArray:
    """Return the share of each class among the training examples, its threshold, shape (C,).

    Args:
        counts: training examples per class, shape (C,), each at least 1.

    Example:
        >>> empirical_thresholds([90, 10]).round(3).tolist()
        [0.9, 0.1]
    """
    return np.exp(log_priors(counts))
