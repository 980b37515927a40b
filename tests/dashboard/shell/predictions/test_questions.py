"""What pictures can ask, by hand and on the pages; before the reveal none of their values is sent."""

import json

import numpy as np
import orjson
import pytest

from dashboard.lessons.drawn import drawn
from dashboard.lessons.views import PAGES, view_of
from dashboard.shell.predictions.arrays import array
from dashboard.shell.predictions.frames import frame, hidden, revealed
from dashboard.shell.predictions.marks import marks
from dashboard.shell.predictions.questions import first, questions
from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.theme import Look

CLASSES = {"tickvals": [0, 1, 2], "ticktext": ["cat", "dog", "owl"]}
MAPS = {
    ("margins", "boundary"): "a plane with points",
    ("two_features", "kept"): "colours",
    ("logit_adjustment", "family"): "lines that meet at each name",
}
"""Pictures of these pages that nobody can predict, each with what it shows."""
PURE = (
    "effective_number",
    "margins",
    "pseudo_labels",
    "linear_limit",
    "radius",
    "covering",
    "margin_theory",
    "logit_adjustment",
    "plug_in",
    "vs_bound",
    "crest_and_costs",
    "frequency_bias",
    "two_features",
    "sphere",
)


def of(*traces, known=(), **layout):
    return questions({"data": list(traces), "layout": layout}, known)


def test_bars_and_marks_by_class_are_dragged_and_lines_are_drawn():
    bars = {"type": "bar", "name": "count", "x": [0, 1, 2], "y": [9, 3, 1]}
    dots = {"mode": "markers", "name": "ERM", "x": [-0.2, 0.8, 1.8], "y": [0.9, 0.5, 0.1]}
    line = {
        "mode": "lines",
        "name": "law",
        "x": [0.0, 0.3, 0.9, 2.0],
        "y": [1, 2, 3, 4],
        "xaxis": "x2",
    }
    asks = of(bars, dots, line, xaxis=CLASSES)
    assert [(one.label, one.asked.kind) for one in asks] == [
        ("count", "bars"),
        ("ERM", "bars"),
        ("law", "curve"),
    ]
    assert asks[1].truth["names"] == ["cat", "dog", "owl"]
    assert asks[1].truth["values"] == [0.9, 0.5, 0.1]
    assert asks[1].marks.middles == [0, 1, 2]
    assert asks[2].truth["names"] == ["0", "0.3", "0.9", "2"]


def test_the_range_of_answers_is_what_the_axis_shows_and_a_share_ends_at_1():
    dots = {"mode": "markers", "name": "a", "x": [0, 1, 2], "y": [0.9, 0.5, 0.1]}
    percent = {"range": [-0.02, 1.04], "tickformat": ".0%"}
    [one] = of(dots, xaxis=CLASSES, yaxis=percent)
    assert (one.asked.low, one.asked.high) == (0, 1)
    assert one.truth["shares"]
    [one] = of(dots, xaxis=CLASSES, yaxis={"range": [-2, 1], "type": "log"})
    assert (one.asked.low, one.asked.high) == (0.01, 10)
    assert one.truth["log"]
    [one] = of(dots, xaxis=CLASSES, yaxis={"range": [5, -5]})
    assert (one.asked.low, one.asked.high) == (-5, 5)
    [one] = of(dots, xaxis=CLASSES)
    assert one.asked.low == 0
    assert one.asked.high == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("trace", "axis", "drawn"),
    [
        ({"type": "bar"}, {}, "bars"),
        ({"type": "bar"}, {"range": [0, 1]}, "bars"),
        ({"type": "bar"}, {"range": [0.05, 1]}, "marks"),
        ({"type": "bar"}, {"range": [-1, 1]}, "marks"),
        ({"type": "bar"}, {"range": [-2, 1], "type": "log"}, "marks"),
        ({"mode": "markers"}, {"range": [0, 1]}, "marks"),
    ],
)
def test_an_answer_is_drawn_as_bars_only_where_the_truth_is_and_they_begin_at_0(trace, axis, drawn):
    [one] = of(
        {"name": "a", "x": [0, 1, 2], "y": [0.9, 0.5, 0.1], **trace}, xaxis=CLASSES, yaxis=axis
    )
    assert one.asked.drawn == drawn


def test_only_what_is_seen_of_a_curve_is_asked_for():
    line = {"mode": "lines", "name": "a", "x": [0, 1, 2, 3, 4, 5], "y": [9, 2, None, 3, 4, -1]}
    seen = marks(
        {"data": [line], "layout": {"xaxis": {"range": [0, 4]}, "yaxis": {"range": [0, 5]}}}, 0
    )
    assert seen is not None
    assert (seen.places, seen.values.tolist()) == ([1, 3, 4], [2, 3, 4])


def test_values_along_the_horizontal_axis_are_told_by_names_on_the_other():
    dots = {"mode": "markers", "name": "a", "x": [0.5, 0.25, 1], "y": [0, 1, 2]}
    [one] = of(dots, yaxis=CLASSES)
    assert one.marks.lies
    assert one.truth["values"] == [0.5, 0.25, 1]
    assert one.truth["names"] == ["cat", "dog", "owl"]
    [one] = of({"mode": "markers", "name": "a", "x": [0.5], "y": [2]}, yaxis=CLASSES)
    assert (one.asked.kind, one.truth["value"], one.truth["lies"]) == ("number", 0.5, True)


def test_an_upright_line_is_a_cut_unless_it_stands_at_a_setting():
    line = {"mode": "lines", "name": "best", "x": [0.3, 0.3], "y": [0, 1]}
    [one] = of(line, xaxis={"range": [-1, 1]})
    assert (one.asked.kind, one.truth["place"]) == ("cut", 0.3)
    assert (one.asked.low, one.asked.high) == (-1, 1)
    assert of(line, known=[0.3], xaxis={"range": [-1, 1]}) == []
    assert of(line | {"name": ""}, xaxis={"range": [-1, 1]}) == []
    assert of(line | {"x": [0.3, 0.4]}, xaxis={"range": [-1, 1]}) == []


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "heatmap", "z": [[1, 2], [3, 4]]},
        {"mode": "markers", "x": [3, 1, 2, 1], "y": [1, 2, 3, 4]},
        {"mode": "lines", "x": [0, 1, 2], "y": [1, 2, 3], "fill": "tozeroy"},
        {"mode": "lines", "x": [0, 1, 2], "y": [1, 2, 3], "hoverinfo": "skip"},
        {"mode": "lines", "x": [0, 1, 2], "y": [1, 2, 3], "visible": False},
        {"mode": "lines", "x": [0, 2, 1], "y": [1, 2, 3]},
        {"mode": "lines", "x": list(range(9)), "y": [1, None] * 4 + [1]},
        {"mode": "text", "x": [0, 1, 2], "y": [1, 2, 3]},
        {"mode": "markers+text", "name": "0.159 at p", "x": [1], "y": [2]},
        {"type": "bar", "x": ["a", "b"], "y": [1, 2], "base": [1, 2]},
        {"mode": "lines", "x": [None, None], "y": [None, None]},
        {},
    ],
)
def test_what_has_no_value_at_a_place_is_not_asked_for(trace):
    assert of(trace) == []


def test_bars_on_bars_and_maps_are_not_asked_for():
    bars = {"type": "bar", "name": "a", "x": ["a", "b"], "y": [1, 2]}
    assert of(bars)
    assert of(bars, barmode="stack") == []
    line = {"mode": "lines", "x": [0, 1, 2], "y": [1, 2, 3]}
    assert of(line)
    assert of(line, yaxis={"scaleanchor": "x"}) == []


def test_labels_differ_and_say_nothing_of_the_answer():
    left = {"mode": "lines", "name": "law", "x": [0, 1, 2], "y": [1, 2, 3]}
    right = left | {"xaxis": "x2", "yaxis": "y2"}
    heads = [
        {
            "text": "<b>Error</b>",
            "x": 0.0,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "yanchor": "bottom",
        },
        {
            "text": "R = 2.5 %",
            "x": 0.6,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "yanchor": "bottom",
        },
    ]
    panels = {"xaxis": {"domain": [0, 0.5]}, "xaxis2": {"domain": [0.6, 1]}, "annotations": heads}
    assert [one.label for one in of(left, right, **panels)] == ["law, Error", "law, value"]
    hover = {"hovertemplate": "β = 0.9<br>%{y}<extra></extra>"}
    answer = {"hovertemplate": "now: 43 %<extra></extra>"}
    lines = [left | {"name": ""} | each for each in (hover, answer)]
    lines[1] |= {"y": [3, 2, 1]}
    asks = of(*lines, yaxis={"title": {"text": "E<sub>n</sub>"}})
    assert [one.label for one in asks] == ["β = 0.9", "En"]
    assert [one.label for one in of(left, left)] == ["law"]


def test_labels_that_repeat_in_two_panels_say_which_and_none_is_a_second_without_a_first():
    left = {"mode": "lines", "name": "law", "x": [0, 1, 2], "y": [1, 2, 3]}
    right = left | {"xaxis": "x2", "yaxis": "y2", "y": [3, 2, 1]}
    titled = {"title": {"text": "Error"}}
    asks = of(
        left,
        right,
        xaxis={"domain": [0, 0.5], "title": {"text": "Examples"}},
        xaxis2={"domain": [0.6, 1], "title": {"text": "Classes"}},
        yaxis=titled,
        yaxis2=titled,
    )
    assert [one.label for one in asks] == ["law, Error, Examples", "law, Error, Classes"]
    assert [one.label for one in of(left | {"name": "ERM (a)"}, left | {"name": "ERM"})] == [
        "ERM (a)",
        "ERM",
    ]


def test_a_number_is_asked_for_at_its_place():
    mark = {"mode": "markers", "name": "now", "x": [0.5], "y": [0.4]}
    [one] = of(mark, xaxis={"title": {"text": "Share<br>kept"}}, yaxis={"title": {"text": "Error"}})
    assert one.asked.ask == "Predict now, at Share kept = 0.5"


def test_what_stands_over_ranks_is_told_by_its_rank():
    axis = {"tickvals": [0.05, 0.35, 0.65], "ticktext": ["1", "4", "7"]}
    line = {"mode": "lines", "name": "a", "x": [0.05, 0.15, 0.65], "y": [1, 2, 3]}
    for trace in (line, {"type": "bar", "name": "a", "x": line["x"], "y": line["y"]}):
        [one] = of(trace, xaxis=axis)
        assert one.truth["names"] == ["1", "2", "7"]
    [one] = of(line, xaxis=axis)
    assert hidden(one)["truth"]["called"]
    [one] = of(line, xaxis={"range": [0, 7]})
    assert one.truth["names"] == ["0.05", "0.15", "0.65"]
    assert not hidden(one)["truth"]["called"]


def test_a_line_over_names_is_asked_for_at_its_names_alone():
    edges = {"mode": "lines", "name": "a", "x": [-0.5, 0, 1, 2, 2.5], "y": [1, 2, 3, 4, 4]}
    [one] = of(edges, xaxis=CLASSES)
    assert one.truth["names"] == ["cat", "dog", "owl"]
    many = edges | {"x": [0, 0.25, 1, 1.25, 2]}
    assert of(many, xaxis=CLASSES) == []


def test_where_a_setting_stands_is_not_asked_for():
    for name, kept in (
        ("vs_bound?vs_bound_picture=epochs", "T₀"),
        ("frequency_bias?frequency_bias_picture=moves", "now"),
    ):
        figure = drawn(view_of(name), Look()).figure
        assert any(trace.get("name") == kept for trace in figure["data"])
        asks = questions(figure)
        assert asks
        assert not any(one.label.startswith(kept) for one in asks)


def test_seeds_without_a_name_give_way_to_what_has_one():
    dots = {"mode": "markers", "x": [0, 1, 2], "y": [1, 2, 3]}
    assert len(of(dots)) == 1
    assert [one.label for one in of(dots, dots | {"name": "mean"})] == ["mean"]


def test_the_first_that_is_no_constant_is_asked():
    level = {"mode": "lines", "name": "floor", "x": [0, 1, 2], "y": [1, 1, 1]}
    asks = of(level, level | {"name": "law", "y": [1, 2, 3]})
    assert first(asks).label == "law"
    assert first(asks[:1]).label == "floor"


def test_bars_that_begin_at_their_places_are_asked_for_in_their_middles():
    wide = {"type": "bar", "x": [0, 0.5], "y": [0.1, 0.9], "width": [0.5, 0.25], "offset": 0}
    [one] = of(wide)
    assert one.marks.places == [0.25, 0.625]


def test_the_truth_of_the_counts_is_the_profile():
    figure = drawn(view_of("long_tail"), Look()).figure
    [one] = questions(figure)
    assert one.asked.kind == "bars"
    np.testing.assert_allclose(one.truth["values"], exponential_counts(104, 10, 100))


@pytest.mark.parametrize("slug", PURE)
def test_every_picture_of_closed_forms_asks_and_sends_no_value_before_the_reveal(slug):
    page = PAGES[slug]
    for name in page.pictures:
        if (slug, name) == ("effective_number", "trained"):  # it waits for runs
            continue
        figure = drawn(view_of(f"{slug}?{page.chosen.key}={name}"), Look()).figure
        asks = questions(figure)
        assert bool(asks) != ((slug, name) in MAPS), name
        assert len({one.label for one in asks}) == len(asks)
        for one in asks:
            sent = orjson.loads(orjson.dumps({"figure": frame(figure, one), "asked": hidden(one)}))
            assert holds(sent, one) == [], (name, one.label)
            assert within(figure, one), (name, one.label)


def holds(sent, asks):
    """Return what is sent before the reveal of what the picture shows after it."""
    across = "x" if asks.marks.lies else "y"
    [blank] = sent["figure"]["data"]
    told = [value for value in blank[across] if value is not None]
    told += [name for name in ("text", "hovertext", "customdata", "name") if name in blank]
    told += [
        name
        for name in ("title", "annotations", "shapes", "images")
        if name in sent["figure"]["layout"]
    ]
    told += [value for value in sent["asked"]["truth"].get("values", []) if value is not None]
    return told + [name for name in ("value", "place") if name in sent["asked"]["truth"]]


def within(figure, asks):
    """Return whether the truth can be answered and is what the figure holds."""
    told = revealed(asks)["truth"]
    answers = told.get("values") or [told.get("value", told.get("place"))]
    across = ("x" if asks.marks.lies else "y") if "place" not in told else "x"
    drawn_there = array(figure["data"][told["trace"]][across])
    assert all(
        any(np.isclose(answer, one) for one in drawn_there if one is not None) for answer in answers
    )
    return all(asks.asked.low <= answer <= asks.asked.high for answer in answers)


def test_a_cut_and_a_number_are_sent_without_their_place_or_value():
    line = {"mode": "lines", "name": "best", "x": [0.3125, 0.3125], "y": [0, 1]}
    mark = {"mode": "markers", "name": "now", "x": [0.5], "y": [0.4375]}
    for one, answer in zip(
        of(line, mark, xaxis={"range": [0, 1]}), ("0.3125", "0.4375"), strict=True
    ):
        figure = {"data": [line, mark], "layout": {"title": {"text": f"It is {answer}"}}}
        assert answer not in json.dumps([frame(figure, one), hidden(one)])
        assert answer in json.dumps(revealed(one))
