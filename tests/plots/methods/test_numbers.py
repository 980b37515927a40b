import math

import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.methods.numbers import KINDS, method_numbers_frame
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, Composition, LdamLoss, Mixing, Sampling
from ltcore.plots.base.theme import Look
from ltcore.plots.methods.numbers import SHORT, TITLES, method_numbers_figure
from ltcore.plots.methods.words import EQUAL, SENTENCES, words_method_numbers

AXIS = class_axis([5000, 500, 5], ["<b>cat</b>", "dog", "lynx"])
LDAM_DRW = Composition(loss=LdamLoss(), weights=ClassWeights(scheme="inverse", defer_until=0.8))


def numbers(composition, axis=AXIS):
    return method_numbers_frame(composition, axis)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_drawn_and_said(method, mode):
    record = METHODS[method]
    frame = numbers(record.compose(record.settings()))
    figure = method_numbers_figure(frame, method, look=Look(mode))
    assert len(figure.data) == len(frame[["kind", "phase"]].drop_duplicates())
    for trace, (_, rows) in zip(figure.data, _parts(frame), strict=True):
        np.testing.assert_allclose(trace.y, rows["value"], rtol=1e-6)
    words = words_method_numbers(frame)
    assert words[0].isupper()
    assert words.endswith(".")


def _parts(frame):
    for kind in dict.fromkeys(frame["kind"]):
        yield from frame[frame["kind"] == kind].groupby("phase", sort=False)


def test_early_and_late_differ_in_more_than_colour():
    early, late, margin = method_numbers_figure(numbers(LDAM_DRW), "ldam_drw").data
    assert (early.line.dash, late.line.dash, margin.line.dash) == ("8px,4px", "solid", "solid")
    assert early.marker.symbol != late.marker.symbol
    assert (late.xaxis, margin.xaxis) == ("x", "x2")


def test_the_title_has_the_numbers_of_both_ends():
    figure = method_numbers_figure(numbers(LDAM_DRW), "ldam_drw")
    assert figure.layout.title.text == (
        "LDAM-DRW, most frequent to rarest: weight 0.00297 to 2.97, margin 0.0889 to 0.5"
    )
    assert "grey dashes: early" in figure.layout.title.subtitle.text


def test_a_title_keeps_what_there_is_room_for():
    record = METHODS["ldam_hg_drs"]
    frame = numbers(record.compose(record.settings()))
    desk, lecture = (
        method_numbers_figure(frame, "ldam_hg_drs", look=Look(lecture=lecture)).layout.title.text
        for lecture in (False, True)
    )
    assert desk.startswith(lecture)
    assert len(lecture) < 75 < len(desk)


def test_bands_lie_behind_every_panel():
    figure = method_numbers_figure(numbers(LDAM_DRW), "ldam_drw")
    behind = [(shape.xref, shape.x0, shape.x1) for shape in figure.layout.shapes]
    for axis in ("x", "x2"):
        assert (axis, 1.5, 2.5) in behind


def test_numbers_far_apart_are_on_a_logarithmic_axis():
    figure = method_numbers_figure(numbers(LDAM_DRW), "ldam_drw")
    assert (figure.layout.yaxis.type, figure.layout.yaxis2.type) == ("log", None)
    low, high = figure.layout.yaxis.range
    assert low < math.log10(0.00297)
    assert high > math.log10(2.97)


def test_names_are_text():
    figure = method_numbers_figure(numbers(Composition(loss=LdamLoss())), "ldam")
    assert "<b>cat" not in figure.data[0].hovertext[0]
    assert "&lt;b&gt;cat" in figure.layout.xaxis.ticktext[0]


def test_a_thousand_classes_have_ranks_and_no_marks():
    axis = class_axis(np.arange(1000, 0, -1), list(map(str, range(1000))))
    figure = method_numbers_figure(numbers(LDAM_DRW, axis), "ldam_drw")
    assert figure.data[0].mode == "lines"
    assert len(figure.layout.xaxis.ticktext) < 13


def test_without_classes_it_says_so():
    empty = numbers(Composition()).iloc[:0]
    assert "No class counts yet" in method_numbers_figure(empty, "erm").layout.annotations[0].text
    assert words_method_numbers(empty) == "There are no class counts yet."


@pytest.mark.parametrize(
    ("composition", "said"),
    [
        (
            LDAM_DRW,
            "Late in the training, an example of the rarest class (lynx) weighs 1,000 times as much",
        ),
        (
            Composition(sampling=Sampling("power")),
            "of the rarest class (lynx) is drawn 367 times per epoch",
        ),
        (
            Composition(sampling=Sampling("progressive")),
            "Late in the training, every class makes up 33 %",
        ),
        (
            Composition(loss=LdamLoss(0.4, uniform=True)),
            "Every class must win by the same margin, 0.4.",
        ),
        (
            Composition(mixing=Mixing(kappa=3.0, tau=0.5)),
            "the most frequent (<b>cat</b>) from none.",
        ),
    ],
)
def test_words_have_the_numbers(composition, said):
    assert said in words_method_numbers(numbers(composition))


@pytest.mark.parametrize("method", METHODS)
def test_equal_classes_are_said_to_be_equal(method):
    record = METHODS[method]
    axis = class_axis([7, 7], ["cat", "lynx"])
    words = words_method_numbers(numbers(record.compose(record.settings()), axis))
    assert "against" not in words
    method_numbers_figure(numbers(record.compose(record.settings()), axis), method)


def test_every_kind_has_its_words():
    for table in (TITLES, SHORT, SENTENCES, EQUAL):
        assert set(table) == set(KINDS)
