import json
import os

import pytest

from ltcore.config import RunConfig
from ltcore.runs import DamagedRunError, Status, UnknownRunError, forkable, startable


def edited(folder, **settings):
    path = folder.path / "config.json"
    content = json.loads(path.read_text())
    content["config"] |= settings
    path.write_text(json.dumps(content))


def test_a_run_that_is_not_there_yet_gets_its_own_name(store, config):
    assert store.folder_of(config).id == config.run_id
    assert not store.root.exists()


def test_a_renamed_folder_is_found_by_its_settings(store, config):
    for seed in range(3):
        store.create(RunConfig(seed=seed))
    (store.root / "damaged").mkdir()
    (store.root / "damaged" / "config.json").write_text("{")
    store.create(config).path.rename(store.root / "the-baseline")
    assert store.folder_of(config).id == "the-baseline"
    assert store.create(config.model_copy(update={"name": "again"})).id == "the-baseline"
    assert config.run_id not in store.ids()


def test_the_folder_by_the_runs_own_name_comes_first(store, config):
    folder = store.create(config)
    copy = store.root / "a-copy"
    copy.mkdir()
    (copy / "config.json").write_bytes((folder.path / "config.json").read_bytes())
    assert store.folder_of(config) == folder


def test_a_folder_whose_settings_were_edited_is_another_run(store, config):
    folder = store.create(config)
    folder.write_status(Status(state="cancelled", attempt=1))
    edited(folder, seed=5)
    new = store.create(config)
    assert new.id == f"{config.run_id}-2"
    assert new.read_config() == config
    assert (folder.read_config().seed, folder.read_status().state) == (5, "cancelled")
    assert store.create(config) == new
    assert store.folder_of(RunConfig(seed=5)) == folder
    edited(new, seed=6)
    assert store.create(config).id == f"{config.run_id}-3"


def test_an_edit_is_seen_at_once(store, config):
    folder = store.create(config)
    for seed in (5, 0, 7, 0):
        edited(folder, seed=seed)
        assert (store.folder_of(config) == folder) == (seed == 0)


def test_an_edit_is_seen_where_size_and_time_are_those_of_before(store, config):
    folder = store.create(config)
    edited(folder, seed=5)
    before = (folder.path / "config.json").stat()
    assert store.folder_of(config) != folder
    edited(folder, seed=config.seed)
    os.utime(folder.path / "config.json", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (folder.path / "config.json").stat().st_size == before.st_size
    assert store.folder_of(config) == folder


def test_an_import_in_the_place_of_a_run_is_another_run(store, config):
    folder = store.create(config)
    imported = {"schema": 1, "id": folder.id, "created": 1.0, "imported": {"name": "x"}}
    (folder.path / "config.json").write_text(json.dumps(imported))
    assert store.folder_of(config).id == f"{config.run_id}-2"


def test_a_damaged_folder_is_not_passed_by(store, config):
    (store.create(config).path / "config.json").write_text("{")
    with pytest.raises(DamagedRunError, match="Delete it to train it again"):
        store.folder_of(config)


def test_the_old_name_of_a_run_leads_to_the_new_one(store, config):
    folder = store.create(config)
    folder.path.rename(store.root / "the-baseline")
    with pytest.raises(
        UnknownRunError, match=r"was renamed: it is now the-baseline\. Use that name"
    ):
        store.load(config.run_id)
    with pytest.raises(UnknownRunError, match="there is no run"):
        store.load(RunConfig(seed=9).run_id)


def test_a_run_that_another_starts_from_may_be_renamed(store, config):
    folder = store.create(config)
    folder.write_status(Status(state="finished"))
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "00-000000001.json").write_text("{}")
    fork = config.model_copy(update={"fork": folder.id})
    settings = {"name": "crt", "settings": {"from_run": folder.id}}
    crt = RunConfig.model_validate({"method": settings})
    assert forkable(store, fork).id == startable(store, folder.id, crt).id == folder.id
    folder.path.rename(store.root / "the-baseline")
    assert forkable(store, fork).id == startable(store, folder.id, crt).id == "the-baseline"


def test_a_link_in_the_place_of_a_run_is_refused(store, config, tmp_path):
    store.root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (store.root / config.run_id).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DamagedRunError, match="is a symbolic link, which is not followed"):
        store.create(config)
    assert not list((tmp_path / "elsewhere").iterdir())
