import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.losses.memorisation import memorisation_scores, momentum_losses
from ltcore.losses.nt_xent import nt_xent_each

NAN = math.nan


def test_hand_values():
    """Mean 3; deviations -2, -1, 3; over 3: scores 1/6, 1/3, 1."""
    scores = memorisation_scores(torch.tensor([1.0, 2.0, 6.0], dtype=torch.float64))
    assert scores.tolist() == pytest.approx([1 / 6, 1 / 3, 1], rel=1e-12)
    first = momentum_losses(torch.tensor([1.0, 2.0]))
    assert first.tolist() == [1.0, 2.0]  # raw, and not 0.03 of it
    assert momentum_losses(torch.tensor([3.0, 1.0]), first).tolist() == pytest.approx([1.06, 1.97])


def test_it_is_what_loops_in_float64_say():
    rng = torch.Generator().manual_seed(0)
    epochs = 3 * torch.rand(6, 20, generator=rng, dtype=torch.float64)
    running = momentum_losses(epochs[0])
    for losses in epochs[1:]:
        running = momentum_losses(losses, running, momentum=0.9)
    expected = []
    for image in range(20):
        value = float(epochs[0, image])
        for epoch in range(1, 6):
            value = 0.9 * value + 0.1 * float(epochs[epoch, image])
        expected.append(value)
    assert running.tolist() == pytest.approx(expected, rel=1e-12)
    mean = sum(expected) / 20
    farthest = max(abs(value - mean) for value in expected)
    by_hand = [((value - mean) / farthest + 1) / 2 for value in expected]
    assert memorisation_scores(running).tolist() == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("loss", [0.0, 0.1, 1 / 3, 5.0, 1e-30, 1e30])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("quantile", [0.5, 1.0])
def test_equal_losses_score_a_half(loss, dtype, quantile):
    """The formula is 0 / 0 here, and rounding of the mean alone would make every score 0 or 1."""
    scores = memorisation_scores(torch.full((1001,), loss, dtype=dtype), quantile=quantile)
    assert scores.dtype == dtype
    torch.testing.assert_close(scores, torch.full_like(scores, 0.5))
    assert memorisation_scores(torch.tensor([loss])).tolist() == [0.5]


def test_an_outlier_moves_all_others_to_the_middle_unless_it_is_cut_off():
    losses = torch.cat((torch.linspace(1, 2, 99), torch.tensor([1000.0])))
    plain = memorisation_scores(losses)
    assert plain[:99].max() - plain[:99].min() < 1e-3
    robust = memorisation_scores(losses, quantile=0.9)
    assert robust[99] == 1
    assert robust[:99].max() - robust[:99].min() > 10 * (plain[:99].max() - plain[:99].min())
    one_far = torch.cat((torch.linspace(-1, 1, 99), torch.tensor([3.0])))
    cut = memorisation_scores(one_far, quantile=0.9)
    assert cut[:99].max() - cut[:99].min() > 0.95


def test_where_most_losses_are_equal_a_quantile_of_zero_is_no_divisor():
    losses = torch.tensor([2.0] * 6 + [2.5, 1.5], dtype=torch.float64)
    scores = memorisation_scores(losses, quantile=0.5)
    assert scores.tolist() == pytest.approx([0.5] * 6 + [1, 0])


@given(
    st.lists(st.floats(0, 20), min_size=1, max_size=30),
    st.floats(0.01, 1),
    st.floats(0.1, 10),
    st.floats(-5, 5),
)
@settings(max_examples=60, deadline=None)
def test_scores_keep_the_order_and_ignore_scale_and_shift(losses, quantile, scale, shift):
    values = torch.tensor(losses, dtype=torch.float64)
    scores = memorisation_scores(values, quantile=quantile)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert (scores[values.argsort()].diff() >= -1e-9).all()
    if values.std(correction=0) > 0.01:
        if quantile == 1:
            assert (scores - 0.5).abs().max() == pytest.approx(0.5)
        moved = memorisation_scores(scale * values + shift)
        torch.testing.assert_close(moved, memorisation_scores(values))


def test_images_that_an_epoch_leaves_out():
    first = momentum_losses(torch.tensor([1.0, NAN, 3.0, NAN]))
    second = momentum_losses(torch.tensor([2.0, 5.0, NAN, NAN]), first, momentum=0.5)
    assert second[:3].tolist() == [1.5, 5.0, 3.0]
    assert second[3].isnan()
    scores = memorisation_scores(second)
    assert scores[3] == 0
    torch.testing.assert_close(scores[:3], memorisation_scores(second[:3]))
    assert memorisation_scores(torch.tensor([NAN, NAN])).tolist() == [0, 0]


def test_losses_of_the_loss_itself_leave_no_graph():
    views = torch.randn(2, 6, 4, generator=torch.Generator().manual_seed(3)).requires_grad_()
    losses = nt_xent_each(views[0], views[1])
    running = momentum_losses(losses, momentum_losses(losses))
    assert not running.requires_grad
    assert not memorisation_scores(losses).requires_grad
    assert momentum_losses(losses.detach()).data_ptr() != losses.data_ptr()


@pytest.mark.parametrize("momentum", [-0.1, 1.0, NAN])
def test_an_illegal_momentum_is_refused(momentum):
    with pytest.raises(ValueError, match=f"momentum is {momentum}"):
        momentum_losses(torch.ones(2), torch.ones(2), momentum=momentum)


@pytest.mark.parametrize("quantile", [0.0, 1.1, NAN])
def test_an_illegal_quantile_is_refused(quantile):
    with pytest.raises(ValueError, match=f"quantile is {quantile}"):
        memorisation_scores(torch.ones(2), quantile=quantile)


def test_unlike_shapes_and_infinite_losses_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2,\) and previous \(3,\)"):
        momentum_losses(torch.ones(2), torch.ones(3))
    with pytest.raises(ValueError, match="a loss is infinite"):
        memorisation_scores(torch.tensor([1.0, math.inf]))
