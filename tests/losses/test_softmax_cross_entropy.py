import pytest
import torch
import torch.nn.functional as F

from ltcore.losses import softmax_cross_entropy


def test_known_values(logits, one_of_each, repeated):
    losses = softmax_cross_entropy(logits, one_of_each, reduction="none")
    assert losses.tolist() == pytest.approx(
        [0.349012216768, 0.407605964444, 0.076151177650], abs=1e-11
    )
    assert softmax_cross_entropy(logits, one_of_each).item() == pytest.approx(
        0.277589786288, abs=1e-11
    )
    assert softmax_cross_entropy(logits, repeated).item() == pytest.approx(
        1.544256452954, abs=1e-11
    )
    assert softmax_cross_entropy(logits[:1], torch.tensor([2])).item() == pytest.approx(
        3.349012216768, abs=1e-11
    )


def test_known_class_balanced_values(logits, one_of_each, repeated, weights):
    balanced = softmax_cross_entropy(logits, one_of_each, class_weights=weights)
    assert balanced.item() == pytest.approx(0.376537973714, abs=1e-11)
    by_batch = softmax_cross_entropy(logits, repeated, class_weights=weights)
    assert by_batch.item() == pytest.approx(2.599615558834, abs=1e-11)
    by_weights = softmax_cross_entropy(
        logits, repeated, class_weights=weights, normalise_by="weights"
    )
    assert by_weights.item() == pytest.approx(2.826754583657, abs=1e-11)


def test_one_class_under_summed_weights_is_the_plain_loss(logits, weights):
    lone = softmax_cross_entropy(
        logits[:1], torch.tensor([2]), class_weights=weights, normalise_by="weights"
    )
    assert lone.item() == pytest.approx(3.349012216768, abs=1e-11)


def test_agrees_with_torch(logits, repeated, weights):
    torch.testing.assert_close(
        softmax_cross_entropy(logits, repeated, class_weights=weights, normalise_by="weights"),
        F.cross_entropy(logits, repeated, weight=weights),
    )
    # Soft targets divide by the batch size in torch.
    torch.testing.assert_close(
        softmax_cross_entropy(logits, repeated, class_weights=weights),
        F.cross_entropy(logits, F.one_hot(repeated, 3).double(), weight=weights),
    )


def test_a_shift_of_all_logits_changes_nothing(logits, repeated):
    torch.testing.assert_close(
        softmax_cross_entropy(logits + 7, repeated), softmax_cross_entropy(logits, repeated)
    )
