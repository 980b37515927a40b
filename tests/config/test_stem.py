"""Which networks lose small images, by the published geometry of their layers."""

import pytest

from ltcore.config.stem import STRIDE, lost_resolution
from ltcore.config.training import MODEL_INPUTS


@pytest.mark.parametrize("side", [8, 28, 32])
@pytest.mark.parametrize("model", ["resnet18", "resnet50"])
def test_small_images_are_warned_of(model, side):
    said = lost_resolution(model, (side, side, 3))
    assert said.startswith(model)
    assert f"{side}x{side} pixels" in said
    assert "resnet20 to resnet56" in said


@pytest.mark.parametrize("model", [name for name in MODEL_INPUTS if name[-2:] not in ("18", "50")])
def test_other_networks_keep_their_resolution(model):
    assert lost_resolution(model, (32, 32, 3)) == ""


@pytest.mark.parametrize("shape", [(33, 20, 1), (64, 64, 3), (224, 224, 3), (32,)])
def test_larger_images_and_features_are_not_warned_of(shape):
    assert lost_resolution("resnet18", shape) == ""


def test_the_last_feature_map_of_an_image_of_the_stride_is_one_place():
    # Stem, max-pool and three of the four blocks halve each side, rounding up.
    side = STRIDE
    for _ in range(5):
        side = -(-side // 2)
    assert side == 1
