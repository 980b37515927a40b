"""The vector-scaling loss with class numbers alpha, beta and Delta: what many compositions are, seen as one.

``L(f, y) = -alpha_y log softmax_y(beta f + Delta)``. Cross-entropy has alpha = beta = 1 and Delta = 0, class
weights are alpha, logit adjustment is Delta, and vector scaling itself adds beta (Kini et al.,
"Label-Imbalanced and Group-Sensitive Classification under Overparameterization", NeurIPS 2021).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import sampling_probabilities
from ltcore.methods.parts import Phase
from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class VsLoss:
    """Class numbers of a loss, each float64, shape (C,).

    Attributes:
        weights: alpha, above 0.
        multipliers: beta, above 0.
        offsets: Delta.
    """

    weights: FloatArray
    multipliers: FloatArray
    offsets: FloatArray


def not_vs_because(phase: Phase) -> str:
    """Return why a phase of a composition minimises no vector-scaling loss, empty where it does.

    Example:
        >>> from ltcore.methods.parts import PLAIN
        >>> not_vs_because(PLAIN)
        ''
    """
    if phase.loss.not_vs_because:
        return phase.loss.not_vs_because
    if phase.sampling.scheme == "under":
        return "under-sampling leaves out most examples, so they are not part of its training loss"
    return ""


def effective_weights(phase: Phase, counts: ArrayLike) -> FloatArray:
    """Return what an example of each class weighs in the training loss, however the phase brings that about.

    Drawing a class twice as often counts as twice its weight, and where a batch's loss is divided by its
    summed weights, they are divided by their mean.

    Args:
        phase: of a composition.
        counts: training examples per class, shape (C,), each at least 1.

    Returns:
        Weights, float64, shape (C,).

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> from ltcore.methods.parts import ClassWeights, Sampling, SoftmaxLoss
        >>> balanced = Phase(SoftmaxLoss(), ClassWeights(), Sampling("power", power=0.0))
        >>> effective_weights(balanced, [100, 25]).round(6).tolist()
        [0.625, 2.5]
    """
    drawn = phase.sampling.probabilities(counts)
    weights = phase.weights.of(counts)
    if phase.weights.normalise_by == "weights":
        weights = weights / (drawn @ weights)
    own = phase.loss.numbers(counts).weights
    return weights * own * drawn / sampling_probabilities(counts, 1.0)


def vs_loss(phase: Phase, counts: ArrayLike) -> VsLoss:
    """Return alpha, beta and Delta of a phase; alpha is what ``effective_weights`` returns.

    Args:
        phase: of a composition.
        counts: training examples per class, shape (C,), each at least 1.

    Raises:
        ValueError: where ``not_vs_because`` says why, or a count is below 1.

    Example:
        >>> from ltcore.methods.parts import ClassWeights, Sampling, VectorScalingLoss
        >>> phase = Phase(VectorScalingLoss(0.5, 0.0), ClassWeights(scheme="inverse"), Sampling())
        >>> loss = vs_loss(phase, [100, 25])
        >>> loss.weights.round(9).tolist(), loss.multipliers.tolist()
        ([0.4, 1.6], [1.0, 0.5])
    """
    if reason := not_vs_because(phase):
        raise ValueError(reason)
    numbers = phase.loss.numbers(counts)
    return VsLoss(effective_weights(phase, counts), numbers.multipliers, numbers.offsets)


def log_probabilities(logits: FloatArray, loss: VsLoss) -> FloatArray:
    """Return ``log softmax(beta f + Delta)``, float64, shape of ``logits`` (..., C).

    Example:
        >>> plain = VsLoss(np.ones(2), np.ones(2), np.log([0.9, 0.1]))
        >>> np.exp(log_probabilities(np.zeros((1, 2)), plain)).round(9).tolist()
        [[0.9, 0.1]]
    """
    # Classes first in memory: numpy reduces a last axis of a few classes ten times more slowly.
    seen = np.moveaxis(logits * loss.multipliers + loss.offsets, -1, 0).copy()
    seen -= seen.max(axis=0)
    seen -= np.log(np.exp(seen).sum(axis=0))
    return np.moveaxis(seen, 0, -1)


def logit_gradients(logits: FloatArray, labels: IntArray, loss: VsLoss) -> FloatArray:
    """Return the derivative of each example's loss by its logits: ``alpha_y beta_j (s_j - [j = y])``.

    Args:
        logits: (N, C).
        labels: int64 (N,).
        loss: its class numbers.

    Returns:
        Float64 (N, C). For cross-entropy a row sums to 0; only the label's own entry is negative, so that a
        step moves the label's score up and all others down.

    Example:
        >>> plain = VsLoss(np.ones(2), np.ones(2), np.zeros(2))
        >>> logit_gradients(np.zeros((1, 2)), np.array([1]), plain).round(4).tolist()
        [[0.5, -0.5]]
    """
    return _gradients(log_probabilities(logits, loss), labels, loss)


def linear_loss_and_gradient(
    parameters: FloatArray, features: FloatArray, labels: IntArray, loss: VsLoss
) -> tuple[float, FloatArray]:
    """Return the mean loss of ``f(x) = parameters x`` and its gradient.

    Args:
        parameters: (C, D).
        features: (N, D).
        labels: int64 (N,).
        loss: its class numbers.

    Returns:
        The mean and its gradient, float64 (C, D).

    Example:
        >>> plain = VsLoss(np.ones(2), np.ones(2), np.zeros(2))
        >>> zeros, point = np.zeros((2, 1)), np.ones((1, 1))
        >>> value, gradient = linear_loss_and_gradient(zeros, point, np.array([1]), plain)
        >>> round(value, 4), gradient.round(4).tolist()
        (0.6931, [[0.5], [-0.5]])
    """
    logs = log_probabilities(features @ parameters.T, loss)
    own = logs[np.arange(len(labels)), labels]
    gradient = _gradients(logs, labels, loss).T @ features / len(labels)
    return float(-(loss.weights[labels] @ own) / len(labels)), gradient


def _gradients(logs: FloatArray, labels: IntArray, loss: VsLoss) -> FloatArray:
    residuals = np.exp(logs)
    residuals[np.arange(len(labels)), labels] -= 1
    residuals *= loss.multipliers
    residuals *= loss.weights[labels][:, None]
    return residuals
