"""What ``ltlab lesson`` starts: every scene drawn, a file written whole, a lesson served; in this process."""

import logging
import sys

import numpy as np
import pytest

from dashboard.lessons import __main__ as lessons
from dashboard.lessons import serving
from dashboard.shell.predictions.traces import described
from ltcore.lessons import pictures, read_lesson
from tests.dashboard.lessons.conftest import LESSON


@pytest.fixture
def run(monkeypatch):
    """Run the module with some words; return its exit code."""
    monkeypatch.setattr(logging, "disable", lambda _level: None)

    def ran(*words):
        monkeypatch.setattr(sys, "argv", ["dashboard.lessons", *map(str, words)])
        try:
            lessons.main()
        except SystemExit as end:
            return end.code
        return 0

    return ran


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(LESSON, "utf-8")
    return path


def test_a_check_says_each_truth_that_will_be_announced(run, file, capsys):
    assert run("check", file) == 0
    bars, cut, choice = capsys.readouterr().err.splitlines()
    counts = np.array([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50])
    weights = (1 - 0.99) / (1 - 0.99**counts)
    first, last = (weights * 10 / weights.sum())[[0, -1]]
    assert bars.startswith(f"Truth: scene 1: from {first:.4g} (no. 1 ")
    assert f"to {last:.4g} (no. 10 " in bars
    place = float(cut.removeprefix("Truth: scene 2: "))
    assert place == pytest.approx(50**0.25 / (50**0.25 + 5000**0.25), abs=0.002)
    assert choice.startswith("Truth: scene 3: the picture ")


def test_all_faults_of_a_scene_are_told_at_once(run, file, capsys):
    wrong = LESSON.replace('sliders = ["en_beta"]', 'sliders = ["en_data"]')
    file.write_text(wrong.replace('trace = "effective number"', 'trace = "number"'), "utf-8")
    assert run("check", file) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Error")]
    assert ["scene 1, sliders" in said[0], "scene 1, predict" in said[1]] == [True, True]
    assert "'effective number' (" in said[1]


def test_what_is_drawn_is_kept_for_the_page_that_edits(run, file, tmp_path, capsys):
    folder = tmp_path / "pictures"
    file.write_text(LESSON.replace('trace = "bound"', 'trace = "bond"'), "utf-8")
    assert run("check", file, "--tell", "--pictures", folder) == 2
    lesson = read_lesson(file)
    figure = pictures.kept(folder, lesson.scenes[1].view)
    assert figure is not None
    assert "bound" in described(figure)
    assert "template" not in figure["layout"]
    file.write_text(LESSON.replace("margin_picture=room", "margin_picture=room&"), "utf-8")
    assert run("check", file, "--tell", "--pictures", folder) == 0
    assert pictures.kept(folder, lesson.scenes[1].view) is None
    assert pictures.kept(folder, lesson.scenes[0].view) is not None


def test_every_wrong_scene_is_told_with_its_line(run, file, capsys):
    file.write_text(
        LESSON.replace("margins?margin_picture=room", "nowhere").replace("0.999", "7"), "utf-8"
    )
    assert run("check", file) == 2
    truth, first, second = capsys.readouterr().err.splitlines()
    assert truth.startswith("Truth: scene 1: from ")
    assert first.startswith("Error: small.toml, line 17: scene 2, view: there is no page 'nowhere'")
    assert "scene 3, predict: en_beta = '7' is not legal" in second


def test_a_file_that_is_no_lesson_is_refused(run, file, capsys):
    file.write_text("title = ", "utf-8")
    assert run("check", file) == 2
    assert "small.toml, line 1: this is not TOML" in capsys.readouterr().err


def test_a_lesson_is_written_whole_or_not_at_all(run, file, tmp_path, capsys):
    out = tmp_path / "out.html"
    assert run("export", file, out) == 0
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert run("export", file, tmp_path / "none" / "out.html") == 2
    assert "there is no folder" in capsys.readouterr().err
    file.write_text(LESSON.replace('trace = "bound"', 'trace = "bond"'), "utf-8")
    kept = out.read_bytes()
    assert run("export", file, out) == 2
    assert "line 20: scene 2, predict" in capsys.readouterr().err
    assert out.read_bytes() == kept


def test_a_terminal_sees_which_scene_is_drawn(run, file, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run("export", file, tmp_path / "out.html") == 0
    assert "scene 3 of 3" in capsys.readouterr().err


def test_a_full_disk_is_told(run, file, tmp_path, capsys, monkeypatch):
    def full(_path, _content):
        raise OSError("no space left")

    monkeypatch.setattr("ltcore.runs.atomic.atomic_write_bytes", full)
    assert run("export", file, tmp_path / "out.html") == 1
    assert "no space left" in capsys.readouterr().err


@pytest.mark.parametrize("hall", [False, True])
def test_a_lesson_is_served_with_its_hall_or_without(run, file, capsys, monkeypatch, hall):
    served = []
    monkeypatch.setattr(
        serving, "serve", lambda lesson, name, **how: served.append((lesson, name, how))
    )
    doors = ["--hall-host", "127.0.0.1", "--hall-port", "8503"] if hall else []
    assert run("serve", file, "--port", "8502", *doors) == 0
    [(lesson, name, how)] = served
    assert (len(lesson.scenes), name, how["port"]) == (3, "small", 8502)
    assert (how["hall"] is not None) == hall
    assert ("Phones answer at http://127.0.0.1:8503/" in capsys.readouterr().out) == hall


def test_bars_that_would_mislead_are_told_and_the_lesson_stays_legal(run, file, capsys, runs):
    """Weights on a linear axis: their bars would begin at 0.5."""
    linear = LESSON.replace('en_beta=0.99"', 'en_beta=0.99&en_scale=linear"', 1)
    file.write_text(linear.replace("low = 0.01", "low = 0.5"), "utf-8")
    assert run("check", file) == 0
    assert capsys.readouterr().err.startswith(
        "Warning: small.toml, line 9: scene 1, predict: bars begin at 0.5, not at zero"
    )
