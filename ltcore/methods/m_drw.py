"""M-DRW: the same margin for every class, and class weights late."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import drw, ldam
from ltcore.methods.base import (
    ClassWeights,
    Difference,
    LdamLoss,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Recipe,
)
from ltcore.methods.sources import LDAM


class MDrwSettings(MethodSettings):
    """The common margin and the settings of DRW."""

    max_margin: Annotated[float, Field(gt=0, le=2)] = 0.5
    """Margin of every class, in cosine units; the lecture notes do not give the paper's, 0.5 is ours."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines."""
    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run trained with uniform class weights first."""
    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter of the late class weights."""
    normalise_by: NormaliseBy = "weights"
    """What the weighted loss is divided by: the batch's summed weights (as in the authors' code) or the
    batch size."""


def compose(settings: MDrwSettings) -> Recipe:
    """Return cross-entropy with one margin for all classes, whose effective-number weights start late."""
    return Recipe(
        loss=LdamLoss(settings.max_margin, settings.scale, uniform=True),
        weights=ClassWeights(
            "effective",
            beta=settings.beta,
            normalise_by=settings.normalise_by,
            defer_until=settings.defer_until,
        ),
        head="cosine",
    )


RECORD = MethodRecord(
    name="m_drw",
    title="M-DRW",
    place="loss",
    summary="The same margin for every class, and class weights only in the last part of the run.",
    source=LDAM,
    settings=MDrwSettings,
    compose=compose,
    differences=(
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "losses.py",
            "theirs has no uniform margin, although the paper's tables have the row; ours puts one number "
            "in the place of the margins of LDAM",
        ),
        ldam.DIFFERENCE,
        *drw.RECORD.differences,
    ),
)
