import json
import os
import random
import shutil
from dataclasses import replace

import pytest

from ltcore.cli import number_index, results
from ltcore.runs import RunStore, known

RUN = "label,predicted\n0,0\n0,1\n1,1\n1,1\n"


@pytest.fixture
def listed(ltlab, runs, tmp_path, monkeypatch):
    """Three imported runs, and what the list says of them."""
    monkeypatch.setattr(known, "SETTLED_S", -1.0)  # the files of this test have just been written
    for name, text in (("a", RUN), ("b", RUN.replace("0,1", "0,0")), ("c", RUN + "0,1\n")):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        assert ltlab("import", file, "--name", name).exit_code == 0
    return lambda: json.loads(ltlab("runs", "--json").stdout)


@pytest.fixture
def computed(monkeypatch):
    """How many runs were computed, list by list."""
    numbers, counted = results.numbers_by_run, []

    def counting(records, **more):
        counted.append(len(records))
        return numbers(records, **more)

    monkeypatch.setattr(number_index, "numbers_by_run", counting)
    return counted


def test_known_numbers_are_not_computed_again(ltlab, listed, computed):
    first = listed()
    assert listed() == first
    assert [row["balanced_error"] for row in first] == pytest.approx([0.25, 0.0, 1 / 3])
    table = ltlab("runs").stdout
    assert "33.3 %" in table
    assert computed == [3]


def test_the_short_list_does_not_stand_for_the_long_one(ltlab, listed, computed):
    ltlab("runs")
    assert {row["note"] for row in listed()} == {"imported as predictions: it has no test logits"}
    assert computed == [3, 3]


def test_a_file_of_the_same_size_and_time_is_computed_anew(listed, computed, runs):
    before = listed()
    a, b = (runs / row["id"] / "predictions_test.parquet" for row in before[:2])
    was = a.stat()
    assert b.stat().st_size == was.st_size
    shutil.copyfile(b, a)
    os.utime(a, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert [row["balanced_error"] for row in listed()][:2] == [0.0, 0.0]
    assert computed == [3, 1]


def test_runs_come_and_go(listed, computed, runs):
    (first, *_) = listed()
    RunStore(runs).delete(first["id"])
    assert [row["name"] for row in listed()] == ["b", "c"]
    assert computed == [3]


def test_what_changed_just_now_is_not_kept(listed, computed, monkeypatch):
    monkeypatch.setattr(known, "SETTLED_S", 3600.0)
    assert listed() == listed()
    assert computed == [3, 3]


def test_another_version_does_not_rely_on_the_numbers(listed, computed, monkeypatch):
    listed()
    index = number_index.INDEX
    monkeypatch.setattr(number_index, "INDEX", replace(index, meaning=index.meaning + 1))
    listed()
    assert computed == [3, 3]


def test_a_damaged_index_is_no_index(listed, runs, computed):
    right = listed()
    index = runs / number_index.INDEX.name
    sound = index.read_bytes()
    entries = number_index.INDEX.read(runs)
    number = sound.index(b"0.25")
    draw = random.Random(0)
    damaged = [b"", b"[]", b"[" * 5000, sound.replace(b"0.25", b"0.20"), sound[:number]]
    for content in damaged:
        index.write_bytes(content)
        assert listed() == right, content[:80]
    for _ in range(300):
        place = draw.randrange(len(sound))
        flipped = sound[place] ^ (1 << draw.randrange(8))
        index.write_bytes(sound[:place] + bytes([flipped]) + sound[place + 1 :])
        assert number_index.INDEX.read(runs) in ({}, entries)
    assert computed == [3] * (len(damaged) + 1)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {},
        {"marks": 1},
        {"marks": [], "numbers": []},
        {"marks": [], "numbers": {"error": "small"}},
        {"marks": [], "numbers": {"note": 3}},
    ],
)
def test_a_sealed_index_of_another_shape_is_no_index(listed, runs, entry):
    right = listed()
    entries = {right[0]["id"]: entry}
    number_index.INDEX.write(runs, entries)
    assert listed() == right


def test_a_link_a_pipe_or_a_folder_in_its_place_stops_nobody(listed, runs, tmp_path):
    right = listed()
    index, other = runs / number_index.INDEX.name, tmp_path / "other.json"
    for put in (
        lambda: index.symlink_to(other),
        lambda: os.mkfifo(index),
        index.mkdir,
    ):
        if index.is_dir():
            index.rmdir()
        else:
            index.unlink(missing_ok=True)
        other.write_text("kept")
        put()
        assert listed() == right
        assert other.read_text() == "kept"
