import json
import os
import subprocess
import sys

import pytest

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.runs import (
    DamagedRunError,
    RunError,
    RunFolder,
    RunGoneError,
    RunInUseError,
    RunStore,
    RunWriteError,
    Status,
    UnknownRunError,
    default_runs_root,
    run_lock,
)

HOSTILE = [
    "../x",
    "..",
    ".",
    "",
    "/etc",
    "a/b",
    "a\\b",
    "<script>",
    "x" * 300,
    "a\0b",
    "a\nb",
    "run\n",
    "a b",
]
HOSTILE += ["\u202edigits", ".trash", "A", "\udcff", "~", "-rf*", "%2e%2e"]


def config_text(**changes) -> str:
    content = {"schema": SCHEMA_VERSION, "id": "x", "created": 1.0}
    return json.dumps({**content, "config": RunConfig().model_dump(mode="json"), **changes})


def test_a_store_without_a_root_is_empty(store):
    assert store.records() == []
    assert store.ids() == []
    assert not store.root.exists()
    assert "runs" in repr(store)


def test_create_is_idempotent_and_queues(store, config):
    folder = store.create(config)
    folder.write_status(Status(state="finished"))
    assert store.create(config.model_copy(update={"name": "another label"})) == folder
    record = store.load(config.run_id)
    assert (record.shown_state, record.name) == ("finished", "first try")
    assert store.create(RunConfig(seed=1)).read_status().state == "queued"
    assert store.ids() == sorted([config.run_id, RunConfig(seed=1).run_id])


def test_create_completes_a_folder_that_a_crash_left_empty(store, config):
    (store.root / config.run_id).mkdir(parents=True)
    assert store.records()[0].damaged.startswith("config.json is missing. Restore an intact copy")
    store.create(config)
    assert store.load(config.run_id).config == config


def test_create_names_the_way_out_of_a_damaged_run(store, config):
    folder = store.create(config)
    (folder.path / "config.json").write_text("{")
    with pytest.raises(DamagedRunError, match="Delete it to train it again"):
        store.create(config)


def test_a_record_says_what_the_run_is(store):
    config = RunConfig.model_validate(
        {"name": "a", "seed": 2, "data": {"ratio": 50}, "method": {"name": "ldam"}}
    )
    store.create(config)
    record = store.load(config.run_id)
    assert (record.method, record.data, record.ratio, record.seed) == ("ldam", "digits", 50, 2)
    assert record.class_counts is None
    assert record.class_names is None
    assert record.last_metrics.get("test_balanced_error") is None
    as_is = RunConfig.model_validate({"data": {"profile": "as_is"}})
    store.create(as_is)
    assert store.load(as_is.run_id).ratio is None


def test_a_record_reads_the_rest_when_asked(store, config, task):
    folder = store.create(config)
    folder.write_class_table(task)
    folder.append_metrics(
        {"stage": "train", "epoch": 1, "test_error": 0.5, "test_balanced_error": 0.6}
    )
    folder.append_metrics(
        {"stage": "train", "epoch": 2, "test_error": 0.2, "test_balanced_error": 0.3}
    )
    folder.append_metrics({"stage": "train", "epoch": 3, "test_error": None})
    record = store.load(config.run_id)
    assert record.class_counts is not None
    assert record.class_counts.tolist() == [50, 5]
    assert record.class_names == ("cat", "<b>lynx</b>")
    assert (
        record.last_metrics.get("test_error"),
        record.last_metrics.get("test_balanced_error"),
    ) == (0.2, 0.3)
    assert record.last_metrics["epoch"] == 3


def test_records_are_listed_oldest_first(store):
    for seed in (3, 1, 2):
        store.create(RunConfig(seed=seed))
    assert [record.seed for record in store.records()] == [3, 1, 2]


DAMAGES = {
    "missing": (None, "config.json is missing"),
    "empty": ("", "config.json is empty"),
    "garbage": ("\x00\xff{{{", "is not valid JSON"),
    "deep": ("[" * 100_000, "is not valid JSON"),
    "list": ("[1]", "holds a list, not an object"),
    "no schema": ('{"config": {}}', "names no schema version"),
    "newer": (config_text(schema=SCHEMA_VERSION + 1), "written by a newer version"),
    "no config": (config_text(config=None), "holds no settings"),
    "unknown method": (config_text(config={"method": {"name": "magic"}}), "unknown method 'magic'"),
    "out of range": (config_text(config={"optim": {"lr": -1}}), "optim.lr"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_listed_with_the_reason_and_can_be_deleted(store, config, damage):
    text, reason = DAMAGES[damage]
    good = store.create(config)
    bad = store.root / "bad"
    bad.mkdir()
    if text is not None:
        (bad / "config.json").write_text(text)
    listed = store.records()
    assert [record.id for record in listed] == [good.id, "bad"]
    assert reason in listed[1].damaged
    state = "newer" if damage == "newer" else "damaged"
    assert (listed[1].shown_state, listed[1].method, listed[1].ratio) == (state, "", None)
    with pytest.raises(DamagedRunError):
        store.load("bad")
    store.delete("bad")
    assert [record.id for record in store.records()] == [good.id]


def test_odd_things_in_place_of_files_are_damage(store, config, tmp_path):
    (tmp_path / "config.json").write_text(config_text())
    for name in ("folder", "link", "loop", "pipe", "status"):
        (store.root / name).mkdir(parents=True)
    (store.root / "folder" / "config.json").mkdir()
    (store.root / "link" / "config.json").symlink_to(tmp_path / "config.json")
    (store.root / "loop" / "config.json").symlink_to("config.json")
    os.mkfifo(store.root / "pipe" / "config.json")
    (store.root / "status" / "config.json").write_text(config_text())
    (store.root / "status" / "status.json").write_text("half a sta")
    reasons = {record.id: record.damaged for record in store.records()}
    assert reasons["folder"].startswith("config.json is a folder, not a file. ")
    for name in ("link", "loop"):
        assert reasons[name].startswith("config.json is a symbolic link, which is not followed. ")
    assert reasons["pipe"].startswith("config.json is not a plain file. ")
    assert "status.json is not valid JSON" in reasons["status"]


def test_links_in_the_root_are_listed_but_never_followed(store, config, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    RunFolder(outside).write_config(config)
    store.root.mkdir()
    (store.root / "link").symlink_to(outside)
    (store.root / "loop").symlink_to("loop")
    told = {record.id: record.damaged for record in store.records()}
    assert set(told) == {"link", "loop"}
    for name, reason in told.items():
        assert reason.startswith("it is a symbolic link, which is not followed. Remove the link")
        for act in (store.load, store.delete, store.cancel):
            with pytest.raises(DamagedRunError, match="symbolic link") as refused:
                act(name)
            assert str(refused.value) == reason
    assert store.ids() == []
    assert (outside / "config.json").exists()
    assert not (outside / "control").exists()


@pytest.mark.parametrize("name", ["Run A", "ÄÖ", "x" * 201, "a`b", "New run (1)"])
def test_a_folder_whose_name_is_no_id_is_listed_and_not_said_to_be_gone(store, config, name):
    (store.root / name).mkdir(parents=True)
    [record] = store.records()
    assert record.id == name
    assert "not a run id" in record.damaged
    for act in (store.load, store.delete, store.cancel):
        with pytest.raises(DamagedRunError, match="remove it yourself") as refused:
            act(name)
        assert str(refused.value) == record.damaged
    assert (store.root / name).is_dir()
    assert not store.trash.runs()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_given_as_an_id_reaches_the_disk(store, config, tmp_path, name):
    store.create(config)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "config.json").write_text(config_text())
    before = sorted(tmp_path.rglob("*"))
    for act in (store.load, store.delete, store.cancel):
        with pytest.raises(UnknownRunError) as caught:
            act(name)
        assert len(str(caught.value)) < 500
        assert str(caught.value).isprintable()
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [name[:200] for name in HOSTILE if name != "\udcff"])
def test_the_same_texts_are_harmless_as_names(store, name):
    config = RunConfig(name=name)
    store.create(config)
    assert store.load(config.run_id).name == name
    assert [path.name for path in store.root.iterdir()] == [config.run_id]


def test_a_folder_that_is_no_run_id_is_listed_as_damaged(store):
    (store.root / "My Run").mkdir(parents=True)
    (store.root / os.fsdecode(b"\xff")).mkdir()
    (store.root / "queue.log").write_text("")
    records = store.records()
    assert {record.id for record in records} == {"My Run", "\\udcff"}
    assert all("is not a run id" in record.damaged for record in records)


def test_an_unknown_run_names_the_nearest(store, config):
    store.create(config)
    with pytest.raises(UnknownRunError, match=f"Did you mean {config.run_id}"):
        store.load(config.run_id[:-1])
    with pytest.raises(UnknownRunError, match="List the runs"):
        store.load("zzz")


def test_a_run_deleted_after_listing_is_gone(store, config):
    store.create(config)
    (record,) = store.records()
    store.delete(record.id)
    with pytest.raises(RunGoneError):
        _ = record.class_counts
    with pytest.raises(RunGoneError):
        _ = record.last_metrics.get("test_balanced_error")


def test_a_run_deleted_during_the_listing_is_left_out(store, config, monkeypatch):
    store.create(config)
    kept = store.create(RunConfig(seed=1))
    original = RunFolder.read_manifest

    def delete_first(folder):
        if folder.id == config.run_id:
            folder.path.rename(store.root / ".gone")
        return original(folder)

    monkeypatch.setattr(RunFolder, "read_manifest", delete_first)
    assert [record.id for record in store.records()] == [kept.id]


def test_a_copied_folder_is_a_run_of_its_own(store, config):
    folder = store.create(config)
    copy = store.root / "copy"
    copy.mkdir()
    (copy / "config.json").write_bytes((folder.path / "config.json").read_bytes())
    assert store.load("copy").config == config
    assert store.load("copy").damaged == ""


def test_delete_moves_to_the_trash_and_refuses_a_run_in_use(store, config):
    folder = store.create(config)
    with run_lock(folder.path), pytest.raises(RunInUseError, match="Cancel it first"):
        store.delete(folder.id)
    moved = store.delete(folder.id)
    assert moved.parent == store.root / ".trash"
    assert (moved / "config.json").exists()
    assert store.records() == []
    store.create(config)
    assert store.delete(folder.id) != moved


def test_cancel_ends_a_queued_or_lost_run_at_once(store, config):
    folder = store.create(config)
    store.cancel(folder.id)
    assert folder.read_status().state == "cancelled"
    folder.write_status(Status(state="running", pid=2**22 + 1, attempt=1))
    store.cancel(folder.id)
    assert folder.read_status().message == "cancelled; resume continues from here"


def test_cancel_asks_a_worker_and_leaves_the_finished_alone(store, config):
    folder = store.create(config)
    folder.write_status(Status().claimed())
    with run_lock(folder.path):
        store.cancel(folder.id)
    assert folder.cancel_requested()
    assert folder.read_status().state == "running"
    folder.clear_cancel()
    for state in ("finished", "failed", "cancelled"):
        folder.write_status(Status(state=state, message="as it was"))
        assert store.cancel(folder.id) == (state != "finished")
        assert folder.read_status() == Status(state=state, message="as it was")
        # A worker that is starting still says how the run ended before.
        assert folder.cancel_requested() == (state != "finished")
        folder.clear_cancel()


def test_a_root_that_cannot_be_used_is_named(tmp_path, config):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="file cannot be listed"):
        RunStore(tmp_path / "file").records()
    with pytest.raises(RunWriteError, match="could not write"):
        RunStore(tmp_path / "file" / "runs").create(config)


def test_the_default_root_can_be_set(monkeypatch):
    monkeypatch.delenv("LTLAB_RUNS", raising=False)
    assert str(default_runs_root()) == "runs"
    monkeypatch.setenv("LTLAB_RUNS", "/data/runs")
    assert str(default_runs_root()) == "/data/runs"


def test_listing_loads_neither_torch_nor_pandas(store, config):
    store.create(config)
    code = (
        "import sys; from ltcore.runs import RunStore; from ltcore.sweeps import enqueue\n"
        "assert len(RunStore(sys.argv[1]).records()) == 1\n"
        "assert not {'torch', 'pandas', 'pyarrow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(store.root)], check=True, timeout=60)
