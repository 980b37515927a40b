import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import balanced_accuracy_score, precision_score, recall_score

from ltcore.metrics import (
    balanced_error,
    confusion_matrix,
    g_mean,
    per_class_recall_precision,
)

CONFUSION = [[90, 8, 2], [20, 70, 10], [30, 20, 50]]


def test_known_values():
    scores = per_class_recall_precision(CONFUSION)
    np.testing.assert_allclose(scores.recall, [0.9, 0.7, 0.5], rtol=1e-14)
    np.testing.assert_allclose(
        scores.precision, [0.642857142857, 0.714285714286, 0.806451612903], rtol=1e-11
    )
    assert scores.support.tolist() == [100, 100, 100]
    assert scores.predicted.tolist() == [140, 98, 62]
    assert scores.correct.tolist() == [90, 70, 50]
    assert balanced_error(CONFUSION) == pytest.approx(0.3, abs=1e-14)
    assert g_mean(CONFUSION) == pytest.approx(0.680409212, abs=1e-9)


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    labels, predicted = rng.integers(0, 6, 300), rng.integers(0, 6, 300)
    confusion = confusion_matrix(labels, predicted, 6)
    scores = per_class_recall_precision(confusion)
    np.testing.assert_allclose(scores.recall, recall_score(labels, predicted, average=None))
    np.testing.assert_allclose(scores.precision, precision_score(labels, predicted, average=None))
    assert balanced_error(confusion) == pytest.approx(
        1 - balanced_accuracy_score(labels, predicted)
    )


def test_undefined_is_nan_and_never_zero():
    # Class 2 has no test example, class 1 is never predicted.
    scores = per_class_recall_precision([[3, 0, 1], [2, 0, 0], [0, 0, 0]])
    np.testing.assert_equal(scores.recall, [0.75, 0, np.nan])
    np.testing.assert_equal(scores.precision, [0.6, np.nan, 0])


def test_a_class_without_test_example_does_not_count():
    assert balanced_error([[3, 1, 0], [0, 4, 0], [0, 0, 0]]) == pytest.approx(0.125)
    assert g_mean([[3, 1, 0], [0, 4, 0], [0, 0, 0]]) == pytest.approx(0.75**0.5)


def test_no_test_example_at_all_is_nan():
    assert np.isnan(balanced_error(np.zeros((3, 3))))
    assert np.isnan(g_mean(np.zeros((3, 3))))


def test_g_mean_survives_many_classes_and_a_class_never_recognised():
    thousand = np.diag(np.ones(1000, dtype=int)) + np.eye(1000, k=1, dtype=int) * 99
    assert g_mean(thousand) == pytest.approx(0.01 ** (999 / 1000))
    assert g_mean([[5, 0], [5, 0]]) == 0


@given(arrays(np.int64, (4, 4), elements=st.integers(0, 50)))
@settings(max_examples=50, deadline=None)
def test_shares_stay_in_zero_to_one_and_classes_may_be_renamed(confusion):
    scores = per_class_recall_precision(confusion)
    for share, whole in ((scores.recall, scores.support), (scores.precision, scores.predicted)):
        assert np.array_equal(np.isnan(share), whole == 0)
        assert ((share[whole > 0] >= 0) & (share[whole > 0] <= 1)).all()
    order = [2, 0, 3, 1]
    renamed = confusion[np.ix_(order, order)]
    np.testing.assert_equal(per_class_recall_precision(renamed).recall, scores.recall[order])
    np.testing.assert_allclose(balanced_error(renamed), balanced_error(confusion))
    if (confusion.sum(axis=1) > 0).any():
        assert g_mean(confusion) <= 1 - balanced_error(confusion) + 1e-12


@pytest.mark.parametrize(
    ("confusion", "message"), [([[1, 2]], "it is square"), ([[1, -2], [0, 3]], "holds -2")]
)
def test_illegal_matrix_is_refused(confusion, message):
    with pytest.raises(ValueError, match=message):
        per_class_recall_precision(confusion)
