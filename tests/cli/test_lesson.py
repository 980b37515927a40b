"""``ltlab lesson``: what there is, what it says, and what is wrong with it."""

import json

import pytest
from click.testing import CliRunner

from ltcore.cli import main
from tests.dashboard.lessons.conftest import LESSON


@pytest.fixture
def ask():
    def asked(*arguments):
        return CliRunner().invoke(main, ["lesson", *arguments])

    return asked


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path))
    path = tmp_path / "mine.toml"
    path.write_text(LESSON, "utf-8")
    return path


def test_the_lessons_are_listed(ask, own):
    rows = json.loads(ask("list", "--json").stdout)
    assert {
        "name": "mine",
        "scenes": 3,
        "minutes": 4.0,
        "predictions": 3,
        "origin": "own",
    }.items() <= next(row for row in rows if row["name"] == "mine").items()
    assert "shipped" in {row["origin"] for row in rows}
    assert "mine" in ask("list").stdout


def test_a_lesson_is_shown_with_times_and_questions(ask, own):
    said = ask("show", "mine").stdout
    assert "2. Where?  [2 to 3 min]  margins?margin_picture=room" in said
    assert "Ask: Where is the bound lowest?" in said
    told = json.loads(ask("show", "mine", "--json").stdout)
    assert (told["name"], told["minutes"], len(told["scenes"])) == ("mine", 4, 3)


def test_a_lesson_that_is_none_is_refused_with_line_and_reason(ask, own):
    own.write_text(LESSON.replace("minutes = 2", "minutes = -2"), "utf-8")
    for command in (["show", "mine"], ["list"], ["serve", "mine"]):
        done = ask(*command)
        assert done.exit_code == 2
        assert "mine.toml, line 7: minutes = -2 is not legal" in done.stderr
    assert ask("show", "nothing").exit_code == 2


def test_every_scene_is_drawn_by_check(ask, own):
    sound = ask("check", "mine")
    assert (sound.exit_code, sound.stdout) == (0, "mine: every scene is drawn\n")
    own.write_text(LESSON.replace('trace = "bound"', 'trace = "bond"'), "utf-8")
    done = ask("check", "mine", "--json")
    assert done.exit_code == 2
    [told] = json.loads(done.stdout)
    assert told["legal"] is False
    assert (
        "mine.toml, line 20: scene 2, predict: the picture has no trace 'bond'"
        in told["problems"][0]
    )
