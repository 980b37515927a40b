"""mixup: train on averages of two images with the same average of their labels."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Composition, Difference, MethodRecord, MethodSettings, Mixing, Style
from ltcore.methods.sources import MIXUP


class MixupSettings(MethodSettings):
    """How evenly two images are mixed."""

    alpha: Annotated[float, Field(ge=0.01, le=10)] = 1.0
    """The share of the first image is drawn from Beta(α, α): 0.01 hardly mixes, 1 is uniform."""


def compose(settings: MixupSettings) -> Composition:
    """Return cross-entropy on mixed examples, whose label has the shares of the images."""
    return Composition(mixing=Mixing(settings.alpha))


RECIPE_DIFFERENCE = Difference(
    "zhangyongshun/BagofTricks-LT",
    "ce7859a",
    "lib/core/combiner.py",
    "their published numbers for the mixup family come from runs twice as long as those of other "
    "methods (400 epochs on CIFAR, issue 1); by default, ours trains as many steps as any other "
    "method",
)

RECORD = MethodRecord(
    name="mixup",
    title="mixup",
    place="data",
    family="mixup",
    style=Style("orange", 2),
    summary="Train on averages of two examples and of their labels.",
    source=MIXUP,
    settings=MixupSettings,
    compose=compose,
    differences=(RECIPE_DIFFERENCE,),
)
