import pytest
import torch

from ltcore.losses.alignment import aligned, mean_prediction, remembered, uniform_history

TARGET = torch.tensor([0.7, 0.2, 0.1], dtype=torch.float64)
MODEL = torch.tensor([0.5, 0.4, 0.1], dtype=torch.float64)


def some_predictions(n_examples, n_classes, seed=0):
    rng = torch.Generator().manual_seed(seed)
    return torch.softmax(2 * torch.randn(n_examples, n_classes, generator=rng), dim=1)


def test_a_hand_value():
    """0.6 * 0.7 / 0.5 = 0.84, 0.3 * 0.2 / 0.4 = 0.15, 0.1 * 1 = 0.1; over their sum 1.09."""
    row = aligned(torch.tensor([[0.6, 0.3, 0.1]], dtype=torch.float64), TARGET, MODEL)[0]
    assert row.tolist() == pytest.approx([0.84 / 1.09, 0.15 / 1.09, 0.1 / 1.09], rel=1e-5)


def test_it_is_what_loops_in_float64_say():
    predictions = some_predictions(5, 3).double()
    for row, found in zip(
        predictions.tolist(), aligned(predictions, TARGET, MODEL).tolist(), strict=True
    ):
        raised = [
            p * (t + 1e-6) / (m + 1e-6)
            for p, t, m in zip(row, TARGET.tolist(), MODEL.tolist(), strict=True)
        ]
        assert found == pytest.approx([each / sum(raised) for each in raised], rel=1e-12)


def test_predictions_that_follow_the_target_already_stay():
    predictions = some_predictions(4, 3)
    torch.testing.assert_close(aligned(predictions, MODEL, MODEL), predictions)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float64])
def test_a_class_that_is_never_predicted_is_finite(dtype):
    model = torch.tensor([1.0, 0.0, 0.0])
    for target in (torch.tensor([0.0, 0.0, 1.0]), TARGET):
        rows = aligned(some_predictions(4, 3).to(dtype), target, model)
        assert rows.isfinite().all()
        torch.testing.assert_close(rows.sum(dim=1), torch.ones(4).to(rows))


def test_the_running_mean_has_one_share_per_class_that_sum_to_one():
    """A mean over batch and classes, one number, is a known fault of a public implementation."""
    history = uniform_history(8, 2)
    for step in range(20):
        history = remembered(history, some_predictions(5, 2, seed=step).bfloat16())
        assert mean_prediction(history).shape == (2,)
        assert mean_prediction(history).sum().item() == pytest.approx(1, abs=2e-3)
    with pytest.raises(ValueError, match=r"model has shape \(\): .* each of the 2 classes"):
        aligned(some_predictions(5, 2), torch.tensor([0.9, 0.1]), history.mean())
    with pytest.raises(ValueError, match=r"target has shape \(3,\)"):
        aligned(some_predictions(5, 2), TARGET, mean_prediction(history))


def test_the_window_forgets_one_batch_at_a_time():
    """By hand: of four places, three uniform and one of the class 0 alone."""
    history = uniform_history(4, 2)
    assert mean_prediction(history).tolist() == [0.5, 0.5]
    sure = torch.tensor([[1.0, 0.0]])
    for expected in (0.625, 0.75, 0.875, 1.0, 1.0):
        history = remembered(history, sure)
        assert mean_prediction(history)[0].item() == expected


def test_the_mean_is_that_of_the_last_batches():
    history, batches = uniform_history(3, 4), [some_predictions(6, 4, seed=s) for s in range(7)]
    for batch in batches:
        history = remembered(history, batch)
    expected = torch.stack([batch.double().mean(dim=0) for batch in batches[-3:]]).mean(dim=0)
    torch.testing.assert_close(mean_prediction(history).double(), expected, rtol=1e-6, atol=1e-7)


def test_the_history_is_not_changed_in_place_and_holds_no_gradient():
    history = uniform_history(2, 2)
    predictions = torch.tensor([[0.9, 0.1]], requires_grad=True)
    assert not remembered(history, predictions).requires_grad
    assert (history == 0.5).all()


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (-1, 3)])
def test_an_empty_window_is_refused(sizes):
    with pytest.raises(ValueError, match=f"window is {sizes[0]} and n_classes {sizes[1]}"):
        uniform_history(*sizes)


@pytest.mark.parametrize("shape", [(0, 2), (4, 3)])
def test_a_batch_that_has_no_mean_prediction_is_refused(shape):
    with pytest.raises(ValueError, match=r"must be \(B, 2\), B at least 1"):
        remembered(uniform_history(3, 2), torch.ones(shape))
