"""Top-k error: how often the true class is not among the k largest logits."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.metrics.confusion import checked_classes
from ltcore.metrics.logits import blocks, checked_logits
from ltcore.types import FloatArray


def top_k_credit(logits: ArrayLike, labels: ArrayLike, k: int = 5) -> FloatArray:
    """Return how right each row is: 1 where the true class is among the k largest logits, else 0.

    A tie across the border is shared: where the places that are left hold t of e equal logits, each of the e
    classes counts t / e, as it would on average if ties fell at random. To favour the lower class, as an
    argmax does, would favour the head wherever classes are numbered by frequency; to favour the higher one,
    as scikit-learn does, the tail. With k classes or fewer every row is right.

    Args:
        logits: floats, shape (N, C), -inf allowed; only their order counts.
        labels: true classes in [0, C), integers, shape (N,).
        k: places, at least 1.

    Returns:
        Credits in [0, 1], float64, shape (N,).

    Raises:
        ValueError: where k is below 1, the shapes do not fit, or a row holds NaN or +inf.

    Example:
        >>> top_k_credit([[4, 3, 2, 1], [1, 2, 3, 4], [0, 0, 0, 0]], [1, 1, 1], k=2).tolist()
        [1.0, 0.0, 0.5]
    """
    if k < 1:
        raise ValueError(f"k is {k}: at least 1 place is needed")
    scores, true = checked_logits(logits, labels)
    credit = np.empty(len(scores))
    for rows, block in blocks(scores):
        own = block[np.arange(len(block)), true[rows]][:, None]
        above, equal = (block > own).sum(axis=1), (block == own).sum(axis=1)
        credit[rows] = ((k - above) / equal).clip(0, 1)
    return credit


def top_k_error(logits: ArrayLike, labels: ArrayLike, k: int = 5) -> float:
    """Return 1 less the mean of ``top_k_credit`` over the examples, in [0, 1]; NaN where there is none.

    Example:
        >>> top_k_error([[4, 3, 2, 1], [1, 2, 3, 4], [0, 0, 0, 0]], [1, 1, 1], k=2)
        0.5
    """
    credit = top_k_credit(logits, labels, k)
    return float(1 - credit.mean()) if credit.size else float("nan")


def balanced_top_k_error(logits: ArrayLike, labels: ArrayLike, k: int = 5) -> float:
    """Return 1 less the mean over the classes of their mean ``top_k_credit``, every class counting alike.

    Classes without an example do not count, as in ``balanced_error``; NaN where no class has one.

    Example:
        >>> balanced_top_k_error([[2, 1, 0], [2, 1, 0], [2, 1, 0]], [0, 0, 2], k=2)
        0.5
    """
    credit = top_k_credit(logits, labels, k)
    return balanced_mean(1 - credit, labels, np.shape(logits)[1])


def balanced_mean(values: ArrayLike, labels: ArrayLike, n_classes: int) -> float:
    """Return the mean over the classes that have examples of the mean over their examples.

    Args:
        values: one value per example, floats, shape (N,).
        labels: true classes in [0, C), integers, shape (N,).
        n_classes: number of classes C.

    Raises:
        ValueError: where the shapes differ, or a label lies outside [0, C).

    Example:
        >>> balanced_mean([1.0, 1.0, 0.0], [0, 0, 2], 3)
        0.5
    """
    each, true = (
        np.asarray(values, dtype=np.float64),
        checked_classes("labels", labels, n_classes),
    )
    if each.shape != true.shape:
        raise ValueError(
            f"values has shape {each.shape} but labels has {true.shape}: give one value per label"
        )
    support = np.bincount(true, minlength=n_classes)
    known = support > 0
    sums = np.bincount(true, weights=each, minlength=n_classes)
    return float((sums[known] / support[known]).mean()) if known.any() else float("nan")
