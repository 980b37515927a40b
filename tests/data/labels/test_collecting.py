import pytest

from ltcore.data.errors import DataError
from ltcore.data.labels import encode_labels


def test_names_sort_by_alphabet_and_numbers_by_value():
    assert encode_labels({"pool": ["b", "a", "10", "9"]})[0] == ("10", "9", "a", "b")
    assert encode_labels({"pool": ["10", "9", "-1"]})[0] == ("-1", "9", "10")


def test_numbers_written_differently_are_different_names():
    assert encode_labels({"pool": ["01", "1"]})[0] == ("01", "1")


def test_a_test_class_without_training_examples_is_refused():
    with pytest.raises(DataError, match="test has class 'c', which train does not have"):
        encode_labels({"train": ["a", "b"], "test": ["a", "c"]})


def test_one_class_is_not_enough():
    with pytest.raises(DataError, match="pool has 1 class"):
        encode_labels({"pool": ["a", "a"]})
