"""CReST+: CReST with predictions aligned to class shares that grow more even by and by."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Composition, MethodRecord, Style
from ltcore.methods.crest import EXPONENT, LENGTH, RANKS, CrestSettings
from ltcore.methods.fixmatch import consistency
from ltcore.methods.parts import Generations
from ltcore.methods.sources import CREST
from ltcore.methods.supervised import supervised_part


class CrestPlusSettings(CrestSettings):
    """CReST's settings, and how even the aligned shares become."""

    align: bool = True
    """Whether predictions are aligned; without that it is CReST."""
    least_power: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Power of the class shares in the last generation: 1 aligns to the labelled shares throughout, small
    values to nearly equal ones."""


def compose(settings: CrestPlusSettings) -> Composition:
    """Return FixMatch in generations, with alignment that progresses."""
    return replace(
        supervised_part(settings.base),
        consistency=consistency(settings),
        generations=Generations(
            number=settings.generations,
            alpha=settings.keep_power,
            least_power=settings.least_power if settings.align else 1.0,
        ),
    )


RECORD = MethodRecord(
    name="crest_plus",
    title="CReST+",
    place="data",
    family="crest",
    style=Style("vermillion", 8),
    summary="CReST, with predictions aligned to class shares that grow more even.",
    source=CREST,
    settings=CrestPlusSettings,
    compose=compose,
    differences=(RANKS, EXPONENT, LENGTH),
)
