"""LADE (label distribution disentangling): a shifted softmax, and scores tied to a balanced average."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    LadeLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.registry import Source


class LadeSettings(MethodSettings):
    """The two weights of the regulariser; defaults are the authors' for CIFAR-100 at ratio 100."""

    regulariser: Annotated[float, Field(ge=0, le=10)] = 0.1
    """Weight α of the regulariser beside the shifted softmax: 0 is balanced softmax."""
    penalty: Annotated[float, Field(ge=0, le=10)] = 0.01
    """Weight λ of the square that keeps the balanced average of each class's scores near its target."""


def compose(settings: LadeSettings) -> Composition:
    """Return the shifted softmax with its regulariser; prediction uses the plain logits."""
    return Composition(loss=LadeLoss(settings.regulariser, settings.penalty))


RECORD = MethodRecord(
    name="lade",
    title="LADE (label distribution disentangling)",
    place="logits",
    family="logit_adjustment",
    style=Style("green", 7),
    summary="Add the log prior to the logits while training, and tie each class's scores to a balanced "
    "average.",
    source=Source(
        title="Disentangling Label Distribution for Long-Tailed Visual Recognition (Hong et al., CVPR)",
        year=2021,
        url="https://arxiv.org/abs/2012.00321",
    ),
    settings=LadeSettings,
    compose=compose,
    differences=(
        Difference(
            "hyperconnect/LADE",
            "5db5d13",
            "loss/LADELoss.py",
            "theirs weighs the average of e^z for class c by one over the prior of class c, the same for all "
            "examples. Its minimum is then at the log-probability under the training prior, which favours "
            "frequent classes; ours weighs each example by one over the prior of its own class, which makes "
            "it an average over a balanced set",
        ),
        Difference(
            "hyperconnect/LADE",
            "5db5d13",
            "loss/LADELoss.py",
            "theirs counts a class without examples in the batch with a mean score of 0, which pushes the "
            "scores of rare classes down in most batches; ours leaves it out",
        ),
        Difference(
            "hyperconnect/LADE",
            "5db5d13",
            "run_networks.py",
            "the same sum of both parts. Their weights are 0.1 and 0.01 for CIFAR-100 at ratio 100 (README), "
            "others for other data; their CIFAR training has its own learning rate (0.2), weight decay and "
            "batch size.",
        ),
    ),
)
