"""Class-balanced sampling: every class is drawn equally often."""

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Sampling,
    Style,
)
from ltcore.methods.sources import BALANCED_SAMPLING


class ClassBalancedSamplingSettings(MethodSettings):
    """Class-balanced sampling has no settings; DRS is the same, started late."""


def compose(settings: ClassBalancedSamplingSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return cross-entropy on draws in which all classes are equally likely."""
    return Composition(sampling=Sampling("power", 0.0))


RECORD = MethodRecord(
    name="class_balanced_sampling",
    title="Class-balanced sampling",
    place="sampler",
    family="balanced_sampling",
    style=Style("blue", 3),
    summary="Draw a class first and then one of its examples, so that all classes are seen equally often.",
    source=BALANCED_SAMPLING,
    settings=ClassBalancedSamplingSettings,
    compose=compose,
    differences=(
        Difference(
            "facebookresearch/classifier-balancing",
            "f162ade",
            "data/ClassAwareSampler.py",
            "theirs makes an epoch as long as C times the largest class (four times as many steps on "
            "CIFAR-10 at ratio 100) and draws four examples of a class in a row; ours takes as many steps as "
            "any other method, and shuffles",
        ),
        Difference(
            "kaidic/LDAM-DRW",
            "2536330",
            "cifar_train.py",
            "theirs builds the loader before the loop over epochs, so its re-sampling never takes "
            "effect (issue 7)",
        ),
    ),
)
