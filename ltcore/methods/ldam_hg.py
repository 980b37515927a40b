"""LDAM-HG: the margins of LDAM in a hinge loss."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    LdamHingeLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.sources import LDAM


class LdamHgSettings(MethodSettings):
    """The margin of the rarest class and the scale of the hinge."""

    max_margin: Annotated[float, Field(ge=0, le=2)] = 0.5
    """Margin of the rarest class, in cosine units; margins are proportional to one over the fourth root of
    the count."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines, and so to the hinge; the paper gives none, 30 is our
    choice."""


def compose(settings: LdamHgSettings) -> Composition:
    """Return the hinge loss with label-dependent margins on a cosine head."""
    return Composition(loss=LdamHingeLoss(settings.max_margin, settings.scale), head="cosine")


DIFFERENCE = Difference(
    "kaidic/LDAM-DRW",
    "2536330",
    "losses.py",
    "theirs has no hinge loss, although the paper's table has its rows, and we know of no public "
    "code that does; ours follows the paper's formula on cosines, times a scale of our own",
)

RECORD = MethodRecord(
    name="ldam_hg",
    title="LDAM-HG",
    place="loss",
    family="hinge",
    style=Style("orange", 5),
    summary="LDAM's margins in a hinge loss, which stops at the margin instead of pulling "
    "indefinitely.",
    source=LDAM,
    settings=LdamHgSettings,
    compose=compose,
    differences=(DIFFERENCE,),
)
