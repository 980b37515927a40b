import math

import pytest
import torch

from ltcore.losses import sigmoid_cross_entropy, sigmoid_focal


@pytest.mark.parametrize(
    ("gamma", "mean", "rare"),
    [
        (0.5, 1.079945152338, 4.241867801780),
        (1, 0.802299084836, 3.793534422489),
        (2, 0.480692163452, 3.053814786244),
    ],
)
def test_known_values(logits, one_of_each, gamma, mean, rare):
    assert sigmoid_focal(logits, one_of_each, gamma).item() == pytest.approx(mean, abs=1e-11)
    lone = sigmoid_focal(logits[:1], torch.tensor([2]), gamma)
    assert lone.item() == pytest.approx(rare, abs=1e-11)


@pytest.mark.parametrize(
    ("gamma", "each", "twice"),
    [
        (0.5, 1.112969489386, 3.213556604193),
        (1, 0.797538944093, 2.953623527171),
        (2, 0.437600563943, 2.632863104011),
    ],
)
def test_known_class_balanced_values(logits, one_of_each, repeated, weights, gamma, each, twice):
    value = sigmoid_focal(logits, one_of_each, gamma, class_weights=weights)
    assert value.item() == pytest.approx(each, abs=1e-11)
    value = sigmoid_focal(logits, repeated, gamma, class_weights=weights)
    assert value.item() == pytest.approx(twice, abs=1e-11)


def test_agrees_with_one_question_at_a_time(logits, repeated, weights):
    total = 0.0
    for row, target in zip(logits.tolist(), repeated.tolist(), strict=True):
        for label, logit in enumerate(row):
            yes = 1 / (1 + math.exp(-logit))
            right = yes if label == target else 1 - yes
            total += weights[target].item() * (1 - right) ** 1.7 * -math.log(right)
    value = sigmoid_focal(logits, repeated, 1.7, class_weights=weights, normalise_by="weights")
    assert value.item() == pytest.approx(total / weights[repeated].sum().item(), rel=1e-12)


def test_gamma_zero_is_sigmoid_cross_entropy(logits, repeated):
    torch.testing.assert_close(
        sigmoid_focal(logits, repeated, 0), sigmoid_cross_entropy(logits, repeated)
    )


@pytest.mark.parametrize("logit", [-89.0, -1e4])
def test_a_badly_wrong_logit_costs_itself(logit):
    # The authors' modulator overflows here and returns loss 0 with a NaN gradient.
    logits = torch.tensor([[logit]], requires_grad=True)
    loss = sigmoid_focal(logits, torch.tensor([0]), 2)
    loss.backward()
    assert loss.item() == -logit
    assert logits.grad is not None
    assert logits.grad.item() == pytest.approx(-1)


@pytest.mark.parametrize("gamma", [-0.5, float("nan")])
def test_illegal_gamma_is_refused(logits, repeated, gamma):
    with pytest.raises(ValueError, match="gamma is"):
        sigmoid_focal(logits, repeated, gamma)
