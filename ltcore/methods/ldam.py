"""LDAM: rarer classes get larger margins."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    LdamLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.sources import LDAM


class LdamSettings(MethodSettings):
    """The margin of the rarest class and the scale of the cosines."""

    max_margin: Annotated[float, Field(gt=0, le=2)] = 0.5
    """Margin of the rarest class, in cosine units; margins are proportional to one over the fourth root of
    the count."""
    scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature applied to the cosines."""


def compose(settings: LdamSettings) -> Composition:
    """Return the LDAM loss on a cosine head."""
    return Composition(loss=LdamLoss(settings.max_margin, settings.scale), head="cosine")


DIFFERENCE = Difference(
    "kaidic/LDAM-DRW",
    "2536330",
    "losses.py",
    "theirs needs CUDA; ours follows the device and dtype of the logits and keeps the margins in fp32",
)

RECORD = MethodRecord(
    name="ldam",
    title="LDAM",
    place="logits",
    family="ldam",
    style=Style("orange", 1),
    summary="Rare classes must win by a larger margin, proportional to one over the fourth root "
    "of their count.",
    source=LDAM,
    settings=LdamSettings,
    compose=compose,
    differences=(DIFFERENCE,),
)
