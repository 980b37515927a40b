import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import adrw_weights, log_priors
from ltcore.losses import adjusted_logits, logit_adjusted


def test_known_values(logits, one_of_each, repeated, priors):
    losses = logit_adjusted(logits, one_of_each, priors, reduction="none")
    assert losses.tolist() == pytest.approx(
        [0.036607508245, 3.667178097584, 0.173312257283], abs=1e-11
    )
    assert logit_adjusted(logits, one_of_each, priors).item() == pytest.approx(
        1.292365954371, abs=1e-11
    )
    losses = logit_adjusted(logits, repeated, priors, reduction="none")
    assert losses.tolist() == pytest.approx(
        [0.036607508245, 0.062007911596, 5.275897350277], abs=1e-11
    )
    lone = logit_adjusted(logits[:1], torch.tensor([2]), priors)
    assert lone.item() == pytest.approx(7.641777694233, abs=1e-11)


def test_known_value_at_half_the_temperature(logits, one_of_each, priors):
    value = logit_adjusted(logits, one_of_each, 0.5 * priors)
    assert value.item() == pytest.approx(0.606461021337, abs=1e-11)


def test_log_counts_give_balanced_softmax(logits, one_of_each):
    counts = torch.tensor([5000.0, 500, 50], dtype=torch.float64)
    value = logit_adjusted(logits, one_of_each, counts.log())
    assert value.item() == pytest.approx(1.292365954371, abs=1e-11)


@pytest.mark.parametrize(
    ("normalise_by", "expected"), [("batch", 2.501801434456), ("weights", 2.878980011941)]
)
def test_known_values_of_tla_with_adrw(logits, repeated, normalise_by, expected):
    counts = [5000, 500, 50]
    value = logit_adjusted(
        logits,
        repeated,
        torch.from_numpy(log_priors(counts, 0.75)),
        class_weights=torch.from_numpy(adrw_weights(counts, 0.25)),
        normalise_by=normalise_by,
    )
    assert value.item() == pytest.approx(expected, abs=1e-11)


@given(
    st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
    st.lists(st.floats(-50, 50), min_size=3, max_size=3),
    st.integers(0, 2),
)
@settings(max_examples=40, deadline=None)
def test_log_counts_and_log_priors_differ_by_a_shift_alone(counts, row, target):
    logits, targets = torch.tensor([row], dtype=torch.float64), torch.tensor([target])
    by_counts = logit_adjusted(logits, targets, torch.tensor(counts, dtype=torch.float64).log())
    by_priors = logit_adjusted(logits, targets, torch.from_numpy(log_priors(counts)))
    torch.testing.assert_close(by_counts, by_priors)


@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
def test_agrees_with_torch(logits, repeated, priors, weights, normalise_by):
    value = logit_adjusted(
        logits, repeated, priors, class_weights=weights, normalise_by=normalise_by
    )
    losses = F.cross_entropy(logits + priors, repeated, weight=weights, reduction="none")
    divisor = 3 if normalise_by == "batch" else weights[repeated].sum()
    torch.testing.assert_close(value, losses.sum() / divisor)


def test_priors_stay_in_float32_under_bf16_logits(priors):
    adjusted = adjusted_logits(torch.zeros(1, 3, dtype=torch.bfloat16), priors)
    assert adjusted.dtype == torch.float32
    torch.testing.assert_close(adjusted[0], priors.float(), rtol=0, atol=0)
