"""The truth of a prediction is what its picture shows."""

import base64

import numpy as np
import pytest

from dashboard.lessons.drawn import drawn
from dashboard.lessons.views import view_of
from dashboard.shell.predictions.arrays import array
from dashboard.shell.predictions.truths import TruthError, given, line, truth
from ltcore.lessons import Bars, Curve, Cut, Number
from ltcore.plots.base.theme import Look

WEIGHTS = "effective_number?en_picture=weights&en_beta=0.99"


@pytest.fixture(scope="module")
def weights():
    return drawn(view_of(WEIGHTS), Look()).figure


def test_the_truth_of_bars_is_the_effective_number(weights):
    asked = Bars(kind="bars", ask="?", low=0.01, high=9, trace="effective number")
    told = truth(weights, asked)
    counts = np.array([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50])
    wanted = (1 - 0.99) / (1 - 0.99**counts)
    np.testing.assert_allclose(told["values"], wanted * 10 / wanted.sum(), rtol=1e-6)
    assert told["names"][0].startswith("no. 1")
    assert not told["shares"]


def test_the_truth_of_a_number_stands_at_its_place():
    figure = {
        "data": [
            {"name": "a", "x": [2, 0, 1], "y": [4, 0, 1]},
            {"x": ["cat", "dog"], "y": [0.5, 1]},
        ],
        "layout": {"yaxis": {"tickformat": ".0%"}},
    }
    at = {"kind": "number", "ask": "?", "low": 0, "high": 9}
    assert truth(figure, Number(**at, trace="a", at=1.5))["value"] == 2.5
    assert truth(figure, Number(**at, trace="#2", at="dog"))["value"] == 1
    assert truth(figure, Number(**at, trace="#2", at="dog"))["shares"]
    for place, said in ((3, "goes from 0 to 2"), ("fox", "no place 'fox'")):
        with pytest.raises(TruthError, match=said):
            truth(figure, Number(**at, trace="a", at=place))
    with pytest.raises(TruthError, match=r"no trace 'b'. It has: 'a' \(line, from 4 to 1\), #2"):
        truth(figure, Number(**at, trace="b", at=1))


def test_the_truth_of_a_cut_is_where_a_curve_is_lowest_or_crosses():
    at = np.linspace(0, 4, 41).tolist()
    figure = {
        "data": [
            {"name": "bowl", "x": at, "y": [(x - 1) ** 2 for x in at]},
            {"name": "line", "x": [0, 4], "y": [4, 4]},
            {"name": "far", "x": [0, 4], "y": [20, 20]},
        ],
        "layout": {},
    }
    about = {"kind": "cut", "ask": "?", "low": 0, "high": 4, "trace": "bowl"}
    assert truth(figure, Cut(**about))["place"] == pytest.approx(1)
    assert truth(figure, Cut(**about, truth="highest"))["place"] == 4
    crossing = truth(figure, Cut(**about, truth="crossing", other="line"))["place"]
    assert crossing == pytest.approx(3, abs=0.01)
    with pytest.raises(TruthError, match="do not cross"):
        truth(figure, Cut(**about, truth="crossing", other="far"))


def test_the_truth_of_bars_that_lie_is_along_x():
    figure = {
        "data": [{"name": "a", "orientation": "h", "x": [1, 2], "y": ["cat", "dog"]}],
        "layout": {"xaxis": {"tickformat": ".0%"}},
    }
    told = truth(figure, Bars(kind="bars", ask="?", low=0, high=9, trace="a"))
    assert (told["lies"], told["values"], told["names"]) == (True, [1, 2], ["cat", "dog"])
    assert told["shares"]
    with pytest.raises(TruthError, match="no values"):
        truth({"data": [{"name": "a"}]}, Curve(kind="curve", ask="?", low=0, high=1, trace="a"))


@pytest.mark.parametrize(
    ("trace", "asked", "said"),
    [
        (
            {"x": ["a", "b"], "y": [1, 2]},
            {"kind": "cut", "low": 0, "high": 1},
            "places .* are names",
        ),
        ({"x": ["a", "b"], "y": [1, 2]}, {"kind": "number", "at": 1.0}, "places .* are names"),
        ({"x": [0, 1], "y": [1, None]}, {"kind": "bars"}, "places without a value"),
        ({"x": [0, 1], "y": [1, None]}, {"kind": "number", "at": 1.0}, "no value at"),
        ({"x": [0, 1], "y": [1, 2]}, {"kind": "bars", "low": 0.0}, "the axis is logarithmic"),
    ],
)
def test_a_truth_that_cannot_be_answered_is_refused_in_words(trace, asked, said):
    about = {"ask": "?", "low": 0.1, "high": 9, "trace": "a"} | asked
    kind = {"cut": Cut, "number": Number, "bars": Bars}[about["kind"]]
    figure = {"data": [{"name": "a", **trace}], "layout": {"yaxis": {"type": "log"}}}
    with pytest.raises(TruthError, match=said):
        truth(figure, kind(**about))


def test_a_gap_is_not_the_lowest_place_and_a_logarithmic_axis_is_told():
    figure = {
        "data": [{"name": "a", "x": [1, 10, 100], "y": [None, 1, 2]}],
        "layout": {"xaxis": {"type": "log"}},
    }
    told = truth(figure, Cut(kind="cut", ask="?", low=1, high=100, trace="a"))
    assert (told["place"], told["log"]) == (10, True)


def test_arrays_are_read_as_plotly_packs_them():
    values = np.array([1.5, -2, 3e-9])
    packed = {"dtype": "f8", "bdata": base64.b64encode(values.tobytes()).decode()}
    assert array(packed) == values.tolist()
    assert array([1, "a"]) == [1, "a"]
    assert array(None) == []


def test_a_trace_is_called_by_name_by_its_place_or_as_under_the_pointer():
    figure = {
        "data": [
            {"name": "copies", "hovertemplate": "copies, batches<br>%{y}", "x": [0], "y": [1]},
            {"name": "copies", "hovertemplate": "copies, drawn: %{y}", "x": [0], "y": [2]},
            {"hovertemplate": "%{x} copies", "x": [0], "y": [3]},
            {"hovertemplate": "twice<br>%{y}", "x": [0], "y": [4]},
            {"hovertemplate": "twice<br>%{y}", "x": [0], "y": [5]},
        ]
    }
    called = {"copies": 1, "copies (2)": 2, "copies, drawn": 2, "copies, batches": 1, "#3": 3}
    for name, value in called.items():
        assert line(figure, name).values.tolist() == [value]
    assert given(figure, ["copies", "#4", "copies (1)"]) == ["#1", "#2", "#4", "#1"]
    for unknown in ("twice", "copies (3)", "#6", "#0", ""):
        with pytest.raises(TruthError, match=r"It has: 'copies' \(line, 1\), #2 \(line, 2\)"):
            given(figure, [unknown])
