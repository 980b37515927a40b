import numpy as np
import pytest
from sklearn.metrics import confusion_matrix as reference

from ltcore.metrics import confusion_matrix


def test_rows_are_true_classes():
    assert confusion_matrix([0, 0, 1], [1, 1, 0], 2).tolist() == [[0, 2], [1, 0]]


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    labels, predicted = rng.integers(0, 7, 500), rng.integers(0, 7, 500)
    confusion = confusion_matrix(labels, predicted, 9)
    assert confusion.dtype == np.int64
    assert np.array_equal(confusion, reference(labels, predicted, labels=np.arange(9)))


def test_missing_classes_keep_their_row_and_column():
    confusion = confusion_matrix([0, 3], [0, 3], 5)
    assert confusion.shape == (5, 5)
    assert np.flatnonzero(confusion.diagonal()).tolist() == [0, 3]


def test_no_examples_give_zeros():
    assert confusion_matrix([], [], 2).tolist() == [[0, 0], [0, 0]]


def test_small_integer_types_do_not_overflow():
    labels = np.array([255, 200], dtype=np.uint8)
    assert confusion_matrix(labels, labels, 256)[255, 255] == 1


@pytest.mark.parametrize(
    ("labels", "predicted", "n_classes", "message"),
    [
        ([0, 3], [0, 1], 3, r"labels\[1\] is 3: with 3 classes"),
        ([0, 1], [-1, 1], 3, r"predicted\[0\] is -1"),
        ([0, 1], [1], 3, "labels has 2 examples but predicted has 1"),
        ([0.0, 1.0], [0, 1], 3, "labels has dtype float64"),
        ([[0, 1]], [0, 1], 3, "labels has shape"),
        ([0], [0], 0, "n_classes is 0"),
    ],
)
def test_illegal_input_is_refused(labels, predicted, n_classes, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(labels, predicted, n_classes)
