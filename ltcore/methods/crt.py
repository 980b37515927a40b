"""cRT: train the features on the data as they come, then a new classifier on balanced draws."""

from typing import Annotated, Literal

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Retraining,
    Sampling,
    Style,
)
from ltcore.methods.sources import DECOUPLING


class CrtSettings(MethodSettings):
    """Length of the second stage, where the features come from, and what batch norm does."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.15
    """Length of the second stage as a share of the first; the whole training is that much longer. The
    default is 30 of 200 epochs."""
    from_run: Annotated[str, Field(max_length=200)] = ""
    """Id of a finished run to start from; if empty, a network is first trained with plain cross-entropy."""
    shift_batch_norm: bool = False
    """Whether batch-norm statistics follow the balanced draws; otherwise the frozen features do not
    change."""


def compose(settings: CrtSettings) -> Composition:
    """Return a second stage in which a new classifier learns on class-balanced draws of frozen features."""
    return balanced_second_stage("crt", settings)


def balanced_second_stage(kind: Literal["crt", "lws"], settings: CrtSettings) -> Composition:
    """Return a second stage on class-balanced draws.

    Args:
        kind: what is learnt in it, see ``Retraining``.
        settings: its length, and where the network comes from.
    """
    return Composition(
        sampling=Sampling("power", 0.0),
        retraining=Retraining(
            kind=kind,
            share=settings.share,
            from_run=settings.from_run,
            shift_batch_norm=settings.shift_batch_norm,
        ),
    )


BATCH_NORM = Difference(
    "facebookresearch/classifier-balancing",
    "f162ade",
    "run_networks.py",
    "theirs freezes the weights of the backbone but leaves it in training mode, so that its batch-norm "
    "statistics drift under the balanced draws; ours freezes them too, by default",
)

RECORD = MethodRecord(
    name="crt",
    title="cRT (classifier re-training)",
    place="classifier",
    family="decoupling",
    style=Style("sky", 3),
    summary="Freeze the features, and train a new classifier on class-balanced draws.",
    source=DECOUPLING,
    settings=CrtSettings,
    compose=compose,
    differences=(
        BATCH_NORM,
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "configs/cao_cifar/two_stage/classifier_balance/cRT/cifar10_im100.yaml",
            "theirs gives the second stage 30 epochs with learning-rate steps of its own at 10 and 20; ours "
            "gives it the same share of the run, under the run's own schedule",
        ),
    ),
)
