import pytest
import torch

from ltcore.losses.reduction import reduce_losses


def reduce(losses, targets, class_weights=None, normalise_by="batch", reduction="mean"):
    return reduce_losses(
        torch.tensor(losses, dtype=torch.float64),
        torch.tensor(targets, dtype=torch.int64),
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


WEIGHTS = torch.tensor([0.5, 2.5], dtype=torch.float64)


def test_the_two_divisors_by_hand():
    # weighted: 0.5, 1.5, 10; batch size 3; summed weights 0.5 + 0.5 + 2.5
    losses, targets = [1.0, 3.0, 4.0], [0, 0, 1]
    assert reduce(losses, targets, WEIGHTS).item() == pytest.approx(12 / 3)
    assert reduce(losses, targets, WEIGHTS, "weights").item() == pytest.approx(12 / 3.5)


@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
def test_none_returns_weighted_losses_divided_by_nothing(normalise_by):
    assert reduce([1, 3, 4], [0, 0, 1], WEIGHTS, normalise_by, "none").tolist() == [0.5, 1.5, 10]
    assert reduce([1, 3, 4], [0, 0, 1], None, normalise_by, "none").tolist() == [1, 3, 4]


@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
def test_without_weights_both_divisors_are_the_batch_size(normalise_by):
    assert reduce([1, 3, 5], [0, 0, 1], None, normalise_by).item() == 3
    ones = torch.ones(2, dtype=torch.float64)
    assert reduce([1, 3, 5], [0, 0, 1], ones, normalise_by).item() == 3


def test_dividing_by_the_weights_ignores_their_scale_and_a_lone_class():
    scaled = reduce([1, 3, 4], [0, 0, 1], 7 * WEIGHTS, "weights")
    torch.testing.assert_close(scaled, reduce([1, 3, 4], [0, 0, 1], WEIGHTS, "weights"))
    assert reduce([1, 3], [1, 1], WEIGHTS, "weights").item() == 2
    assert reduce([1, 3], [1, 1], WEIGHTS, "batch").item() == 5


def test_weights_are_used_in_the_precision_of_the_losses():
    losses = torch.ones(2)
    value = reduce_losses(
        losses,
        torch.tensor([0, 1]),
        class_weights=WEIGHTS,
        normalise_by="batch",
        reduction="none",
    )
    assert value.dtype == torch.float32


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"unknown normalise_by 'weight'.*'weights'"):
        reduce([1.0], [0], None, "weight")
    with pytest.raises(ValueError, match="unknown reduction 'sum'"):
        reduce([1.0], [0], None, "batch", "sum")


def test_the_mean_of_nothing_is_refused_but_no_losses_are_none():
    with pytest.raises(ValueError, match="batch is empty"):
        reduce([], [])
    assert reduce([], [], reduction="none").shape == (0,)
