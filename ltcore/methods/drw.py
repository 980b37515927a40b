"""Deferred re-weighting on plain cross-entropy."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    ClassWeights,
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Style,
)
from ltcore.methods.sources import LDAM


class DrwSettings(MethodSettings):
    """When the weights start and what they are."""

    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run trained with uniform class weights first."""
    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter of the late class weights."""
    normalise_by: NormaliseBy = "weights"
    """What the weighted loss is divided by: the batch's summed weights (as in the authors' code) or the
    batch size."""


def compose(settings: DrwSettings) -> Composition:
    """Return cross-entropy whose effective-number weights start late."""
    return Composition(
        weights=ClassWeights(
            scheme="effective",
            beta=settings.beta,
            normalise_by=settings.normalise_by,
            defer_until=settings.defer_until,
        )
    )


RECORD = MethodRecord(
    name="drw",
    title="DRW (deferred re-weighting)",
    place="loss",
    family="drw",
    style=Style("purple", 4),
    summary="Learn the features without weights first; use class weights only in the last part of "
    "the run.",
    source=LDAM,
    settings=DrwSettings,
    compose=compose,
    differences=(
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "cifar_train.py",
            "theirs hard-codes the switch at epoch 160 and fails from epoch 320 on; ours is a share of the "
            "run. The paper weighs by 1/n, their code and ours by the effective number.",
        ),
    ),
)
