import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from ltcore.data.profiles import exponential_counts
from ltcore.resampling import cluster_counts, reference_size, replications, subclass_scores

A = [5000, 500, 50]
PARENTS = [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("reference", "clusters", "copies"),
    [
        (50, [100, 10, 1], [1, 1, 1]),
        (500, [10, 1, 1], [1, 1, 10]),
        (0, [10, 1, 1], [1, 1, 10]),
        (5000, [1, 1, 1], [1, 10, 100]),
    ],
)
def test_known_numbers_of_clusters_and_copies(reference, clusters, copies):
    assert cluster_counts(A, reference).tolist() == clusters
    assert replications(A, reference).tolist() == copies


def test_halves_are_rounded_up():
    """numpy's round would make 0.5, 1.5 and 2.5 into 0, 2 and 2."""
    assert cluster_counts([5, 15, 25, 35], 10).tolist() == [1, 2, 3, 4]
    assert replications([10, 4, 2], 5).tolist() == [1, 1, 3]


@pytest.mark.parametrize(
    ("counts", "reference"), [([7], 7), ([1, 2], 2), ([10, 20, 30, 41], 25), ([3, 1, 2], 2)]
)
def test_the_reference_is_the_median_by_default(counts, reference):
    assert reference_size(counts) == reference
    assert reference_size(counts, 99) == 99


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_clusters_are_of_about_the_size_of_the_reference(counts, reference):
    clusters, size = cluster_counts(counts, reference), reference_size(counts, reference)
    assert ((clusters >= 1) & (clusters <= counts)).all()
    split = clusters > 1
    mean = np.array(counts)[split] / clusters[split]
    assert ((mean > size / 1.5 - 1e-9) & (mean < size * 1.5)).all()
    assert (replications(counts, reference)[np.array(counts) >= size] == 1).all()


def test_the_profile_of_cifar10_becomes_nearly_even():
    counts = exponential_counts(5000, 10, 100)
    assert reference_size(counts) == 516
    assert cluster_counts(counts).tolist() == [10, 6, 3, 2, 1, 1, 1, 1, 1, 1]
    assert replications(counts).tolist() == [1, 1, 1, 1, 1, 1, 2, 4, 6, 10]


@pytest.mark.parametrize("function", [reference_size, cluster_counts, replications])
def test_illegal_counts_are_refused(function):
    with pytest.raises(ValueError, match="class 1"):
        function([5, 0], 3)
    with pytest.raises(ValueError, match="reference_count is -1"):
        function([5, 4], -1)


def test_the_rule_decides_where_the_probability_of_a_class_is_in_pieces():
    p = np.array([[0.2, 0.2, 0.35, 0.25]])
    assert subclass_scores(np.log(p), PARENTS, "max").argmax() == 1
    summed = subclass_scores(np.log(p), PARENTS, "sum")
    assert summed.argmax() == 0
    np.testing.assert_allclose(np.exp(summed), [[0.4, 0.35, 0.25]])


@given(st.integers(1, 4), st.integers(0, 5), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_both_rules_agree_with_their_definition(rounding, n_classes, extra, seed):
    rng = np.random.default_rng(seed)
    parents = rng.permutation(np.append(np.arange(n_classes), rng.integers(0, n_classes, extra)))
    logits = 10 * rng.normal(size=(20, len(parents)))
    best = subclass_scores(logits, parents, "max")
    assert (best.argmax(1) == parents[logits.argmax(1)]).all()
    expected = [logsumexp(logits[:, parents == name], axis=1) for name in range(n_classes)]
    np.testing.assert_allclose(
        subclass_scores(logits, parents, "sum").T, expected, rtol=1e-12, atol=rounding(logits)
    )


def test_sub_classes_of_extreme_scores_stay_finite(rounding):
    scores = subclass_scores(np.array([[1e4, 1e4, -1e4, 0]], dtype=np.float32), PARENTS, "sum")
    np.testing.assert_allclose(scores, [[1e4 + np.log(2), -1e4, 0]], atol=rounding(1e4))


def test_without_a_cut_both_rules_are_the_scores_themselves():
    logits = np.random.default_rng(0).normal(size=(5, 3))
    for rule in ("max", "sum"):
        np.testing.assert_array_equal(subclass_scores(logits, [0, 1, 2], rule), logits)


@pytest.mark.parametrize(
    ("logits", "parents", "rule", "said"),
    [
        (np.ones((1, 3)), [0, 0, 2], "max", "class 1 has no sub-class"),
        (np.ones((1, 3)), [0, 1], "max", "give"),
        (np.ones(3), [0, 1, 2], "max", "give"),
        (np.ones((1, 2)), [0, -1], "max", "a parent is -1"),
        (np.ones((1, 2)), [0.0, 1.0], "max", "give integers"),
        (np.ones((1, 2)), [0, 1], "mean", "decision is 'mean'"),
    ],
)
def test_what_is_illegal_is_named(logits, parents, rule, said):
    with pytest.raises(ValueError, match=said):
        subclass_scores(logits, parents, rule)
