"""LWS: keep the classifier, and learn one factor per class on balanced draws."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import crt
from ltcore.methods.base import Composition, Difference, MethodRecord, Style
from ltcore.methods.sources import DECOUPLING


class LwsSettings(crt.CrtSettings):
    """Length of the second stage, where the network comes from, and what batch norm does."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Length of the second stage as a share of the first; the whole training is that much longer. The
    default is 10 of 200 epochs."""


def compose(settings: LwsSettings) -> Composition:
    """Return a second stage in which one factor per class learns on class-balanced draws."""
    return crt.balanced_second_stage("lws", settings)


RECORD = MethodRecord(
    name="lws",
    title="LWS (learnable weight scaling)",
    place="classifier",
    family="decoupling",
    style=Style("sky", 4),
    summary="Freeze features and classifier, and learn one factor per class on class-balanced draws.",
    source=DECOUPLING,
    settings=LwsSettings,
    compose=compose,
    differences=(
        crt.BATCH_NORM,
        Difference(
            "facebookresearch/classifier-balancing",
            "f162ade",
            "models/TauNormClassifier.py",
            "the paper scales the class vectors; their code scales the bias with them, and so does ours",
        ),
        Difference(
            "dvlab-research/MiSLAS",
            "0fc381e",
            "train_stage2.py",
            "theirs also trains the classifier, at a smaller learning rate; ours learns only the "
            "factors, as the paper does, in 10 epochs of 200 like theirs",
        ),
    ),
)
