"""Pre-training is a stage like any other: resumed from any moment it ends with the same bits, sees no label,
and what was trained without it is as it was."""

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.data import Examples
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.hardware import has_bf16
from ltcore.engine.kept_backbone import read_backbone
from ltcore.engine.trainer import Trainer
from ltcore.pretraining import PRETRAININGS
from ltcore.runs.known_files import BACKBONE
from tests.conftest import there

BCL_D = {"name": "bcl", "settings": {"contrast": "sdclr"}}
KINDS = [*({"name": name} for name in PRETRAININGS), BCL_D]
each = pytest.mark.parametrize("pretrain", KINDS, ids=[*PRETRAININGS, "bcl_d"])


@pytest.fixture(autouse=True)
def unprobed(monkeypatch):
    """Probes come after the last step, and are tested by themselves."""
    monkeypatch.setattr("ltcore.engine.worker.probe_at_end", lambda *_, **__: "")


class Killed(BaseException):
    """Passes every handler, as a kill would."""


def with_pretraining(lab, pretrain, *, data=None, **train):
    tables = lab.config("erm", **train).model_dump()
    tables["data"] |= data or {}
    return RunConfig.model_validate({**tables, "pretrain": pretrain})


def kill_at(monkeypatch, stage, number, *, after=False):
    """Die in a step of a stage."""
    step = Trainer._step

    def dying(self, state, at, batch):
        here = (state.stage.name, at) == (stage, number)
        if here and not after:
            raise Killed
        step(self, state, at, batch)
        if here:
            raise Killed

    monkeypatch.setattr(Trainer, "_step", dying)


def killed(lab, folder, monkeypatch, stage, number, *, after=False):
    with monkeypatch.context() as patched:
        kill_at(patched, stage, number, after=after)
        with pytest.raises(Killed):
            lab.work(folder)
    assert folder.read_status().state == "running"


def killed_then_resumed(lab, folder, monkeypatch, stage, number):
    killed(lab, folder, monkeypatch, stage, number)
    assert lab.work(folder) == "finished"


@each
def test_a_pretraining_resumes_from_any_moment(lab, same_bits, monkeypatch, pretrain):
    config = with_pretraining(lab, pretrain)
    straight = lab.reference(config)
    steps = int(straight.read_metrics().groupby("stage")["step"].max()["pretrain"])
    chance = random.Random(str(pretrain))
    middle = chance.randrange(1, steps - 1)
    folder = lab.folder(config, "killed")
    moments = [("pretrain", middle, False), ("pretrain", steps - 1, True), ("train", 0, False)]
    for stage, number, after in moments:  # one run dies three times
        killed(lab, folder, monkeypatch, stage, number, after=after)
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)
    kept = [(one.path / BACKBONE).read_bytes() for one in (straight, folder)]
    assert kept[0] == kept[1]


@each
def test_a_run_without_a_moving_average_resumes_in_its_second_epoch(
    lab, same_bits, monkeypatch, pretrain
):
    config = with_pretraining(lab, pretrain, ema=0.0)
    straight = lab.reference(config)
    folder = lab.folder(config, "killed")
    killed_then_resumed(lab, folder, monkeypatch, "pretrain", 9)
    same_bits(straight, folder)


@pytest.mark.skipif(not has_bf16("cpu"), reason="this processor has no native bf16")
@pytest.mark.parametrize("name", ["moco", "sdclr", "gh"])
def test_in_reduced_precision_too(lab, same_bits, monkeypatch, name):
    config = with_pretraining(lab, {"name": name}, precision="bf16", epochs=2)
    straight = lab.straight(config)
    folder = lab.folder(config, "killed")
    killed_then_resumed(lab, folder, monkeypatch, "pretrain", 9)
    same_bits(straight, folder)
    kept = there(read_backbone(folder))
    assert kept["convolutions.0.weight"].dtype == torch.float32


@each
def test_no_label_is_looked_at(lab, monkeypatch, pretrain):
    config = with_pretraining(lab, pretrain, ema=0.0)
    straight = lab.reference(config)
    build = datasets.build

    def scrambled(*arguments, **more):
        data = build(*arguments, **more)
        labels = np.random.default_rng(1).permutation(data.train.labels)
        return replace(data, train=Examples(data.train.pool, data.train.rows, labels))

    monkeypatch.setattr(datasets, "build", scrambled)
    other = lab.straight(config, "scrambled")
    assert (straight.path / BACKBONE).read_bytes() == (other.path / BACKBONE).read_bytes()


def test_the_training_begins_with_the_backbone_that_was_kept(lab, monkeypatch):
    begun = {}
    run_stage = Trainer._run_stage

    def watching(self, state, index, resumed):
        weights = state.network.state_dict().items()
        begun[state.stage.name] = {name: tensor.clone() for name, tensor in weights}
        return run_stage(self, state, index, resumed)

    monkeypatch.setattr(Trainer, "_run_stage", watching)
    folder = lab.straight(with_pretraining(lab, {"name": "rotation"}))
    kept = there(read_backbone(folder))
    for name, tensor in kept.items():
        assert begun["train"][f"backbone.{name}"].equal(tensor), name
    moved = [n for n, t in kept.items() if not begun["pretrain"][f"backbone.{n}"].equal(t)]
    assert "convolutions.0.weight" in moved
    first = there(read_checkpoint(folder.path / "checkpoint"))
    assert first.part("backbone").keys() == kept.keys()


def test_every_method_may_follow(lab):
    for method in ("crt", "ldam_drw"):
        tables = lab.config(method, epochs=1).model_dump()
        config = RunConfig.model_validate({**tables, "pretrain": {"name": "rotation"}})
        stages = lab.straight(config, method).read_metrics()["stage"]
        assert stages.iloc[0] == "pretrain"
        assert set(stages) - {"pretrain"}


def test_both_kinds_of_examples_are_seen(lab):
    pretrain = {"name": "bcl", "on": "both"}
    config = with_pretraining(lab, pretrain, data={"unlabelled": 2}, epochs=1)
    folder = lab.straight(config)
    labelled = int(there(folder.read_class_table())["train_count"].sum())
    assert len(pd.read_parquet(folder.path / "unlabelled.parquet")) == 2 * labelled
    rows = folder.read_metric_rows()
    assert [row["stage"] for row in rows] == ["pretrain", "train"]
    assert rows[0]["step"] == rows[1]["step"]


def test_its_length_is_a_share_of_the_training(lab):
    for share, epochs in ((2, 4), (0.5, 1), (0.1, 1)):
        config = with_pretraining(lab, {"name": "rotation", "share": share}, epochs=2)
        metrics = lab.straight(config, f"share{share}").read_metrics()
        assert (metrics["stage"] == "pretrain").sum() == epochs
        assert (metrics["stage"] == "train").sum() == 2


def test_what_the_features_are_worth_is_measured_and_random_ones_beside(lab, monkeypatch):
    monkeypatch.setattr("ltcore.engine.pretraining_record.MEASURED", 2)
    folder = lab.straight(with_pretraining(lab, {"name": "simclr"}))
    rows = [row for row in folder.read_metric_rows() if row["stage"] == "pretrain"]
    assert [("knn_balanced_accuracy" in row) for row in rows] == [True, False, True]
    assert [("random_knn_balanced_accuracy" in row) for row in rows] == [True, False, False]
    for row in rows:
        assert -8 <= row["uniformity"] < 0 <= row["alignment"] <= 4
        assert row["contrastive_loss"] == pytest.approx(row["train_loss"])
        assert row.get("val_balanced_error") is None
    assert 0 < rows[0]["random_knn_balanced_accuracy"] <= 1
    assert 1 <= rows[-1]["effective_rank"] <= 8


def test_a_run_without_it_writes_nothing_of_it(lab):
    folder = lab.reference(lab.config("erm"))
    assert not (folder.path / BACKBONE).exists()
    assert read_backbone(folder) is None
    assert not any("knn" in name for name in folder.read_metrics().columns)
    assert "pretrain" not in (folder.path / "config.json").read_text()
