"""From the labels of a file, in blocks of any type, to class names and label numbers."""

import decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import LabelEncoder

from ltcore.data.errors import DataError
from ltcore.data.labels import LabelCollector, NamedCodes, encode_labels


def collected(*blocks, split="pool"):
    """Return the classes of blocks of labels."""
    collector = LabelCollector()
    first = 1
    for block in blocks:
        collector.add(split, block, where="a.csv", column="label", first_row=first)
        first += len(block)
    return collector.finish()


def test_names_sort_by_alphabet_and_numbers_by_value():
    assert encode_labels({"pool": ["b", "a", "10", "9"]})[0] == ("10", "9", "a", "b")
    assert encode_labels({"pool": ["10", "9", "-1"]})[0] == ("-1", "9", "10")


def test_numbers_written_differently_are_different_names():
    assert encode_labels({"pool": ["01", "1"]})[0] == ("01", "1")


@pytest.mark.parametrize(
    "labels",
    [
        ["10", "9", "10"],
        ["10.0", "9.0", "10.0"],
        [" 10", "9 ", "10\t"],
        [10, 9, 10],
        [10.0, 9.0, 10.0],
        np.array([10, 9, 10], np.uint8),
        np.array([10, 9, 10], np.float16),
        np.array([b"10", b"9", b"10"]),
        np.array(["10", "9", "10"]),
        np.array([10, "9.0", decimal.Decimal("10.00")], dtype=object),
    ],
)
def test_one_order_in_every_type(labels):
    found = collected(labels)
    assert found.names == ("9", "10")
    assert found.numbers["pool"].tolist() == [1, 0, 1]
    assert found.numbers["pool"].dtype == np.int64


def test_truth_values_are_classes_as_their_text_is():
    for labels in ([True, False, True], ["True", "False", "True"], np.array([1, 0, 1], bool)):
        found = collected(labels)
        assert (found.names, found.numbers["pool"].tolist()) == (("False", "True"), [1, 0, 1])


@given(st.lists(st.integers(0, 20), min_size=2, max_size=60), st.lists(st.integers(1, 59)))
def test_blocks_change_nothing_and_scikit_learn_counts_the_same(labels, cuts):
    if len(set(labels)) < 2:
        labels = [*labels, max(labels) + 1]
    whole = collected(labels)
    parts = np.split(np.array(labels), sorted(cut for cut in cuts if cut < len(labels)))
    cut = collected(*parts)
    encoder = LabelEncoder().fit(labels)
    assert cut.names == whole.names == tuple(map(str, encoder.classes_))
    assert cut.numbers["pool"].tolist() == encoder.transform(labels).tolist()
    assert whole.numbers["pool"].tolist() == encoder.transform(labels).tolist()


def test_blocks_of_other_types_go_together():
    found = collected([3, 1], ["3.0", "1 "], [1.0, 3.0])
    assert (found.names, found.numbers["pool"].tolist()) == (("1", "3"), [1, 0, 1, 0, 0, 1])


def test_blanks_are_removed_counted_and_said():
    found = collected([" negative", " negative    ", "positive"], ["positive "])
    assert found.names == ("negative", "positive")
    assert found.notes == ("blanks around 3 labels were removed",)
    assert collected(["a ", "b"]).notes == ("blanks around 1 label were removed",)
    assert collected([b"a ", b"b"]).notes == ("blanks around 1 label were removed",)


@pytest.mark.parametrize(
    ("labels", "said"),
    [([1, 2, 3], True), ([0, 1, 2], False), ([1, 3], False), ([2, 3], False), (["1", "a"], False)],
)
def test_labels_from_1_are_told(labels, said):
    note = "labels run from 1 to 3: there is no class 0"
    assert collected(labels).notes == ((note,) if said else ())


@pytest.mark.parametrize("missing", [None, float("nan"), "", "  ", np.nan])
def test_a_missing_label_is_named_by_its_row(missing):
    with pytest.raises(DataError, match=r"^a\.csv, row 5: the label \('label'\) is empty$"):
        collected(["a", "b", "a"], np.array(["b", missing, missing], dtype=object))


def test_bytes_that_are_not_utf8_are_refused():
    with pytest.raises(
        DataError, match=r"a\.csv: the label b'\\xfc' in 'label' is not text in UTF-8"
    ):
        collected([b"a", b"\xfc"])


def test_a_test_class_without_training_examples_is_refused():
    with pytest.raises(DataError, match="test has class 'c', which train does not have"):
        encode_labels({"train": ["a", "b"], "test": ["a", "c"]})


def test_a_class_may_be_absent_in_later_splits():
    names, numbers = encode_labels({"train": ["a", "c", "b"], "test": ["c"], "val": ["b"]})
    assert names == ("a", "b", "c")
    assert {split: labels.tolist() for split, labels in numbers.items()} == {
        "train": [0, 2, 1],
        "test": [2],
        "val": [1],
    }


def test_one_class_is_not_enough():
    with pytest.raises(DataError, match=r"pool has 1 class \('a'\): a classifier needs"):
        encode_labels({"pool": ["a", "a"]})
    with pytest.raises(DataError, match="no row has a label"):
        encode_labels({"pool": []})


def test_measurements_are_no_classes():
    with pytest.raises(DataError, match=r"pool has 3 different labels in 4 rows, such as 1\.5"):
        collected([1.5, 2.25, 2.25, 7.0])
    assert collected([0.5, 1.0, 0.5, 1.0]).names == ("0.5", "1")  # ratings
    assert collected([100, 200, 300]).names == ("100", "200", "300")
    assert collected(["v1.5", "2"]).names == ("2", "v1.5")


def test_codes_of_a_list_are_labels_and_minus_one_is_missing():
    codes = NamedCodes("a.parquet", "kind")
    codes.add(np.array([1, 0, 1]), ["b ", 3.0], first_row=1)
    codes.add(np.array([0], np.uint8), ["b"], first_row=4)
    assert (len(codes), set(codes.names), codes.stripped) == (4, {"3", "b"}, 1)
    assert codes.numbered({"b": 7, "3": 5}).tolist() == [5, 7, 5, 7]
    assert codes.first_row_of("b") == 2
    with pytest.raises(DataError, match=r"a\.parquet, row 6: the label \('kind'\) is empty"):
        codes.add(np.array([0, -1]), ["b"], first_row=5)


def test_what_a_list_holds_and_no_row_has_is_no_class():
    codes = NamedCodes("a.parquet", "kind")
    codes.add(np.array([2, 0]), ["cat", " gone ", "owl", "", None, b"\xff"], first_row=1)
    assert set(codes.names) == {"cat", "owl"}
    assert codes.stripped == 0
