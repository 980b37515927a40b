"""HG-DRS: a hinge loss without label-dependent margins, and balanced draws late."""

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


class HgDrsSettings(MethodSettings):
    """The common margin, the scale of the hinge and the settings of DRS."""

    max_margin: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Margin of every class, in cosine units; the lecture notes do not give the paper's value, 0 is our
    choice."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines, and so to the hinge; the paper gives none, 30 is our
    choice."""
    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run during which examples are drawn as they come."""


def compose(settings: HgDrsSettings) -> Composition:
    """Return the hinge loss with one margin for all classes, on draws that become class-balanced late."""
    return Composition(
        loss=LdamHingeLoss(settings.max_margin, settings.scale, uniform=True),
        sampling=Sampling("power", 0.0, defer_until=settings.defer_until),
        head="cosine",
    )


RECORD = MethodRecord(
    name="hg_drs",
    title="HG-DRS",
    place="sampler",
    family="hinge",
    style=Style("vermillion", 3),
    summary="A plain hinge loss, with balanced draws only in the last part of the run.",
    source=LDAM,
    settings=HgDrsSettings,
    compose=compose,
    differences=(ldam_hg.DIFFERENCE, drs.DIFFERENCE),
)
