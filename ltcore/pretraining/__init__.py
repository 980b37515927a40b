"""The registry of pre-trainings: what learns features from images without labels, before any method."""

from ltcore.pretraining import bcl, gh, moco, rotation, sdclr, simclr
from ltcore.pretraining.base import PretrainingRecord
from ltcore.registry import Registry

PRETRAININGS: Registry[PretrainingRecord] = Registry(
    "pre-training",
    [
        rotation.RECORD,
        simclr.RECORD,
        moco.RECORD,
        sdclr.RECORD,
        bcl.RECORD,
        gh.RECORD,
    ],
)

__all__ = ["PRETRAININGS", "PretrainingRecord"]
