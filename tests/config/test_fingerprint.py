"""Ids stay: those of the first release, and those of runs that never heard of a later setting."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.config.base import Settings
from ltcore.config.data import DataConfig
from ltcore.config.fingerprint import FIRST, NOT_FINGERPRINTED, by_path, deciding_settings
from ltcore.config.recipes import RECIPES
from ltcore.config.sources import SOURCE_OPTIONS, ShapesOptions
from ltcore.config.training import ModelConfig, OptimConfig, ScheduleConfig, TrainConfig
from ltcore.methods import METHODS
from ltcore.methods.ldam import LdamSettings

IDS = json.loads(Path(__file__).with_name("ids_of_schema_1.json").read_text())
"""Id -> what was asked for, as the first release called its runs."""
FIRST_METHODS = {asked.get("method", {}).get("name", "erm") for _, asked in IDS}
"""Methods of the first release. A later one brings a table that no older folder holds: its settings need no
step of migration, and are left out of ids while they have their defaults."""
ADDED: dict[int, dict[str, str]] = {
    2: {"": "fork"},
    3: {"data": "foreign_classes unlabelled unlabelled_ratio unlabelled_order relevance"},
}
"""Schema version -> table -> the settings that came with it."""


class Unlabelled(Settings):
    share: float = 0.0


class LaterOptim(OptimConfig):
    lookahead: int = 0


class LaterData(DataConfig):
    noise: float = 0.0


class LaterShapes(ShapesOptions):
    tilt: float = 0.0


class LaterLdam(LdamSettings):
    margin_floor: float = 0.0


class LaterRun(RunConfig):
    """A run of a later release, which knows settings and a part that today's does not."""

    data: LaterData = LaterData()
    optim: LaterOptim = LaterOptim()
    unlabelled: Unlabelled = Unlabelled()


def test_a_run_of_the_first_release_has_the_id_that_it_had():
    found = {RunConfig.model_validate(asked).run_id: asked for _, asked in IDS}
    assert found == dict(IDS)
    assert len(found) >= len(METHODS) + 5


def another(value, field):
    """Return another legal value of a setting than its default."""
    if isinstance(value, str):
        return next(choice for choice in get_args(field.annotation) if choice != value)
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value / 2


def test_a_method_that_comes_later_has_its_settings_in_its_ids_where_they_are_asked_for():
    for name in set(METHODS) - FIRST_METHODS:
        plain = RunConfig.model_validate({"method": {"name": name}})
        assert f"method.settings of {name}" not in FIRST
        assert deciding_settings(plain)["method"] == {"name": name, "settings": {}}
        for setting, value in plain.method.settings.model_dump().items():
            setting_of = METHODS[name].settings.model_fields[setting]
            other = another(value, setting_of)
            settings = {setting: other}
            asked = RunConfig.model_validate({"method": {"name": name, "settings": settings}})
            assert deciding_settings(asked)["method"]["settings"] == settings
            assert asked.run_id != plain.run_id


def test_a_setting_that_comes_later_moves_the_schema():
    tables: dict[str, type[BaseModel]] = {
        "": RunConfig,
        "data": DataConfig,
        "model": ModelConfig,
        "optim": OptimConfig,
        "schedule": ScheduleConfig,
        "train": TrainConfig,
        **{f"data.options of {name}": options for name, options in SOURCE_OPTIONS.items()},
        **{f"method.settings of {name}": METHODS[name].settings for name in FIRST_METHODS},
    }
    later = {table: [added.get(table, "") for added in ADDED.values()] for table in tables}
    for table, model in tables.items():
        known = {*FIRST.get(table, "").split(), *" ".join(later[table]).split()}
        known |= {"name"} if table == "" else NOT_FINGERPRINTED.get(table, set())
        assert set(model.model_fields) == known, (
            f"settings of {table or 'the run'} were added or removed: move SCHEMA_VERSION, write a step of "
            "ltcore.runs.migration, and name them in ADDED"
        )
    assert max(ADDED) == SCHEMA_VERSION


def later_runs(value):
    """Return a run, and how a later release has it where ``value`` is that of one setting of its own."""
    config = RunConfig.model_validate({"data": {"name": "shapes"}, "method": {"name": "ldam"}})
    parts: dict[str, Any] = {
        "data": LaterData.model_construct(**dict(config.data)),
        "optim": LaterOptim(**config.optim.model_dump()),
        "unlabelled": Unlabelled(),
    }
    options = LaterShapes(**config.data.options.model_dump(), tilt=value)
    settings = LaterLdam(**config.method.settings.model_dump(), margin_floor=value)
    changed: dict[str, dict[str, Any]] = {
        "optim": {"optim": parts["optim"].model_copy(update={"lookahead": value})},
        "data": {"data": parts["data"].model_copy(update={"noise": value})},
        "options": {"data": parts["data"].model_copy(update={"options": options})},
        "settings": {"method": config.method.model_copy(update={"settings": settings})},
        "part": {"unlabelled": Unlabelled(share=value)},
    }
    runs = {
        name: LaterRun.model_construct(**{**dict(config), **parts, **change})
        for name, change in changed.items()
    }
    return config, runs


def test_an_upgrade_that_adds_a_setting_changes_no_id():
    config, later = later_runs(0)
    assert {name: one.run_id for name, one in later.items()} == dict.fromkeys(later, config.run_id)


def test_a_later_setting_that_is_used_makes_another_run():
    config, later = later_runs(1)
    ids = {one.run_id for one in later.values()}
    assert len(ids) == len(later)
    assert config.run_id not in ids


def test_a_fork_is_another_run():
    assert "fork" not in deciding_settings(RunConfig())
    assert RunConfig(fork="a").run_id != RunConfig(fork="b").run_id != RunConfig().run_id


@pytest.mark.filterwarnings("error")
def test_a_run_on_record_takes_nothing_from_the_recipes_of_today(monkeypatch):
    recorded = RunConfig().model_dump(mode="json")
    del recorded["train"]["ema"]
    monkeypatch.setitem(RECIPES["digits"]["train"], "ema", 0.9)
    assert RunConfig.model_validate(recorded).train.ema == 0.9
    assert RunConfig.on_record(recorded).train.ema == 0.0
    assert RunConfig.on_record(recorded).run_id == dict(IDS_BY_METHOD)["erm"]


IDS_BY_METHOD = [
    (asked["method"]["name"], run_id) for run_id, asked in IDS if asked.keys() == {"method"}
]


def test_nested_settings_have_dotted_paths():
    assert by_path({}) == {}
    flat = by_path(RunConfig().model_dump())
    assert flat["train.epochs"] == RunConfig().train.epochs
    assert not any(isinstance(value, dict) for value in flat.values())
