"""Inverse-frequency class weights."""

from ltcore.classwise.normalisation import Normalise
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Style,
)
from ltcore.methods.sources import CLASS_BALANCED


class InverseSettings(MethodSettings):
    """How the weights are scaled; their shape over the classes has no free parameter."""

    normalise: Normalise = "classes"
    """What the class weights are scaled to: "classes" (sum to C), "examples" (mean 1 over the training
    examples), "rarest" (rarest class 1) or "none"."""
    normalise_by: NormaliseBy = "batch"
    """What the weighted loss is divided by: the batch size or the batch's summed weights."""


def compose(settings: InverseSettings) -> Composition:
    """Return cross-entropy with weights proportional to 1/n."""
    return Composition(
        weights=ClassWeights(
            scheme="inverse", normalise=settings.normalise, normalise_by=settings.normalise_by
        )
    )


COST_SENSITIVE = Difference(
    "zhangyongshun/BagofTricks-LT",
    "ce7859a",
    "lib/loss/loss_impl/cost_sensitive_cross_entropy_loss.py",
    "theirs scales the weights so that the rarest class weighs 1 and divides by the summed "
    "weights of the batch, so the scale cancels; our weights sum to the number of classes and are "
    "divided by the batch size; normalise_by = weights gives theirs",
)

RECORD = MethodRecord(
    name="inverse",
    title="Inverse-frequency weights",
    place="loss",
    family="cost_sensitive",
    style=Style("blue", 4),
    summary="Weight each class by one over its count, so that all classes weigh the same in total.",
    source=CLASS_BALANCED,
    settings=InverseSettings,
    compose=compose,
    differences=(COST_SENSITIVE,),
)
