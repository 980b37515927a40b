"""Every scene of the shipped lessons is drawn, and what is said of it is what its picture shows."""

import re
from functools import cache

import numpy as np
import pytest

from dashboard.lessons.drawn import drawn
from dashboard.lessons.sliders import free
from dashboard.lessons.views import PAGES, view_of
from dashboard.shell.predictions.arrays import array
from dashboard.shell.predictions.trace_names import label_of
from dashboard.shell.predictions.truths import given, truth
from ltcore.lessons import Choice, Number, read_lesson
from ltcore.lessons.shelf import shipped_folder
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.theme import Look

SCENES = {
    f"{path.stem}-{number}": scene
    for path in sorted(shipped_folder().glob("*.toml"))
    for number, scene in enumerate(read_lesson(path).scenes, 1)
}
ASKING = [
    name for name, one in SCENES.items() if one.predict and not isinstance(one.predict, Choice)
]
SIGNS = str.maketrans({"\u2212": "-", "\u00a0": " ", ",": ""})
NUMBER = re.compile(r"(?<![\w.^/])-?\d+(?:\.\d+)?(?: ?%)?(?![\w^])")
EXACT = re.compile(r"\d{2,}|\.|%")
"""A number that a sentence reads off a picture: two digits at the least, a fraction or a share."""
DERIVED = {"Who should get more room?": {"100", "3.2"}}
"""What a sentence works out from two numbers of its picture: a ratio of counts, and its fourth root."""


@cache
def picture_of(view):
    return drawn(view_of(view), Look())


def texts_of(part):
    """All texts in a figure."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name != "bdata":
                yield from texts_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts_of(inner)


def plain(text):
    return re.sub(r"(\d)%", r"\1 %", text.translate(SIGNS))


def numbers_in(text):
    return {number.replace("%", " %").replace("  ", " ") for number in NUMBER.findall(plain(text))}


def values_of(figure):
    """All numbers that are drawn."""
    found = [
        float(value)
        for trace in figure["data"]
        for axis in "xy"
        for value in array(trace.get(axis))
        if isinstance(value, int | float)
    ]
    return np.unique(np.array(found, np.float64))


def is_drawn(number, values):
    """Whether a number as it is written is one of the values, rounded as it is."""
    digits = len(number.removesuffix(" %").partition(".")[2])
    shown = values * 100 if number.endswith("%") else values
    return bool(np.any(np.isclose(np.round(shown, digits), float(number.removesuffix(" %")))))


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_drawn_and_holds_its_truth(name):
    scene = SCENES[name]
    view = view_of(scene.view)
    picture = picture_of(scene.view)
    assert len(free(view, scene.sliders)) == len(scene.sliders)
    if isinstance(scene.predict, Choice):
        for other in scene.predict.others:
            assert drawn(view_of(other), Look()).figure["data"] != picture.figure["data"]
    elif scene.predict is not None:
        told = truth(picture.figure, scene.predict)
        answers = told.get("values") or [told.get("value", told.get("place"))]
        assert all(scene.predict.low <= answer <= scene.predict.high for answer in answers)


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", SCENES)
def test_numbers_that_are_said_are_read_off_the_picture(name):
    """In its words, its title and its labels, or as a value that it draws."""
    scene = SCENES[name]
    picture = picture_of(scene.view)
    said = f"{scene.say} {scene.predict.seen if scene.predict else ''}"
    shown = numbers_in(" ".join([picture.words, *texts_of(picture.figure)]))
    values = values_of(picture.figure)
    missing = {
        number
        for number in numbers_in(said) - DERIVED.get(scene.title, set())
        if EXACT.search(number) and number not in shown and not is_drawn(number, values)
    }
    assert missing == set(), picture.words


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", ASKING)
def test_the_question_is_about_the_setting_that_is_shown(name):
    """Where a number is asked for, the picture speaks of that place; after the reveal the answer is named."""
    scene = SCENES[name]
    asked = scene.predict
    assert asked is not None
    assert not isinstance(asked, Choice)
    picture = picture_of(scene.view)
    if isinstance(asked, Number) and not isinstance(asked.at, str):
        title = picture.figure["layout"]["title"]["text"]
        assert numbers_in(numeral(asked.at)) <= numbers_in(f"{title} {picture.words}")
    told = truth(picture.figure, asked)
    answers = told.get("values") or [told.get("value", told.get("place"))]
    written = {
        f"{100 * answer:.{digits}f} %" if told["shares"] else f"{answer:.{digits}f}"
        for answer in (min(answers), max(answers))
        for digits in range(4)
    }
    assert numbers_in(asked.seen) & written, answers


LABELS = {picture.label for page in PAGES.values() for picture in page.pictures.values()}
NAMED = re.compile(r'picture "([^"]+)"')


@pytest.mark.parametrize(
    "name", [name for name, scene in SCENES.items() if NAMED.search(scene.notes)]
)
def test_pictures_that_notes_name_are_there(name):
    assert set(NAMED.findall(SCENES[name].notes)) <= LABELS


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", ASKING)
def test_a_trace_that_has_a_name_is_called_by_it(name):
    """A number hides a mistake: nobody sees that `#8` is another line than the sentence says."""
    asked = SCENES[name].predict
    assert asked is not None
    assert not isinstance(asked, Choice)
    data = picture_of(SCENES[name].view).figure["data"]
    numbered = [one for one in (*asked.given, asked.trace) if one.startswith("#")]
    called = {one: data[int(one[1:]) - 1].get("name") for one in numbered}
    called |= {one: label_of(data[int(one[1:]) - 1]) for one in numbered if not called[one]}
    assert {one: by for one, by in called.items() if by} == {}


@pytest.mark.usefixtures("demo_runs")
def test_the_line_that_is_given_is_the_one_of_the_sentence():
    [scene] = [one for one in SCENES.values() if one.title.startswith("Is a weight of 20")]
    figure = picture_of(scene.view).figure
    assert scene.predict is not None
    assert "The line is over-sampling" in scene.predict.ask
    [shown] = given(figure, scene.predict.given)
    trace = figure["data"][int(shown[1:]) - 1]
    assert (trace["name"], trace["mode"]) == ("over-sampled", "lines")
    assert dict(zip(array(trace["x"]), array(trace["y"]), strict=True))[20] == pytest.approx(
        0.24, abs=0.005
    )
