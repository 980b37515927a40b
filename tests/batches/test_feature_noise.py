import pytest
import torch

from ltcore.batches.feature_noise import feature_noise


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_noise_and_zeros_come_in_the_share_that_is_asked_for():
    inputs = torch.randn(20_000, 5, generator=seeded(7))
    noisy = feature_noise(inputs, seeded(), share=0.3)
    zeroed = noisy == 0
    assert zeroed.float().mean(dim=0).numpy() == pytest.approx(0.3, abs=0.02)
    noise = (noisy - inputs)[~zeroed]
    assert noise.std().item() == pytest.approx(0.3, abs=0.01)
    assert noise.mean().item() == pytest.approx(0, abs=0.01)


def test_a_share_of_0_changes_nothing_and_of_1_leaves_nothing():
    inputs = torch.randn(50, 5, generator=seeded(7))
    assert torch.equal(feature_noise(inputs, seeded(), share=0.0), inputs)
    assert (feature_noise(inputs, seeded(), share=1.0) == 0).all()


def test_same_generator_same_noise_and_equal_rows_unlike_views():
    inputs = torch.ones(8, 5)
    noisy = feature_noise(inputs, seeded(), share=0.1)
    assert torch.equal(noisy, feature_noise(inputs, seeded(), share=0.1))
    assert len(noisy.unique(dim=0)) == 8
    assert torch.equal(inputs, torch.ones(8, 5))


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_shares_outside_their_range_are_refused(share):
    with pytest.raises(ValueError, match=f"share is {share}: it must be in"):
        feature_noise(torch.ones(2, 2), seeded(), share=share)
