"""F1 by hand, against scikit-learn, and what holds for all counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score

from ltcore.metrics import (
    confusion_matrix,
    f1_interval,
    f1_per_class,
    macro_f1,
    per_class_recall_precision,
    wilson,
)

confusions = arrays(np.int64, (4, 4), elements=st.integers(0, 20))


def of(confusion):
    scores = per_class_recall_precision(confusion)
    return scores.support, scores.predicted, scores.correct


def test_by_hand():
    # Recall 8/10, precision 8/9: 2 * 8 / (10 + 9); then 2 * 4 / (5 + 6).
    confusion = [[8, 2, 0], [1, 4, 0], [0, 0, 0]]
    np.testing.assert_allclose(f1_per_class(*of(confusion)), [16 / 19, 8 / 11, np.nan], rtol=1e-14)
    assert macro_f1(confusion) == pytest.approx((16 / 19 + 8 / 11) / 2, rel=1e-14)


def test_wrong_throughout_is_0_and_absent_is_undefined():
    # Never predicted; predicted but without examples; neither.
    np.testing.assert_equal(f1_per_class([5, 0, 0], [0, 7, 0], [0, 0, 0]), [0, 0, np.nan])
    assert macro_f1([[0, 5, 0], [0, 5, 0], [0, 0, 0]]) == pytest.approx((0 + 2 * 5 / 15) / 2)


def test_nothing_at_all_is_undefined():
    assert np.isnan(macro_f1(np.zeros((3, 3))))


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_scikit_learn_absent_classes_included(seed):
    rng = np.random.default_rng(seed)
    # Of 8 classes some have no example, some are never predicted, and the last has neither.
    labels, predicted = rng.integers(0, 5, 40), rng.integers(2, 7, 40)
    confusion = confusion_matrix(labels, predicted, 8)
    theirs = f1_score(labels, predicted, labels=range(8), average=None, zero_division=np.nan)
    np.testing.assert_allclose(f1_per_class(*of(confusion)), theirs, rtol=1e-12, atol=1e-15)
    assert macro_f1(confusion) == pytest.approx(f1_score(labels, predicted, average="macro"))


@given(confusions)
@settings(max_examples=60, deadline=None)
def test_it_is_the_harmonic_mean_and_lies_between(confusion):
    scores = per_class_recall_precision(confusion)
    f1 = f1_per_class(*of(confusion))
    assert np.array_equal(np.isnan(f1), (scores.support == 0) & (scores.predicted == 0))
    both = ~np.isnan(scores.recall) & ~np.isnan(scores.precision)
    low = np.minimum(scores.recall, scores.precision)[both]
    high = np.maximum(scores.recall, scores.precision)[both]
    assert ((f1[both] >= low - 1e-12) & (f1[both] <= high + 1e-12)).all()
    right = scores.correct > 0
    harmonic = 2 / (1 / scores.recall[right] + 1 / scores.precision[right])
    np.testing.assert_allclose(f1[right], harmonic, rtol=1e-12)
    # Who is called true and who predicted does not matter, nor how classes are numbered.
    np.testing.assert_equal(f1_per_class(*of(confusion.T)), f1)
    order = [2, 0, 3, 1]
    np.testing.assert_equal(f1_per_class(*of(confusion[np.ix_(order, order)])), f1[order])


@given(confusions)
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_f1_and_stays_in_0_to_1(confusion):
    f1, (low, high) = f1_per_class(*of(confusion)), f1_interval(*of(confusion))
    assert np.array_equal(np.isnan(low), np.isnan(f1))
    defined = ~np.isnan(f1)
    assert (low[defined] >= 0).all()
    assert (high[defined] <= 1).all()
    assert (low[defined] <= f1[defined] + 1e-12).all()
    assert (f1[defined] <= high[defined] + 1e-12).all()


def test_the_interval_by_hand():
    # 8 of the 10 + 9 - 8 examples that have the class or were predicted as it are right.
    (jaccard_low,), (jaccard_high,) = wilson([8], [11])
    low, high = f1_interval([10], [9], [8])
    assert low[0] == pytest.approx(2 * jaccard_low / (1 + jaccard_low))
    assert high[0] == pytest.approx(2 * jaccard_high / (1 + jaccard_high))


def test_the_interval_covers_as_often_as_it_says():
    """Examples are drawn with the class and the prediction of a known law; F1 of that law is covered."""
    rng, n, trials = np.random.default_rng(0), 200, 2000
    cells = rng.multinomial(
        n, [0.10, 0.05, 0.04, 0.81], size=trials
    )  # both, missed, false, neither
    right, missed, false = cells[:, 0], cells[:, 1], cells[:, 2]
    low, high = f1_interval(right + missed, right + false, right)
    truth = 2 * 0.10 / (2 * 0.10 + 0.05 + 0.04)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("counts", [([3], [5], [4]), ([3], [5], [-1]), ([5], [3], [4])])
def test_more_right_than_there_are_is_refused(counts):
    with pytest.raises(ValueError, match=r"correct\[0\] .* lies from 0 to 3"):
        f1_per_class(*counts)


def test_counts_of_other_classes_are_refused():
    with pytest.raises(ValueError, match="one number per class"):
        f1_per_class([3, 1], [5], [4])
