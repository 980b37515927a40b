"""NCM: decide for the class whose mean feature is nearest."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    Distance,
    MethodRecord,
    MethodSettings,
    Retraining,
    Style,
)
from ltcore.methods.sources import DECOUPLING


class NcmSettings(MethodSettings):
    """How features are compared with class means, and where the network comes from."""

    distance: Distance = "centred"
    """How features are compared: "centred" (minus their mean, then scaled to length 1; as in the authors'
    code), "euclidean" (unchanged) or "cosine"."""
    from_run: Annotated[str, Field(max_length=200)] = ""
    """Id of a finished run to start from; if empty, a network is first trained with plain cross-entropy."""


def compose(settings: NcmSettings) -> Composition:
    """Return training followed by class means in the place of the classifier, which takes no step."""
    return Composition(
        retraining=Retraining(kind="ncm", from_run=settings.from_run, distance=settings.distance)
    )


RECORD = MethodRecord(
    name="ncm",
    title="NCM (nearest class mean)",
    place="classifier",
    family="decoupling",
    style=Style("blue", 6),
    summary="Replace the classifier with the mean feature of each class, and predict the nearest one.",
    source=DECOUPLING,
    settings=NcmSettings,
    compose=compose,
    differences=(
        Difference(
            "facebookresearch/classifier-balancing",
            "f162ade",
            "models/KNNClassifier.py",
            "their cosine divides by the number of features instead of the lengths, so that a longer class "
            "mean wins; ours is the cosine",
        ),
    ),
)
