"""The general pairwise loss: a line of consistent losses from weighting to logit adjustment."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    PairwiseLoss,
    Style,
)
from ltcore.methods.sources import LOGIT_ADJUSTMENT


class PairwiseSettings(MethodSettings):
    """Where on the line between weights and margins the loss stands."""

    power: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Power of the prior in the margins: 1 is logit adjustment, 0 means weights of one over the prior;
    every value is consistent for balanced error, and the default is our choice."""


def compose(settings: PairwiseSettings) -> Composition:
    """Return the pairwise loss whose class numbers are prior ** power."""
    return Composition(loss=PairwiseLoss(settings.power))


RECORD = MethodRecord(
    name="pairwise",
    title="General pairwise loss",
    place="logits",
    family="logit_adjustment",
    style=Style("green", 6),
    summary="Split the correction for the prior between weights and margins so that the total "
    "stays right.",
    source=replace(LOGIT_ADJUSTMENT, where="Theorem 1"),
    settings=PairwiseSettings,
    compose=compose,
    differences=(
        Difference(
            "google-research/google-research",
            "1d4d2f1",
            "logit_adjustment/utils.py",
            "theirs has only power 1; ours has the whole line of losses that the theorem allows, "
            "and scales the weights to a mean of 1 over the training examples",
        ),
    ),
)
