"""The benchmarks of lessons and of the playground measure what they name."""

import json
import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT
from tests.dashboard.lessons.conftest import LESSON

pytestmark = pytest.mark.browser


def measured(*command):
    """Run in a process of its own: in this one a Playwright is at work already."""
    words = [sys.executable, "-m", "ltcore.cli", "bench", *command, "--json"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_scene_change_is_measured(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(LESSON, "utf-8")
    told = measured("lesson", str(path))
    assert (told["lesson"], len(told["changes_ms"])) == ("small", 2)
    assert all(0 < change < 60_000 for change in (told["first_ms"], *told["changes_ms"]))


def test_frames_of_six_models_are_counted():
    rows = measured("playground", "--seconds", "2")
    assert [(row["network"], row["models"]) for row in rows] == [("line", 6), ("network", 6)]
    assert all(row["per_second"] > 0 for row in rows)
