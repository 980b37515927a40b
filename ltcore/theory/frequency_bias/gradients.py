"""Frequency bias: how a softmax classifier's gradient follows its frequent classes.

For cross-entropy on scores ``z = W x + b``, one example of class y has ``dL/dw_i = (s_i - [i = y]) x`` and
``dL/db_i = s_i - [i = y]``. Only the label's own factor is negative: a descent step moves w_y towards x and
every other w_i away from it, by amounts that sum to 0. At W = 0, b = 0 all s_i are 1 / K, so that on average
``dL/db_i = 1 / K - pi_i`` and ``dL/dw_i = m / K - pi_i m_i``, with class means m_i and ``m = sum pi_j m_j``:
a class pulls in proportion to pi_i |m_i|. There a class acts through its mean alone, its prototype; later
through the examples that are still wrong, which lie near the boundary.

Source: the gradients are in the lecture notes, which say that s_i - y_i is at most 0 for every i; that is so
for the label only. The toy is this lab's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from ltcore.methods.base import ClassWeights, LogitAdjustedLoss, Sampling, SoftmaxLoss
from ltcore.methods.parts import PLAIN, Phase
from ltcore.theory.shared import ring
from ltcore.theory.shared.ring import Ring, draw, recalls
from ltcore.theory.vs_bound.loss import logit_gradients, vs_loss
from ltcore.types import FloatArray

DEFAULT = Ring((9000, 900, 100), radius=2.0)
PHASES: Mapping[str, Phase] = {
    "plain": PLAIN,
    "inverse": Phase(
        SoftmaxLoss(), ClassWeights(scheme="inverse", normalise="examples"), Sampling()
    ),
    "effective": Phase(
        SoftmaxLoss(),
        ClassWeights(scheme="effective", beta=0.999, normalise="examples"),
        Sampling(),
    ),
    "adjusted": Phase(LogitAdjustedLoss(1.0), ClassWeights(), Sampling()),
}
"""Cross-entropy; weights of one over the prior, and of one over the effective number (beta 0.999, at most
1000 prototypes a class), mean 1 over the examples; logit adjustment with tau 1."""
MOST_STEPS = 200
ANGLES = 360
"""Directions of the recalls, right to 1e-4, for a few hundred rules at once."""


@dataclass(frozen=True, eq=False)
class Path:
    """What gradient descent passes, row 0 being the start at zero.

    Attributes:
        parameters: (T + 1, K, 3), rows (w1, w2, b).
        gradients: of the mean loss, split by the class of the examples, (T + 1, K, K, 3): class of the
            examples, then row of the parameters. The sum over axis 1 is the whole gradient.
        recalls: exact, on new data, (T + 1, K); NaN at the start, where all classes tie.
    """

    parameters: FloatArray
    gradients: FloatArray
    recalls: FloatArray

    @property
    def cosines(self) -> FloatArray:
        """Cosine of the whole gradient by W with that of each class's examples, (T + 1, K)."""
        return cosines(self.gradients[..., :2])

    @property
    def shares(self) -> FloatArray:
        """Length of each class's gradient by W over the sum of these lengths, (T + 1, K)."""
        lengths = np.linalg.norm(self.gradients[..., :2], axis=(-2, -1))
        return _ratio(lengths, lengths.sum(axis=-1, keepdims=True))


def undefined_because(
    *,
    counts: tuple[int, ...],
    radius: float = 2.0,
    seed: int = 0,
    steps: int = 0,
    rate: float = 0.5,
) -> str:
    """Return why there is nothing to descend on, empty where there is.

    Example:
        >>> undefined_because(counts=(900, 90, 10), steps=500)
        'steps is 500: give a whole number from 0 to 200'
    """
    if reason := ring.undefined_because(counts=counts, radius=radius, seed=seed):
        return reason
    if not 0 <= steps <= MOST_STEPS:
        return f"steps is {steps}: give a whole number from 0 to {MOST_STEPS}"
    return "" if 0 < rate < np.inf else f"rate is {rate:g}: give a finite step size above 0"


def first_bias_gradient(counts: ArrayLike) -> FloatArray:
    """Return ``1 / K - pi_i``, the mean gradient by b at W = 0, b = 0.

    Args:
        counts: training examples per class, (K,).

    Returns:
        Float64 (K,), sum 0; NaN where there is no example at all.

    Example:
        >>> first_bias_gradient([9000, 900, 100]).round(4).tolist()
        [-0.5667, 0.2433, 0.3233]
    """
    priors = _priors(counts)
    return 1 / priors.size - priors


def first_weight_gradients(counts: ArrayLike, means: ArrayLike) -> FloatArray:
    """Return the mean gradient by W at W = 0, b = 0, split by the class of the examples.

    Class j's part is ``pi_j (1 / K - [i = j]) m_j`` in row i; all parts sum to ``m / K - pi_i m_i``.

    Args:
        counts: training examples per class, (K,).
        means: class means m_j, (K, D).

    Returns:
        Float64 (K, K, D): class of the examples, then row; NaN where there is no example at all.

    Example:
        >>> first_weight_gradients([3, 1], [[1.0], [-1.0]]).sum(axis=0).tolist()
        [[-0.5], [0.5]]
    """
    priors = _priors(counts)
    factors = 1 / priors.size - np.eye(priors.size)
    pulls = priors[:, None] * np.asarray(means, dtype=np.float64)
    return np.asarray(factors[:, :, None] * pulls[:, None, :])


def cosines(gradients: FloatArray) -> FloatArray:
    """Return the cosine of the whole gradient with that of each class's examples.

    Args:
        gradients: split by the class of the examples, (..., K, K, D).

    Returns:
        Float64 (..., K) in [-1, 1]; NaN where a gradient is 0.

    Example:
        >>> means = ring.means(3, 2.0)
        >>> cosines(first_weight_gradients([9000, 900, 100], means)).round(4).tolist()
        [0.9953, 0.3416, 0.2771]
    """
    whole = gradients.sum(axis=-3, keepdims=True)
    lengths = np.linalg.norm(gradients, axis=(-2, -1)) * np.linalg.norm(whole, axis=(-2, -1))
    return _ratio((gradients * whole).sum(axis=(-2, -1)), lengths)


@lru_cache(maxsize=64)
def path(toy: Ring = DEFAULT, phase: str = "plain", steps: int = 100, rate: float = 0.5) -> Path:
    """Descend on all examples from zero.

    Args:
        toy: what is drawn; the clouds should overlap, as separable ones only delay the tail.
        phase: a key of ``PHASES``.
        steps: in [0, 200].
        rate: step size, above 0.

    Raises:
        ValueError: where ``undefined_because`` says why, or the phase is unknown.

    Example:
        >>> plain, adjusted = path(DEFAULT, "plain", 50), path(DEFAULT, "adjusted", 50)
        >>> bool(adjusted.recalls[50, 2] > plain.recalls[50, 2] + 0.2)
        True
    """
    if phase not in PHASES:
        raise ValueError(f"phase is {phase!r}: give one of {', '.join(PHASES)}")
    if reason := undefined_because(**vars(toy), steps=steps, rate=rate):
        raise ValueError(reason)
    features, labels = draw(toy)
    loss, n_classes = vs_loss(PHASES[phase], toy.counts), toy.n_classes
    ends = np.cumsum(toy.counts)
    parameters = np.zeros((steps + 1, n_classes, 3))
    gradients = np.empty((steps + 1, n_classes, n_classes, 3))
    for step in range(steps + 1):
        by_logits = logit_gradients(features @ parameters[step].T, labels, loss)
        for label, (end, count) in enumerate(zip(ends, toy.counts, strict=True)):
            mine = slice(end - count, end)
            gradients[step, label] = by_logits[mine].T @ features[mine] / len(labels)
        if step < steps:
            parameters[step + 1] = parameters[step] - rate * gradients[step].sum(axis=0)
    return Path(parameters, gradients, recalls(parameters, toy.radius, angles=ANGLES))


def prototype_gradients(toy: Ring, parameters: FloatArray) -> FloatArray:
    """Return the plain gradient that n_y copies of each class's mean would have, split by class.

    At W = 0 it is the gradient of the examples themselves; how far the two part later tells how much the
    spread of a class matters besides its prototype.

    Args:
        toy: what is drawn; the means are those of the draw.
        parameters: (K, 3).

    Returns:
        Float64 (K, K, 3), as ``Path.gradients`` of "plain".

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> prototypes = prototype_gradients(DEFAULT, np.zeros((3, 3)))
        >>> bool(np.allclose(prototypes, path(DEFAULT, "plain", 0).gradients[0]))
        True
    """
    features, labels = draw(toy)
    counts = np.array(toy.counts)
    one_of_each = np.eye(toy.n_classes)[labels]
    prototypes = one_of_each.T @ features / counts[:, None]
    by_logits = logit_gradients(
        prototypes @ parameters.T, np.arange(toy.n_classes), vs_loss(PLAIN, counts)
    )
    shares = counts / counts.sum()
    return np.asarray((shares[:, None] * by_logits)[:, :, None] * prototypes[:, None, :])


def _priors(counts: ArrayLike) -> FloatArray:
    sizes = np.asarray(counts, dtype=np.float64)
    return _ratio(sizes, np.full_like(sizes, sizes.sum()))


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    below = np.broadcast_to(below, above.shape)
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio
