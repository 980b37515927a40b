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
    listed = ask("list")
    assert (listed.exit_code, "mine" in listed.stdout) == (0, False)
    assert "Left out: mine.toml, line 7: minutes = -2 is not legal" in listed.stderr
    for command in (["show", "mine"], ["serve", "mine"]):
        done = ask(*command)
        assert done.exit_code == 2
        assert "mine.toml, line 7: minutes = -2 is not legal" in done.stderr
    assert ask("show", "nothing").exit_code == 2


def test_every_scene_is_drawn_by_check(ask, own):
    sound = ask("check", "mine")
    assert (sound.exit_code, sound.stdout) == (
        0,
        "mine: every scene is drawn\n"
        "Truth: scene 1: from 0.7838 (no. 1 (5,000)) to 1.984 (no. 10 (50))\n"
        "Truth: scene 2: 0.2388\n"
        "Truth: scene 3: the picture effective_number?en_picture=weights&en_beta=0.99\n",
    )
    broken = LESSON.replace('trace = "bound"', 'trace = "bond"').replace(
        "en_beta=0.999", "en_beta=7"
    )
    own.write_text(broken, "utf-8")
    done = ask("check", "mine", "--json")
    assert done.exit_code == 2
    [told] = json.loads(done.stdout)
    assert told["legal"] is False
    first, second = told["problems"]
    assert "mine.toml, line 20: scene 2, predict: the picture has no trace 'bond'" in first
    assert "scene 3, predict: en_beta = '7' is not legal" in second


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--hall-port", "9000"], "do nothing without --hall"),
        (["--hall", "--hall-port", "9001", "--port", "9001"], "cannot both have port 9001"),
    ],
)
def test_a_hall_that_cannot_be_meant_is_refused(ask, own, flags, said):
    done = ask("serve", "mine", *flags)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_file_goes_into_a_folder_that_is_there(ask, own, capfd):
    assert ask("export", "mine", str(own.parent / "none" / "out.html")).exit_code == 2
    assert "there is no folder" in capfd.readouterr().err
