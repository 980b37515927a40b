"""Class-balanced softmax: weights by the effective number of examples."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    ClassWeights,
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    NormaliseBy,
    Style,
)
from ltcore.methods.sources import CLASS_BALANCED


class CbSoftmaxSettings(MethodSettings):
    """The effective-number parameter and the reduction."""

    beta: Annotated[float, Field(ge=0, lt=1)] = 0.9999
    """Effective-number parameter: 0 gives all classes the same weight; near 1 they weigh one over their
    count."""
    normalise_by: NormaliseBy = "batch"
    """What the weighted loss is divided by: the batch size (as in the paper) or the batch's summed
    weights."""


def compose(settings: CbSoftmaxSettings) -> Composition:
    """Return cross-entropy with effective-number weights that sum to C."""
    return Composition(
        weights=ClassWeights(
            scheme="effective", beta=settings.beta, normalise_by=settings.normalise_by
        )
    )


RECORD = MethodRecord(
    name="cb_softmax",
    title="Class-balanced softmax",
    place="loss",
    family="class_balanced",
    style=Style("blue", 1),
    summary="Weight each class by one over its effective number, (1 − β^n) / (1 − β), where n is "
    "its count.",
    source=CLASS_BALANCED,
    settings=CbSoftmaxSettings,
    compose=compose,
    defaults={"cifar100": {"beta": 0.9}},
    differences=(
        Difference(
            "vandit15/Class-balanced-loss-pytorch",
            "921ccb8",
            "class_balanced_loss.py",
            "their softmax branch is a binary cross-entropy on softmax probabilities, averaged over N x C "
            "entries; ours is softmax cross-entropy, divided by N, as the paper",
        ),
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "cifar_train.py",
            "theirs, the rows CB RW of the LDAM paper, divides by the summed weights of the batch, as does "
            "zhangyongshun/BagofTricks-LT; ours divides by the batch size unless normalise_by is weights",
        ),
    ),
)
