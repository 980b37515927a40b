"""Effective-number sampling: examples are drawn by the weights of the class-balanced loss."""

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
from ltcore.methods.sources import CLASS_BALANCED


class EffectiveNumberSamplingSettings(MethodSettings):
    """The effective-number parameter."""

    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter: 0 draws all examples equally often; near 1, all classes equally often."""


def compose(settings: EffectiveNumberSamplingSettings) -> Composition:
    """Return cross-entropy on draws whose class probabilities are proportional to n over E_n."""
    return Composition(sampling=Sampling("effective", beta=settings.beta))


RECORD = MethodRecord(
    name="effective_number_sampling",
    title="Effective-number sampling",
    place="sampler",
    family="balanced_sampling",
    style=Style("blue", 5),
    summary="Draw each example in proportion to one over the effective number of its class.",
    source=CLASS_BALANCED,
    settings=EffectiveNumberSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "cifar_train.py",
            'theirs calls this "Resample" and means to use it late, but builds the loader before '
            "the loop over epochs, so it never takes effect (issue 7)",
        ),
    ),
)
