import numpy as np
import pytest
import torch

from ltcore.bench.loops import MEAN, STD, Workload
from ltcore.bench.plain import PilImages, PlainResNet, plain_step
from ltcore.models.resnet_cifar import CifarResNet


def make_workload(n: int = 12) -> Workload:
    images = np.random.default_rng(0).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)
    return Workload(images, np.arange(n) % 10, 4, torch.device("cpu"))


def test_plain_network_computes_what_ours_computes():
    plain, ours = PlainResNet(32, 3), CifarResNet(32, 3)
    ours.load_state_dict(plain.state_dict())
    images = torch.randn(3, 3, 32, 32)
    torch.testing.assert_close(plain(images), ours(images), atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(
        dict(plain.named_buffers()), dict(ours.named_buffers()), atol=1e-4, rtol=1e-4
    )


def test_plain_images_are_augmented_and_normalised():
    white = np.full((4, 32, 32, 3), 255, dtype=np.uint8)
    images = PilImages(Workload(white, np.arange(4), 4, torch.device("cpu")))
    mean, std = torch.tensor(MEAN)[:, None, None], torch.tensor(STD)[:, None, None]
    seen = torch.stack([images[2][0] for _ in range(20)]) * std + mean
    is_white = torch.isclose(seen, torch.ones(()), atol=1e-5)
    is_padding = torch.isclose(seen, torch.zeros(()), atol=1e-5)
    assert (is_white ^ is_padding).all()
    assert is_white[..., 4:-4, 4:-4].all()
    assert is_padding.any()
    assert images[2][1] == 2


@pytest.mark.parametrize("workers", [0, 1])
def test_plain_step_goes_on_past_the_end_of_the_data(workers):
    step = plain_step(make_workload(n=4), workers)
    for number in range(2):  # there is one batch
        step(number)
