"""Sigmoid cross-entropy: one yes-or-no question per class."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    SigmoidLoss,
    Style,
)
from ltcore.methods.sources import CLASS_BALANCED


class SigmoidSettings(MethodSettings):
    """Sigmoid cross-entropy has no settings of its own."""


def compose(settings: SigmoidSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return one binary cross-entropy per class, summed; the last layer's bias starts at -log(C - 1)."""
    return Composition(loss=SigmoidLoss())


BIAS = Difference(
    "richardaecn/class-balanced-loss",
    "1d78572",
    "src/cifar_main.py",
    "theirs leaves the last layer's bias out of the weight decay; ours decays every parameter. "
    "Both start that bias at -log(C - 1), so that every class begins at probability 1/C.",
)

RECORD = MethodRecord(
    name="sigmoid",
    title="Sigmoid cross-entropy",
    place="loss",
    family="erm",
    style=Style("sky", 1),
    summary="One yes-or-no question per class, so that classes do not compete in a softmax.",
    source=CLASS_BALANCED,
    settings=SigmoidSettings,
    compose=compose,
    differences=(BIAS,),
)
