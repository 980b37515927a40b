"""Probes of real runs: what they look at, that they change nothing, and what they refuse."""

import shutil

import numpy as np
import pytest
import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.engine import probing
from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.engine.kept_backbone import read_backbone
from ltcore.engine.probe_examples import probe_examples
from ltcore.engine.probing import probe_run
from ltcore.models.convnet import ConvNet
from ltcore.runs import RunError, RunStore
from ltcore.runs.known_files import BACKBONE
from tests.conftest import there


def config_of(lab, pretrain="sdclr"):
    tables = lab.config("erm", epochs=2).model_dump()
    return RunConfig.model_validate({**tables, "pretrain": {"name": pretrain}})


@pytest.fixture(autouse=True)
def one_strength(monkeypatch):
    """Fit one classifier where seven are tried: which is chosen is tested with the probe itself."""
    monkeypatch.setattr("ltcore.metrics.probe.STRENGTHS", (0.1,))


@pytest.fixture
def folder(lab):
    return lab.reference(config_of(lab))


@pytest.fixture
def record(folder):
    return RunStore(folder.path.parent).load(folder.id)


def test_three_backbones_two_readers_two_sets_of_examples(lab, record):
    report = probe_run(record, store=lab.store)
    found = [(one.backbone, one.reader, one.examples) for one in report.results]
    assert found == [
        (backbone, reader, examples)
        for backbone in ("random", "pretrained", "final")
        for examples in ("balanced", "long_tailed")
        for reader in ("linear", "neighbours")
    ]
    assert report.missing == []
    assert report.support.tolist() == [50] * 10
    for one in report.results:
        assert 0 <= one.score.balanced_accuracy <= 1
        assert np.isnan(one.strength) == (one.reader == "neighbours")
    assert [one.backbone for one in report.pruning] == ["random", "pretrained", "final"]
    assert all(0 <= one.moved.min() <= one.moved.max() <= 1 for one in report.pruning)


def test_balanced_examples_are_held_out_of_validation_and_test(lab, record):
    config = there(record.config)
    data = datasets.build(config.data, store=lab.store)
    examples = probe_examples(config.data, data, shots=0, draw=0, store=lab.store)
    counts = np.bincount(examples["balanced"].labels)
    assert len(set(counts)) == 1
    assert counts[0] > data.task.class_counts.max()
    held_out = {*there(data.val).rows.tolist(), *data.test.rows.tolist()}
    assert not held_out & set(examples["balanced"].rows.tolist())
    assert examples["long_tailed"] is data.train
    shots = probe_examples(config.data, data, shots=5, draw=1, store=lab.store)
    assert set(np.bincount(shots["balanced"].labels)) == {5}
    assert np.bincount(shots["long_tailed"].labels).tolist() == [
        min(5, count) for count in data.task.class_counts
    ]
    again = probe_examples(config.data, data, shots=5, draw=1, store=lab.store)
    other = probe_examples(config.data, data, shots=5, draw=2, store=lab.store)
    rows = [each["balanced"].rows.tolist() for each in (shots, again, other)]
    assert rows[0] == rows[1] != rows[2]


def test_the_backbones_are_the_random_the_kept_and_the_last(lab, record, monkeypatch):
    seen = {}
    pruning = probing._Probing.pruning

    def watching(self, name, network, *more):
        weights = network.backbone.state_dict().items()
        seen[name] = {key: tensor.clone() for key, tensor in weights}
        return pruning(self, name, network, *more)

    monkeypatch.setattr(probing._Probing, "pruning", watching)
    probe_run(record, store=lab.store)
    kept = there(read_backbone(record.folder))
    last = there(read_checkpoint(record.folder.path / "checkpoint")).part("average.module.backbone")
    for name in kept:
        assert seen["pretrained"][name].equal(kept[name])
        assert seen["final"][name].equal(last[name])
    assert not seen["random"]["convolutions.0.weight"].equal(kept["convolutions.0.weight"])


def test_the_probe_changes_no_bit_and_says_so_where_one_did(lab, record, monkeypatch):
    before = {path: path.read_bytes() for path in record.folder.path.rglob("*") if path.is_file()}
    first = probe_run(record, store=lab.store)
    second = probe_run(record, store=lab.store)
    after = {path: path.read_bytes() for path in record.folder.path.rglob("*") if path.is_file()}
    assert before == after
    for one, other in zip(first.results, second.results, strict=True):
        assert np.array_equal(one.score.recall, other.score.recall)
    forward = ConvNet.forward

    def drifting(self, images):
        with torch.no_grad():
            self.norms[0].running_mean.add_(1e-6)
        return forward(self, images)

    monkeypatch.setattr(ConvNet, "forward", drifting)
    with pytest.raises(
        RuntimeError, match=r"changed the network: backbone\.norms\.0\.running_mean"
    ):
        probe_run(record, store=lab.store)


def test_nothing_moves_where_nothing_is_pruned(lab, record):
    report = probe_run(record, pruned_share=0.0, store=lab.store)
    assert not any(one.moved.any() for one in report.pruning)
    more = probe_run(record, pruned_share=0.95, store=lab.store)
    assert all(one.moved.any() for one in more.pruning)


def test_groups_are_thirds_of_the_ranks_or_by_count(lab, record):
    thirds = probe_run(record, store=lab.store)
    assert sorted(thirds.groups) == ["head"] * 4 + ["medium"] * 3 + ["tail"] * 3
    counted = probe_run(record, rule="thresholds", store=lab.store)
    assert set(counted.groups) == {"medium", "tail"}
    assert all(np.isnan(one.score.groups["head"]) for one in counted.results)


def test_what_a_run_does_not_have_is_missing(lab):
    folder = lab.reference(lab.config("erm"))
    record = RunStore(folder.path.parent).load(folder.id)
    report = probe_run(record, store=lab.store)
    assert report.missing == ["pretrained"]
    assert {one.backbone for one in report.results} == {"random", "final"}


def test_a_run_whose_checkpoint_was_left_behind_is_probed_without_its_end(lab, folder):
    copied = lab.root / "copied"
    shutil.copytree(folder.path, copied)
    shutil.rmtree(copied / "checkpoint")
    report = probe_run(RunStore(lab.root).load("copied"), store=lab.store)
    assert report.missing == ["final"]


def test_what_does_not_fit_is_refused(lab, folder, monkeypatch):
    copied = lab.root / "copied"
    shutil.copytree(folder.path, copied)
    newest = sorted((copied / "checkpoint").glob("*.safetensors"))[-1]
    newest.write_bytes(b"broken")
    with pytest.raises(CheckpointError, match="damaged"):
        probe_run(RunStore(lab.root).load("copied"), store=lab.store)
    other = lab.root / "other"
    shutil.copytree(folder.path, other)
    (other / BACKBONE).write_bytes(b"broken")
    with pytest.raises(RunError, match=BACKBONE):
        probe_run(RunStore(lab.root).load("other"), store=lab.store)
    record = RunStore(folder.path.parent).load(folder.id)
    environment = {**there(folder.read_environment()), "data_checksum": "0" * 64}
    monkeypatch.setattr(type(record.folder), "read_environment", lambda _: environment)
    with pytest.raises(RunError, match="have changed since it was trained"):
        probe_run(record, store=lab.store)
