"""Deferred re-sampling on plain cross-entropy."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import LDAM


class DrsSettings(MethodSettings):
    """When the balanced draws start."""

    defer_until: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Share of the run during which examples are drawn as they come."""


def compose(settings: DrsSettings) -> Composition:
    """Return cross-entropy on draws that become class-balanced late."""
    return Composition(sampling=Sampling("power", 0.0, defer_until=settings.defer_until))


DIFFERENCE = Difference(
    "kaidic/LDAM-DRW",
    "2536330",
    "cifar_train.py",
    "theirs builds the loader before the loop over epochs, so its re-sampling never takes effect "
    "(issue 7), and would draw by effective numbers (classes in proportion to n / E), not "
    "class-balanced; ours draws every class equally often from the switch on",
)

RECORD = MethodRecord(
    name="drs",
    title="DRS (deferred re-sampling)",
    place="sampler",
    family="drs",
    style=Style("purple", 5),
    summary="Draw examples as they come while the features are learned; balance the draws only "
    "late in the run.",
    source=LDAM,
    settings=DrsSettings,
    compose=compose,
    differences=(DIFFERENCE,),
)
