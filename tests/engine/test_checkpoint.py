import json
import os

import pytest
import torch

from ltcore.engine import checkpoint as checkpoints
from ltcore.engine.checkpoint import Checkpoint, CheckpointError, read_checkpoint, write_checkpoint
from ltcore.runs.atomic import atomic_write_bytes


def a_checkpoint(step: int, stage: int = 0) -> Checkpoint:
    return Checkpoint(
        stage=stage,
        step=step,
        tensors={"model.w": torch.full((3, 2), float(step))},
        values={"note": "x"},
    )


def test_what_is_written_comes_back(tmp_path):
    write_checkpoint(tmp_path / "checkpoint", a_checkpoint(7))
    back = read_checkpoint(tmp_path / "checkpoint")
    assert back is not None
    assert (back.stage, back.step, back.values, back.skipped) == (0, 7, {"note": "x"}, ())
    assert torch.equal(back.part("model")["w"], torch.full((3, 2), 7.0))


def test_no_folder_means_no_checkpoint(tmp_path):
    assert read_checkpoint(tmp_path / "checkpoint") is None


def test_two_are_kept_and_a_later_stage_is_newer(tmp_path):
    for stage, step in [(0, 5), (0, 10), (1, 1)]:
        write_checkpoint(tmp_path, a_checkpoint(step, stage))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00-000000010.json",
        "00-000000010.safetensors",
        "01-000000001.json",
        "01-000000001.safetensors",
    ]
    back = read_checkpoint(tmp_path)
    assert back is not None
    assert (back.stage, back.step) == (1, 1)


@pytest.mark.parametrize("sixteenth", range(16))
def test_a_truncated_checkpoint_falls_back_to_the_one_before(tmp_path, sixteenth):
    write_checkpoint(tmp_path, a_checkpoint(5))
    write_checkpoint(tmp_path, a_checkpoint(10))
    newest = tmp_path / "00-000000010.safetensors"
    content = newest.read_bytes()
    newest.write_bytes(content[: len(content) * sixteenth // 16])
    back = read_checkpoint(tmp_path)
    assert back is not None
    assert back.step == 5
    assert "10 is damaged" in back.skipped[0]


@pytest.mark.parametrize("suffix", ["safetensors", "json"])
def test_a_flipped_bit_is_found_wherever_it_is(tmp_path, suffix):
    write_checkpoint(tmp_path, a_checkpoint(5))
    write_checkpoint(tmp_path, a_checkpoint(10))
    path = tmp_path / f"00-000000010.{suffix}"
    whole = path.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 0x01
        path.write_bytes(flipped)
        back = read_checkpoint(tmp_path)
        assert back is not None
        assert back.step == 5, place


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"null", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_a_state_that_is_no_state_is_passed_over(tmp_path, content):
    write_checkpoint(tmp_path, a_checkpoint(5))
    write_checkpoint(tmp_path, a_checkpoint(10))
    (tmp_path / "00-000000010.json").write_bytes(content)
    back = read_checkpoint(tmp_path)
    assert back is not None
    assert back.step == 5


def test_a_damaged_newer_one_does_not_push_out_a_good_one(tmp_path):
    for step in (5, 10):
        write_checkpoint(tmp_path, a_checkpoint(step))
    (tmp_path / "00-000000010.safetensors").write_bytes(b"")
    write_checkpoint(tmp_path, a_checkpoint(6))
    assert sorted(path.name for path in tmp_path.glob("*.json")) == [
        "00-000000005.json",
        "00-000000006.json",
    ]


def test_where_the_state_cannot_be_written_its_tensors_do_not_stay(tmp_path, monkeypatch):
    write_checkpoint(tmp_path, a_checkpoint(5))

    def full(path, content):
        if path.suffix == ".json":
            raise OSError("full")
        atomic_write_bytes(path, content)

    monkeypatch.setattr(checkpoints, "atomic_write_bytes", full)
    with pytest.raises(OSError, match="full"):
        write_checkpoint(tmp_path, a_checkpoint(10))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00-000000005.json",
        "00-000000005.safetensors",
    ]


def test_nothing_but_damage_is_an_error_that_says_the_way_out(tmp_path):
    write_checkpoint(tmp_path, a_checkpoint(5))
    (tmp_path / "00-000000005.safetensors").write_bytes(b"")
    with pytest.raises(CheckpointError, match="delete the folder"):
        read_checkpoint(tmp_path)


def test_tensors_without_their_json_do_not_exist(tmp_path, monkeypatch):
    write_checkpoint(tmp_path, a_checkpoint(5))

    def killed_before_json(path, content):
        if path.suffix == ".json":
            raise KeyboardInterrupt
        atomic_write_bytes(path, content)

    monkeypatch.setattr(checkpoints, "atomic_write_bytes", killed_before_json)
    with pytest.raises(KeyboardInterrupt):
        write_checkpoint(tmp_path, a_checkpoint(10))
    back = read_checkpoint(tmp_path)
    assert back is not None
    assert back.step == 5


@pytest.fixture
def outside(tmp_path):
    """A folder that holds files of our names, and nothing to do with the run."""
    place = tmp_path / "outside"
    for step in (1, 2, 3):
        write_checkpoint(place, a_checkpoint(step))
        (place / f"00-{step:09d}.json").rename(place / f"00-{step + 900:09d}.json")
    (place / "mine.txt").write_text("mine")
    return place


def test_a_linked_folder_is_neither_read_nor_written_nor_tidied(tmp_path, outside):
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    (tmp_path / "checkpoint").symlink_to(outside)
    with pytest.raises(OSError, match="checkpoint is a symbolic link, which is not followed"):
        write_checkpoint(tmp_path / "checkpoint", a_checkpoint(5))
    with pytest.raises(CheckpointError, match="checkpoint is a symbolic link"):
        read_checkpoint(tmp_path / "checkpoint")
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_a_linked_checkpoint_is_passed_over_and_a_pipe_does_not_block(tmp_path, outside):
    folder = tmp_path / "checkpoint"
    write_checkpoint(folder, a_checkpoint(5))
    (folder / "00-000000901.json").symlink_to(outside / "00-000000901.json")
    (folder / "00-000000901.safetensors").symlink_to(outside / "00-000000001.safetensors")
    os.mkfifo(folder / "00-000000902.json")
    back = read_checkpoint(folder)
    assert back is not None
    assert (back.step, len(back.skipped)) == (5, 2)
    assert "is a symbolic link" in back.skipped[1]


def test_files_of_others_in_the_folder_stay(tmp_path):
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    for name in ("mine.txt", "notes.json", "00-000000001.bak"):
        (folder / name).write_text("{}")
    (folder / "00-000000000.safetensors").symlink_to(tmp_path / "elsewhere")
    for step in (5, 6, 7):
        write_checkpoint(folder, a_checkpoint(step))
    assert {path.name for path in folder.iterdir()} == {
        *("mine.txt", "notes.json", "00-000000001.bak", "00-000000000.safetensors"),
        *(f"00-{step:09d}.{end}" for step in (6, 7) for end in ("json", "safetensors")),
    }
    back = read_checkpoint(folder)
    assert back is not None
    assert (back.step, back.skipped) == (7, ())


def test_a_pickle_in_place_of_tensors_is_never_opened(tmp_path):
    import pickle

    canary = tmp_path / "canary"

    class Bomb:
        def __reduce__(self):
            return (canary.write_text, ("boom",))

    write_checkpoint(tmp_path, a_checkpoint(5))
    content = pickle.dumps(Bomb())
    (tmp_path / "00-000000005.safetensors").write_bytes(content)
    import hashlib

    state_path = tmp_path / "00-000000005.json"
    state = json.loads(state_path.read_text())
    del state["sha256"]
    said = json.dumps(state, sort_keys=True).encode()
    state["sha256"] = hashlib.sha256(said + content).hexdigest()
    state_path.write_text(json.dumps(state))
    with pytest.raises(CheckpointError, match="header"):
        read_checkpoint(tmp_path)
    assert not canary.exists()
