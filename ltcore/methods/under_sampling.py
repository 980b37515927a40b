"""Random under-sampling: leave out what the larger classes have too much."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import RANDOM_RESAMPLING


class UnderSamplingSettings(MethodSettings):
    """Under-sampling has no settings: every class is cut to the size of the smallest."""


def compose(settings: UnderSamplingSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on a subset with as many examples of each class as the smallest one has."""
    return Composition(sampling=Sampling("under"))


RECORD = MethodRecord(
    name="under_sampling",
    title="Under-sampling",
    place="sampler",
    family="resampling",
    style=Style("orange", 3),
    summary="Keep as many examples of each class as the smallest class has, always the same ones.",
    source=RANDOM_RESAMPLING,
    settings=UnderSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "scikit-learn-contrib/imbalanced-learn",
            "8504e95f",
            "imblearn/under_sampling/_prototype_selection/_random_under_sampler.py",
            "theirs makes a smaller data set; ours takes as many optimiser steps on the kept "
            "examples as any other method, so the network sees each of them more often, in "
            "batches no larger than the kept set",
        ),
    ),
)
