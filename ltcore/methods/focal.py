"""Focal loss: well-classified examples fade."""

from typing import Annotated, Literal

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    SigmoidLoss,
    SoftmaxLoss,
    Style,
)
from ltcore.registry import Source


class FocalSettings(MethodSettings):
    """The focusing parameter, and which of the two losses called "focal" is meant."""

    gamma: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Focusing parameter γ: an example's loss is multiplied by (1 − p)^γ, where p is the probability of its
    class."""
    form: Literal["softmax", "sigmoid"] = "softmax"
    """"softmax" (as in the LDAM code) or "sigmoid" (C binary problems, as in the papers of focal and
    class-balanced loss)."""


def compose(settings: FocalSettings) -> Composition:
    """Return focal loss in the chosen form."""
    form = SoftmaxLoss if settings.form == "softmax" else SigmoidLoss
    return Composition(loss=form(settings.gamma))


RECORD = MethodRecord(
    name="focal",
    title="Focal loss",
    place="loss",
    family="focal",
    style=Style("sky", 5),
    summary="Examples that are already right count less; rare classes gain only if they are hard.",
    source=Source(
        title="Focal Loss for Dense Object Detection (Lin et al., ICCV)",
        year=2017,
        url="https://arxiv.org/abs/1708.02002",
        where="Sec. 3",
    ),
    settings=FocalSettings,
    compose=compose,
    differences=(
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "losses.py",
            "theirs has a NaN gradient for gamma < 1 at p = 1; ours clamps 1 - p above zero",
        ),
        Difference(
            "richardaecn/class-balanced-loss",
            "1d78572",
            "src/cifar_main.py",
            "theirs, in the rows of the class-balanced paper that the LDAM paper copies, is a sum "
            "of C sigmoid focal losses; ours is the softmax focal loss unless form is sigmoid",
        ),
    ),
)
