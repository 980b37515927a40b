"""What the benchmarks of lessons and of the playground say."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from ltcore.bench.playground import Frames
from ltcore.bench.scene_changes import SceneChanges
from ltcore.bench.served import Served
from ltcore.cli import bench_lesson, main


@pytest.fixture
def bench(monkeypatch):
    """Run a benchmark whose servers and browsers are there in name only."""

    @contextmanager
    def lesson(_path):
        yield "http://127.0.0.1:1", 1

    @contextmanager
    def dashboard():
        yield Served("http://127.0.0.1:1", 1)

    changes = SceneChanges(lesson="small", first_ms=900, changes_ms=(10, 20, 30))
    frames = [Frames(network="line", models=6, per_second=59.6)]
    monkeypatch.setattr(bench_lesson, "served_lesson", lesson)
    monkeypatch.setattr(bench_lesson, "served", dashboard)
    monkeypatch.setattr(bench_lesson, "measure_scene_changes", lambda *_: changes)
    monkeypatch.setattr(bench_lesson, "measure_frames", lambda *_: frames)
    return lambda *words: CliRunner().invoke(main, ["bench", *words])


def test_scene_changes_are_told(bench):
    said = bench("lesson", "long_tail_60").stdout
    assert "first picture: 900 ms" in said
    assert "3 scene changes: median 20 ms, 90 % within 30 ms, longest 30 ms" in said
    assert json.loads(bench("lesson", "long_tail_60", "--json").stdout)["changes_ms"] == [
        10,
        20,
        30,
    ]


def test_a_lesson_that_is_not_there_is_named(bench):
    done = bench("lesson", "nothing")
    assert done.exit_code == 2
    assert "no lesson 'nothing'" in done.stderr


def test_frames_are_told(bench):
    assert bench("playground").stdout == "6 models, line: 60 frames a second\n"
    assert json.loads(bench("playground", "--json").stdout)[0]["models"] == 6
