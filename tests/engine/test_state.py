import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from ltcore.engine.state import moving_average
from ltcore.models.subclass_head import SubclassHead


class Counting(nn.Module):
    spread: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2))
        self.register_buffer("spread", torch.ones(2))


def averaged(module, decay):
    return AveragedModel(module, multi_avg_fn=moving_average(decay), use_buffers=True)


def test_weights_and_statistics_are_averaged_by_hand():
    module = Counting()
    average = averaged(module, 0.75)
    average.update_parameters(module)  # begins at the first weights
    with torch.no_grad():
        module.weight.fill_(4.0)
        module.spread.fill_(5.0)
    average.update_parameters(module)
    assert average.module.weight.tolist() == [1.0, 1.0]
    assert average.module.spread.tolist() == [2.0, 2.0]


@pytest.mark.parametrize("decay", [0.9, 0.99, 0.9999])
def test_whole_numbers_stay_whole(decay):
    """By torch's own average, 280 of these 1000 class numbers are 1 too small at a decay of 0.9."""
    head = SubclassHead(2, torch.arange(1000), "max")
    average = averaged(head, decay)
    for _ in range(20):
        average.update_parameters(head)
    assert average.state_dict()["module.parents"].equal(torch.arange(1000))
