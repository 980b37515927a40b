"""Equalization loss for classification (softmax form): rare rivals are left out of the softmax."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    EqualizationLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.registry import Source


class EqlSettings(MethodSettings):
    """Which classes are rare, and how often they are left out; defaults are BagofTricks-LT's."""

    # The default cannot follow the number of classes: it is on record in run folders, and decides ids.
    rare_below: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Share of the training examples λ below which a class is rare. The default suits 10 classes: half of an
    equal share. For C classes use 0.5 / C (0.005 for 100): at most 20 classes can have a share of 0.05."""
    leave_out: Annotated[float, Field(ge=0, le=1)] = 0.9
    """Probability γ that a rare class is left out of the softmax of an example of another class: 0 is plain
    training; at 1 nothing but its own examples ever moves a rare class's score."""


def compose(settings: EqlSettings) -> Composition:
    """Return the softmax from which rare rivals are left out by chance; prediction uses all logits."""
    return Composition(loss=EqualizationLoss(settings.rare_below, settings.leave_out))


RECORD = MethodRecord(
    name="eql",
    title="Equalization loss (softmax form)",
    place="loss",
    family="equalization",
    style=Style("orange", 6),
    summary="Leave rare classes out of the softmax for most examples of other classes, which push them down.",
    source=Source(
        title="Equalization Loss for Long-Tailed Object Recognition (Tan et al., CVPR)",
        year=2020,
        url="https://arxiv.org/abs/2003.05176",
    ),
    settings=EqlSettings,
    compose=compose,
    defaults={"cifar100": {"rare_below": 0.005}},
    differences=(
        Difference(
            "tztztztztz/eql.detectron2",
            "29224ac",
            "projects/EQL/eql/fast_rcnn.py",
            "theirs is the sigmoid form for detection alone, which leaves rare classes out unless the region "
            "is background. It has no code for classification; ours is the softmax form that BagofTricks-LT "
            "writes down from the paper.",
        ),
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/loss/loss_impl/equalization_loss.py",
            "the same loss, with their settings for CIFAR-10 and CIFAR-100. Theirs takes the exponential of "
            "raw logits, which overflows above 88; ours takes the logarithm of the sum safely.",
        ),
    ),
)
