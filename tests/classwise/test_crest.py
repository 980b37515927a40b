import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import (
    crest_keep_rates,
    crest_plus_power,
    crest_plus_target,
    select_by_crest,
)

COUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)


def test_the_rates_of_the_paper_on_an_exponential_tail():
    counts = 1000 * 100 ** (-np.arange(10) / 9)
    golden = [0.2154, 0.2555, 0.3030, 0.3594, 0.4262, 0.5055, 0.5995, 0.7110, 0.8432, 1]
    np.testing.assert_allclose(crest_keep_rates(counts, 1 / 3), golden, atol=5e-5)
    assert crest_keep_rates(counts, 1 / 3)[0] == pytest.approx(0.215443, abs=5e-7)


def test_labels_that_are_not_sorted_are_ranked_by_their_counts():
    """By hand: the largest keeps 10/1000, the middle 100/1000, the rarest all."""
    assert crest_keep_rates([100, 10, 1000], 1).tolist() == pytest.approx([0.1, 1.0, 0.01])


@given(COUNTS, st.floats(0, 5))
@settings(max_examples=50, deadline=None)
def test_a_rarer_class_never_keeps_less(counts, alpha):
    rates = crest_keep_rates(counts, alpha)
    ranked = rates[np.argsort(-np.array(counts), kind="stable")]
    assert (np.diff(ranked) >= 0).all()
    assert ranked[-1] == 1
    assert (crest_keep_rates(counts, 0) == 1).all()


@pytest.mark.parametrize("alpha", [-0.1, float("nan"), float("inf")])
def test_illegal_alpha_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha is"):
        crest_keep_rates([5, 4], alpha)


# --- which examples are kept ---------------------------------------------------------------------------------


def selected_by_loops(confidence, predicted, counts, alpha):
    """The rule of the paper, one class at a time, with the exact rates of whole ranks."""
    ranked = sorted(range(len(counts)), key=lambda label: (-counts[label], label))
    kept = []
    for rank, label in enumerate(ranked):
        rate = (counts[ranked[-1 - rank]] / counts[ranked[0]]) ** alpha
        members = [i for i, c in enumerate(predicted) if c == label]
        members.sort(key=lambda i: (-confidence[i], i))
        share = rate * len(members)
        number = round(share) if abs(share - round(share)) < 1e-9 else math.ceil(share)
        kept += members[:number]
    return sorted(kept)


def test_by_hand_the_head_keeps_a_few_and_the_tail_all():
    """Counts 100, 25: the head keeps sqrt(1/4) = half of its five, rounded up; the tail both."""
    confidence = [0.6, 0.9, 0.7, 0.8, 0.5, 0.4, 0.3]
    predicted = [0, 0, 0, 0, 0, 1, 1]
    assert select_by_crest(confidence, predicted, [100, 25], 0.5).tolist() == [1, 2, 3, 5, 6]


def test_classes_that_are_not_sorted_are_ranked_by_their_counts():
    """USB takes the label as the rank: there the rarest class, label 1, would keep 1 of 10."""
    predicted = np.repeat([0, 1, 2], 100)
    kept = select_by_crest(np.linspace(1, 0, 300), predicted, [100, 10, 1000], 1)
    assert np.bincount(predicted[kept]).tolist() == [10, 100, 1]


def test_a_class_that_is_never_predicted_keeps_nothing_and_a_lone_example_stays():
    counts = [10**12, 10**6, 10, 1]
    kept = select_by_crest([0.1, 0.2, 0.3], [0, 2, 2], counts, 1)
    assert kept.tolist() == [0, 2]  # rates 1e-12 and 1e-6: one each by rounding up
    assert select_by_crest([], np.zeros(0, dtype=np.int64), counts, 1).tolist() == []


def test_of_equal_confidences_the_smaller_index_is_kept():
    predicted = [1, 0, 0, 0, 0, 1]
    kept = select_by_crest([0.5] * 6, predicted, [4, 2], 1)
    assert kept.tolist() == [0, 1, 2, 5]


def test_a_product_that_rounding_puts_above_a_whole_number_keeps_that_number():
    """0.7 ** 1 * 10 and the like: a rate of 7/100 of 300 examples is 21, not 22."""
    assert 7 / 100 * 300 > 21
    kept = select_by_crest(np.arange(300) / 300, [0] * 300, [100, 7], 1)
    assert len(kept) == 21


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    st.sampled_from([0, 1 / 3, 0.5, 1, 2]),
    st.integers(0, 10**6),
    st.integers(0, 60),
)
@settings(max_examples=80, deadline=None)
def test_it_is_what_loops_say(counts, alpha, seed, n_examples):
    rng = np.random.default_rng(seed)
    confidence = rng.integers(0, 8, n_examples) / 8  # many ties
    predicted = rng.integers(0, len(counts), n_examples)
    kept = select_by_crest(confidence, predicted, counts, alpha)
    assert kept.dtype == np.int64
    assert kept.tolist() == selected_by_loops(confidence, predicted.tolist(), counts, alpha)
    if alpha == 0:
        assert len(kept) == n_examples


@pytest.mark.parametrize(
    ("confidence", "predicted", "message"),
    [
        ([0.5, 0.5], [0], r"confidence has shape \(2,\) and predicted \(1,\)"),
        ([0.5, math.nan], [0, 1], r"confidence\[1\] is nan"),
        ([0.5, 0.5], [0, 2], r"predicted\[1\] is 2: classes are the whole numbers from 0 to 1"),
        ([0.5, 0.5], [-1, 0], r"predicted\[0\] is -1"),
        ([0.5, 0.5], [0.5, 0], r"predicted\[0\] is 0.5"),
    ],
)
def test_predictions_that_do_not_fit_are_refused(confidence, predicted, message):
    with pytest.raises(ValueError, match=message):
        select_by_crest(confidence, predicted, [5, 4], 1)


def test_counts_and_alpha_are_checked_there_too():
    with pytest.raises(ValueError, match=r"counts\[1\] is 0"):
        select_by_crest([0.5], [0], [5, 0], 1)
    with pytest.raises(ValueError, match="alpha is -1"):
        select_by_crest([0.5], [0], [5, 4], -1)


# --- CReST+ --------------------------------------------------------------------------------------------------

SHARES = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))


def test_the_golden_values_of_six_generations():
    prior = 100 ** (-np.arange(10) / 9)
    targets = [crest_plus_target(prior / prior.sum(), g, 6) for g in range(6)]
    powers = [crest_plus_power(g, 6) for g in range(6)]
    assert powers == pytest.approx([1, 0.9, 0.8, 0.7, 0.6, 0.5])
    ratios = [target[0] / target[-1] for target in targets]
    assert ratios == pytest.approx([100, 63.10, 39.81, 25.12, 15.85, 10], abs=5e-3)
    assert [targets[0][0], targets[5][0]] == pytest.approx([0.4029, 0.2447], abs=5e-5)
    assert [targets[0][9], targets[5][9]] == pytest.approx([0.0040, 0.0245], abs=5e-5)


def test_a_single_generation_aligns_to_the_prior_itself():
    assert crest_plus_power(0, 1) == 1
    assert crest_plus_target([0.75, 0.25], 0, 1).tolist() == pytest.approx([0.75, 0.25])


@given(st.lists(SHARES, min_size=1, max_size=9).filter(any), st.integers(2, 9))
@settings(max_examples=60, deadline=None)
def test_targets_are_shares_that_grow_flatter(prior, generations):
    targets = [crest_plus_target(prior, g, generations) for g in range(generations)]
    for earlier, later in itertools.pairwise(targets):
        assert later.sum() == pytest.approx(1)
        assert later.max() <= earlier.max() + 1e-12
        assert ((later == 0) == (np.array(prior) == 0)).all()
    np.testing.assert_allclose(targets[0], np.array(prior) / np.sum(prior), rtol=1e-9)
    np.testing.assert_allclose(crest_plus_target(prior, 1, 2, 0.0).sum(), 1)


@pytest.mark.parametrize(("generation", "generations"), [(-1, 6), (6, 6), (0, 0)])
def test_a_generation_that_does_not_exist_is_refused(generation, generations):
    with pytest.raises(ValueError, match=f"generation is {generation} of {generations}"):
        crest_plus_target([0.5, 0.5], generation, generations)


def test_other_illegal_numbers_of_the_target_are_refused():
    for t_min in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="t_min is"):
            crest_plus_target([0.5, 0.5], 0, 6, t_min)
    for prior in ([0.0, 0.0], [-0.5, 1.5], [math.nan, 1], [math.inf, 1], []):
        with pytest.raises(ValueError, match="prior is"):
            crest_plus_target(prior, 0, 6)
