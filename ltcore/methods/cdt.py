"""CDT: class-dependent temperatures."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Style,
    VectorScalingLoss,
)
from ltcore.methods.sources import CDT


class CdtSettings(MethodSettings):
    """How strongly the logits of rare classes are held down while training."""

    vs_gamma: Annotated[float, Field(ge=0, le=5)] = 0.3
    """Power γ of the class count: while training, logits are multiplied by (n / n_max)^γ, where n is the
    count of the class and n_max the largest count."""


def compose(settings: CdtSettings) -> Composition:
    """Return cross-entropy on multiplied logits: vector scaling without its shift."""
    return Composition(loss=VectorScalingLoss(settings.vs_gamma, 0.0))


RECORD = MethodRecord(
    name="cdt",
    title="CDT (class-dependent temperatures)",
    place="logits",
    family="cdt",
    style=Style("purple", 6),
    summary="Shrink the logits of rare classes during training, so that they must grow larger.",
    source=CDT,
    settings=CdtSettings,
    compose=compose,
    defaults={"cifar10": {"vs_gamma": 0.2}, "cifar100": {"vs_gamma": 0.1}},
    differences=(
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/loss/loss_impl/class_dependent_temperatures_loss.py",
            "the same loss; theirs is set to gamma 0.2 and advises 0 to 0.4 on CIFAR-10 and 0 to 0.2 on "
            "CIFAR-100, whose middle is our default there",
        ),
    ),
)
