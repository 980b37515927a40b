"""LDAM with deferred re-weighting: a margin loss first, class weights late."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import drw, ldam
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    LdamLoss,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Style,
)
from ltcore.methods.sources import LDAM


class LdamDrwSettings(MethodSettings):
    """The settings of LDAM and of DRW; defaults are the paper's CIFAR settings."""

    max_margin: Annotated[float, Field(gt=0, le=2)] = 0.5
    """Margin of the rarest class, in cosine units; margins are proportional to one over the fourth root of
    the count."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines."""
    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run trained with uniform class weights first."""
    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter of the late class weights."""
    normalise_by: NormaliseBy = "weights"
    """What the weighted loss is divided by: the batch's summed weights (as in the authors' code) or the
    batch size."""


def compose(settings: LdamDrwSettings) -> Composition:
    """Return the LDAM loss whose effective-number weights start late."""
    return Composition(
        loss=LdamLoss(settings.max_margin, settings.scale),
        weights=ClassWeights(
            scheme="effective",
            beta=settings.beta,
            normalise_by=settings.normalise_by,
            defer_until=settings.defer_until,
        ),
        head="cosine",
    )


RECORD = MethodRecord(
    name="ldam_drw",
    title="LDAM-DRW",
    place="loss",
    family="ldam",
    style=Style("vermillion", 2),
    summary="Larger margins for rare classes throughout, class weights only in the last part of "
    "the run.",
    source=LDAM,
    settings=LdamDrwSettings,
    compose=compose,
    differences=(ldam.DIFFERENCE, *drw.RECORD.differences),
)
