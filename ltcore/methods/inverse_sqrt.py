"""Inverse-square-root class weights: half way, on a log scale, between none and inverse frequency."""

from ltcore.classwise.normalisation import Normalise
from ltcore.methods import inverse
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Style,
)
from ltcore.methods.sources import SQUARE_ROOT


class InverseSqrtSettings(MethodSettings):
    """How the weights are scaled; their shape over the classes has no free parameter."""

    normalise: Normalise = "classes"
    """What the class weights are scaled to: "classes" (sum to C), "examples" (mean 1 over the training
    examples), "rarest" (rarest class 1) or "none"."""
    normalise_by: NormaliseBy = "batch"
    """What the weighted loss is divided by: the batch size or the batch's summed weights."""


def compose(settings: InverseSqrtSettings) -> Composition:
    """Return cross-entropy with weights proportional to n ** -1/2."""
    return Composition(
        weights=ClassWeights(
            scheme="inverse_sqrt", normalise=settings.normalise, normalise_by=settings.normalise_by
        )
    )


RECORD = MethodRecord(
    name="inverse_sqrt",
    title="Inverse-square-root weights",
    place="loss",
    family="cost_sensitive",
    style=Style("vermillion", 5),
    summary="Weight each class by one over the square root of its count, a milder correction than "
    "inverse frequency.",
    source=SQUARE_ROOT,
    settings=InverseSqrtSettings,
    compose=compose,
    differences=(inverse.COST_SENSITIVE,),
)
