"""Damaged checkpoints: the run goes on from the one before, or says what to do."""

import pickle
import shutil
from dataclasses import replace

import pytest

from ltcore.engine.checkpoint import read_checkpoint, write_checkpoint
from ltcore.engine.trainer import Trainer


class Killed(BaseException):
    """Passes every handler, as a kill would."""


@pytest.fixture
def killed(lab, monkeypatch):
    """A run that was killed in its tenth step, with two checkpoints, and its undisturbed twin."""
    config = lab.config("ldam_drw", epochs=2)
    twin = lab.reference(config)
    folder = lab.folder(config, "killed")
    step = Trainer._step

    def dying(self, state, number, batch):
        if number == 9:
            raise Killed
        step(self, state, number, batch)

    monkeypatch.setattr(Trainer, "_step", dying)
    with pytest.raises(Killed):
        lab.work(folder)
    monkeypatch.undo()
    states = sorted(path.stem for path in folder.path.glob("checkpoint/*.json"))
    assert states == ["00-000000008", "00-000000009"]
    return folder, twin


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("suffix", "place"), [("safetensors", 40), ("safetensors", -1), ("json", 12)]
)
def test_a_flipped_bit_costs_one_checkpoint(lab, same_bits, killed, suffix, place):
    folder, twin = killed
    flip(folder.path / "checkpoint" / f"00-000000009.{suffix}", place)
    assert lab.work(folder) == "finished"
    log = folder.read_log()
    assert "checkpoint 00-000000009 is damaged" in log
    assert "continuing from the previous one" in log
    assert "resumed at stage 0, step 8" in log
    same_bits(twin, folder)


def test_a_link_that_leads_nowhere_in_place_of_a_checkpoint(lab, same_bits, killed):
    folder, twin = killed
    path = folder.path / "checkpoint" / "00-000000009.json"
    path.unlink()
    path.symlink_to(path.name)
    assert lab.work(folder) == "failed"
    assert f"{path.name} is a symbolic link" in folder.read_status().message
    path.unlink()
    assert lab.work(folder) == "finished"
    same_bits(twin, folder)


def test_a_folder_where_a_checkpoint_belongs(lab, same_bits, killed):
    folder, twin = killed
    path = folder.path / "checkpoint" / "00-000000009.safetensors"
    path.unlink()
    path.mkdir()
    assert lab.work(folder) == "failed"
    assert (
        f"could not write {path}: {path.name} is a folder, not a file"
        in folder.read_status().message
    )
    path.rmdir()
    assert lab.work(folder) == "finished"
    same_bits(twin, folder)


def test_nothing_but_damage_fails_and_says_the_way_out(lab, same_bits, killed):
    folder, twin = killed
    for path in (folder.path / "checkpoint").glob("*.safetensors"):
        flip(path, -1)
    assert lab.work(folder) == "failed"
    status = folder.read_status()
    assert status.state == "failed"
    assert "00-000000008 is damaged" in status.message
    assert "00-000000009 is damaged" in status.message
    way_out = folder.path / "checkpoint"
    assert f"delete the folder {way_out} to train this run from the beginning" in status.message
    shutil.rmtree(way_out)
    assert lab.work(folder) == "finished"
    same_bits(twin, folder)


def test_a_pickle_in_place_of_a_checkpoint_is_not_opened(lab, killed, tmp_path):
    folder, _ = killed
    canary = tmp_path / "canary"

    class Bomb:
        def __reduce__(self):
            return (canary.write_text, ("boom",))

    for path in (folder.path / "checkpoint").iterdir():
        path.write_bytes(pickle.dumps(Bomb()))
    assert lab.work(folder) == "failed"
    assert not canary.exists()


@pytest.mark.parametrize("knows_its_run", [True, False])
def test_a_checkpoint_of_another_model_does_not_fit(lab, killed, knows_its_run):
    """Also one of a version whose checkpoints did not say which run they are of."""
    folder, _ = killed
    other = lab.config("ldam_drw", epochs=2)
    other = other.model_copy(update={"model": other.model.model_copy(update={"width": 16})})
    folder.write_config(other)
    if not knows_its_run:
        kept = read_checkpoint(folder.path / "checkpoint")
        assert kept is not None
        values = {name: value for name, value in kept.values.items() if name != "fingerprint"}
        write_checkpoint(folder.path / "checkpoint", replace(kept, values=values))
    assert lab.work(folder) == "failed"
    said = "model.width: 8 -> 16" if knows_its_run else "the checkpoint does not fit this run"
    assert said in folder.read_status().message


def test_a_metrics_line_that_was_cut_costs_that_line(lab, same_bits, killed):
    folder, twin = killed
    log = folder.path / "metrics.jsonl"
    whole = log.read_bytes()
    with log.open("ab") as file:
        file.write(whole[: len(whole) // 2])
    metrics = folder.read_metrics()
    assert metrics["epoch"].tolist() == [1]
    assert len(metrics.attrs["damaged_lines"]) == 1
    assert lab.work(folder) == "finished"
    assert len(folder.read_metrics().attrs["damaged_lines"]) == 1
    same_bits(twin, folder)
