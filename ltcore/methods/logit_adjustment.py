"""Logit-adjusted cross-entropy."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    LogitAdjustedLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.sources import LOGIT_ADJUSTMENT


class LogitAdjustmentSettings(MethodSettings):
    """How strongly the prior enters."""

    tau: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Temperature τ of the prior (a class's share of the data): the logits are shifted by τ log(prior); 1 is
    consistent for balanced error."""


def compose(settings: LogitAdjustmentSettings) -> Composition:
    """Return cross-entropy on adjusted logits; prediction uses the plain ones."""
    return Composition(loss=LogitAdjustedLoss(settings.tau))


RECORD = MethodRecord(
    name="logit_adjustment",
    title="Logit adjustment",
    place="logits",
    family="logit_adjustment",
    style=Style("green", 3),
    summary="Train with the log class prior added to the logits, and predict without it.",
    source=LOGIT_ADJUSTMENT,
    settings=LogitAdjustmentSettings,
    compose=compose,
    differences=(
        Difference(
            "google-research/google-research",
            "1d4d2f1",
            "logit_adjustment/utils.py",
            "theirs takes log(prior ** tau + 1e-12), which caps the shift at -27.6; "
            "ours takes tau * log(prior)",
        ),
    ),
)
