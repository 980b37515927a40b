import json
import re

import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.margins.ldam import ldam_margins_frame
from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.per_class import margins_figure, words_margins

PUBLISHED = [0.158113883008, 0.179696997087, 0.204237705301, 0.232091149548, 0.263829027589]
PUBLISHED += [0.299767650583, 0.340675191877, 0.387220913660, 0.440497027716, 0.5]
NASTY = ("<script>alert(1)</script>", "$x$")


def frame_of(counts, names=None, **settings):
    names = names or [f"class {label}" for label in range(len(counts))]
    return ldam_margins_frame(class_axis(counts, names), **settings)


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


def test_the_margins_of_long_tailed_cifar_10_are_drawn():
    figure = margins_figure(frame_of(exponential_counts(5000, 10, 100)))
    np.testing.assert_allclose(trace(figure, "LDAM").y, PUBLISHED, rtol=1e-6)
    np.testing.assert_allclose(trace(figure, "equal split").y, np.mean(PUBLISHED), rtol=1e-6)
    assert (
        figure.layout.title.text == "Margin 0.16 for the most frequent class, 0.50 for the rarest"
    )
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(-0.5, 7.5), (7.5, 9.5)]


def test_classes_stand_in_frequency_order_whatever_their_labels():
    figure = margins_figure(frame_of([1, 16], ["lynx", "cat"]))
    assert trace(figure, "LDAM").y.tolist() == [0.25, 0.5]
    assert [text.partition("<br>")[0] for text in figure.layout.xaxis.ticktext] == ["cat", "lynx"]


def test_counts_stand_behind_on_their_own_axis_where_asked_for():
    frame = frame_of([100, 10])
    assert "bar" not in {each.type for each in margins_figure(frame).data}
    figure = margins_figure(frame, with_counts=True)
    bars = next(each for each in figure.data if each.type == "bar")
    assert bars.yaxis == "y2"
    assert bars.y.tolist() == [100, 10]
    assert figure.layout.yaxis2.type == "log"
    assert "Margin" in figure.layout.yaxis.title.text
    assert figure.layout.yaxis2.title.text == "Training examples (bars)"


@pytest.mark.parametrize("counts", [[7], [5, 5, 5], np.geomspace(1000, 1, 1000).astype(int)])
@pytest.mark.parametrize("with_counts", [False, True])
def test_one_class_equal_classes_and_a_thousand(counts, with_counts):
    frame = frame_of(counts)
    figure = margins_figure(frame, with_counts=with_counts, look=Look("dark", lecture=True))
    assert len(trace(figure, "LDAM").y) == len(counts)
    assert len(figure.to_json()) < 300_000
    assert "margins are equal" in words_margins(frame) or len(counts) == 1000


def test_no_classes_leave_a_figure_that_says_so():
    empty = frame_of([5]).iloc[:0]
    assert "No class counts" in margins_figure(empty).layout.annotations[0].text
    assert words_margins(empty) == "There are no class counts yet."


def test_names_are_text():
    figure = margins_figure(frame_of([50, 5], NASTY))
    assert re.search(r"<script>|\$x", json.dumps(figure.to_dict(), default=str)) is None


def test_the_words_say_the_gain_on_the_bound():
    said = words_margins(frame_of(exponential_counts(5000, 10, 100)))
    assert "3.16 times the margin" in said
    assert "11.6 % smaller" in said
