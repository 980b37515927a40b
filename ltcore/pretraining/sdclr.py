"""SDCLR: contrast the network with a pruned copy of itself, which forgets rare images first."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Difference, MethodSettings
from ltcore.methods.sources import SDCLR
from ltcore.pretraining.base import PretrainingRecord
from ltcore.pretraining.simclr import Projection, Temperature

PrunedShare = Annotated[float, Field(ge=0, lt=1)]


class SdclrSettings(MethodSettings):
    """The loss, its head, and how much the second branch lacks."""

    temperature: Temperature = 0.2
    """Temperature of the contrastive loss: cosines are divided by it."""
    projection: Projection = 128
    """Outputs of the projection head, which only the pre-training uses."""
    pruned_share: PrunedShare = 0.7
    """Share of the weights that the pruned branch lacks, the smallest ones. The paper's 0.9 for ResNet-18
    leaves too little of a thin network."""


PRUNED_SHARE = Difference(
    "VITA-Group/SDCLR",
    "f1490fc",
    "README.md",
    "theirs prunes 0.9 of the convolution weights of ResNet-18 on CIFAR; our default is 0.7 of the weights "
    "of convolutions and linear layers, for thin networks",
)

RECORD = PretrainingRecord(
    name="sdclr",
    title="SDCLR",
    place="features",
    family="sdclr",
    summary="Contrast the network with a pruned copy of itself, which forgets rare images first.",
    source=SDCLR,
    settings=SdclrSettings,
    differences=(
        PRUNED_SHARE,
        Difference(
            "VITA-Group/SDCLR",
            "f1490fc",
            "prune/prune_simCLR.py",
            "theirs goes backward once per branch, with the other branch held constant, and runs the pruned "
            "branch twice; ours adds up to the same gradient in one pass, and each branch runs once",
        ),
    ),
)
