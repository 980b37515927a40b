"""What a recipe applies at the beginning and at the end of a training, as numbers per class.

Deferred parts (DRW, DRS, Algorithm 1) and second stages (cRT, SMOTE on features) change what a loss is
minimised by, so that whatever is said of the result must be said of the last phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import (
    adrw_weights,
    class_weights,
    effective_sampling_probabilities,
    ldam_margins,
    log_priors,
    pairwise_terms,
    progressive_probabilities,
    sampling_probabilities,
    uniform_margins,
    vs_multipliers,
)
from ltcore.methods.base import (
    ClassWeights,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    Recipe,
    Sampling,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.types import FloatArray

POWERS: Mapping[str, float] = {"instance": 1.0, "under": 0.0, "over": 0.0}
"""Schemes of sampling that are a fixed power of the class counts."""
EQUAL_PARTS = Sampling("over")
"""How a set is drawn that SMOTE has filled up: every class is as large as every other."""


@dataclass(frozen=True)
class Phase:
    """What holds for a part of a training.

    Attributes:
        loss: the loss and its settings.
        weights: class weights that apply now; their ``defer_until`` says nothing any more.
        sampling: how often each class is drawn now.
    """

    loss: Loss
    weights: ClassWeights
    sampling: Sampling


PLAIN = Phase(SoftmaxLoss(), ClassWeights(), Sampling())
"""Cross-entropy without weights on examples as they come."""


def first_phase(recipe: Recipe) -> Phase:
    """Return what holds at the first step.

    Example:
        >>> first_phase(Recipe(weights=ClassWeights("inverse", defer_until=0.8))).weights.scheme
        'none'
    """
    if recipe.retraining is not None:
        return PLAIN
    return Phase(
        recipe.loss,
        ClassWeights() if recipe.weights.defer_until > 0 else recipe.weights,
        Sampling() if recipe.sampling.defer_until > 0 else _sampling(recipe),
    )


def last_phase(recipe: Recipe) -> Phase:
    """Return what holds at the last step.

    Example:
        >>> last_phase(Recipe(weights=ClassWeights("inverse", defer_until=0.8))).weights.scheme
        'inverse'
    """
    if recipe.retraining is not None:
        return replace(PLAIN, sampling=recipe.sampling)
    loss = recipe.loss if recipe.late_loss is None else recipe.late_loss.loss
    return Phase(loss, recipe.weights, _sampling(recipe))


def loss_weights(weights: ClassWeights, counts: ArrayLike) -> FloatArray:
    """Return what an example of each class weighs in the loss, float64, shape (C,).

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> loss_weights(ClassWeights("inverse"), [90, 10]).round(6).tolist()
        [0.2, 1.8]
    """
    if weights.scheme == "adrw":
        return adrw_weights(counts, weights.nu, normalise=weights.normalise)
    return class_weights(counts, weights.scheme, beta=weights.beta, normalise=weights.normalise)


def class_probabilities(sampling: Sampling, counts: ArrayLike, progress: float = 1.0) -> FloatArray:
    """Return the probability that a drawn example is of each class, float64, shape (C,), sum 1.

    Args:
        sampling: the scheme; its ``defer_until`` is not looked at.
        counts: training examples per class, shape (C,), each at least 1.
        progress: share of the run done, in [0, 1]; progressive sampling alone depends on it.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> class_probabilities(Sampling("power", power=0.5), [90, 10]).round(6).tolist()
        [0.75, 0.25]
    """
    if sampling.scheme == "progressive":
        return progressive_probabilities(counts, progress)
    if sampling.scheme == "effective":
        return effective_sampling_probabilities(counts, sampling.beta)
    return sampling_probabilities(counts, POWERS.get(sampling.scheme, sampling.power))


def logit_offsets(loss: Loss, counts: ArrayLike) -> FloatArray:
    """Return what the loss adds to the logit of each class, whichever class is the true one, shape (C,).

    Zero for losses that add nothing. For the pairwise loss it is log(delta), by which that loss is
    cross-entropy on shifted logits.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> import numpy as np
        >>> np.exp(logit_offsets(LogitAdjustedLoss(), [90, 10])).round(6).tolist()
        [0.9, 0.1]
    """
    match loss:
        case LogitAdjustedLoss() | VectorScalingLoss():
            return log_priors(counts, loss.tau)
        case PairwiseLoss():
            return loss.power * log_priors(counts)
        case _:
            return np.zeros(np.size(counts))


def logit_multipliers(loss: Loss, counts: ArrayLike) -> FloatArray:
    """Return what the loss multiplies the logit of each class by, shape (C,); ones for most losses.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> logit_multipliers(VectorScalingLoss(gamma=0.5), [100, 25]).round(6).tolist()
        [1.0, 0.5]
    """
    if isinstance(loss, VectorScalingLoss):
        return vs_multipliers(counts, loss.gamma)
    return np.ones(np.size(counts))


def own_weights(loss: Loss, counts: ArrayLike) -> FloatArray:
    """Return the weights that are part of the loss itself, of mean 1 over the examples, shape (C,).

    Only the pairwise loss has any.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> own_weights(PairwiseLoss(power=0.0), [90, 10]).round(6).tolist()
        [0.555556, 5.0]
    """
    if not isinstance(loss, PairwiseLoss):
        return np.ones(np.size(counts))
    alpha, _ = pairwise_terms(counts, loss.power)
    return np.asarray(alpha / (sampling_probabilities(counts, 1.0) @ alpha), dtype=np.float64)


def true_class_margins(loss: LdamLoss | LdamHingeLoss, counts: ArrayLike) -> FloatArray:
    """Return what an example's own class gives up, in cosine units, shape (C,).

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> true_class_margins(LdamLoss(max_margin=0.5), [16, 1]).round(6).tolist()
        [0.25, 0.5]
    """
    if loss.uniform:
        return uniform_margins(counts, loss.max_margin)
    return ldam_margins(counts, loss.max_margin)


def _sampling(recipe: Recipe) -> Sampling:
    return recipe.sampling if recipe.smote is None else EQUAL_PARTS
