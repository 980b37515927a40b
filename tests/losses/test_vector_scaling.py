import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import log_priors, vs_multipliers
from ltcore.losses import logit_adjusted, scaled_logits, softmax_cross_entropy, vector_scaling

COUNTS = [5000, 500, 50]


def numbers(gamma, tau):
    return (
        torch.from_numpy(vs_multipliers(COUNTS, gamma)),
        torch.from_numpy(log_priors(COUNTS, tau)),
    )


@pytest.mark.parametrize(
    ("gamma", "tau", "expected"),
    [
        (0.2, 1.2, [0.016277067539, 5.460835287532, 0.635830440486]),
        (0.3, 1.0, [0.023122856952, 4.782922129689, 0.610477683344]),
        # tau 0 leaves class-dependent temperatures (CDT).
        (0.3, 0.0, [0.284177871418, 0.980249360870, 0.274281459346]),
    ],
)
def test_known_values(logits, one_of_each, gamma, tau, expected):
    each = vector_scaling(logits, one_of_each, *numbers(gamma, tau), reduction="none")
    assert each.tolist() == pytest.approx(expected, abs=1e-11)


def test_known_mean_and_rare_value(logits, one_of_each):
    value = vector_scaling(logits, one_of_each, *numbers(0.2, 1.2))
    assert value.item() == pytest.approx(2.037647598519, abs=1e-11)
    lone = vector_scaling(logits[:1], torch.tensor([2]), *numbers(0.2, 1.2))
    assert lone.item() == pytest.approx(7.940588461278, abs=1e-11)


@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
def test_agrees_with_torch_as_the_authors_write_it(logits, repeated, weights, normalise_by):
    counts = torch.tensor(COUNTS, dtype=torch.float64)
    temperatures = (counts.max() / counts) ** 0.15
    offsets = 1.25 * (counts / counts.sum()).log()
    losses = F.cross_entropy(
        logits / temperatures + offsets, repeated, weight=weights, reduction="none"
    )
    divisor = 3 if normalise_by == "batch" else weights[repeated].sum()
    value = vector_scaling(
        logits,
        repeated,
        *numbers(0.15, 1.25),
        class_weights=weights,
        normalise_by=normalise_by,
    )
    torch.testing.assert_close(value, losses.sum() / divisor)


rows = st.lists(st.floats(-50, 50), min_size=3, max_size=3)


@given(rows, st.integers(0, 2), st.floats(0, 3))
@settings(max_examples=40, deadline=None)
def test_gamma_zero_is_logit_adjustment_and_tau_zero_besides_is_cross_entropy(row, target, tau):
    logits, targets = torch.tensor([row], dtype=torch.float64), torch.tensor([target])
    multipliers, offsets = numbers(0, tau)
    value = vector_scaling(logits, targets, multipliers, offsets)
    torch.testing.assert_close(value, logit_adjusted(logits, targets, offsets))
    plain = vector_scaling(logits, targets, *numbers(0, 0))
    torch.testing.assert_close(plain, softmax_cross_entropy(logits, targets))


def test_a_multiplier_raises_a_negative_logit():
    # Why Algorithm 1 leaves the multipliers out in its second phase.
    multipliers, offsets = torch.tensor([1.0, 0.4]), torch.zeros(2)
    seen = scaled_logits(torch.tensor([[-1.0, -1.0], [1.0, 1.0]]), multipliers, offsets)
    torch.testing.assert_close(seen, torch.tensor([[-1.0, -0.4], [1.0, 0.4]]))


def test_numbers_stay_in_float32_under_bf16_logits():
    multipliers, offsets = numbers(0.2, 1.2)
    seen = scaled_logits(torch.ones(1, 3, dtype=torch.bfloat16), multipliers, offsets)
    assert seen.dtype == torch.float32
    torch.testing.assert_close(seen[0], (multipliers + offsets).float(), rtol=1e-6, atol=0)
