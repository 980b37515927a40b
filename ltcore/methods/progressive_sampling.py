"""Progressively balanced sampling: from the data as they are to equal classes, step by step."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import DECOUPLING


class ProgressiveSamplingSettings(MethodSettings):
    """Progressive sampling has no settings: it moves evenly over the whole run."""


def compose(settings: ProgressiveSamplingSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on draws that move from instance- to class-balanced over the run."""
    return Composition(sampling=Sampling("progressive"))


RECORD = MethodRecord(
    name="progressive_sampling",
    title="Progressive sampling",
    place="sampler",
    family="curriculum",
    style=Style("purple", 2),
    summary="Move evenly over the run from imbalanced draws to class-balanced ones.",
    source=DECOUPLING,
    settings=ProgressiveSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/dataset/baseset.py",
            "theirs moves by epoch / epochs, so its first epoch already differs from the data; "
            "ours, like the authors' code, starts with the data's frequencies in the first epoch "
            "and ends with equal classes in the last, with an exact number of draws per class in "
            "each",
        ),
    ),
)
