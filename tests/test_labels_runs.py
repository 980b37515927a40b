"""The runs behind the door Labels are what their grids say, whole, slim, and real."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from ltcore.analysis.both.cells import cells_frame
from ltcore.analysis.both.prerequisites import gain_studies, gains_frame, gains_summary
from ltcore.analysis.both.studies import factorials
from ltcore.analysis.pretraining.arms import pretrained_arms
from ltcore.analysis.pretraining.classes import pretext_frame, pruning_frame
from ltcore.analysis.pretraining.moments import moments_of as moments_of_features
from ltcore.analysis.pretraining.probes import probes_frame
from ltcore.analysis.pretraining.progress import progress_frame
from ltcore.analysis.pseudo_labels_in_training.moments import moments_of
from ltcore.analysis.unlabelled_data.studies import studies, value_on
from ltcore.runs.pseudo_labels import read_pseudo_labels
from ltcore.runs.store import RunStore
from ltcore.runs.unlabelled import disagreement, read_hidden_truth
from ltcore.sweeps import expand_each
from tests.conftest import there

ASSETS = Path(__file__).parents[1] / "assets"
FILES = ("labels_runs.toml", "both_runs.toml")
MOST_BYTES = 16 * 2**20
"""About twice what they take in the repository, where they are compressed."""


@pytest.fixture(scope="module")
def records():
    return RunStore(ASSETS / "labels_runs").records()


def test_they_are_the_runs_of_their_grids_under_the_settings_of_today(records):
    files = [tomllib.loads((ASSETS / name).read_text()) for name in FILES]
    wanted = {
        config.run_id: config
        for file in files
        for config in expand_each(file["base"], file["axes"])
    }
    assert {record.id: record.config for record in records} == wanted


def test_they_are_finished_and_slim(records):
    for record in records:
        assert not record.damaged
        assert record.shown_state == "finished"
        predictions = record.folder.read_predictions("test")
        assert predictions is not None
        assert set(predictions["label"]) == set(range(len(record.class_names)))
        is_full = there(record.config).train.record == "full"
        assert (record.folder.read_logits("test") is not None) == is_full
        assert (record.folder.read_features("test") is not None) == is_full
        assert bool(record.folder.snapshot_epochs()) == is_full


def test_their_unlabelled_examples_are_what_was_asked_for(records):
    for record in records:
        truth = read_hidden_truth(record.folder)
        asked = record.config.data
        assert disagreement(record.folder) == ""
        assert (truth is None) == (asked.unlabelled == 0)
        if truth is not None:
            assert len(truth) == round(asked.unlabelled * record.class_counts.sum() + 1e-9)
            share = (truth["label"] >= 0).mean()
            assert share == pytest.approx(asked.relevance, abs=1 / len(truth))


def test_their_pseudo_labels_are_of_the_same_examples(records):
    for record in records:
        truth = read_hidden_truth(record.folder)
        moments = moments_of(record)
        assert bool(moments) == (truth is not None)
        for moment in moments:
            table = there(read_pseudo_labels(record.folder, moment.stage, moment.epoch))
            truth = there(truth)
            assert np.array_equal(table["index"], truth["index"])
            assert table["kept"].any() == moment.is_choice


@pytest.mark.parametrize(
    ("axis", "values"),
    [("unlabelled_ratio", 3), ("relevance", 5), ("unlabelled", 3), ("ratio", 3)],
)
def test_each_question_of_the_page_is_answered(records, axis, values):
    found = list(studies(records, axis).values())
    assert found
    assert len({value_on(axis, there(record.config)) for record in found[0].records}) == values
    assert len({record.seed for record in found[0].baselines}) >= 3


def test_the_factorial_is_complete_at_equal_steps(records):
    (study,) = factorials(records).values()
    assert study.pretraining == "Rotation"
    assert sorted(study.learners) == ["CReST", "Self-training"]
    frame, left_out = cells_frame(study)
    assert left_out == []
    assert set(frame.groupby("arm")["seed"].nunique()) == {5}
    cells, longer = frame[~frame["is_longer"]], frame[frame["is_longer"]]
    assert cells["final_steps"].nunique() == 1
    assert set(longer["learner"]) >= {"labels alone", "Self-training"}
    pretrained = cells[cells["is_pretrained"]]
    total = pretrained["final_steps"] + pretrained["pretraining_steps"]
    assert set(longer["final_steps"]) == set(total)


def test_when_pretraining_helps_is_asked_on_several_data_sets(records):
    study = next(iter(gain_studies(records).values()))
    frame, left_out = gains_frame(study, "balanced_error")
    assert left_out == []
    for steps in ("final", "total"):
        summary = gains_summary(frame, "ratio", steps)
        assert len(summary) >= 2
        assert summary["n_seeds"].min() >= 3
    assert frame["accuracy"].notna().all()
    assert frame["gain_beyond"].notna().all()


def test_pretrained_runs_have_all_that_their_page_shows(records):
    arms = {arm.pretraining: arm for arm in pretrained_arms(records).values() if arm.with_features}
    assert set(arms) == {"rotation", "simclr"}
    assert next(iter(pretrained_arms(records).values())).with_features is not None
    for arm in arms.values():
        assert len(arm.records) == 5
        assert list(moments_of_features(there(arm.with_features)).features) == [
            "random",
            "pretrained",
            "trained",
        ]
        for read in (progress_frame, probes_frame, pruning_frame):
            frame, left_out = read(arm.records)
            assert left_out == []
            assert frame["seed"].nunique() == 5
    frame, _ = pretext_frame(arms["rotation"].records)
    assert frame["seed"].nunique() == 5


def test_they_are_small_and_say_nothing_of_the_machine_they_were_made_on():
    files = [path for path in (ASSETS / "labels_runs").rglob("*") if path.is_file()]
    files = [path for path in files if path.parent.name != "checkpoint"]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    for path in files:
        if path.suffix in (".json", ".jsonl", ".txt"):
            assert str(Path.home()) not in path.read_text("utf-8")
