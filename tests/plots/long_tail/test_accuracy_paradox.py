import math

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import class_axis, seeds_summary
from ltcore.analysis.long_tail.majority import majority_curve
from ltcore.analysis.long_tail.risk import risk_of_runs
from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.accuracy_paradox import (
    SIDE,
    TICKS,
    accuracy_paradox_figure,
    words_accuracy_paradox,
)

TWO = class_axis([199, 1], ["healthy", "ill"])
CURVE = majority_curve("exponential", 400, 2, [1, 10, 100, 1000])


@pytest.fixture
def trained(make):
    runs = risk_of_runs(make.per_class(methods=("erm",)))
    return pd.concat([seeds_summary(runs, m, by=()) for m in ("accuracy", "balanced_accuracy")])


def wrong_squares(figure):
    return [int(np.asarray(trace.z).sum()) for trace in figure.data if trace.type == "heatmap"]


def test_the_squares_count_both_ways():
    figure = accuracy_paradox_figure(TWO, CURVE, 200)
    assert wrong_squares(figure) == [2, SIDE * SIDE // 2]
    assert figure.layout.title.text == "Always answering “healthy” is right 99.5 % of the time"


def test_a_rare_class_never_vanishes_from_the_squares():
    frame = class_axis([100_000, 1], ["a", "b"])
    assert wrong_squares(accuracy_paradox_figure(frame, CURVE, 1000))[0] == 1


def test_the_curve_and_the_dot_are_those_of_the_numbers():
    figure = accuracy_paradox_figure(TWO, CURVE, 200)
    lower, upper, now = (trace for trace in figure.data if trace.type == "scatter")
    np.testing.assert_allclose(upper.y, CURVE["accuracy"], rtol=1e-6)
    np.testing.assert_allclose(lower.y, 0.5)
    assert list(now.x) == [200, 200]
    assert list(now.y) == [0.995, 0.5]
    assert figure.layout.xaxis3.type == "log"


def test_an_exponent_has_a_linear_axis():
    curve = majority_curve("pareto", 100, 5, [0, 1, 2])
    figure = accuracy_paradox_figure(class_axis([5, 4, 3, 2, 1], list("abcde")), curve, 1.0)
    assert figure.layout.xaxis3.type != "log"
    assert figure.layout.xaxis3.title.text == "Exponent α of the rank"


@pytest.mark.parametrize("now", [0.0, 3.0])
def test_a_trained_arm_stands_at_its_place_on_a_linear_axis(trained, now):
    curve = majority_curve("pareto", 100, 10, [0, 1, 3])
    frame = class_axis(np.arange(10, 0, -1), list("abcdefghij"))
    figure = accuracy_paradox_figure(frame, curve, now, trained=trained)
    assert list(figure.data[-1].x) == [now, now]
    assert all(text.startswith("ERM ") for text in figure.data[-1].text)


def test_a_trained_arm_is_shown_with_its_interval(trained):
    counts = exponential_counts(163, 10, 100)
    frame = class_axis(counts, [f"digit {label}" for label in range(10)])
    curve = majority_curve("exponential", 163, 10, [1, 1000])
    figure = accuracy_paradox_figure(frame, curve, 100, trained=trained, look=Look("dark"))
    marks = figure.data[-1]
    np.testing.assert_allclose(marks.y, trained["mean"], rtol=1e-6)
    np.testing.assert_allclose(marks.y + marks.error_y.array, trained["high"], rtol=1e-5)
    assert "over 3 seeds" in figure.layout.title.subtitle.text
    assert "Trained on these data, ERM reaches" in words_accuracy_paradox(frame, trained)


def test_without_a_curve_only_today_is_shown():
    figure = accuracy_paradox_figure(TWO, CURVE.iloc[:0], 199)
    assert sum(trace.type == "scatter" for trace in figure.data) == 1


def test_empty_and_hostile():
    frame = class_axis([3, 1], ["<b>x</b>", "y"])
    assert "&lt;b&gt;" in accuracy_paradox_figure(frame, CURVE, 3).layout.title.text
    assert accuracy_paradox_figure(frame.iloc[:0], CURVE, 3).layout.annotations[0].text
    assert words_accuracy_paradox(frame.iloc[:0]) == "There are no class counts yet."


@pytest.mark.parametrize("n_classes", [1, 1000])
def test_one_class_and_a_thousand(n_classes):
    frame = class_axis(np.arange(n_classes, 0, -1), [f"c{label}" for label in range(n_classes)])
    figure = accuracy_paradox_figure(frame, CURVE, 10)
    assert len(figure.to_json()) < 50_000
    assert words_accuracy_paradox(frame)


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_a_class_without_examples_stands_at_infinity(look):
    frame = class_axis([30, 0, 2], list("abc"))
    figure = accuracy_paradox_figure(frame, CURVE.iloc[:0], math.inf, look=look)
    axis = figure.layout.xaxis3
    (mark,) = (trace for trace in figure.data if trace.type == "scatter")
    assert dict(zip(axis.tickvals, axis.ticktext, strict=True))[mark.x[0]] == "∞"
    assert max(TICKS) < mark.x[0] < 10 ** axis.range[1]
    assert "1 class has no training example at all" in words_accuracy_paradox(frame)


def test_a_finite_ratio_has_no_infinity_on_its_axis():
    figure = accuracy_paradox_figure(TWO, CURVE, 5000)
    assert "∞" not in figure.layout.xaxis3.ticktext
    assert 10 ** figure.layout.xaxis3.range[1] > 5000
    assert "infinite" not in words_accuracy_paradox(TWO)
