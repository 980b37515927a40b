"""What a person may say about a file of predictions."""

import unicodedata

import numpy as np
import pytest

from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import ImportSettings


def test_nothing_is_known_by_default():
    settings = ImportSettings()
    assert (settings.names(), settings.n_classes(), settings.split, settings.epoch) == (
        None,
        None,
        "test",
        1,
    )
    assert settings.counts(("a", "b")).tolist() == [0, 0]


@pytest.mark.parametrize("counts", [[5, 0, 1], (5, 0, 1), np.array([5, 0, 1], np.uint8)])
def test_counts_in_label_order(counts):
    settings = ImportSettings(class_counts=counts)
    assert (settings.names(), settings.n_classes()) == (None, 3)
    assert settings.counts(("x", "y", "z")).tolist() == [5, 0, 1]
    assert settings.counts(("x", "y", "z")).dtype == np.int64
    with pytest.raises(
        ImportRefusedError, match="class_counts names 3 classes, but the file has 2"
    ):
        settings.counts(("x", "y"))


def test_counts_by_name_come_in_class_order():
    settings = ImportSettings(class_counts={"10": 1, " 9.0": 2, "2": 3})
    assert (settings.names(), settings.n_classes()) == (("2", "9", "10"), 3)
    assert settings.counts(("2", "9", "10")).tolist() == [3, 2, 1]


def test_names_give_the_order_and_counts_by_name_follow_it():
    settings = ImportSettings(class_names=["owl ", "cat"], class_counts={"cat": 7, "owl": 1})
    assert settings.names() == ("owl", "cat")
    assert settings.counts(("owl", "cat")).tolist() == [1, 7]
    with pytest.raises(ImportRefusedError, match="disagree about class 'dog'"):
        ImportSettings(class_names=["owl", "cat"], class_counts={"cat": 7, "dog": 1}).names()


def test_names_are_called_as_labels_are():
    apart = unicodedata.normalize("NFD", "café")
    assert ImportSettings(class_names=[apart, "3.0"]).names() == ("café", "3")
    assert ImportSettings(class_counts={apart: 1, "thé": 2}).names() == ("café", "thé")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a"], "give at least two names"),
        ([], "give at least two names"),
        (["a", "b", "a "], "name 'a' twice"),
        (["1", "1.0"], "name '1' twice"),
        (["a", " ", "b"], "class_names: name 2 is empty"),
    ],
)
def test_names_that_are_refused(names, message):
    with pytest.raises(ImportRefusedError, match=message):
        ImportSettings(class_names=names).names()


@pytest.mark.parametrize(
    "counts", [[], [0, 0], [1, -1], [1.5, 2], [[1, 2]], {}, {"a": 0, "b": 0}, {"a": -1, "b": 3}]
)
def test_counts_that_are_refused(counts):
    with pytest.raises(
        ImportRefusedError, match="class_counts must be whole numbers of at least 0"
    ):
        ImportSettings(class_counts=counts)
