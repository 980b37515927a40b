"""What a composition applies at the beginning and at the end of a training.

Deferred parts (DRW, DRS, Algorithm 1) and second stages (cRT, SMOTE on features) change what a loss is
minimised by, so that whatever is said of the result must be said of the last phase.
"""

from dataclasses import dataclass, replace

from ltcore.methods.parts.class_weights import ClassWeights
from ltcore.methods.parts.composition import Composition
from ltcore.methods.parts.loss import Loss
from ltcore.methods.parts.sampling import Sampling
from ltcore.methods.parts.softmax import SoftmaxLoss

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


def first_phase(composition: Composition) -> Phase:
    """Return what holds at the first step.

    Example:
        >>> first_phase(Composition(weights=ClassWeights(scheme="inverse", defer_until=0.8))).weights.scheme
        'none'
    """
    if composition.retraining is not None:
        return PLAIN
    weights, sampling = composition.weights, composition.sampling
    return Phase(
        composition.loss,
        ClassWeights() if weights.defer_until > 0 else weights,
        Sampling() if sampling.defer_until > 0 else _sampling(composition),
    )


def last_phase(composition: Composition) -> Phase:
    """Return what holds at the last step.

    Example:
        >>> last_phase(Composition(weights=ClassWeights(scheme="inverse", defer_until=0.8))).weights.scheme
        'inverse'
    """
    if composition.retraining is not None:
        return replace(PLAIN, sampling=composition.sampling)
    return Phase(composition.losses[-1], composition.weights, _sampling(composition))


def _sampling(composition: Composition) -> Sampling:
    return composition.sampling if composition.smote is None else EQUAL_PARTS
