"""SimCLR: recognise which of the batch's views show the same image."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Difference, MethodSettings
from ltcore.methods.sources import SIMCLR
from ltcore.pretraining.base import PretrainingRecord

Temperature = Annotated[float, Field(ge=0.01, le=10)]
Projection = Annotated[int, Field(ge=2, le=4096)]


class SimclrSettings(MethodSettings):
    """The loss and the head that it is computed on; defaults of the paper's recipe for CIFAR-10."""

    temperature: Temperature = 0.5
    """Temperature of the contrastive loss: cosines are divided by it."""
    projection: Projection = 128
    """Outputs of the projection head, which only the pre-training uses."""


RECORD = PretrainingRecord(
    name="simclr",
    title="SimCLR",
    place="views",
    family="contrastive",
    summary="Tell which of the batch's changed images come from the same one.",
    source=SIMCLR,
    settings=SimclrSettings,
    differences=(
        Difference(
            "VITA-Group/SDCLR",
            "f1490fc",
            "train_simCLR.py",
            "their recipe has batches of 512 and up to 2,000 epochs, with SGD or LARS and a cosine schedule; "
            "ours takes batch, optimiser and schedule of the run",
        ),
        Difference(
            "VITA-Group/SDCLR",
            "f1490fc",
            "utils.py",
            "theirs exponentiates cosine over temperature first, which overflows at low temperatures; ours "
            "leaves the image itself out among the logits",
        ),
    ),
)
