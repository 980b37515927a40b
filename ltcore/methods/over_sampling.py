"""Random over-sampling: repeat examples until all classes are as large as the largest."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import RANDOM_RESAMPLING


class OverSamplingSettings(MethodSettings):
    """Over-sampling has no settings: every class is filled up to the size of the largest."""


def compose(settings: OverSamplingSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on classes whose examples are repeated up to the size of the largest."""
    return Composition(sampling=Sampling("over"))


RECORD = MethodRecord(
    name="over_sampling",
    title="Over-sampling",
    place="sampler",
    family="resampling",
    style=Style("purple", 1),
    summary="Repeat the examples of smaller classes until all are as large as the largest.",
    source=RANDOM_RESAMPLING,
    settings=OverSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "scikit-learn-contrib/imbalanced-learn",
            "8504e95f",
            "imblearn/over_sampling/_random_over_sampler.py",
            "theirs draws the repeats with replacement, so some examples appear far more often "
            "than others; in ours, the repeats of any two examples of a class differ by at most "
            "one",
        ),
    ),
)
