import os

import numpy as np
import pytest

from ltcore.embeddings.folder import MapFolder
from ltcore.embeddings.pruning import prune
from ltcore.runs import Status


@pytest.fixture
def maps(root):
    """Five finished maps of 8 kB and more each, a the oldest."""
    root.mkdir()
    for age, key in enumerate("abcde"):
        folder = MapFolder(root / key)
        folder.path.mkdir()
        folder.write_result(np.zeros((1000, 2), dtype=np.float32))
        os.utime(folder.path, (age, age))
    (root / ".compiled").mkdir()
    (root / "change.lock").touch()
    return root


def left(root):
    return "".join(sorted(path.name for path in root.iterdir() if len(path.name) == 1))


def test_nothing_goes_while_there_is_room(maps):
    assert prune(maps) == []
    assert left(maps) == "abcde"


def test_the_oldest_go_first(maps):
    assert prune(maps, most_bytes=30_000) == ["a", "b"]
    assert left(maps) == "cde"
    assert (maps / ".compiled").is_dir()
    assert (maps / "change.lock").is_file()


def test_the_newest_map_and_those_that_are_worked_on_stay(maps):
    (maps / "b" / "result.json").unlink()
    MapFolder(maps / "b").write_status(Status().claimed())
    os.utime(maps / "b", (1, 1))
    assert prune(maps, keep="d", most_bytes=0) == ["a", "c", "e"]
    assert left(maps) == "bd"


def test_a_link_is_not_followed(maps, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (maps / "z").symlink_to(tmp_path / "precious")
    prune(maps, most_bytes=0)
    assert (tmp_path / "precious" / "file").exists()
