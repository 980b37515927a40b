import math

import pytest
import torch
import torch.nn.functional as F

from ltcore.losses import sigmoid_cross_entropy
from ltcore.losses.sigmoid_cross_entropy import surprise, wrong_logits


def test_known_values(logits, one_of_each):
    losses = sigmoid_cross_entropy(logits, one_of_each, reduction="none")
    assert losses.tolist() == pytest.approx(
        [1.753451386079, 1.649567246343, 1.159987908474], abs=1e-11
    )
    mean = sigmoid_cross_entropy(logits, one_of_each).item()
    assert mean == pytest.approx(1.521002180299, abs=1e-11)
    assert mean == pytest.approx(3 * 0.507000726766, abs=1e-11)
    assert sigmoid_cross_entropy(logits[:1], torch.tensor([2])).item() == pytest.approx(
        4.753451386079, abs=1e-11
    )


def test_known_class_balanced_values(logits, one_of_each, repeated, weights):
    balanced = sigmoid_cross_entropy(logits, one_of_each, class_weights=weights)
    assert balanced.item() == pytest.approx(1.605842921645, abs=1e-11)
    by_batch = sigmoid_cross_entropy(logits, repeated, class_weights=weights)
    assert by_batch.item() == pytest.approx(3.601805149691, abs=1e-11)
    by_weights = sigmoid_cross_entropy(
        logits, repeated, class_weights=weights, normalise_by="weights"
    )
    expected = by_batch * 3 / weights[repeated].sum()
    torch.testing.assert_close(by_weights, expected)


def test_agrees_with_torch(logits, repeated):
    one_hot = F.one_hot(repeated, 3).double()
    reference = F.binary_cross_entropy_with_logits(logits, one_hot, reduction="sum") / 3
    torch.testing.assert_close(sigmoid_cross_entropy(logits, repeated), reference)


def test_wrong_logits_leave_the_logits_alone(logits, one_of_each):
    before = logits.clone()
    wrong = wrong_logits(logits, one_of_each)
    assert wrong.tolist() == [[-2, 1, -1], [0.5, -0.5, -1.5], [-1, -3, 0.2]]
    assert torch.equal(logits, before)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_surprise_has_all_digits_where_one_minus_p_has_none(dtype):
    wrong = torch.tensor([-80.0, -30, -1, 19, 21, 36, 39, 41, 1e4], dtype=dtype)
    exact = [math.log1p(math.exp(x)) if x < 700 else x for x in wrong.tolist()]
    assert surprise(wrong).tolist() == pytest.approx(exact, rel=4 * torch.finfo(dtype).eps)


def test_a_batch_of_certain_rejections_keeps_its_digits():
    # torch's binary_cross_entropy_with_logits returns 0 here in float32.
    logits = torch.tensor([[30.0, -20.0, -20.0]])
    value = sigmoid_cross_entropy(logits, torch.tensor([0])).item()
    assert value == pytest.approx(2 * math.exp(-20) + math.exp(-30), rel=1e-6)


def test_a_target_outside_the_classes_is_an_error(logits):
    with pytest.raises(RuntimeError, match="out of bounds"):
        sigmoid_cross_entropy(logits, torch.tensor([0, -1, 2]))
