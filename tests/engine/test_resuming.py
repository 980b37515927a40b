"""A run goes on from its own checkpoint only, and a fork starts from that of another."""

import json
import shutil
from dataclasses import replace
from importlib.metadata import version

import pytest
import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.engine import environment
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.networks import stage_network
from ltcore.engine.trainer import Trainer
from ltcore.engine.worker import work
from ltcore.runs import RunFolder
from ltcore.runs.belonging import CHANGED, UNKNOWN
from tests.conftest import there
from tests.runs.test_fixtures import CANCELLED, FIXTURES


@pytest.fixture
def half(lab, monkeypatch):
    """Return a run that was cancelled after five steps."""

    def made(config, name="half"):
        folder = lab.folder(config, name)
        step = Trainer._step

        def stepping(self, state, current, batch):
            step(self, state, current, batch)
            if current == 4:
                folder.request_cancel()

        with monkeypatch.context() as patched:
            patched.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
            patched.setattr(Trainer, "_step", stepping)
            assert lab.work(folder) == "cancelled"
        return folder

    return made


def edit(folder, change):
    path = folder.path / "config.json"
    content = json.loads(path.read_text())
    change(content["config"])
    path.write_text(json.dumps(content))


def to_focal(settings):
    settings["method"] = {"name": "focal", "settings": {"gamma": 2.0}}


def to_erm(settings):
    settings["method"] = {"name": "erm", "settings": {}}


def results(folder):
    kept = ("status.json", "log.txt", "config.json")
    files = (path for path in folder.path.rglob("*") if path.is_file() and path.name not in kept)
    return {path: path.read_bytes() for path in files}


def test_settings_that_were_edited_are_refused_until_they_are_undone(lab, half, same_bits):
    config = lab.config()
    folder = half(config)
    edit(folder, to_focal)
    before = results(folder)
    assert lab.work(folder) == "failed"
    status = folder.read_status()
    assert status.message.startswith(CHANGED)
    assert "method.name: erm -> focal" in status.message
    assert "ltlab train --fork half" in status.message
    assert status.progress > 0
    assert results(folder) == before
    edit(folder, to_erm)
    assert lab.work(folder) == "finished"
    assert folder.read_status().message == ""
    same_bits(lab.reference(config), folder)


def test_a_label_and_a_device_may_change(lab, half, same_bits):
    config = lab.config()
    folder = half(config)
    edit(folder, lambda settings: settings.update(name="mine"))
    edit(folder, lambda settings: settings["train"].update(checkpoint_seconds=1000))
    assert lab.work(folder) == "finished"
    same_bits(lab.reference(config), folder)


def test_a_renamed_run_goes_on_with_the_same_bits(lab, half, same_bits):
    config = lab.config()
    folder = half(config)
    renamed = RunFolder(folder.path.rename(lab.root / "another-name"))
    assert lab.work(renamed) == "finished"
    same_bits(lab.reference(config), renamed)


def test_other_data_are_refused(lab, half, monkeypatch):
    folder = half(lab.config())
    build = datasets.build
    monkeypatch.setattr(
        datasets,
        "build",
        lambda *args, **more: replace(build(*args, **more), checksum="decaf0" * 8),
    )
    before = results(folder)
    assert lab.work(folder) == "failed"
    assert "data checksum: " in folder.read_status().message
    assert "-> decaf0decaf0. Either restore the old data" in folder.read_status().message
    assert results(folder) == before


def test_another_version_is_told_and_recorded(lab, half, monkeypatch):
    folder = half(lab.config())
    monkeypatch.setattr(
        environment, "version", lambda name: "9.9" if name == "torch" else version(name)
    )
    monkeypatch.setattr(environment, "git_revision", lambda _: "f00")
    warned: list[str] = []
    assert work(folder, store=lab.store, on_warning=warned.append) == "finished"
    assert len(warned) == 2
    assert f"torch: {version('torch')} -> 9.9" in warned[0]
    assert warned[1].endswith(" f00")
    (later,) = folder.read_environment()["resumed"]
    assert later["warnings"] == warned
    assert later["packages"]["torch"] == "9.9"
    assert folder.read_status().message == "; ".join(warned)
    assert all(f"warning: {warning}" in folder.read_log() for warning in warned)


def test_a_run_of_the_first_release_goes_on(lab):
    folder = RunFolder(lab.root / CANCELLED)
    shutil.copytree(FIXTURES / CANCELLED, folder.path)
    warned: list[str] = []
    assert work(folder, store=lab.store, on_warning=warned.append) == "finished"
    assert "resumed at stage 0, step 5" in folder.read_log()
    assert UNKNOWN in warned
    assert [row["epoch"] for row in folder.read_metric_rows()] == [1, 2, 3]
    assert json.loads((folder.path / "config.json").read_text())["schema"] == 1
    kept = read_checkpoint(folder.path / "checkpoint")
    assert kept is not None
    assert kept.values["fingerprint"]["settings"]["fork"] == ""


def fork_of(folder, config=None, **changes):
    config = config or folder.read_config()
    return RunConfig.model_validate(config.model_dump() | {"fork": folder.id} | changes)


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_a_fork_starts_from_the_weights_of_the_other_run(lab, half, ema):
    source = half(lab.config(ema=ema))
    config = fork_of(source, method={"name": "focal"})
    task = datasets.build(config.data, store=lab.store).task
    network, new_head = stage_network(
        config, task, stages_of(lab, config), 0, previous=None, root=lab.root
    )
    assert not new_head
    weights = there(read_checkpoint(source.path / "checkpoint")).part(
        "average.module" if ema else "model"
    )
    assert {name: t.tolist() for name, t in network.state_dict().items()} == {
        name: t.tolist() for name, t in weights.items() if name in network.state_dict()
    }
    before = results(source)
    folder = lab.folder(config, "the-fork")
    assert lab.work(folder) == "finished"
    assert folder.read_environment()["fork"] == {"run": "half", "stage": 0, "step": 5}
    assert "starts from the weights of run half, stage 0, step 5" in folder.read_log()
    assert [row["epoch"] for row in folder.read_metric_rows()] == [1, 2, 3]
    assert results(source) == before


def stages_of(lab, config):
    from ltcore.steps import build_stages

    return build_stages(config, datasets.build(config.data, store=lab.store))


def test_a_fork_of_damaged_weights_is_refused_and_a_resume_tells(lab, half):
    """The checkpoint before is sound, but its weights are not those that the run ended with."""
    source = half(lab.config())
    newest = max((source.path / "checkpoint").glob("*.safetensors"))
    content = bytearray(newest.read_bytes())
    content[-1] ^= 1
    newest.write_bytes(content)
    folder = lab.folder(fork_of(source), "the-fork")
    assert lab.work(folder) == "failed"
    assert f"run half: checkpoint {newest.stem} is damaged" in folder.read_status().message
    told: list[str] = []
    assert work(source, store=lab.store, on_warning=told.append) == "finished"
    assert told[0].startswith(f"checkpoint {newest.stem} is damaged")


def test_a_fork_goes_on_without_the_other_run(lab, half, same_bits):
    source = half(lab.config())
    config = fork_of(source)
    whole = lab.straight(config, "whole-fork")
    folder = half(config, "half-fork")
    shutil.rmtree(source.path)
    assert lab.work(folder) == "finished"
    assert "fork" not in folder.read_environment()["resumed"][0]
    same_bits(whole, folder)


def test_a_fork_keeps_the_features_where_its_classifier_is_another(lab, half):
    source = half(lab.config())
    config = fork_of(source, method={"name": "ldam"})
    task = datasets.build(config.data, store=lab.store).task
    network, new_head = stage_network(
        config, task, stages_of(lab, config), 0, previous=None, root=lab.root
    )
    assert new_head
    weights = there(read_checkpoint(source.path / "checkpoint")).part("average.module")
    for name, tensor in network.backbone.state_dict().items():
        assert torch.equal(tensor, weights[f"backbone.{name}"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": {"name": "convnet", "width": 16}}, "it has model.width 8, this one 16"),
        ({"fork": "not-there"}, "there is no run"),
        ({"fork": "empty"}, "has no checkpoint"),
        ({"fork": "moving"}, "is queued: its weights still change"),
        ({"fork": "import"}, "is an import"),
    ],
)
def test_a_fork_that_cannot_be_is_refused_before_anything_is_written(lab, half, change, reason):
    source = half(lab.config(epochs=1))
    for name, state in (("empty", "cancelled"), ("moving", "queued")):
        folder = lab.folder(lab.config(epochs=1), name)
        folder.write_status(replace(folder.read_status(), state=state))
    other = lab.folder(lab.config(), "import")
    imported = {"schema": 1, "id": "import", "created": 1.0, "imported": {"name": "x"}}
    (other.path / "config.json").write_text(json.dumps(imported))
    folder = lab.folder(fork_of(source, **change), "the-fork")
    assert lab.work(folder) == "failed"
    assert reason in folder.read_status().message
    assert not (folder.path / "environment.json").exists()


def test_a_fork_of_other_shapes_says_so(lab, half):
    source = half(lab.config(epochs=1))
    options = {"colour": True, "image_size": 8, "per_class": 30}
    shapes = {"name": "shapes", "options": options, "val_per_class": 2, "test_per_class": 2}
    folder = lab.folder(fork_of(source, data=shapes), "the-fork")
    assert lab.work(folder) == "failed"
    assert "the weights of run half do not fit" in folder.read_status().message
    assert "data of the same shape" in folder.read_status().message
