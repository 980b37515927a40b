import numpy as np
import pytest
import torch

from ltcore.bench.loops import Workload, long_tailed_workload, trainer_step
from ltcore.engine.hardware import Precision, has_bf16
from ltcore.engine.stage_start import StageStart


def test_workload_has_the_counts_of_cifar10_lt():
    workload = long_tailed_workload(
        np.random.default_rng(0), batch_size=128, device=torch.device("cpu")
    )
    expected = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]
    assert np.bincount(workload.labels).tolist() == expected
    assert workload.images.shape == (12_406, 32, 32, 3)
    assert workload.images.mean() == pytest.approx(127.5, abs=0.5)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_step_is_a_step_of_the_trainer(precision: Precision, monkeypatch):
    if precision == "bf16" and not has_bf16("cpu"):
        pytest.skip("this processor has no bf16")
    states = []
    begin = StageStart.__call__

    def watching(self, *arguments):
        states.append(begin(self, *arguments))
        return states[-1]

    monkeypatch.setattr(StageStart, "__call__", watching)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (40, 32, 32, 3), dtype=np.uint8)
    step = trainer_step(Workload(images, np.arange(40) % 10, 8, torch.device("cpu")), precision)
    (state,) = states
    before = {name: tensor.clone() for name, tensor in state.network.state_dict().items()}
    step(0)
    after = state.network.state_dict()
    assert not torch.equal(after["head.weight"], before["head.weight"])
    assert all(parameter.dtype == torch.float32 for parameter in state.network.parameters())
    weight = state.network.get_parameter("backbone.blocks.3.convolution1.weight")
    assert weight.is_contiguous(memory_format=torch.channels_last)
    assert int(state.stats.seen.sum()) == 8
