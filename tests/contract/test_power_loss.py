"""Whenever the power fails, every run is whole, or goes on from where it was; what was promised is there."""

import random
import shutil
from pathlib import Path

import pytest

from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.runs import RunFolder, RunRecord, RunStore
from ltcore.runs.verifying import verify_run
from tests.power_loss import Disk, recorded

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="reads open files by their number"
)
RESUMED = 3
"""Of the points, how many are trained to the end; the others are looked at only."""


@pytest.fixture
def day(lab, tmp_path, monkeypatch):
    """Record a day of one root: a run, an import, an archive, a deletion and what follows it."""
    config = lab.config("crt", epochs=2, snapshots=1, eval_every=1, ema=0.0)
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted,score_0,score_1\n0,0,0.9,0.1\n0,1,0.2,0.8\n1,1,0.1,0.9\n")
    root = tmp_path / "runs"
    root.mkdir()
    store = RunStore(root)
    with recorded(root, monkeypatch) as disk:
        folder = store.create(config)
        disk.mark("created")
        assert lab.work(folder) == "finished"
        disk.mark("finished")
        imported = store.import_predictions(file, name="mine").id
        disk.mark("imported")
        store.export(imported, tmp_path / "mine.zip")
        for text, act in (
            ("deleted", lambda: store.delete(imported)),
            ("restored", lambda: store.trash.restore(imported)),
            ("deleted again", lambda: store.delete(imported)),
            ("emptied", store.trash.empty),
            ("taken in", lambda: store.import_archive(tmp_path / "mine.zip")),
        ):
            disk.mark(f"asked: {text}")
            act()
            disk.mark(text)
    return disk, config, imported


def looked_at(disk: Disk, moment: int, store: RunStore, trained: RunFolder, imported: str) -> bool:
    """Look at what a power cut left; return whether the trained run is there and goes on."""
    marks = disk.marks(moment)
    records = {record.id: record for record in store.records()}
    assert [record.damaged for record in records.values() if record.damaged] == []
    _look_at_import(marks, store, records, imported)
    run = records.get(trained.id)
    if run is None:
        assert "created" not in marks
        return False
    if run.shown_state == "finished":
        assert verify_run(run).verdict == "whole"
        return False
    assert "finished" not in marks
    checkpoint = read_checkpoint(run.folder.path / "checkpoint")
    rows = {(row["stage"], row["epoch"]) for row in run.folder.read_metric_rows()}
    if checkpoint is None:
        assert rows == set()
        return True
    # What the run does not do again when it goes on has to be there.
    final = trained.read_metric_rows()
    stages = list(dict.fromkeys(row["stage"] for row in final))
    done = {
        (row["stage"], row["epoch"])
        for row in final
        if (stages.index(row["stage"]), row["step"]) <= (checkpoint.stage, checkpoint.step)
    }
    assert done <= rows
    assert done & measured(trained) <= measured(run.folder)
    return True


def measured(folder: RunFolder) -> set[tuple[str, int]]:
    """Return stage and epoch of what the table per class holds."""
    table = folder.read_per_class()
    return set() if table is None else set(zip(table["stage"], table["epoch"], strict=True))


def _look_at_import(
    marks: set[str], store: RunStore, records: dict[str, RunRecord], imported: str
) -> None:
    deleted = [run.run_id for run in store.trash.runs()]
    if imported in records:
        assert verify_run(records[imported]).verdict == "whole"
        assert deleted == []
    if "imported" in marks and "deleted again" not in marks:
        assert imported in (*records, *deleted)
    for mark, last, place in (
        ("imported", "asked: deleted", records),
        ("deleted", "asked: restored", deleted),
        ("restored", "asked: deleted again", records),
        ("deleted again", "asked: emptied", deleted),
        ("taken in", "", records),
    ):
        if mark in marks and last not in marks:
            assert imported in place, mark
    if "emptied" in marks:
        assert deleted == []


def test_a_power_cut_at_any_moment(day, lab, same_bits, tmp_path):
    disk, config, imported = day
    trained = RunFolder(disk.root / config.run_id)
    going_on = []
    for moment in range(len(disk.steps) + 1):
        left = tmp_path / f"left{moment}"
        disk.left(moment, random.Random(moment), left)
        if looked_at(disk, moment, RunStore(left), trained, imported):
            going_on.append(left)
        else:
            shutil.rmtree(left)
    assert len(disk.steps) > 300
    assert len(going_on) > 200
    for left in random.Random(0).sample(going_on, RESUMED):
        folder = RunFolder(left / config.run_id)
        assert lab.work(folder) == "finished"
        same_bits(trained, folder)
        assert verify_run(RunStore(left).load(folder.id)).verdict == "whole"


@pytest.mark.parametrize("where", ["content", "sync"])
def test_the_look_finds_a_disk_that_was_not_synced(day, tmp_path, where):
    """Were nothing synced, the same look would find it: the test above can fail."""
    disk, config, imported = day
    trained = RunFolder(disk.root / config.run_id)
    synced = disk.steps
    disk.steps = [step for step in synced if step.kind != where]
    found = 0
    for moment in range(20, len(disk.steps), 20):
        left = tmp_path / f"left{moment}"
        disk.left(moment, random.Random(moment), left)
        try:
            looked_at(disk, moment, RunStore(left), trained, imported)
        except (AssertionError, CheckpointError):
            found += 1
    assert found > 5
