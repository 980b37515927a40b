"""Influence-balanced loss: plain training first, then each loss over how far it moves the classifier."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    ClassWeights,
    Composition,
    Difference,
    InfluenceBalancedLoss,
    LateLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.family import Family
from ltcore.registry import Source

SOURCE = Source(
    title="Influence-Balanced Loss for Imbalanced Visual Classification (Park et al., ICCV)",
    year=2021,
    url="https://arxiv.org/abs/2110.02444",
)


class IbSettings(MethodSettings):
    """Scale of the loss, when it takes over, and whether its weights take part in the gradient."""

    ib_scale: Annotated[float, Field(gt=0, le=1_000_000)] = 10.0
    """Scale α of the late loss. The authors' code has 1000 and trains at a hundredth of the learning rate;
    ours keeps the learning rate, so 10 takes equally long steps."""
    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """Share of the run trained with plain cross-entropy first."""
    hold_influence: bool = False
    """Whether the influence of an example counts as a constant when gradients are taken, so that all examples
    pull equally hard; the authors' code lets it take part."""


def compose(settings: IbSettings) -> Composition:
    """Return plain training, replaced late by the influence-balanced loss with one over the class count."""
    return Composition(
        late_loss=LateLoss(
            InfluenceBalancedLoss(settings.ib_scale, settings.hold_influence),
            settings.defer_until,
        ),
        weights=ClassWeights(scheme="inverse", defer_until=settings.defer_until),
    )


RECORD = MethodRecord(
    name="ib",
    title="IB loss (influence-balanced)",
    place="loss",
    family="influence_balance",
    style=Style("vermillion", 7),
    summary="Train with plain cross-entropy first; then divide each example's loss by how far it moves the "
    "classifier.",
    source=SOURCE,
    settings=IbSettings,
    compose=compose,
    differences=(
        Difference(
            "pseulki/IB-Loss",
            "b29b8b0",
            "cifar_train.py",
            "theirs cuts the learning rate to a hundredth at epoch 100 of 200 and scales the loss by 1000; "
            "ours keeps the schedule of the run and scales by 10",
        ),
        Difference(
            "pseulki/IB-Loss",
            "b29b8b0",
            "losses.py",
            "the same loss as theirs. Their gradient goes through the influence too: hard examples then pull "
            "up to twice as hard relative to easy ones as in plain training, and longer features make the "
            "loss smaller. With hold_influence, ours takes the influence as a constant instead.",
        ),
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/loss/loss_impl/influence_balanced_loss.py",
            "the same loss and scale; in theirs the learning rate falls to a hundredth at the switch as well",
        ),
    ),
    own_family=Family(
        name="influence_balance",
        title="Influence balance",
        place="loss",
        source=SOURCE,
        idea="Divide each example's loss by how far it moves the classifier, so that no example dominates.",
    ),
)
