from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.shell import labels_runs, loaders
from dashboard.shell.doors import DOORS
from dashboard.shell.text import literal
from dashboard.views.home.page import QUESTION

SCRIPT = (
    "from dashboard.routes import ROUTES\n"
    "from dashboard.shell.render import render\n"
    "render(ROUTES[0])"
)
APP = Path(__file__).parents[4] / "dashboard" / "app.py"
BUNDLED = loaders.DEMO_ROOT
LABELS = labels_runs.LABELS_ROOT


@pytest.fixture
def home():
    return AppTest.from_string(SCRIPT, default_timeout=60)


def test_the_opening_page_comes_first_and_stands_before_the_doors():
    assert ROUTES[0].slug == "home"
    assert ROUTES[0].door == ""
    assert ROUTES[0].question == QUESTION
    assert all(route.door in DOORS for route in BEHIND_THE_DOORS)


def test_each_door_says_what_is_behind_it(runs, home, text_of):
    at = home.run()
    assert not at.exception
    assert [heading.value for heading in at.subheader] == list(DOORS)
    assert all(promise in text_of(at) for promise in DOORS.values())


def test_without_demo_runs_the_page_says_what_would_be_there(runs, home, text_of):
    at = home.run()
    assert not at.exception
    assert "this lab has none" in text_of(at)
    assert "There is no finished run yet" in text_of(at)
    assert "104 training examples" in text_of(at)


def test_the_bundled_runs_stand_behind_the_doors(runs, home, text_of, monkeypatch):
    monkeypatch.setattr(loaders, "DEMO_ROOT", BUNDLED)
    at = home.run()
    assert not at.exception
    assert literal("ERM recognises 2 % [1, 4], Logit adjustment 33 % [17, 49]") in text_of(at)
    assert "Of its 50 examples, the network recognises 1 and mistakes 28 for 3" in text_of(at)
    assert "this lab has none" not in text_of(at)


def test_a_run_without_features_leaves_its_door_empty(demo, home, add_run, text_of):
    add_run(demo, "erm")
    at = home.run()
    assert not at.exception
    assert "There is no network to look into yet" in text_of(at)
    assert literal("Of the rarest class's test examples, ERM recognises") in text_of(at)


def test_every_page_behind_a_door_is_linked(runs, text_of):
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert not at.exception
    labels = [link.proto.label for link in at.get("page_link")]
    for route in BEHIND_THE_DOORS:
        assert f"**{route.title}.** {route.question}" in labels


def test_the_page_is_light_and_its_pictures_say_what_they_show(
    runs, home, pictures_of, text_of, monkeypatch
):
    monkeypatch.setattr(loaders, "DEMO_ROOT", BUNDLED)
    at = home.run()
    pictures = pictures_of(at)
    assert set(pictures) == {"teach", "compare", "labels", "explore", "theorems"}
    assert all(literal(picture["alt"], 2000) in text_of(at) for picture in pictures.values())
    sent = sum(len(element.proto.bytes) for element in at.get("bidi_component"))
    assert sent < 200_000


def test_the_labels_have_a_door_with_a_picture_of_a_run(runs, home, text_of, monkeypatch):
    assert "No pseudo-labels yet" in text_of(home.run()).replace("\\", "")
    monkeypatch.setattr(labels_runs, "LABELS_ROOT", LABELS)
    at = home.run()
    assert not at.exception
    assert "FixMatch labels the unlabelled examples itself" in text_of(at)
    assert literal("Of those of the rarest class (9), it finds") in text_of(at)
