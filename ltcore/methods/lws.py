"""LWS: keep the classifier, and learn one factor per class on balanced draws."""

from typing import Annotated

from pydantic import Field

from ltcore.methods import crt
from ltcore.methods.base import (
    Difference,
    MethodRecord,
    MethodSettings,
    Recipe,
    Retraining,
    Sampling,
)
from ltcore.methods.sources import DECOUPLING


class LwsSettings(MethodSettings):
    """Length of the second stage, where the network comes from, and what batch norm does."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Length of the second stage, by which the whole training is longer, as a share of the first one's; the
    default is 10 of 200 epochs."""
    from_run: Annotated[str, Field(max_length=200)] = ""
    """Id of a finished run whose network to start from; empty trains one first with plain cross-entropy."""
    shift_batch_norm: bool = False
    """Whether batch-norm statistics follow the balanced draws; otherwise the frozen features stay as they
    are."""


def compose(settings: LwsSettings) -> Recipe:
    """Return a second stage in which one factor per class learns on class-balanced draws."""
    return Recipe(
        sampling=Sampling("power", 0.0),
        retraining=Retraining(
            "lws",
            share=settings.share,
            from_run=settings.from_run,
            shift_batch_norm=settings.shift_batch_norm,
        ),
    )


RECORD = MethodRecord(
    name="lws",
    title="LWS (learnable weight scaling)",
    place="classifier",
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
            "theirs trains the classifier along with the factors, at a smaller learning rate; ours learns "
            "the factors alone, as the paper does, in the 10 epochs of 200 that theirs takes",
        ),
    ),
)
