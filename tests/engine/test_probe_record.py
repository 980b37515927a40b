"""Probes in the run folder: made at the end of a run with a pre-training, or kept when asked for."""

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.engine.probe_record import keep_probes, probe_at_end, pruned_share_of
from ltcore.engine.probing import probe_run
from ltcore.runs import RunRecord
from ltcore.runs.known_files import is_known, is_result
from ltcore.runs.probes import PROBES, PRUNING, read_probes, read_pruning
from tests.conftest import there


def with_pretraining(lab, name="rotation", **train):
    tables = lab.config("erm", epochs=1, **train).model_dump()
    return RunConfig.model_validate({**tables, "pretrain": {"name": name}})


def record_of(folder):
    status = folder.read_status()
    return RunRecord(
        folder=folder, config=folder.read_config(), status=status, shown_state=status.state
    )


@pytest.mark.parametrize("record", ["full", "slim"])
def test_a_run_with_a_pretraining_ends_with_its_probes(lab, record):
    folder = lab.straight(with_pretraining(lab, record=record))
    probes, pruning = there(read_probes(folder)), there(read_pruning(folder))
    assert len(probes) == 3 * 2 * 2 * 10
    assert len(pruning) == 3 * 10
    assert probes["support"].tolist() == [50] * len(probes)
    report = probe_run(record_of(folder), store=lab.store)
    for one in report.results:
        rows = probes[
            (probes["backbone"] == one.backbone)
            & (probes["reader"] == one.reader)
            & (probes["examples"] == one.examples)
        ]
        np.testing.assert_allclose(rows["correct"] / rows["support"], one.score.recall)
        assert rows["learned_from"].tolist() == one.counts.tolist()
    for seen in report.pruning:
        rows = pruning[pruning["backbone"] == seen.backbone]
        np.testing.assert_allclose(rows["moved"] / rows["support"], seen.moved)
    assert "probed the random, the pre-trained and the final backbone" in folder.read_log()
    assert folder.changed_files() == ()


def test_the_pretrained_backbone_is_not_the_final_one(lab):
    probes = there(read_probes(lab.straight(with_pretraining(lab))))
    by_backbone = {
        name: rows["correct"].tolist() for name, rows in probes.groupby("backbone", sort=False)
    }
    assert list(by_backbone) == ["random", "pretrained", "final"]
    assert by_backbone["pretrained"] != by_backbone["final"]


def test_probes_may_be_written_again(lab):
    assert is_known(PROBES)
    assert not is_result(PROBES)
    assert is_known(PRUNING)
    folder = lab.straight(with_pretraining(lab))
    report = probe_run(record_of(folder), shots=2, store=lab.store)
    keep_probes(folder, report)
    assert set(there(read_probes(folder))["learned_from"]) == {2}
    assert folder.changed_files() == ()


def test_a_run_without_a_pretraining_is_not_probed(lab):
    folder = lab.straight(lab.config("erm", epochs=1))
    assert read_probes(folder) is None
    assert "probe" not in folder.read_log()


def test_what_would_take_long_is_left_to_the_command(lab, monkeypatch):
    monkeypatch.setattr("ltcore.engine.probe_record.MOST", 100)
    folder = lab.straight(with_pretraining(lab))
    assert folder.read_status().state == "finished"
    assert read_probes(folder) is None
    assert f"ltlab probe {folder.id} --keep makes them" in folder.read_log()


def test_what_cannot_be_probed_does_not_undo_the_run(lab, monkeypatch):
    def broken(*_, **__):
        raise ValueError("a feature is not finite")

    monkeypatch.setattr("ltcore.engine.probe_record.probe_run", broken)
    folder = lab.straight(with_pretraining(lab))
    assert "no probes: a feature is not finite" in folder.read_log()


def test_each_backbone_is_a_sign_of_life(lab):
    from ltcore import data as datasets

    folder = lab.straight(with_pretraining(lab))
    data = datasets.build(folder.read_config().data, store=lab.store)
    seen = []
    said = probe_at_end(
        record_of(folder), data, store=lab.store, alive=lambda: seen.append(len(seen))
    )
    assert said.startswith("probed")
    assert seen == [0, 1, 2]


def test_the_share_that_is_pruned_is_that_of_sdclr():
    pretrain = {"name": "sdclr", "settings": {"pruned_share": 0.4}}
    assert pruned_share_of(RunConfig.model_validate({"pretrain": pretrain})) == 0.4
    assert pruned_share_of(RunConfig()) == 0.7
