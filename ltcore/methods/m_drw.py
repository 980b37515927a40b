"""M-DRW: the same margin for every class, and class weights late."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ltcore.methods import drw, ldam, ldam_drw
from ltcore.methods.base import Composition, Difference, LdamLoss, MethodRecord, Style
from ltcore.methods.sources import LDAM


class MDrwSettings(ldam_drw.LdamDrwSettings):
    """The common margin and the settings of DRW."""

    max_margin: Annotated[float, Field(gt=0, le=2)] = 0.5
    """Margin of every class, in cosine units; the lecture notes do not give the paper's value, 0.5 is our
    choice."""


def compose(settings: MDrwSettings) -> Composition:
    """Return LDAM-DRW with one margin for all classes."""
    loss = LdamLoss(settings.max_margin, settings.scale, uniform=True)
    return replace(ldam_drw.compose(settings), loss=loss)


RECORD = MethodRecord(
    name="m_drw",
    title="M-DRW",
    place="loss",
    family="ldam",
    style=Style("vermillion", 1),
    summary="The same margin for every class, and class weights only in the last part of the run.",
    source=LDAM,
    settings=MDrwSettings,
    compose=compose,
    differences=(
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "losses.py",
            "theirs has no uniform margin, although the paper's tables have the row; ours "
            "replaces LDAM's margins with a single number",
        ),
        ldam.DIFFERENCE,
        *drw.RECORD.differences,
    ),
)
