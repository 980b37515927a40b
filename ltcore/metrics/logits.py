"""Logits in blocks of rows: what is said of thousands of classes never holds all probabilities at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from ltcore.metrics.confusion import checked_classes
from ltcore.types import FloatArray, IntArray

CELLS = 2**21
"""Logits worked on at a time: 16 MiB as float64."""


def checked_logits(logits: ArrayLike, labels: ArrayLike) -> tuple[NDArray[np.floating], IntArray]:
    """Return logits, still in their own precision, and labels.

    Args:
        logits: floats, shape (N, C), C at least 1; a memory map stays one.
        labels: one class per row, integers in [0, C), shape (N,).

    Raises:
        ValueError: where the shapes do not fit, or a label lies outside [0, C).
    """
    scores = np.asanyarray(logits)
    if scores.ndim != 2 or scores.shape[1] == 0:
        raise ValueError(f"logits has shape {scores.shape}: give one row per example, shape (N, C)")
    if not np.issubdtype(scores.dtype, np.floating):
        scores = scores.astype(np.float64)
    classes = checked_classes("labels", labels, scores.shape[1])
    if len(classes) != len(scores):
        raise ValueError(
            f"logits has {len(scores)} rows but labels has {len(classes)}: give one label per row"
        )
    return scores, classes


def blocks(logits: NDArray[np.floating]) -> Iterator[tuple[slice, FloatArray]]:
    """Yield the rows and the logits of each block, float64; -inf is legal, it is probability 0.

    Args:
        logits: shape (N, C).

    Raises:
        ValueError: where a row holds NaN or +inf, or nothing but -inf: it has no softmax.
    """
    step = max(1, CELLS // logits.shape[1])
    for start in range(0, len(logits), step):
        rows = slice(start, start + step)
        block = np.asarray(logits[rows], dtype=np.float64)
        bad = np.flatnonzero(~np.isfinite(block.max(axis=1)))
        if bad.size:
            raise ValueError(
                f"logits row {start + int(bad[0])} holds NaN, +inf or only -inf: a softmax needs numbers, "
                "-inf alone for classes of probability 0"
            )
        yield rows, block


def softmax_confidence(logits: ArrayLike, predicted: ArrayLike) -> FloatArray:
    """Return the softmax probability that each row gives to the class that was predicted.

    Where the largest logit is predicted, as runs do that are trained here, it is the largest probability:
    the confidence of Guo et al. 2017. It is the softmax whatever the logits were trained for. A classifier of
    C yes-or-no questions (sigmoid losses) states C probabilities of its own, which need not sum to 1;
    their softmax is the same rule for all methods, not what that classifier states.

    Args:
        logits: floats, shape (N, C); log probabilities are as good.
        predicted: predicted classes in [0, C), integers, shape (N,).

    Returns:
        Probabilities in [0, 1], float64, shape (N,).

    Raises:
        ValueError: where the shapes do not fit, or a row has no softmax.

    Example:
        >>> softmax_confidence(np.log([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3]]), [0, 1]).round(9).tolist()
        [0.7, 0.4]
    """
    scores, chosen = checked_logits(logits, predicted)
    confidence = np.empty(len(scores))
    for rows, block in blocks(scores):
        probabilities = softmax(block, axis=1)
        confidence[rows] = probabilities[np.arange(len(block)), chosen[rows]]
    return confidence
