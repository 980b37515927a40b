"""The terms of the vector-scaling bound: which class a loss leaves at risk.

Class y's term is ``alpha_y beta~_y sqrt(pi_y) (1 - s_y)``, s_y being the smallest probability that the loss
gives to the true class on the training examples of class y. The statement, and what of it is rigorous, is in
``ltcore.theory.vs_bound.bound``.

Rigorous: ``alpha_y beta~_y (1 - s_y)`` with ``beta~_y = sqrt(beta_y^2 + max_{j != y} beta_j^2)`` bounds the
length of the loss's gradient on the training examples of class y, since
``dL/df_j = alpha_y beta_j (softmax_j - [j = y])``; no smaller factor beta~ does. The paper's beta~ is
``sqrt(beta_y^2 + (sum_{j != y} beta_j)^2)``, which is looser from three classes on; ``lipschitz_factors`` has
both. A reading: the proposition writes a softmax of one number, the smallest true-class score B_y. Reading
(b), used here, is s_y as above. Reading (a) is the softmax of the vector of all ``beta_j B_j + Delta_j``; it
can be larger than s_y, and its terms then bound nothing.

Source: Wang et al., "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced
Learning", NeurIPS 2023, Proposition 3, as in the lecture notes; the sharper factor beta~ is this lab's.
"""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from ltcore.methods.parts import Phase, SoftmaxLoss
from ltcore.theory.shared.legal import BoolArray, where_legal
from ltcore.theory.vs_bound.loss import VsLoss, effective_weights, log_probabilities, not_vs_because
from ltcore.types import FloatArray, IntArray

LOW_QUANTILE = 0.05
"""Instead of the minimum, which one outlier decides. What it gives is not a bound."""


def counts_illegal_because(counts: ArrayLike) -> str:
    """Return why there are no terms for these class counts, empty where there are.

    Example:
        >>> counts_illegal_because([90, 0])
        'counts[1] is 0: a class without training examples has no term'
    """
    sizes = np.asarray(counts, dtype=np.float64)
    if sizes.ndim != 1 or sizes.size < 2:
        return f"counts has shape {sizes.shape}: give one number per class, at least 2"
    for label in np.flatnonzero(~(np.isfinite(sizes) & (sizes >= 1))):
        return f"counts[{label}] is {sizes[label]:g}: a class without training examples has no term"
    return ""


def not_covered_because(phase: Phase) -> str:
    """Return why the bound does not cover the loss of a phase, empty where it does.

    LDAM is covered: beta is its scale for every class, and its margin, which the true class alone gives up,
    is in the adjusted probability.

    Example:
        >>> from ltcore.methods.parts import PLAIN
        >>> not_covered_because(PLAIN)
        ''
    """
    has_margins = phase.loss.has_softmax_margins
    return not_vs_because(replace(phase, loss=SoftmaxLoss()) if has_margins else phase)


def weights_and_multipliers(phase: Phase, counts: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return alpha and beta of a phase, each float64, shape (C,).

    Raises:
        ValueError: where ``not_covered_because`` says why, or a count is below 1.

    Example:
        >>> from ltcore.methods.parts import PLAIN, LdamLoss
        >>> [part.tolist() for part in weights_and_multipliers(replace(PLAIN, loss=LdamLoss()), [90, 10])]
        [[1.0, 1.0], [30.0, 30.0]]
    """
    if reason := not_covered_because(phase):
        raise ValueError(reason)
    multipliers = phase.loss.logit_scale * phase.loss.numbers(counts).multipliers
    return effective_weights(phase, counts), multipliers


def lipschitz_factors(
    multipliers: ArrayLike, *, rivals: Literal["largest", "summed"] = "largest"
) -> FloatArray:
    """Return beta~, the factor with which the multipliers of the logits enter the bound.

    With ``rivals`` "largest" it is ``sqrt(beta_y^2 + max_{j != y} beta_j^2)``, the smallest that bounds the
    gradient: sqrt(2) where all beta are 1. With "summed" it is the paper's,
    ``sqrt(beta_y^2 + (sum_{j != y} beta_j)^2)``: the same for two classes, larger for more, and
    sqrt(1 + (C - 1)^2) where all beta are 1.

    Args:
        multipliers: beta, shape (..., C), at least 2 classes, each above 0.
        rivals: how the multipliers of the other classes are taken together.

    Returns:
        Float64, shape (..., C).

    Example:
        >>> lipschitz_factors([4.0, 3.0, 1.0]).round(6).tolist()
        [5.0, 5.0, 4.123106]
        >>> lipschitz_factors([4.0, 3.0, 1.0], rivals="summed").round(6).tolist()
        [5.656854, 5.830952, 7.071068]
    """
    factors = np.asarray(multipliers, dtype=np.float64)
    squares = factors**2
    if rivals == "summed":
        others = np.sum(factors, axis=-1, keepdims=True) - factors
        return np.asarray(np.sqrt(squares + others**2))
    top, second = np.sort(squares, axis=-1)[..., -1:], np.sort(squares, axis=-1)[..., -2:-1]
    return np.sqrt(squares + np.where(squares < top, top, second))


def lipschitz_constants(
    smallest: ArrayLike, weights: ArrayLike = 1.0, multipliers: ArrayLike = 1.0
) -> FloatArray:
    """Return ``alpha_y beta~_y (1 - s_y)``, the local Lipschitz constant of the loss on each class.

    Args:
        smallest: smallest adjusted probability of the true class, shape (..., C).
        weights: alpha, shape (..., C) or one number.
        multipliers: beta, shape (..., C) or one number.

    Returns:
        Float64, shape (..., C); NaN where a class was not seen or a number is illegal.

    Example:
        >>> lipschitz_constants([0.5, 1.0]).round(6).tolist()
        [0.707107, 0.0]
    """
    smallest, weights, multipliers = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (smallest, weights, multipliers))
    )
    legal = _positive(weights) & _positive(multipliers) & ((smallest >= 0) & (smallest <= 1))
    return where_legal(
        legal,
        lambda low, alpha, factor: alpha * factor * (1 - low),
        smallest,
        weights,
        lipschitz_factors(np.where(_positive(multipliers), multipliers, 1.0)),
    )


def class_terms(
    counts: ArrayLike,
    smallest: ArrayLike,
    weights: ArrayLike = 1.0,
    multipliers: ArrayLike = 1.0,
) -> FloatArray:
    """Return each class's term, ``alpha_y beta~_y sqrt(pi_y) (1 - s_y)``; their sum is the bound's S.

    ``sqrt(pi_y)`` is there because a complexity on n_y examples goes like ``n_y ** -1/2``.

    Args:
        counts: training examples per class, shape (C,).
        smallest: smallest adjusted probability of the true class, shape (..., C): one row per epoch, say.
        weights: alpha, shape (..., C) or one number.
        multipliers: beta, shape (..., C) or one number.

    Returns:
        Float64, shape (..., C); NaN where a class was not seen, has no example, or a number is illegal.

    Example:
        >>> class_terms([90, 10], [[0.0, 0.0], [0.5, 0.0]]).round(4).tolist()
        [[1.3416, 0.4472], [0.6708, 0.4472]]
    """
    sizes = np.asarray(counts, dtype=np.float64)
    if counts_illegal_because(sizes):
        return np.full(
            np.broadcast_shapes(np.shape(smallest), np.shape(weights), sizes.shape), np.nan
        )
    roots = np.sqrt(sizes / sizes.sum())
    return np.asarray(roots * lipschitz_constants(smallest, weights, multipliers))


def smallest_probabilities(
    logits: FloatArray, labels: IntArray, loss: VsLoss, *, quantile: float = 0.0
) -> FloatArray:
    """Return s_y of reading (b): the smallest adjusted probability of the true class, per class.

    Args:
        logits: f(x), (N, C).
        labels: int64 (N,).
        loss: alpha, beta and Delta.
        quantile: 0 for the minimum; ``LOW_QUANTILE`` for one that is no bound but hangs on no outlier.

    Returns:
        Float64 (C,); NaN for a class without examples.

    Example:
        >>> plain = VsLoss(np.ones(2), np.ones(2), np.zeros(2))
        >>> scores = np.array([[0.0, 0.0], [9.0, 0.0]])
        >>> smallest_probabilities(scores, np.array([0, 0]), plain).round(6).tolist()
        [0.5, nan]
    """
    own = np.exp(log_probabilities(logits, loss)[np.arange(len(labels)), labels])
    return _lowest(own, labels, logits.shape[1], quantile)


def probabilities_of_smallest_scores(
    logits: FloatArray, labels: IntArray, loss: VsLoss
) -> FloatArray:
    """Return reading (a): ``softmax_y`` of the vector of all ``beta_j B_j + Delta_j``.

    Args:
        logits: f(x), (N, C).
        labels: int64 (N,); each class needs an example, since each enters every entry.
        loss: alpha, beta and Delta.

    Returns:
        Float64 (C,); NaN everywhere where a class has no example.

    Example:
        >>> plain = VsLoss(np.ones(2), np.ones(2), np.zeros(2))
        >>> scores = np.array([[2.0, 0.0], [0.0, 2.0]])
        >>> probabilities_of_smallest_scores(scores, np.array([0, 1]), plain).round(6).tolist()
        [0.5, 0.5]
    """
    own = logits[np.arange(len(labels)), labels]
    scores = _lowest(own, labels, logits.shape[1], 0.0)
    if np.isnan(scores).any():
        return np.full(len(scores), np.nan)
    return np.asarray(softmax(loss.multipliers * scores + loss.offsets), dtype=np.float64)


def _lowest(values: FloatArray, labels: IntArray, n_classes: int, quantile: float) -> FloatArray:
    if quantile == 0:  # a minimum per class in one pass: the paths ask for hundreds
        least = np.full(n_classes, np.inf)
        np.minimum.at(least, labels, values)
        return np.where(np.isfinite(least), least, np.nan)
    lowest = np.full(n_classes, np.nan)
    for label in np.unique(labels):
        lowest[label] = np.quantile(values[labels == label], quantile)
    return lowest


def _positive(values: FloatArray) -> BoolArray:
    return np.asarray(np.isfinite(values) & (values > 0))
