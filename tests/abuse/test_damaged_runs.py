"""A run folder that is damaged is shown as that; its neighbours do not notice."""

import json
import os
import shutil

import pytest
from click.testing import CliRunner

from ltcore.analysis import curves_frame, per_class_frame, runs_frame
from ltcore.cli import main
from ltcore.runs import RunStore


def newer(folder):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 10**6}))


def in_place_of(name, make):
    def damage(folder):
        path = folder / name
        path.unlink()
        make(path)

    return damage


DAMAGE = {
    "garbage": lambda folder: (folder / "config.json").write_bytes(os.urandom(500)),
    "deep": lambda folder: (folder / "config.json").write_bytes(b"[" * 200_000),
    "empty": lambda folder: (folder / "config.json").write_bytes(b""),
    "missing": lambda folder: (folder / "config.json").unlink(),
    "other settings": lambda folder: (folder / "config.json").write_text('{"schema": 1}'),
    "newer": newer,
    "folder": in_place_of("config.json", lambda path: path.mkdir()),
    "loop": in_place_of("config.json", lambda path: path.symlink_to(path.name)),
    "broken link": in_place_of("config.json", lambda path: path.symlink_to("nowhere")),
    "pipe": in_place_of("config.json", os.mkfifo),
    "status": lambda folder: (folder / "status.json").write_text('{"state": "exploded"}'),
    "status folder": in_place_of("status.json", lambda path: path.mkdir()),
}
"""What makes a run unusable."""
PARTS = {
    "metrics": lambda folder: (folder / "metrics.jsonl").write_bytes(b'{"stage": "tra\n\xff\xfe\n'),
    "metrics folder": in_place_of("metrics.jsonl", lambda path: path.mkdir()),
    "class table": lambda folder: (folder / "class_table.parquet").write_bytes(b"PAR1"),
    "per class": lambda folder: (folder / "per_class" / "all.parquet").write_bytes(b""),
}
"""What leaves a run without one of its parts."""


@pytest.fixture
def store(lab, tmp_path):
    """Two finished runs."""
    store = RunStore(tmp_path / "runs")
    store.root.mkdir()
    for method in ("erm", "ldam_drw"):
        config = lab.config(method, epochs=1)
        shutil.copytree(lab.reference(config).path, store.root / config.run_id)
    return store


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_run_among_good_ones(store, kind):
    good, damaged = store.records()
    DAMAGE[kind](damaged.folder.path)
    records = store.records()
    assert [record.id for record in records] == [good.id, damaged.id]
    assert records[0].shown_state == "finished"
    assert records[0].damaged == ""
    state = "newer" if kind == "newer" else "damaged"
    assert records[1].shown_state == state
    assert records[1].damaged
    assert ("newer version" in records[1].damaged) == (kind == "newer")
    for collect in (runs_frame, per_class_frame, curves_frame):
        collected = collect(records)
        assert set(collected.frame["run"]) == {good.id}
        ((run_id, reason),) = collected.left_out
        assert run_id == damaged.id
        assert records[1].damaged in reason
    listed = CliRunner().invoke(main, ["runs", "--json", "--runs", str(store.root)])
    assert listed.exit_code == 0
    states = {run["id"]: run["status"] for run in json.loads(listed.stdout)}
    assert states == {good.id: "finished", damaged.id: state}


@pytest.mark.parametrize("kind", PARTS)
def test_a_run_with_a_damaged_part_among_good_ones(store, kind):
    good, damaged = store.records()
    PARTS[kind](damaged.folder.path)
    records = store.records()
    assert [record.shown_state for record in records] == ["finished", "finished"]
    runs = runs_frame(records).frame.set_index("run")
    assert runs.loc[good.id, "balanced_error"] == pytest.approx(
        good.last_metrics.get("test_balanced_error")
    )
    for collect in (per_class_frame, curves_frame):
        assert good.id in set(collect(records).frame["run"])
    listed = CliRunner().invoke(main, ["runs", "--json", "--runs", str(store.root)])
    assert listed.exit_code == 0
    assert {run["id"] for run in json.loads(listed.stdout)} == {good.id, damaged.id}


def test_all_kinds_of_damage_at_once(lab, store):
    (good,) = (record for record in store.records() if record.method == "erm")
    source = lab.reference(lab.config("ldam_drw", epochs=1)).path
    for number, damage in enumerate(DAMAGE.values()):
        copy = store.root / f"copy-{number}"
        shutil.copytree(source, copy)
        damage(copy)
    (store.root / "stray.txt").write_text("not a run")
    (store.root / "loop").symlink_to(store.root)
    states = [record.shown_state for record in store.records()]
    assert states.count("finished") == 2
    assert states.count("newer") == 1
    assert states.count("damaged") == len(DAMAGE)
    assert store.load(good.id).last_metrics.get("test_balanced_error") is not None
