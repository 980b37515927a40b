import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import class_weights, log_priors, pairwise_terms
from ltcore.losses import logit_adjusted, pairwise, pairwise_logits, softmax_cross_entropy

COUNTS = [5000, 500, 50]


def terms(power, counts=COUNTS):
    alpha, margins = pairwise_terms(counts, power)
    return torch.from_numpy(alpha), torch.from_numpy(margins)


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        (1, [0.036607508245, 3.667178097584, 0.173312257283]),
        (0, [0.387403560613, 45.244262053326, 0.845278071915]),
        (0.5, [0.120633009611, 17.179074310424, 0.247601787012]),
    ],
)
def test_known_values(logits, one_of_each, power, expected):
    each = pairwise(logits, one_of_each, *terms(power), reduction="none")
    assert each.tolist() == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
def test_agrees_with_one_rival_at_a_time(logits, repeated, normalise_by):
    # Margins and weights of no family.
    alpha = torch.tensor([0.5, 2.0, 7.0])
    margins = torch.tensor([[0, -1.5, 0.3], [2.0, 0, 0.7], [-0.4, 5.0, 0]], dtype=torch.float64)
    total = 0.0
    for row, y in zip(logits.tolist(), repeated.tolist(), strict=True):
        rivals = [j for j in range(3) if j != y]
        odds = sum(math.exp(margins[y, j].item() + row[j] - row[y]) for j in rivals)
        total += alpha[y].item() * math.log1p(odds)
    divisor = 3 if normalise_by == "batch" else alpha[repeated].sum().item()
    value = pairwise(logits, repeated, alpha, margins, normalise_by=normalise_by)
    assert value.item() == pytest.approx(total / divisor, rel=1e-12)


counts_of_four = st.lists(st.integers(1, 10**6), min_size=4, max_size=4)
rows = st.lists(st.floats(-50, 50), min_size=4, max_size=4)


@given(counts_of_four, rows, st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_power_one_is_logit_adjustment_and_power_zero_one_over_the_prior(counts, row, target):
    logits, targets = torch.tensor([row], dtype=torch.float64), torch.tensor([target])
    adjusted = logit_adjusted(logits, targets, torch.from_numpy(log_priors(counts)))
    torch.testing.assert_close(pairwise(logits, targets, *terms(1, counts)), adjusted)
    weights = sum(counts) * class_weights(counts, "inverse", normalise="none")
    weighted = softmax_cross_entropy(logits, targets, class_weights=torch.from_numpy(weights))
    torch.testing.assert_close(pairwise(logits, targets, *terms(0, counts)), weighted)


def test_softmax_of_its_logits_is_the_probability_that_it_trains(logits, one_of_each):
    alpha, margins = terms(0.5)
    each = pairwise(logits, one_of_each, alpha, margins, reduction="none")
    seen = pairwise_logits(logits, one_of_each, margins).softmax(dim=1)
    true = seen.gather(1, one_of_each[:, None]).squeeze(1)
    torch.testing.assert_close(true, (-each / alpha[one_of_each]).exp())


@pytest.mark.parametrize(
    "delta", [[0.7, 0.25, 0.05], [1, 1, 1], [0.7**0.5, 0.25**0.5, 0.05**0.5], [0.3, 2, 1.1]]
)
def test_whatever_delta_is_the_best_scores_are_those_of_balanced_error(delta):
    posterior, prior = torch.tensor([[0.62, 0.28, 0.10], [0.7, 0.25, 0.05]], dtype=torch.float64)
    delta = torch.tensor(delta, dtype=torch.float64)
    margins = delta.log() - delta.log()[:, None]
    targets = torch.arange(3)

    def risk(scores):
        each = pairwise(scores.expand(3, 3), targets, delta / prior, margins, reduction="none")
        return posterior @ each

    best = minimiser(risk)
    assert best.tolist() == pytest.approx([-0.34973, -0.11504, 0.46478], abs=2e-5)


def test_logit_adjustment_beside_inverse_weights_corrects_twice():
    posterior, prior = torch.tensor([[0.62, 0.28, 0.10], [0.7, 0.25, 0.05]], dtype=torch.float64)

    def risk(scores):
        each = logit_adjusted(
            scores.expand(3, 3),
            torch.arange(3),
            prior.log(),
            class_weights=1 / prior,
            reduction="none",
        )
        return posterior @ each

    assert minimiser(risk).tolist() == pytest.approx([-1.573, -0.308, 1.881], abs=1e-3)


def minimiser(risk):
    """Return the scores of the least risk, less their mean."""
    scores = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS(
        [scores],
        max_iter=500,
        tolerance_grad=1e-12,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )

    def closure():
        search.zero_grad()
        value = risk(scores)
        value.backward()
        return value

    search.step(closure)
    return scores.detach() - scores.detach().mean()
