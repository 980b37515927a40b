"""Counts of unlabelled data: the golden table of the authors' rule, and what ours promises beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.data.profiles import exponential_counts
from ltcore.data.unlabelled_counts import exact_counts, reference_counts

# CIFAR-10-LT with ratio 100: 12,406 labelled examples, and five unlabelled ones for each.
GOLDEN = {
    1: [6203] * 10,
    50: [22159, 14346, 9288, 6012, 3893, 2518, 1632, 1053, 682, 442],
    100: [24999, 14984, 8983, 5384, 3228, 1934, 1156, 693, 415, 249],
    200: [27687, 15363, 8529, 4731, 2624, 1455, 807, 446, 245, 138],
}
# The same with ratio 50: 13,996 labelled ones; head, tail and sum.
GOLDEN_ENDS = {25: (21651, 863, 69973), 50: (24999, 496, 69974), 100: (28208, 278, 69975)}
RATIOS = st.floats(1, 1e6)


@pytest.mark.parametrize("ratio", GOLDEN)
def test_the_authors_counts_of_cifar_10_to_the_number(ratio):
    total = 5 * int(exponential_counts(5000, 10, 100).sum())
    assert reference_counts(total, 10, ratio).tolist() == GOLDEN[ratio]
    assert sum(GOLDEN[ratio]) == (62030 if ratio == 1 else 62025)


@pytest.mark.parametrize("ratio", GOLDEN_ENDS)
def test_the_authors_counts_of_the_ratio_50(ratio):
    counts = reference_counts(5 * int(exponential_counts(5000, 10, 50).sum()), 10, ratio)
    assert (counts[0], counts[-1], counts.sum()) == GOLDEN_ENDS[ratio]


@pytest.mark.parametrize("ratio", GOLDEN)
def test_ours_are_theirs_but_for_rounding_and_lose_nothing(ratio):
    counts = exact_counts(62030, 10, ratio)
    assert counts.sum() == 62030
    assert np.abs(counts - GOLDEN[ratio]).max() <= 0.0005 * GOLDEN[ratio][0]
    fall = ratio ** -(np.arange(10) / 9)
    assert np.abs(counts - 62030 * fall / fall.sum()).max() < 1


def one_by_one(total, n_classes, ratio):
    """Webster's method as it is defined: each example to the class that is furthest behind its share."""
    fall = (1 / ratio) ** (np.arange(n_classes) / max(n_classes - 1, 1))
    shares, counts = fall / fall.sum(), np.zeros(n_classes, dtype=np.int64)
    for _ in range(total):
        counts[np.argmax(shares / (counts + 0.5))] += 1
    return counts


@given(total=st.integers(0, 400), n_classes=st.integers(1, 12), ratio=RATIOS)
def test_the_quick_way_is_the_one_by_one_way(total, n_classes, ratio):
    counts = exact_counts(total, n_classes, ratio)
    assert np.array_equal(counts, one_by_one(total, n_classes, ratio))
    assert counts.sum() == total
    assert (np.diff(counts) <= 0).all()


@given(
    total=st.integers(0, 10**6), more=st.integers(1, 50), n_classes=st.integers(1, 60), ratio=RATIOS
)
def test_more_examples_take_none_away_from_a_class(total, more, n_classes, ratio):
    fewer, counts = (exact_counts(number, n_classes, ratio) for number in (total, total + more))
    assert (fewer <= counts).all()
    assert counts.sum() - fewer.sum() == more
