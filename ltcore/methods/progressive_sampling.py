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
    summary="Move evenly from draws as the data come to class-balanced ones over the run.",
    source=DECOUPLING,
    settings=ProgressiveSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/dataset/baseset.py",
            "theirs moves by epoch / epochs, so that the first epoch is not as the data come; ours goes, as "
            "the authors' code does, from the data as they come in the first to equal classes in the last, "
            "with an exact number of draws per class in each",
        ),
    ),
)
