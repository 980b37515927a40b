"""Rotation: predict by how many quarter turns an image was turned."""

from ltcore.methods.base import Difference, MethodSettings
from ltcore.methods.sources import ROTATION
from ltcore.pretraining.base import PretrainingRecord


class RotationSettings(MethodSettings):
    """Nothing to set: the run's own network, augmentation and schedule serve."""


RECORD = PretrainingRecord(
    name="rotation",
    title="Rotation prediction",
    place="features",
    family="rotation",
    summary="Predict by which of four angles each image was rotated.",
    source=ROTATION,
    settings=RotationSettings,
    differences=(
        Difference(
            "YyzHarry/imbalanced-semi-self",
            "b91ad29",
            "pretrain_rot.py",
            "theirs draws one of the four angles for each image at random; ours draws which image gets "
            "which, and each angle is as frequent in a batch as the others",
        ),
    ),
)
