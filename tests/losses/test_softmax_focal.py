import pytest
import torch

from ltcore.losses import softmax_cross_entropy, softmax_focal


@pytest.mark.parametrize(
    ("gamma", "mean", "rare"),
    [
        (0.5, 0.148631077198, 3.289679610031),
        (1, 0.081619296161, 3.231398166440),
        (2, 0.025460293225, 3.117914607117),
    ],
)
def test_known_values(logits, one_of_each, gamma, mean, rare):
    assert softmax_focal(logits, one_of_each, gamma).item() == pytest.approx(mean, abs=1e-11)
    lone = softmax_focal(logits[:1], torch.tensor([2]), gamma)
    assert lone.item() == pytest.approx(rare, abs=1e-11)


@pytest.mark.parametrize(
    ("gamma", "expected"), [(0.5, 2.521969017904), (1, 2.447534033775), (2, 2.306576864354)]
)
def test_known_class_balanced_values(logits, repeated, weights, gamma, expected):
    value = softmax_focal(logits, repeated, gamma, class_weights=weights)
    assert value.item() == pytest.approx(expected, abs=1e-11)


def test_known_class_balanced_value_with_one_of_each(logits, one_of_each, weights):
    value = softmax_focal(logits, one_of_each, 1, class_weights=weights)
    assert value.item() == pytest.approx(0.124064139863, abs=1e-11)


def test_the_focus_is_of_the_unweighted_probability(logits, repeated, weights):
    # The authors' code focuses on p ** w and returns 2.579318197943 here.
    probabilities = logits.softmax(dim=1)
    by_hand = [
        weights[y] * (1 - p[y]) * -p[y].log() for p, y in zip(probabilities, repeated, strict=True)
    ]
    value = softmax_focal(logits, repeated, 1, class_weights=weights, normalise_by="weights")
    torch.testing.assert_close(value, sum(by_hand) / weights[repeated].sum())


def test_gamma_zero_is_cross_entropy(logits, repeated):
    torch.testing.assert_close(
        softmax_focal(logits, repeated, 0), softmax_cross_entropy(logits, repeated)
    )


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("gamma", [0, 0.1, 0.5, 1, 2])
def test_a_certain_example_has_no_nan_gradient(gamma, dtype):
    certain = torch.tensor([[20.0, 0, 0], [60000, 0, 0]], dtype=dtype, requires_grad=True)
    softmax_focal(certain, torch.tensor([0, 0]), gamma).backward()
    assert certain.grad is not None
    assert certain.grad.isfinite().all()
    assert certain.grad.abs().max() < 1e-3


@pytest.mark.parametrize("gamma", [-0.5, float("nan")])
def test_illegal_gamma_is_refused(logits, repeated, gamma):
    with pytest.raises(ValueError, match="gamma is"):
        softmax_focal(logits, repeated, gamma)
