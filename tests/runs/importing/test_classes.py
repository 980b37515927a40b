"""Which classes a file speaks of, and which column of scores belongs to which."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.data.labels import NamedCodes
from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import classes as classes_module
from ltcore.runs.importing.classes import resolve_classes
from ltcore.runs.importing.settings import MOST_CLASSES


def column(name, labels):
    codes = NamedCodes("file", name)
    distinct = list(dict.fromkeys(labels))
    codes.add(np.array([distinct.index(label) for label in labels]), distinct, first_row=1)
    return name, codes


def resolved(label, predicted=None, scores=(), n_scores=None, given=None, n_given=None):
    """Return the classes, and the class of each row."""
    columns = [column("label", label)]
    if predicted is not None:
        columns.append(column("predicted", predicted))
    n_given = len(given) if given is not None and n_given is None else n_given
    n_scores = len(scores) if n_scores is None else n_scores
    classes = resolve_classes(columns, tuple(scores), n_scores, given, n_given)
    return classes, columns[0][1].numbered(classes.number).tolist()


@pytest.mark.parametrize(
    ("label", "predicted", "names", "numbers"),
    [
        (["owl", "cat", "owl"], ["cat", "cat", "dog"], ("cat", "dog", "owl"), [2, 0, 2]),
        ([0, 2, 1], [0, 0, 0], ("0", "1", "2"), [0, 2, 1]),
        ([0, 0], [0, 2], ("0", "1", "2"), [0, 0]),
        ([2.0, 10.0, 0.0], None, tuple(map(str, range(11))), [2, 10, 0]),
        ([0, 0], [0, 0], ("0",), [0, 0]),
        ([-1, 1], [1, 1], ("-1", "1"), [0, 1]),
        ([7001, 7002, 7001], [7002, 7002, 7003], ("7001", "7002", "7003"), [0, 1, 0]),
        (["True", "False"], None, ("False", "True"), [1, 0]),
        ([True, False], [False, False], ("False", "True"), [1, 0]),
        (["007", "1"], None, ("1", "007"), [1, 0]),
        (["1", "2", "10+"], ["10+", "1", "1"], ("1", "10+", "2"), [0, 2, 1]),
    ],
)
def test_labels_alone(label, predicted, names, numbers):
    classes, found = resolved(label, predicted)
    assert (classes.names, found) == (names, numbers)
    assert classes.score_of.tolist() == []
    said = (
        f"numbers are read as the names of {len(names)} classes; if there are more, give "
        "--class-counts"
    )
    assert classes.notes == ((said,) if names[0] == "7001" else ())


@pytest.mark.parametrize("predicted", [[1, 1, 2], [3, 3, 3]])
def test_labels_from_1_are_classes_from_1_and_said(predicted):
    classes, numbers = resolved([1, 3, 2], predicted)
    assert (classes.names, numbers) == (("1", "2", "3"), [0, 2, 1])
    assert classes.notes == ("labels run from 1 to 3: label 1 is the first class",)


@pytest.mark.parametrize(
    ("label", "size", "names", "numbers"),
    [
        ([1, 2], 3, ("0", "1", "2"), [1, 2]),  # counted from 0: class 0 has no example
        ([1, 2], 2, ("1", "2"), [0, 1]),  # from 1: 2 is a class
        ([0, 2], 4, ("0", "1", "2", "3"), [0, 2]),
        ([0], 2, ("0", "1"), [0]),
    ],
)
def test_a_number_of_classes_decides_where_counting_begins(label, size, names, numbers):
    classes, found = resolved(label, n_given=size)
    assert (classes.names, found) == (names, numbers)
    assert bool(classes.notes) == (names[0] == "1")


@pytest.mark.parametrize(
    ("label", "given", "numbers"),
    [
        (["owl", "cat"], ("owl", "dog", "cat"), [0, 2]),
        ([0, 2], ("owl", "dog", "cat"), [0, 2]),
        ([1, 3], ("owl", "dog", "cat"), [0, 2]),
        ([1, 2], ("owl", "dog", "cat"), [1, 2]),
        ([10, 20], ("20", "10"), [1, 0]),
        ([0.5, 1.0], ("0.5", "1"), [0, 1]),
        (["1", "2"], ("1", "2", "10+"), [0, 1]),
    ],
)
def test_given_names_are_the_order(label, given, numbers):
    classes, found = resolved(label, given=given)
    assert (classes.names, found) == (given, numbers)


@pytest.mark.parametrize(
    ("label", "scores", "names", "numbers", "score_of"),
    [
        (["b", "a"], ("a", "b"), ("a", "b"), [1, 0], [0, 1]),
        (["b", "a"], ("b", "c", "a"), ("a", "b", "c"), [1, 0], [1, 2, 0]),
        ([0, 2], ("2", "0", "1"), ("0", "1", "2"), [0, 2], [2, 0, 1]),
        ([1, 3], ("1", "2", "3"), ("1", "2", "3"), [0, 2], [0, 1, 2]),
        ([1, 3], ("0", "1", "2"), ("1", "2", "3"), [0, 2], [0, 1, 2]),
        (["b", "a"], ("0", "1"), ("a", "b"), [1, 0], [0, 1]),
        (["b", "a"], ("2", "1"), ("a", "b"), [1, 0], [1, 0]),
        ([10, 20], ("20", "10"), ("10", "20"), [0, 1], [1, 0]),
        (["10", "9"], ("10", "9", "11"), ("9", "10", "11"), [1, 0], [1, 0, 2]),
    ],
)
def test_scores_are_of_the_class_that_their_name_says(label, scores, names, numbers, score_of):
    classes, found = resolved(label, scores=scores)
    assert (classes.names, found) == (names, numbers)
    assert classes.score_of.tolist() == score_of
    assert classes.score_of.dtype == np.int64


@given(st.permutations(["cat", "dog", "owl", "pig", "rat"]), st.permutations(range(1, 6)))
def test_the_order_of_columns_changes_no_class(names, numbers):
    """Column k is called names[k]; its scores go to the place of that name."""
    classes, _ = resolved(["cat", "pig"], scores=names)
    assert [classes.names[at] for at in classes.score_of] == list(names)
    by_number, _ = resolved(["a", "b", "c", "d", "e"], scores=tuple(map(str, numbers)))
    assert [at + 1 for at in by_number.score_of] == list(numbers)
    assert by_number.notes[-1].startswith(
        "scores are numbered: they are read as scores of a, b, c, d, e"
    )


def test_scores_without_names_come_in_label_order():
    classes, _ = resolved([0, 1], n_scores=3)
    assert (classes.names, classes.score_of.tolist()) == (("0", "1", "2"), [0, 1, 2])
    named, _ = resolved(["b", "a"], scores=(), n_scores=2, given=("b", "a"))
    assert named.score_of.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"label": [0, 1], "predicted": [1, "x"]},
            "row 2, column predicted: 'x' is not a number, like '0'",
        ),
        (
            {"label": ["a", "b"], "predicted": ["a", 1]},
            "column label: 'a' is not a number, like '1'",
        ),
        ({"label": [0, 1], "predicted": [0, 0.5]}, "row 2, column predicted: '0.5' is not a class"),
        ({"label": [0, 3], "n_given": 3}, "row 2, column label: '3' is not a class from 0 to 2"),
        ({"label": [0, 1, 200_000]}, None),
        ({"label": [200_000, 200_000]}, "'200000' is not a class from 0 to 99999"),
        (
            {"label": ["a", "b"], "n_given": 3},
            "3 classes are given, but the labels name 2 (a, b ...)",
        ),
        (
            {"label": ["a", "q"], "given": ("a", "b")},
            "row 2, column label: 'q' is not among the 2 class na",
        ),
        (
            {"label": [0, 5], "given": ("a", "b")},
            "row 2, column label: '5' is not a class from 0 to 1",
        ),
        ({"label": ["a", "q"], "scores": ("a", "b")}, "'q' is not among the scores' 2 classes"),
        (
            {"label": [0, 1], "scores": ("0", "1", "3")},
            "the score column of class 2 is missing between 0 and 3",
        ),
        (
            {"label": [1, 2], "scores": ("2", "3")},
            "the score column of class 1 is missing between 2",
        ),
        (
            {"label": [0, 1], "scores": ("0", "1"), "n_given": 3},
            "3 classes are given, but the scores have 2 col",
        ),
        (
            {"label": [0, 1], "given": ("a", "b"), "scores": ("a", "c")},
            "scores of 'c', which is not among",
        ),
    ],
)
def test_what_does_not_go_together_is_named(arguments, message):
    if message is None:
        assert len(resolved(**arguments)[0].names) == 3  # identifiers, not a count of classes
        return
    with pytest.raises(ImportRefusedError) as caught:
        resolved(**arguments)
    assert message in str(caught.value)


def test_too_many_classes_are_refused(monkeypatch):
    monkeypatch.setattr(classes_module, "MOST_CLASSES", 3)
    assert len(resolved(["a", "b", "c"])[0].names) == 3
    with pytest.raises(ImportRefusedError, match="4 classes: at most 3 are supported"):
        resolved(["a", "b", "c", "d"])


def test_two_columns_of_scores_of_one_class_are_refused():
    with pytest.raises(ImportRefusedError, match="two columns are scores of class 'a'"):
        resolved(["a", "b"], scores=("a", "b", "a"))


def test_two_far_numbers_are_names_and_one_alone_is_refused():
    far = str(MOST_CLASSES)
    assert resolved(["0", far])[0].names == ("0", far)
    with pytest.raises(ImportRefusedError, match="a class from 0 to"):
        resolved([far, far])
