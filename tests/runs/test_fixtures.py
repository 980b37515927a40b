"""Run folders of older releases, kept as they wrote them: they are read, found and queued as ever."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from ltcore.runs import RunStore
from ltcore.sweeps import enqueue, queue_again

FIXTURES = Path(__file__).with_name("fixtures")
OF_SCHEMA_2 = Path(__file__).with_name("fixtures_of_schema_2")
FORK = "digits-r4-erm-s3-e0cdcd0d0055"
CANCELLED = "digits-r4-erm-s0-89e623c7bd37"
QUEUED = "digits-r4-erm-s2-16c87676bd4c"
FINISHED = "digits-r4-ldam_drw-s0-64c98ad44b02"
IMPORTED = "imported-7f9ebe152f58"
STATES = {CANCELLED: "cancelled", QUEUED: "queued", FINISHED: "finished", IMPORTED: "finished"}


@pytest.fixture
def old(tmp_path):
    shutil.copytree(FIXTURES, tmp_path / "runs")
    return RunStore(tmp_path / "runs")


def digests(root):
    return {
        path.relative_to(root): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_they_are_of_the_first_release_small_and_of_no_machine():
    files = [path for path in FIXTURES.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 100_000
    for path in files:
        if path.name == "config.json":
            assert json.loads(path.read_text())["schema"] == 1
        if path.suffix in (".json", ".jsonl", ".txt"):
            assert str(Path.home()) not in path.read_text()


def test_they_are_read_as_ever_and_keep_their_bytes(old):
    before = digests(old.root)
    records = {record.id: record for record in old.records()}
    assert {name: record.shown_state for name, record in records.items()} == STATES
    for record in records.values():
        if record.config is not None:
            assert record.config.run_id == record.id
            assert record.fork == ""
            assert old.folder_of(record.config) == record.folder
    finished = records[FINISHED]
    assert (finished.name, finished.method) == ("kept for the tests", "ldam_drw")
    assert finished.class_counts is not None
    assert finished.class_counts.max() / finished.class_counts.min() == 4
    assert finished.last_metrics.get("test_balanced_error") is not None
    assert len(finished.folder.read_predictions("test")) == 20
    assert finished.folder.read_logits("test").shape == (20, 10)
    assert finished.folder.snapshot_epochs() == [("train", 3)]
    assert records[IMPORTED].name == "from elsewhere"
    assert digests(old.root) == before


def test_to_queue_them_makes_no_other_run(old):
    configs = [record.config for record in old.records() if record.config]
    assert sorted(enqueue(old, configs)) == sorted([CANCELLED, QUEUED])
    assert old.ids() == sorted(STATES)
    assert old.load(CANCELLED).folder.read_status().progress > 0.4


def test_a_renamed_one_is_queued_where_it_is(old):
    config = old.load(CANCELLED).config
    assert config is not None
    (old.root / CANCELLED).rename(old.root / "my-baseline")
    assert queue_again(old.load("my-baseline").folder)
    assert enqueue(old, [config]) == ["my-baseline"]
    assert CANCELLED not in old.ids()
    assert old.load("my-baseline").shown_state == "queued"


def test_a_fork_of_schema_2_is_read_and_queued_where_it_is(tmp_path):
    """Written before there were unlabelled examples: of them it has no setting, and needs none."""
    shutil.copytree(OF_SCHEMA_2, tmp_path / "runs")
    store = RunStore(tmp_path / "runs")
    before = digests(store.root)
    (record,) = store.records()
    assert json.loads((record.folder.path / "config.json").read_text())["schema"] == 2
    assert record.config is not None
    assert record.id == record.config.run_id == FORK
    assert (record.shown_state, record.fork) == ("queued", CANCELLED)
    assert (record.config.data.unlabelled, record.config.data.foreign_classes) == (0, 0)
    assert digests(store.root) == before
    assert enqueue(store, [record.config]) == [FORK]
    assert store.ids() == [FORK]
