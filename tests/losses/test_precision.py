import pytest
import torch

from ltcore.losses.precision import at_least_float32


@pytest.mark.parametrize(
    ("given", "computed"),
    [
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        (torch.float64, torch.float64),
    ],
)
def test_half_precision_is_promoted(given, computed):
    assert at_least_float32(torch.ones(2, dtype=given)).dtype == computed
