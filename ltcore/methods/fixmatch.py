"""FixMatch: confident predictions on weakly changed images are labels for strongly changed ones."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Composition, Difference, MethodRecord, MethodSettings, Style
from ltcore.methods.parts import Consistency
from ltcore.methods.sources import FIXMATCH
from ltcore.methods.supervised import SoftmaxName, supervised_part


class FixMatchSettings(MethodSettings):
    """The supervised half, and when a prediction counts as a label."""

    base: SoftmaxName = "erm"
    """Supervised method for the labelled half of each batch."""
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Smallest probability of the likeliest class for which an unlabelled example counts."""
    unlabelled_weight: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Weight λ of the unlabelled loss beside the labelled one."""
    batch_ratio: Annotated[int, Field(ge=1, le=32)] = 7
    """Unlabelled examples per labelled one in a batch (μ)."""
    align: bool = False
    """Whether predictions are moved towards the class shares of the labelled examples before they are
    compared with the threshold (distribution alignment)."""
    window: Annotated[int, Field(ge=1, le=10_000)] = 128
    """Batches over which the network's own class shares are averaged for the alignment."""


def compose(settings: FixMatchSettings) -> Composition:
    """Return the supervised half with its consistency loss."""
    return replace(supervised_part(settings.base), consistency=consistency(settings))


def consistency(settings: FixMatchSettings) -> Consistency:
    """Return the unlabelled half.

    Args:
        settings: of FixMatch, or of a method that trains by it.
    """
    return Consistency(
        threshold=settings.threshold,
        weight=settings.unlabelled_weight,
        ratio=settings.batch_ratio,
        align=settings.align,
        window=settings.window,
    )


RECORD = MethodRecord(
    name="fixmatch",
    title="FixMatch",
    place="views",
    family="fixmatch",
    style=Style("sky", 7),
    summary="Confident predictions on weakly changed images become labels for strongly changed ones.",
    source=FIXMATCH,
    settings=FixMatchSettings,
    compose=compose,
    differences=(
        Difference(
            "kekmodel/FixMatch-pytorch",
            "040be3b",
            "train.py",
            "theirs evaluates a moving average of the weights with decay 0.999; ours does so where the run "
            "keeps one (train.ema), which it does not by default",
        ),
        Difference(
            "kekmodel/FixMatch-pytorch",
            "040be3b",
            "dataset/cifar.py",
            "their unlabelled set contains the labelled images; ours does not",
        ),
    ),
)
