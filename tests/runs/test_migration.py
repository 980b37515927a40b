import json

import pytest

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.runs import (
    DamagedRunError,
    NewerRunError,
    OlderRunError,
    RunFolder,
    migration,
)
from ltcore.runs.migration import STEPS, migrate

OTHER_VERSIONS = {
    "newer": ({"schema": SCHEMA_VERSION + 1}, {}, "Update Long-Tail Lab to read it"),
    "older": ({"schema": 1}, {"method": {"name": "magic"}}, "Read it with the version that wrote"),
    "gone": ({"schema": 1}, {"optim": {"warp": 3}}, "environment.json names"),
}
DAMAGE = {
    "method": {"method": {"name": "magic"}},
    "setting": {"optim": {"warp": 3}},
    "value": {"optim": {"lr": -1}},
}


def written(folder, changes, settings):
    path = folder.path / "config.json"
    content = json.loads(path.read_text())
    content["config"] |= settings
    path.write_text(json.dumps(content | changes))


def test_every_older_version_has_a_step():
    assert sorted(STEPS) == list(range(1, SCHEMA_VERSION))


def test_steps_are_taken_one_after_another(monkeypatch):
    steps = {
        1: lambda content: {**content, "a": 1},
        2: lambda content: {**content, "b": content["a"] + 1},
    }
    monkeypatch.setattr(migration, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(migration, "STEPS", steps)
    assert migrate({"schema": 1}, 1) == {"schema": 3, "a": 1, "b": 2}
    assert migrate({"schema": 2, "a": 5}, 2) == {"schema": 3, "a": 5, "b": 6}
    assert migrate({"schema": 3}, 3) == {"schema": 3}


@pytest.mark.parametrize("version", [0, -1, SCHEMA_VERSION + 1])
def test_a_version_that_is_not_there_is_refused(version):
    with pytest.raises(ValueError, match=f"reads 1 to {SCHEMA_VERSION}"):
        migrate({}, version)


def test_a_run_without_unlabelled_examples_is_written_as_before():
    """So that version 2 needs no change, and what was version 1 becomes what this one writes."""
    written = RunConfig().model_dump(mode="json")
    content = {"schema": 2, "config": written}
    assert migrate(content, 2) == {**content, "schema": SCHEMA_VERSION}
    older = {name: value for name, value in written.items() if name != "fork"}
    assert migrate({"schema": 1, "config": older}, 1)["config"] == written


def test_what_is_migrated_stays_as_it_was():
    content = {"schema": 1, "config": {"seed": 3}}
    assert migrate(content, 1)["config"] == {"seed": 3, "fork": ""}
    assert content == {"schema": 1, "config": {"seed": 3}}
    assert migrate({"schema": 1, "imported": {"name": "x"}}, 1)["imported"] == {"name": "x"}
    assert migrate({"schema": 1, "config": [1]}, 1)["config"] == [1]


@pytest.mark.parametrize("kind", OTHER_VERSIONS)
def test_another_version_is_no_damage_and_has_its_way_out(store, config, kind):
    changes, settings, way_out = OTHER_VERSIONS[kind]
    folder = store.create(config)
    written(folder, changes, settings)
    error = NewerRunError if kind == "newer" else OlderRunError
    with pytest.raises(error, match=way_out):
        store.load(folder.id)
    (record,) = store.records()
    assert record.shown_state == error.state
    assert record.fault_sentence == record.damaged
    assert "damaged" not in record.fault_sentence
    with pytest.raises(error, match="exists, but it was written by a") as told:
        store.create(config)
    assert "Delete" not in str(told.value)


@pytest.mark.parametrize("kind", DAMAGE)
def test_settings_that_no_version_could_have_written_are_damage(store, config, kind):
    folder = store.create(config)
    written(folder, {"schema": 1 if kind == "value" else SCHEMA_VERSION}, DAMAGE[kind])
    with pytest.raises(DamagedRunError) as told:
        store.load(folder.id)
    assert type(told.value) is DamagedRunError
    (record,) = store.records()
    assert (record.shown_state, record.fault_sentence) == ("damaged", f"damaged: {record.damaged}")


def test_a_run_is_rewritten_only_by_somebody_who_changes_it(store, config):
    folder = store.create(config)
    written(folder, {"schema": 1}, {})
    path = folder.path / "config.json"
    before = path.read_bytes()
    assert store.load(folder.id).config == config
    assert path.read_bytes() == before
    folder.write_config(RunConfig(name="another label"))
    assert json.loads(path.read_text())["schema"] == SCHEMA_VERSION


def test_a_run_of_this_version_says_so(tmp_path):
    folder = RunFolder(tmp_path)
    folder.write_config(RunConfig(fork="digits-r100-erm-s0-30373510727a"))
    assert json.loads((tmp_path / "config.json").read_text())["schema"] == SCHEMA_VERSION
    assert folder.read_config().fork == "digits-r100-erm-s0-30373510727a"
