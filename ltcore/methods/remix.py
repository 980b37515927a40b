"""Remix: mixup whose label goes to the rarer class."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import mixup
from ltcore.methods.base import Composition, Difference, MethodRecord, MethodSettings, Mixing, Style
from ltcore.methods.sources import REMIX


class RemixSettings(MethodSettings):
    """How evenly two images are mixed, and when the rarer class gets the whole label."""

    alpha: Annotated[float, Field(ge=0.01, le=10)] = 1.0
    """The share of the first image is drawn from Beta(α, α): 0.01 hardly mixes, 1 is uniform."""
    kappa: Annotated[float, Field(ge=1, le=10_000)] = 3.0
    """How many times as frequent the other class must be for the rarer one to get the whole label."""
    remix_tau: Annotated[float, Field(ge=0, le=1)] = 0.5
    """The rarer class gets the whole label only where the frequent one's share of the image is below
    this."""


def compose(settings: RemixSettings) -> Composition:
    """Return cross-entropy on mixed examples whose label favours the rarer class."""
    return Composition(mixing=Mixing(settings.alpha, settings.kappa, settings.remix_tau))


RECORD = MethodRecord(
    name="remix",
    title="Remix",
    place="data",
    family="remix",
    style=Style("orange", 4),
    summary="Mix two examples as mixup does, but assign the whole label to the rarer class if it "
    "is much rarer.",
    source=REMIX,
    settings=RemixSettings,
    compose=compose,
    differences=(
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/core/combiner.py",
            "theirs multiplies the label shares by losses that are already averaged over the "
            "batch, so the choice for the rarer class averages away; ours weights each example's "
            "own losses",
        ),
        mixup.RECIPE_DIFFERENCE,
    ),
)
