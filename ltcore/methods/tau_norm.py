"""τ-normalisation: divide every class vector by a power of its length."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Composition,
    Difference,
    MethodRecord,
    MethodSettings,
    Retraining,
    Style,
)
from ltcore.methods.sources import DECOUPLING


class TauNormSettings(MethodSettings):
    """The power of the length, who chooses it, and where the network comes from."""

    norm_tau: Annotated[float, Field(ge=0, le=2)] = 1.0
    """Each class vector is divided by its length to this power: 0 changes nothing, 1 makes all equally
    long."""
    choose_tau: bool = True
    """Whether to choose that power by the balanced validation error; without validation, the given power is
    used."""
    from_run: Annotated[str, Field(max_length=200)] = ""
    """Id of a finished run to start from; if empty, a network is first trained with plain cross-entropy."""


def compose(settings: TauNormSettings) -> Composition:
    """Return training followed by a normalisation of the class vectors, which takes no step."""
    return Composition(
        retraining=Retraining(
            kind="tau_norm",
            from_run=settings.from_run,
            tau=settings.norm_tau,
            choose_tau=settings.choose_tau,
        )
    )


RECORD = MethodRecord(
    name="tau_norm",
    title="τ-normalisation",
    place="classifier",
    family="decoupling",
    style=Style("purple", 7),
    summary="Divide each class vector by a power of its length, because the length grows with the "
    "class count.",
    source=DECOUPLING,
    settings=TauNormSettings,
    compose=compose,
    differences=(
        Difference(
            "facebookresearch/classifier-balancing",
            "f162ade",
            "tau_norm.py",
            "theirs drops the bias and prints 21 powers on any split it is given, so published "
            "powers were chosen on test images (issue 5); ours keeps the bias, so power 0 is the "
            "trained network, and chooses on validation only",
        ),
        Difference(
            "zhangyongshun/BagofTricks-LT",
            "ce7859a",
            "lib/net/network.py",
            "theirs also keeps the bias; its power is a setting, 1 for all CIFAR runs, and "
            "nothing chooses it",
        ),
    ),
)
