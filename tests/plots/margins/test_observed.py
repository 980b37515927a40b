import json
import re

import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.margins.ldam import ldam_margins_frame
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.observed import observed_margins_figure, words_observed_margins

NASTY = ("<script>alert(1)</script>", "$x$")


def frame_of(counts, examples, names=None):
    """Examples of each class; with rarity their margins fall."""
    names = names or [f"class {label}" for label in range(len(counts))]
    axis = ldam_margins_frame(class_axis(counts, names))
    rows = axis.loc[axis.index.repeat(examples)].reset_index(drop=True)
    noise = np.random.default_rng(0).normal(0, 0.2, len(rows))
    margins = 0.6 - rows["rank"] / len(counts) + noise
    return rows.assign(margin=margins, correct=margins > 0, index=rows.index)


def traces(figure):
    return {each.name: each for each in figure.data}


def test_violins_medians_and_ldams_margins():
    frame = frame_of([100, 30, 5], [50, 20, 10])
    drawn = traces(observed_margins_figure(frame))
    np.testing.assert_allclose(
        drawn["median"].y, frame.groupby("rank")["margin"].median(), rtol=1e-5
    )
    marks = drawn["LDAM's Δ"].y.reshape(3, 3)
    asked = frame.drop_duplicates("rank")["ldam_margin"]
    np.testing.assert_allclose(marks[:, 0], asked, rtol=1e-6)
    assert np.isnan(marks[:, 2]).all()
    violins = drawn["examples"]
    assert int(np.isnan(violins.x).sum()) == 3
    np.testing.assert_allclose(np.nanmin(violins.y), frame["margin"].min(), rtol=1e-5)
    assert np.nanmax(np.abs(violins.x - np.round(violins.x))) <= 0.43
    assert "single examples" not in drawn


def test_classes_of_few_examples_are_dots():
    frame = frame_of([100, 4, 1], [50, 4, 1])
    figure = observed_margins_figure(frame, split="train")
    drawn = traces(figure)
    assert len(drawn["single examples"].x) == 5
    assert set(drawn["single examples"].x) == {1, 2}
    assert "dots: 2 classes with fewer than 5 examples" in figure.layout.title.subtitle.text


def test_equal_margins_have_no_density_and_are_dots():
    frame = frame_of([100, 10], [9, 9]).assign(margin=0.3)
    drawn = traces(observed_margins_figure(frame))
    assert "examples" not in drawn
    assert len(drawn["single examples"].x) == 18


@pytest.mark.parametrize("classes", [31, 1000])
def test_many_classes_are_boxes(classes):
    frame = frame_of(np.geomspace(500, 5, classes).astype(int), 6)
    figure = observed_margins_figure(frame, look=Look("dark", lecture=True))
    drawn = traces(figure)
    assert {"5 to 95 %", "middle half of the examples"} <= set(drawn)
    assert "examples" not in drawn
    low, high = drawn["middle half of the examples"].y.reshape(classes, 3)[0, :2]
    first = frame.loc[frame["rank"] == 0, "margin"]
    np.testing.assert_allclose([low, high], first.quantile([0.25, 0.75]), rtol=1e-5)
    assert len(figure.to_json()) < 500_000


def test_the_title_counts_what_reaches_the_margin_and_what_is_right():
    frame = frame_of([16, 1], [4, 4]).assign(margin=[0.3, 0.3, 0.2, -0.1, 0.5, 0.4, -0.2, -0.3])
    frame["correct"] = frame["margin"] > 0
    title = observed_margins_figure(frame, split="val").layout.title.text
    assert title == "38 % of the validation examples reach LDAM's Δ, 62 % are right"
    said = words_observed_margins(frame, split="val")
    assert "Misclassified: 25 % and 50 %" in said


def test_one_class():
    figure = observed_margins_figure(frame_of([5], [1]))
    assert len(traces(figure)["median"].x) == 1


def test_no_examples_say_so():
    empty = frame_of([5], [1]).iloc[:0]
    assert (
        "training examples"
        in observed_margins_figure(empty, split="train").layout.annotations[0].text
    )
    assert "no margins" in words_observed_margins(empty)


def test_names_of_classes_and_runs_are_text():
    frame = frame_of([50, 5], [6, 6], NASTY)
    figure = observed_margins_figure(frame, run="<b>mine</b> $y$")
    assert re.search(r"<script>|<b>|\$[xy]", json.dumps(figure.to_dict(), default=str)) is None
