"""Class-balanced sigmoid: C binary problems, each example weighted by its own class."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import sigmoid
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    SigmoidLoss,
    Style,
)
from ltcore.methods.sources import CLASS_BALANCED


class CbSigmoidSettings(MethodSettings):
    """The effective-number parameter and the reduction."""

    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter: 0 gives all classes the same weight; near 1 they weigh one over their
    count."""
    normalise_by: NormaliseBy = "batch"
    """What the weighted loss is divided by: the batch size (as in the paper) or the batch's summed
    weights."""


def compose(settings: CbSigmoidSettings) -> Composition:
    """Return sigmoid cross-entropy with effective-number weights that sum to C."""
    return Composition(
        loss=SigmoidLoss(),
        weights=ClassWeights(
            scheme="effective", beta=settings.beta, normalise_by=settings.normalise_by
        ),
    )


RECORD = MethodRecord(
    name="cb_sigmoid",
    title="Class-balanced sigmoid",
    place="loss",
    family="class_balanced",
    style=Style("green", 2),
    summary="One yes-or-no question per class; each example is weighted by its class's effective "
    "number.",
    source=CLASS_BALANCED,
    settings=CbSigmoidSettings,
    compose=compose,
    defaults={"cifar100": {"beta": 0.99}},
    differences=(
        sigmoid.BIAS,
        Difference(
            "vandit15/Class-balanced-loss-pytorch",
            "921ccb8",
            "class_balanced_loss.py",
            "their sigmoid branch raises a TypeError (it passes weights= where torch has weight=), and would "
            "average over N x C entries; ours sums over classes and divides by N, as the paper",
        ),
    ),
)
