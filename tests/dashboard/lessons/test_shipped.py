"""Every scene of the shipped lessons is drawn, and what is said of it is what its picture shows."""

import re

import pytest

from dashboard.lessons.drawn import drawn
from dashboard.lessons.sliders import free
from dashboard.lessons.views import view_of
from dashboard.shell.predictions.truths import truth
from ltcore.lessons import Choice, read_lesson
from ltcore.lessons.shelf import shipped_folder
from ltcore.plots.base.theme import Look

SCENES = {
    f"{path.stem}-{number}": scene
    for path in sorted(shipped_folder().glob("*.toml"))
    for number, scene in enumerate(read_lesson(path).scenes, 1)
}
PERCENT = re.compile(r"\d+(?:\.\d+)? %")


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_drawn_and_holds_its_truth(name):
    scene = SCENES[name]
    view = view_of(scene.view)
    picture = drawn(view, Look())
    assert len(free(view, scene.sliders)) == len(scene.sliders)
    if isinstance(scene.predict, Choice):
        for other in scene.predict.others:
            assert drawn(view_of(other), Look()).figure["data"] != picture.figure["data"]
    elif scene.predict is not None:
        told = truth(picture.figure, scene.predict)
        answers = told.get("values") or [told.get("value", told.get("place"))]
        assert all(scene.predict.low <= answer <= scene.predict.high for answer in answers)


@pytest.mark.usefixtures("demo_runs")
@pytest.mark.parametrize("name", [name for name, one in SCENES.items() if PERCENT.search(one.say)])
def test_shares_that_are_said_stand_in_the_picture(name):
    """Of several at least one: a sentence may add what the notes or another picture say."""
    scene = SCENES[name]
    picture = drawn(view_of(scene.view), Look())
    shown = (
        f"{picture.words} {picture.figure}".replace("\u00a0", " ")
        .replace("%", " %")
        .replace("  ", " ")
    )
    said = set(PERCENT.findall(scene.say.replace("\u00a0", " ")))
    assert any(share in shown for share in said), (said, picture.words)
