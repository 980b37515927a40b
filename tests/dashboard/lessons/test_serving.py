"""What a lesson's own server answers, and whom."""

import json
import threading

import pytest

from dashboard.lessons import scenes as scenes_module
from dashboard.lessons import serving
from dashboard.lessons.build import built
from dashboard.lessons.hall import Hall
from dashboard.lessons.hall_door import HallDoor
from dashboard.lessons.scenes import Scenes
from ltcore.plots.base.theme import Look


@pytest.fixture
def app(lesson, monkeypatch):
    monkeypatch.setattr(Scenes, "draw_all", lambda self: None)
    hall = HallDoor(hall=Hall(), host="127.0.0.1", port=8503)
    return serving.application(lesson, "small", hall)


def test_the_page_its_parts_and_its_scenes_are_served(app, ask, lesson):
    page = ask(app, "/").body.decode()
    assert "Weights &lt;b&gt;and&lt;/b&gt; cuts" in page
    for part in ("player.js", "player.css", "plotly.js", "mode.js"):
        assert part in page
        assert ask(app, f"/{part}").status == 200
    assert "How heavy?" in page  # before any script runs
    assert "How much does one example weigh?" in page
    told = ask(app, "/lesson.json").json()
    grounds = {told["templates"][mode]["layout"]["paper_bgcolor"] for mode in ("light", "dark")}
    assert len(grounds) == 2
    assert (told["name"], told["hall"], told["scenes"]) == ("small", True, [])
    assert [head["title"] for head in told["heads"]] == [scene.title for scene in lesson.scenes]
    assert ask(app, "/scenes/1.json").json()["title"] == "Where?"
    assert ask(app, "/scenes/3.json").status == 404


def test_a_scene_that_cannot_be_drawn_says_why(app, ask, lesson, monkeypatch):
    wrong = lesson.scenes[0].model_copy(update={"view": "nowhere"})
    broken = lesson.model_copy(update={"scenes": (wrong,)})
    told = json.loads(Scenes(broken).scene(0))
    assert "there is no page 'nowhere'" in told["error"]


def test_the_screen_may_be_filled_and_nothing_else(app, ask):
    allowed = ask(app, "/").headers["permissions-policy"]
    assert "fullscreen" not in allowed
    assert "camera=()" in allowed


def test_a_scene_that_is_there_waits_for_no_other(lesson, monkeypatch):
    begun, goes_on = threading.Event(), threading.Event()

    def slowly(_lesson, index, _look, _drew):
        if index:
            begun.set()
            goes_on.wait(30)
        return {"index": index}

    monkeypatch.setattr(scenes_module, "built", slowly)
    scenes = Scenes(lesson)
    scenes.scene(0)
    other = threading.Thread(target=scenes.scene, args=(1,))
    other.start()
    assert begun.wait(30)
    assert scenes.scene(0) == b'{"index":0}'  # while the other one is being drawn
    goes_on.set()
    other.join(30)


def test_how_far_the_drawing_is_can_be_asked(lesson):
    scenes = Scenes(lesson)
    first, _, _ = (len(told["pictures"]) for told in map(json.loads, map(scenes.scene, range(3))))
    everything = {"drawn": first + 2, "all": first + 2}
    assert first > 1
    assert scenes.progress("light") == everything
    assert scenes.progress("dark") == everything | {"drawn": 0}
    looks = []
    told = built(lesson, 0, Look(), lambda: looks.append(len(looks)))
    assert len(looks) == len(told["pictures"])


def test_a_scene_is_served_on_both_grounds(app, ask):
    light, dark, other = (
        ask(app, f"/scenes/1.json{asked}").json()["pictures"][0]["data"]
        for asked in ("", "?mode=dark", "?mode=<b>")
    )
    assert light == other
    assert light != dark
    assert ask(app, "/progress.json?mode=dark").json()["drawn"] == 1


def test_a_scene_is_drawn_once(lesson, monkeypatch):
    drawn = []

    def built(_lesson, index, _look, _drew):
        drawn.append(index)
        return {}

    monkeypatch.setattr(scenes_module, "built", built)
    scenes = Scenes(lesson)
    scenes.scene(2)
    scenes.draw_all()
    scenes.draw_all()
    assert drawn == [2, 0, 1]


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1:8502", [], 200),
        ("127.0.0.1", [], 200),
        ("localhost:8502", [("origin", "http://localhost:8502")], 200),
        ("evil.example", [], 403),
        ("192.168.0.7:8502", [], 403),
        ("127.0.0.1:8502", [("origin", "http://evil.example")], 403),
        ("127.0.0.1:8502", [("origin", "null")], 403),
        ("127.0.0.1:8502", [("origin", "http://127.0.0.1:9000")], 403),
    ],
)
def test_only_this_machine_and_its_own_page_are_answered(app, ask, host, headers, status):
    for path, method in (("/hall.json", "GET"), ("/hall/close", "POST")):
        assert ask(app, path, method=method, host=host, headers=headers).status == status


def test_a_question_opens_closes_and_is_shown(app, ask):
    assert ask(app, "/hall.json").json()["open"] is None
    assert ask(app, "/hall/open/0", method="POST").json()["open"] == 0
    assert ask(app, "/hall.json").json()["open"] == 0
    assert ask(app, "/hall/close", method="POST").json()["open"] is None
    assert ask(app, "/hall.svg").body.startswith(b"<?xml")
