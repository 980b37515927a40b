"""Square-root sampling: half-way between the data as they are and equal classes."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import SQUARE_ROOT


class SquareRootSamplingSettings(MethodSettings):
    """Square-root sampling has no settings: the power is 1/2."""


def compose(settings: SquareRootSamplingSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on draws whose class probabilities are proportional to sqrt(n)."""
    return Composition(sampling=Sampling("power", 0.5))


RECORD = MethodRecord(
    name="square_root_sampling",
    title="Square-root sampling",
    place="sampler",
    family="balanced_sampling",
    style=Style("sky", 2),
    summary="Draw each class in proportion to the square root of its count.",
    source=SQUARE_ROOT,
    settings=SquareRootSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/dataset/cao_cifar.py",
            "theirs draws the class inside the loader's workers, so the order of examples depends "
            "on the number of workers; ours is a function of seed and step",
        ),
    ),
)
