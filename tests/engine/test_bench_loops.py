import numpy as np
import pytest
import torch

from ltcore.engine.bench_loops import Workload, long_tailed_workload, resident_step
from ltcore.engine.hardware import Precision, has_bf16
from ltcore.models import Network, build_model


def test_workload_has_the_counts_of_cifar10_lt():
    workload = long_tailed_workload(
        np.random.default_rng(0), batch_size=128, device=torch.device("cpu")
    )
    expected = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]
    assert np.bincount(workload.labels).tolist() == expected
    assert workload.images.shape == (12_406, 32, 32, 3)
    assert workload.images.mean() == pytest.approx(127.5, abs=0.5)


@pytest.fixture
def networks(monkeypatch) -> list[Network]:
    """Every network that the loops build, in order."""
    built: list[Network] = []

    def build(*args, **kwargs) -> Network:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            built.append(build_model(*args, **kwargs))
        return built[-1]

    monkeypatch.setattr("ltcore.engine.bench_loops.build_model", build)
    monkeypatch.setattr("ltcore.engine.bench_loops.LEARNING_RATE", 0.01)  # learns without warm-up
    return built


def one_colour_a_class(n: int = 40) -> Workload:
    labels = np.arange(n) % 2
    images = np.broadcast_to((labels * 255).astype(np.uint8)[:, None, None, None], (n, 32, 32, 3))
    return Workload(images.copy(), labels, 8, torch.device("cpu"))


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_resident_step_learns_and_keeps_float32_weights_channels_last(
    precision: Precision, networks
):
    if precision == "bf16" and not has_bf16("cpu"):
        pytest.skip("this processor has no bf16")
    step = resident_step(one_colour_a_class(), precision)
    for number in range(10):
        step(number)
    (network,) = networks
    images = torch.tensor([-2.0, 2.0])[:, None, None, None].expand(2, 3, 32, 32)
    logits = network(images)  # in training mode: statistics of a batch with one image of each class
    assert logits[0, 0] - logits[0, 1] > logits[1, 0] - logits[1, 1] + 1
    assert all(parameter.dtype == torch.float32 for parameter in network.parameters())
    weight = network.get_parameter("backbone.blocks.3.convolution1.weight")
    assert weight.is_contiguous(memory_format=torch.channels_last)


def test_same_step_number_same_batch(networks):
    workload = one_colour_a_class()
    results = []
    for _ in range(2):
        step = resident_step(workload, "fp32")
        with torch.no_grad():
            for parameter in networks[-1].parameters():
                parameter.fill_(0.01)
        step(5)
        results.append(networks[-1].head.get_parameter("weight").detach().clone())
    assert torch.equal(*results)
