import json
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.posthoc.scores import class_change, group_curves, without_correction
from ltcore.analysis.posthoc.sweeps import Sweep
from ltcore.plots.base.theme import Look
from ltcore.plots.posthoc.classes import posthoc_classes_figure, words_posthoc_classes
from ltcore.plots.posthoc.sweep import SweepView, posthoc_figure
from ltcore.plots.posthoc.under_hand import posthoc_specs
from ltcore.plots.posthoc.words import words_posthoc
from ltcore.types import Split

NAMES = ["cat", "<b>lynx</b>", "dog"]


def make_sweep(counts=(500, 5, 50), n=60):
    rng = np.random.default_rng(0)
    labels = np.arange(n) % len(counts)
    decided = np.where(rng.random((3, n)) < np.array([[0.5], [0.7], [0.9]]), labels, 0)
    axis = class_axis(counts, NAMES if len(counts) == 3 else [str(c) for c in range(len(counts))])
    return Sweep(np.array([0.0, 1.0, 2.0]), decided, decided[0], labels), axis


def view(chosen: float | None = 2.0) -> SweepView:
    return SweepView(
        name="Logit adjustment", axis="τ: share", symbol="τ", value=1.0, chosen=chosen, split="test"
    )


@pytest.fixture
def curves():
    sweep, axis = make_sweep()
    frame = group_curves(sweep, axis)
    return {"val": frame, "test": frame}, without_correction(sweep, axis)


def test_three_panels_with_the_groups_and_both_splits(curves):
    by_split, _ = curves
    figure = posthoc_figure(by_split, 0.4, view())
    names = [trace.name for trace in figure.data if trace.showlegend]
    assert names == [
        "head (1 class)",
        "medium (1 class)",
        "tail (1 class)",
        "balanced error, validation",
        "balanced error, test",
        "without correction",
    ]
    assert "at τ = 1, 40.0 % without correction" in figure.layout.title.text
    tail = next(trace for trace in figure.data if trace.name == "tail (1 class)")
    rows = by_split["test"].query("group == 'tail'")
    np.testing.assert_allclose(tail.y, rows["recall"], rtol=1e-6)
    assert [text.text for text in figure.layout.annotations][-1] == "validation: 2"


def test_the_marks_stand_at_the_value_of_now_and_at_the_chosen_one(curves):
    figure = posthoc_figure(curves[0], 0.4, view(), look=Look("dark", lecture=True))
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [1, 1, 1, 2, 2, 2]
    none = posthoc_figure({"test": curves[0]["test"]}, 0.4, view(chosen=None))
    assert [shape.x0 for shape in none.layout.shapes] == [1, 1, 1]
    assert not any("validation:" in text.text for text in none.layout.annotations)


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_under_the_hand_it_is_the_picture_of_each_value(curves, look):
    unknown: dict[Split, pd.DataFrame] = {
        "test": curves[0]["test"].assign(precision=[None, *curves[0]["test"]["precision"][1:]])
    }
    known: dict[Split, pd.DataFrame] = curves[0]
    for by_split in (known, unknown):
        values = [0.0, 1.0, 2.0]
        specs = posthoc_specs(by_split, 0.4, view(), values, look=look)
        for value, spec in zip(values, specs, strict=True):
            whole = posthoc_figure(by_split, 0.4, replace(view(), value=value), look=look)
            assert json.loads(go.Figure(spec).to_json()) == json.loads(whole.to_json())


def test_a_group_without_a_class_is_not_drawn_and_said():
    sweep, axis = make_sweep(counts=(500, 400, 5))
    by_split: dict[Split, pd.DataFrame] = {"test": group_curves(sweep, axis)}
    figure = posthoc_figure(by_split, 0.4, view(chosen=None))
    assert not any((trace.name or "").startswith("medium") for trace in figure.data)
    words = words_posthoc(by_split, without_correction(sweep, axis), view(chosen=None), "")
    assert "No class is in medium." in words


def test_the_words_hold_the_numbers_of_now(curves):
    by_split, plain = curves
    words = words_posthoc(by_split, plain, view(), "Chosen on validation: τ = 2.")
    row = curves[0]["test"].query("group == 'all' and value == 1").iloc[0]
    assert f"{100 * row['balanced_error']:.1f} % [" in words
    assert words.endswith("Chosen on validation: τ = 2.")
    assert words.index("Tail recall") < words.index("medium recall") < words.index("head recall")


@pytest.mark.parametrize("measure", ["recall", "precision"])
def test_before_and_after_by_class(measure):
    sweep, axis = make_sweep()
    change = class_change(sweep, 2, axis)
    figure = posthoc_classes_figure(change, measure)
    marks = {trace.name: trace for trace in figure.data if trace.name}
    for when in ("before", "after"):
        rows = change[change["when"] == when]
        np.testing.assert_allclose(marks[when].y, rows[measure], rtol=1e-6)
    assert marks["after"].error_y.array is not None
    assert "&lt;b&gt;lynx" in "".join(figure.layout.xaxis.ticktext)
    assert "gains the most" in words_posthoc_classes(change, measure)


def test_no_change_is_said():
    sweep, axis = make_sweep()
    change = class_change(sweep, 0, axis)
    assert "that gain recall: 0; that lose: 0" in posthoc_classes_figure(change).layout.title.text
    assert "leaves the recall of every class unchanged" in words_posthoc_classes(change)


def test_thousands_of_classes_are_binned_and_it_is_said():
    counts = np.maximum(1, 1000 // np.arange(1, 1001))
    sweep, axis = make_sweep(counts=tuple(counts), n=3000)
    figure = posthoc_classes_figure(class_change(sweep, 2, axis))
    assert all(len(trace.x) <= 3 * 65 for trace in figure.data)
    assert "1,000 classes in" in figure.layout.title.subtitle.text


def test_a_class_without_examples_breaks_nothing():
    sweep, axis = make_sweep()
    kept = sweep.labels != 1
    less = Sweep(sweep.values, sweep.decided[:, kept], sweep.plain[kept], sweep.labels[kept])
    change = class_change(less, 2, axis)
    assert isinstance(change, pd.DataFrame)
    assert posthoc_classes_figure(change).data
    assert posthoc_figure({"test": group_curves(less, axis)}, 0.2, view(chosen=None)).data
