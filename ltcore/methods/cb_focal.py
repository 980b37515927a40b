"""Class-balanced focal loss."""

from typing import Annotated, Literal

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
    SoftmaxLoss,
    Style,
)
from ltcore.methods.sources import CLASS_BALANCED


class CbFocalSettings(MethodSettings):
    """Effective-number parameter, focusing parameter, form and reduction."""

    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter: 0 gives all classes the same weight; near 1 they weigh one over their
    count."""
    gamma: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Focusing parameter γ: an example's loss is multiplied by (1 − p)^γ, where p is the probability of its
    class."""
    form: Literal["softmax", "sigmoid"] = "sigmoid"
    """"sigmoid" (as in the paper: C binary problems) or "softmax" (as in the LDAM code)."""
    normalise_by: NormaliseBy = "batch"
    """What the weighted loss is divided by: the batch size (as in the paper) or the batch's summed
    weights."""


def compose(settings: CbFocalSettings) -> Composition:
    """Return focal loss in the chosen form with effective-number weights that sum to C."""
    form = SoftmaxLoss if settings.form == "softmax" else SigmoidLoss
    return Composition(
        loss=form(settings.gamma),
        weights=ClassWeights(
            scheme="effective", beta=settings.beta, normalise_by=settings.normalise_by
        ),
    )


RECORD = MethodRecord(
    name="cb_focal",
    title="Class-balanced focal loss",
    place="loss",
    family="class_balanced",
    style=Style("purple", 3),
    summary="Effective-number weights on the focal loss: rare classes and hard examples count more.",
    source=CLASS_BALANCED,
    settings=CbFocalSettings,
    compose=compose,
    defaults={"cifar100": {"beta": 0.9}},
    differences=(
        sigmoid.BIAS,
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "losses.py",
            "theirs is the softmax form, and computes the focal factor from the weighted loss (p ** w "
            "instead of p)",
        ),
        Difference(
            "richardaecn/class-balanced-loss",
            "1d78572",
            "src/cifar_main.py",
            "theirs overflows to a NaN gradient for logits below -88 in fp32; ours does not",
        ),
    ),
)
