"""What per-class words and axes say where training counts are unknown or a class has no example."""

import json

import pandas as pd
import pytest

from ltcore import plots
from ltcore.analysis import per_class_table
from ltcore.plots.base.axes import label_class_axis
from ltcore.plots.base.class_ends import told_ends
from ltcore.plots.base.theme import Look, new_figure

NAMES = ("cat", "owl", "lynx")


def run_of(labels, predicted, counts, names=NAMES):
    table = per_class_table(labels, predicted, counts, names)
    return table.assign(run="a", label="mine", arm="mine", method="imported", seed=pd.NA)


@pytest.fixture
def unknown():
    """Recall of cat 1/2, of owl 0, of lynx 1; nobody told the training counts."""
    return run_of([0, 0, 1, 1, 2, 2], [0, 1, 0, 0, 2, 2], None)


def test_words_of_unknown_counts_name_the_lowest_and_the_highest(unknown):
    lowest, highest, note, _ = plots.words_per_class(unknown).split("\n")
    assert lowest.startswith("Recall of class owl, the lowest: mine 0 %")
    assert highest.startswith("Recall of class lynx, the highest: mine 100 %")
    assert note == "Training examples unknown: classes in label order."


def test_a_class_of_undefined_value_is_not_the_lowest():
    frame = run_of([0, 0, 1], [0, 0, 0], None)
    low, high = told_ends(frame, "precision", "test")
    assert (low.rank, high.rank) == (0, 0)


@pytest.mark.parametrize("n_classes", [3, 20])
def test_no_zeros_on_the_axis_of_unknown_counts(n_classes):
    names = [f"species {label}" for label in range(n_classes)]
    labels = list(range(n_classes))
    figure = plots.per_class_figure(run_of(labels, labels, None, names))
    axis = figure.layout.xaxis
    assert axis.title.text == "Class, in label order (training counts unknown)"
    assert not any("<br>" in text for text in axis.ticktext)
    assert "0 training examples" not in json.dumps(figure.to_plotly_json(), default=str)


def test_known_counts_stay_on_the_axis():
    frame = run_of([0, 1, 2], [0, 1, 2], [9, 8, 0])
    figure = new_figure("x", "", "", Look())
    label_class_axis(figure, frame, Look())
    assert list(figure.layout.xaxis.ticktext) == ["cat<br>9", "owl<br>8", "lynx<br>0"]
    assert figure.layout.xaxis.title.text == "Class, most frequent first (training examples below)"


def test_the_rarest_class_with_test_examples_is_told_and_those_without_are_counted():
    frame = run_of([0, 0, 1, 1], [0, 0, 1, 0], [90, 20, 5])
    rarest, most, without, _ = plots.words_per_class(frame).split("\n")
    assert rarest.startswith("Recall of the rarest class with test examples (owl): mine 50 %")
    assert rarest.endswith(", 2 test examples.")
    assert most.startswith("Recall of the most frequent class: mine 100 %")
    assert without == "1 of 3 classes has no test example."


def test_no_class_with_examples_leaves_the_outermost():
    frame = run_of([], [], [90, 20, 5])
    assert [end.rank for end in told_ends(frame, "recall", "test")] == [2, 0]
