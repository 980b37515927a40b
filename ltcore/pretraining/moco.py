"""MoCo: recognise an image among a queue of earlier ones, seen by a slowly moving copy of the network."""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Difference, MethodSettings
from ltcore.methods.sources import MOCO
from ltcore.pretraining.base import PretrainingRecord
from ltcore.pretraining.simclr import Projection, Temperature


class MocoSettings(MethodSettings):
    """Queue and momentum copy; temperature and head are those of MoCo v2."""

    temperature: Temperature = 0.2
    """Temperature of the contrastive loss: cosines are divided by it."""
    projection: Projection = 128
    """Outputs of the projection head, which only the pre-training uses."""
    queue: Annotated[int, Field(ge=1, le=1_000_000)] = 65_536
    """Keys that the queue holds; at most as many as there are examples, so that few images meet old keys of
    their own."""
    key_momentum: Annotated[float, Field(ge=0, lt=1)] = 0.99
    """Momentum of the copy that computes the keys. The paper's 0.999 needs some 1,000 steps to follow."""


RECORD = PretrainingRecord(
    name="moco",
    title="MoCo v2",
    place="views",
    family="contrastive",
    summary="Tell an image from a queue of earlier ones that a slowly moving copy of the network has seen.",
    source=MOCO,
    settings=MocoSettings,
    differences=(
        Difference(
            "facebookresearch/moco",
            "8976944",
            "moco/builder.py",
            "theirs shuffles keys over several GPUs, because batch norm would tell a query which key is its "
            "own; ours computes keys in evaluation mode, with a moving average of the batch-norm statistics "
            "(as EMAN, Cai et al., CVPR 2021), so that a key depends on its image alone",
        ),
        Difference(
            "facebookresearch/moco",
            "8976944",
            "moco/builder.py",
            "theirs fills the queue with random keys at the start and wants its length to be a multiple of "
            "the batch; ours leaves empty places out, and takes any length",
        ),
        Difference(
            "facebookresearch/moco",
            "8976944",
            "main_moco.py",
            "their momentum of the key network is 0.999, for long training; ours is 0.99",
        ),
    ),
)
