"""LDAM-HG-DRS: the margins of LDAM in a hinge loss, and balanced draws late."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import drs, ldam_hg
from ltcore.methods.base import (
    Composition,
    LdamHingeLoss,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import LDAM


class LdamHgDrsSettings(MethodSettings):
    """The settings of LDAM-HG and of DRS."""

    max_margin: Annotated[float, Field(ge=0, le=2)] = 0.5
    """Margin of the rarest class, in cosine units; margins are proportional to one over the fourth root of
    the count."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines, and so to the hinge; the paper gives none, 30 is our
    choice."""
    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run during which examples are drawn as they come."""


def compose(settings: LdamHgDrsSettings) -> Composition:
    """Return the hinge loss with label-dependent margins, on draws that become class-balanced late."""
    return Composition(
        loss=LdamHingeLoss(settings.max_margin, settings.scale),
        sampling=Sampling("power", 0.0, defer_until=settings.defer_until),
        head="cosine",
    )


RECORD = MethodRecord(
    name="ldam_hg_drs",
    title="LDAM-HG-DRS",
    place="sampler",
    family="hinge",
    style=Style("vermillion", 4),
    summary="Larger hinge margins for rare classes throughout, balanced draws only in the last "
    "part of the run.",
    source=LDAM,
    settings=LdamHgDrsSettings,
    compose=compose,
    differences=(ldam_hg.DIFFERENCE, drs.DIFFERENCE),
)
