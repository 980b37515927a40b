"""Balanced softmax: every class counts in the denominator as often as it is in the training set."""

from ltcore.methods.base import (
    Composition,
    Difference,
    LogitAdjustedLoss,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.sources import BALANCED_SOFTMAX


class BalancedSoftmaxSettings(MethodSettings):
    """Balanced softmax has no free parameter: the counts say it all."""


def compose(settings: BalancedSoftmaxSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on logits + log(n), which is logit adjustment at tau = 1.

    log(n) and log(prior) differ by log(N), the same for every class, and a softmax does not see that.
    """
    return Composition(loss=LogitAdjustedLoss(1.0))


RECORD = MethodRecord(
    name="balanced_softmax",
    title="Balanced softmax",
    place="logits",
    family="balanced_softmax",
    style=Style("green", 5),
    summary="Multiply each class in the training softmax by its count, and predict without the counts.",
    source=BALANCED_SOFTMAX,
    settings=BalancedSoftmaxSettings,
    compose=compose,
    differences=(
        Difference(
            "jiawei-ren/BalancedMetaSoftmax-Classification",
            "34a61e4",
            "loss/BalancedSoftmaxLoss.py",
            "theirs takes the logarithm of a count of 0 (issue 15); ours refuses an empty class "
            "by name. This method does not include the meta sampler of their full method (BALMS).",
        ),
    ),
)
