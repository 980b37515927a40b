"""A scene is what its page draws; its truth is what its picture shows."""

import base64
import gzip
import json
import re

import numpy as np
import orjson
import pytest

from dashboard.lessons.arrays import array
from dashboard.lessons.bar_ends import warning
from dashboard.lessons.build import SceneError, build
from dashboard.lessons.drawn import drawn
from dashboard.lessons.html import as_json, one_file, script
from dashboard.lessons.sliders import each, free, thinned
from dashboard.lessons.truths import TruthError, truth
from dashboard.lessons.views import ViewError, view_of
from dashboard.shell.components.plotly_library import PART
from ltcore.lessons import Bars, Curve, Cut, Number
from ltcore.plots.base.palette import GROUNDS
from ltcore.plots.base.theme import Look

WEIGHTS = "effective_number?en_picture=weights&en_beta=0.99"


@pytest.fixture(scope="module")
def weights():
    return drawn(view_of(WEIGHTS), Look()).figure


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("effective_numbr", "Did you mean effective_number?"),
        ("effective_number?en_bet=1", "no setting 'en_bet'"),
        ("effective_number?en_beta=2", "en_beta = '2' is not legal"),
        ("effective_number?en_picture=nothing", "en_picture = 'nothing' is not legal"),
        ("map?map_family=%3Cscript%3E", "is not legal"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address, said):
    with pytest.raises(ViewError, match=re.escape(said)):
        view_of(address)


def test_an_address_says_all_settings():
    view = view_of(WEIGHTS)
    assert (view.name, view.settings().beta, view.settings().ratio) == ("weights", 0.99, 100)
    fields = {key: field for key, (field, _) in view.sliders().items()}
    assert fields == {"en_ratio": "ratio", "en_beta": "beta"}


def test_a_picture_is_that_of_its_page(page, runs, pictures_of):
    """By itself and on the page as the browser would run it."""
    at = page("effective_number", en_picture="weights", en_beta="0.99")
    [of_page] = pictures_of(at).values()
    alone = drawn(view_of(WEIGHTS), Look())
    assert of_page["figure"]["data"] == alone.figure["data"]
    assert of_page["alt"] == alone.words


def test_pages_that_choose_runs_are_drawn_too(demo_runs):
    told = drawn(view_of("compare?measure=recall&drawn=bars"), Look(lecture=True))
    assert {trace.get("name") for trace in told.figure["data"]} >= {"ERM", "LDAM-DRW"}
    assert told.words.startswith("Recall of the rarest class: ERM 2 %")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_picture_has_the_ground_that_is_asked_for(demo_runs, mode):
    """One that is run as a page, and one that is asked by itself."""
    for address in ("long_tail", WEIGHTS):
        figure = drawn(view_of(address), Look(mode)).figure
        bands = {shape.get("fillcolor") for shape in figure["layout"]["shapes"]}
        assert GROUNDS[mode].medium in bands


def test_a_page_without_a_picture_says_what_the_page_says(runs):
    with pytest.raises(ViewError, match=r"compare shows no picture here: .*run"):
        drawn(view_of("compare"), Look())


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
    with pytest.raises(TruthError, match=r"no trace 'b'. It has: 'a'"):
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


def test_sliders_stay_free_and_show_what_the_page_would(weights):
    view = view_of(WEIGHTS)
    [slider] = free(view, ["en_beta"])
    assert slider.values[slider.now] == 0.99
    pictures = each(view, [slider], Look())
    assert len(pictures) == len(slider.texts)
    assert pictures[slider.now].figure == weights
    both = free(view, ["en_ratio", "en_beta"])
    assert [len(one.values) for one in both] == [len(one.texts) for one in both]
    with pytest.raises(ViewError, match=r"no slider 'en_data' in sight. It has: en_ratio, en_beta"):
        free(view, ["en_data"])


@pytest.mark.parametrize("length", [1, 2, 3, 13, 14, 100])
@pytest.mark.parametrize("kept", [0, 1, -1, -2])
def test_of_many_positions_some_are_kept(length, kept):
    values = list(range(length))
    kept = values[max(kept, -length) if kept < 0 else min(kept, length - 1)]
    chosen = thinned(values, kept, 13)
    assert len(chosen) == min(length, 13)
    assert chosen == sorted(set(chosen))
    assert {values[0], values[-1], kept} <= set(chosen)


def test_a_lesson_is_built_scene_by_scene(lesson):
    first, second, third = build(lesson, Look())
    assert first["predict"]["truth"]["trace"] == 2
    assert len(first["pictures"]) == len(first["sliders"][0]["texts"])
    assert second["predict"]["truth"]["place"] == pytest.approx(
        50**0.25 / (50**0.25 + 5000**0.25), abs=0.002
    )
    assert [len(third["pictures"]), len(third["predict"]["others"])] == [1, 2]
    assert all("template" not in picture["layout"] for picture in first["pictures"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"view": "nowhere"}, "scene 1, view: there is no page"),
        ({"sliders": ("en_data",)}, "scene 1, sliders: effective_number has no slider"),
    ],
)
def test_a_scene_that_cannot_be_shown_is_named(lesson, changed, said):
    wrong = lesson.scenes[0].model_copy(update=changed)
    with pytest.raises(SceneError, match=said):
        next(build(lesson.model_copy(update={"scenes": (wrong,)}), Look()))


def test_one_file_holds_the_lesson_and_reaches_for_nothing(lesson):
    scenes = list(build(lesson, Look()))
    text = one_file(lesson.title, as_json(lesson, "small", Look(), scenes))
    assert len(text) < 10_000_000
    packed = re.search(r'id="lesson">([^<]+)<', text)
    assert packed is not None
    told = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    assert told["scenes"] == orjson.loads(orjson.dumps(scenes, option=orjson.OPT_SERIALIZE_NUMPY))
    assert "Weights &lt;b&gt;and&lt;/b&gt; cuts" in text
    ours = text.replace(PART.file.read_text("utf-8"), "")
    assert len(ours) < len(text) - 1_000_000
    assert re.findall(r'(?:src|href)="(?!data:)([^"]+)"', ours) == []


def test_the_script_holds_each_of_its_parts():
    assert script().count("class Section") == 1
    assert "export default" not in script()


def test_names_of_places_carry_their_counts(weights):
    told = truth(weights, Bars(kind="bars", ask="?", low=0.01, high=9, trace="effective number"))
    assert told["names"][:2] == ["no. 1 (5,000)", "no. 2 (2,997)"]
    assert told["across"].endswith("(training examples in brackets)")


def test_a_place_between_two_ticks_is_a_number():
    figure = {
        "data": [{"name": "a", "x": [0, 1.1, 2.5], "y": [1, 2, 3]}],
        "layout": {
            "xaxis": {
                "tickvals": [0, 1, 2],
                "ticktext": ["none<br>ever", "half", "all"],
                "title": "Share",
            }
        },
    }
    told = truth(figure, Curve(kind="curve", ask="?", low=0, high=9, trace="a"))
    assert (told["names"], told["across"]) == (["none, ever", "half", "2.5"], "Share")


@pytest.mark.parametrize(
    ("axis", "changed", "said"),
    [
        ({}, {"low": 0}, ""),
        ({}, {"low": 0.6}, "bars begin at 0.6, not at zero"),
        ({}, {"low": 0.6, "drawn": "marks"}, ""),
        ({"range": [0.57, 1]}, {"low": 0}, "the axis begins at 0.57"),
        ({"range": [1, 0]}, {"low": 0}, ""),
        ({"type": "log", "range": [-1, 0]}, {"low": 0.1}, ""),
    ],
)
def test_bars_that_begin_elsewhere_than_at_zero_are_doubted(axis, changed, said):
    figure = {"data": [{"name": "a", "x": [0], "y": [0.9]}], "layout": {"yaxis": axis}}
    asked = Bars(kind="bars", ask="?", trace="a", **{"high": 1} | changed)
    found = warning(figure, asked)
    assert found.startswith(said)
    assert bool(found) == bool(said)
