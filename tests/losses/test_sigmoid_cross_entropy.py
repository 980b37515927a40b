import pytest
import torch
import torch.nn.functional as F

from ltcore.losses import sigmoid_cross_entropy
from ltcore.losses.sigmoid_cross_entropy import signed_logits


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


def test_signed_logits_leave_the_logits_alone(logits, one_of_each):
    before = logits.clone()
    signed = signed_logits(logits, one_of_each)
    assert signed.tolist() == [[2, -1, 1], [-0.5, 0.5, 1.5], [1, 3, -0.2]]
    assert torch.equal(logits, before)


def test_a_target_outside_the_classes_is_an_error(logits):
    with pytest.raises(RuntimeError, match="out of bounds"):
        sigmoid_cross_entropy(logits, torch.tensor([0, -1, 2]))
