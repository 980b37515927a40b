"""Classwise calibration: is every class as likely as it is said to be, whether it was predicted or not?"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from ltcore.metrics.calibration import N_BINS
from ltcore.metrics.logits import blocks, checked_logits


def classwise_calibration_error(
    logits: ArrayLike, labels: ArrayLike, *, n_bins: int = N_BINS
) -> float:
    """Return the mean over the classes of the calibration error of each class's own probability, in [0, 1].

    For class k the probabilities of k of all examples go into bins of equal width, closed on the right
    (``ltcore.metrics.calibration``); the error of k is the sum over the bins of (share of the examples) x
    |share that is of class k - mean probability of k|. Every class counts alike, also one without examples,
    where any probability is too much. Of many classes most probabilities are near 0, and so is this error:
    compare it between runs on the same classes, not with ECE.

    Source: Kull et al., "Beyond temperature scaling: Obtaining well-calibrated multiclass probabilities with
    Dirichlet calibration", NeurIPS 2019, https://arxiv.org/abs/1910.12656, Sec. 2 (classwise-ECE).

    Args:
        logits: floats, shape (N, C), whose softmax are the probabilities; log probabilities are as good.
        labels: true classes in [0, C), integers, shape (N,).
        n_bins: number of bins, at least 1.

    Returns:
        The error, NaN where there is no example.

    Raises:
        ValueError: where the shapes do not fit, a row has no softmax or there is no bin.

    Example:
        >>> round(classwise_calibration_error(np.log([[0.8, 0.2], [0.8, 0.2]]), [0, 1], n_bins=1), 9)
        0.3
    """
    if n_bins < 1:
        raise ValueError(f"n_bins is {n_bins}: at least 1 bin is needed")
    scores, true = checked_logits(logits, labels)
    if not len(scores):
        return float("nan")
    n_classes = scores.shape[1]
    borders = np.arange(1, n_bins) / n_bins
    # In each cell (class, bin): examples of the class, less the probability that it got.
    surplus = np.zeros(n_classes * n_bins)
    for rows, block in blocks(scores):
        probabilities = softmax(block, axis=1)
        cells = np.searchsorted(borders, probabilities, side="left")
        cells += np.arange(n_classes) * n_bins
        surplus -= np.bincount(cells.ravel(), weights=probabilities.ravel(), minlength=len(surplus))
        own = cells[np.arange(len(block)), true[rows]]
        surplus += np.bincount(own, minlength=len(surplus))
    return float(np.abs(surplus).sum() / (len(scores) * n_classes))
