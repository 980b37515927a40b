import json

import pytest
import torch

from ltcore.engine import checkpoint as checkpoints
from ltcore.engine.checkpoint import Checkpoint, CheckpointError, read_checkpoint, write_checkpoint
from ltcore.runs.atomic import atomic_write_bytes


def a_checkpoint(step: int, stage: int = 0) -> Checkpoint:
    return Checkpoint(stage, step, {"model.w": torch.full((3, 2), float(step))}, {"note": "x"})


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
