import os
import sys

import numpy as np

from ltcore.bench.image_imports import draw_tree, measure_trees


def test_a_tree_is_the_same_for_the_same_seed(tmp_path):
    for name in "ab":
        draw_tree(tmp_path / name, 20, np.random.default_rng(3))
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.png"))
    assert len(files) == 20
    assert all(
        (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        for file in files
    )


def test_two_builds_are_measured_in_turns_and_compared(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    other = ("env", f"PYTHONPATH={os.environ['PYTHONPATH']}", sys.executable)
    speed = measure_trees(40, rounds=1, rng=np.random.default_rng(0), other=other)
    assert speed.same_bytes
    assert len(speed.sha256) == 64
    assert speed.ratio == speed.ours / speed.theirs
    assert speed.n_files == 40


def test_without_another_build_there_is_no_ratio(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    speed = measure_trees(20, rounds=1, rng=np.random.default_rng(0))
    assert speed.ours > 0
    assert np.isnan([speed.theirs, speed.ratio]).all()
