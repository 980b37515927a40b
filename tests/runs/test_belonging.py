from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.config.flat import flat_settings
from ltcore.runs import ChangedRunError
from ltcore.runs.belonging import (
    CHANGED,
    KEY,
    MOST_NAMED,
    UNKNOWN,
    fingerprint_of,
    require_same_run,
)

ENVIRONMENT = {
    "packages": {"long-tail-lab": "0.1.0", "torch": "2.14.1"},
    "git": "abc",
    "data_checksum": "c0ffee" * 8,
}
OTHERS = [
    ({"seed": 1}, "seed: 0 -> 1"),
    ({"data": {"ratio": 10}}, "data.ratio: 100 -> 10"),
    ({"data": {"val_per_class": 0}}, "data.val_per_class: 20 -> 0"),
    ({"model": {"width": 8}}, "model.width: 64 -> 8"),
    ({"optim": {"lr": 0.05}}, "optim.lr: 0.1 -> 0.05"),
    ({"optim": {"nesterov": True}}, "optim.nesterov: false -> true"),
    ({"train": {"precision": "bf16"}}, "train.precision: fp32 -> bf16"),
    ({"fork": "another-run"}, "fork: (none) -> another-run"),
    ({"schedule": {"name": "steps", "milestones": [0.5]}}, "schedule.milestones: 0.8,0.9 -> 0.5"),
    ({"method": {"name": "focal"}}, "method.name: erm -> focal; method.settings.gamma: (none) ->"),
]
HARMLESS = [
    {"name": "another label"},
    {"train": {"device": "cpu", "threads": 2, "workers": 3, "checkpoint_seconds": 0}},
]


def of(settings, **environment):
    config = RunConfig.model_validate(settings)
    return fingerprint_of(config, ENVIRONMENT | environment)


def refusal(was, now):
    with pytest.raises(ChangedRunError) as refused:
        require_same_run(Path("runs/the-run"), was.values(), now)
    return str(refused.value)


def test_what_is_the_same_goes_on_without_a_word():
    for settings in [{}, *(settings for settings, _ in OTHERS)]:
        assert require_same_run(Path("runs/run"), of(settings).values(), of(settings)) == []
    for settings in HARMLESS:
        assert require_same_run(Path("runs/run"), of({}).values(), of(settings)) == []


def test_other_settings_are_refused_with_what_was_and_what_is():
    for settings, told in OTHERS:
        said = refusal(of({}), of(settings))
        assert said.startswith(CHANGED)
        assert told in said
        assert "undo the edit in config.json" in said
        assert "old data" not in said
        assert said.endswith("ltlab train --fork the-run")
        back = refusal(of(settings), of({}))
        name, _, change = told.partition(": ")
        was, _, now = change.partition(";")[0].partition(" -> ")
        assert f"{name}: {now} -> {was}" in back


def test_every_setting_that_decides_the_result_is_compared():
    named = {"data": "shapes", "method": "ldam_drw", "pretrain": "sdclr"}
    config = RunConfig.model_validate({part: {"name": name} for part, name in named.items()})
    now = fingerprint_of(config, ENVIRONMENT)
    owners = set(named.values())
    compared = 0
    for setting in flat_settings().values():
        *tables, leaf = setting.path
        inner = recorded = config.model_dump(mode="json")
        for table in tables:
            inner = inner.get(table, {})  # no table of a pre-training where there is none
        if (setting.only_for and not owners & set(setting.only_for)) or leaf not in inner:
            continue
        was = inner[leaf]
        inner[leaf] = "else" if isinstance(was, str) else [0.25] if isinstance(was, list) else 77
        if setting.path in [("name",), *(("train", name) for name in RUN_BY)]:
            continue
        # Whatever is illegal, or of a method that nobody knows, is compared as it was written.
        said = refusal(replace(now, settings=recorded), now)
        assert f"{'.'.join(setting.path)}: " in said
        compared += 1
    assert compared > 40


RUN_BY = ("record", "device", "threads", "memory_budget_mb", "workers", "checkpoint_seconds")


def test_other_data_are_refused_with_their_own_way_out():
    said = refusal(of({}), of({}, data_checksum="decaf0" * 8))
    assert "data checksum: c0ffeec0ffee -> decaf0decaf0" in said
    assert "restore the old data and resume" in said
    assert "config.json" not in said
    both = refusal(of({}), of({"seed": 3}, data_checksum="decaf0" * 8))
    assert "undo the edit in config.json and restore the old data and resume" in both


def test_other_code_or_another_torch_is_told():
    now = of({}, packages={"long-tail-lab": "0.2.0", "torch": "2.15.0"}, git=None)
    told = require_same_run(Path("runs/run"), of({}).values(), now)
    assert len(told) == 2
    assert told[0].endswith("results may differ in the last bits: torch: 2.14.1 -> 2.15.0")
    assert told[1].endswith("code: 0.1.0 abc -> 0.2.0")


def test_a_checkpoint_of_an_earlier_release_goes_on_with_a_word():
    ours = of({}).values()[KEY]
    others: list[dict[str, Any]] = [{}, {KEY: {}}, {KEY: [1]}, {KEY: None}]
    others += [
        {KEY: {**ours, **other}}
        for other in ({"more": 1}, {"schema": "x"}, {"settings": None}, {"data_checksum": None})
    ]
    for kept in others:
        assert require_same_run(Path("runs/run"), kept, of({})) == [UNKNOWN]


def test_a_setting_that_came_later_is_no_change():
    was = of({})
    settings = {name: value for name, value in was.settings.items() if name != "fork"}
    older = replace(was, schema=1, settings=settings)
    assert require_same_run(Path("runs/run"), older.values(), of({})) == []
    assert "fork: (none) -> x" in refusal(older, of({"fork": "x"}))


def test_a_checkpoint_of_a_newer_version_is_compared_as_it_is():
    was = of({})
    newer = replace(was, schema=SCHEMA_VERSION + 1, settings={**was.settings, "warp": 9})
    assert "warp: 9 -> (none)" in refusal(newer, of({}))


def test_many_changes_are_named_up_to_a_number():
    was = of({})
    many = {f"setting_{number:02d}": number for number in range(MOST_NAMED + 5)}
    said = refusal(replace(was, settings={**was.settings, **many}), was)
    assert f"setting_{MOST_NAMED - 1:02d}" in said
    assert f"setting_{MOST_NAMED:02d}" not in said
    assert "; and 5 more. Either" in said


def test_it_is_kept_as_json():
    kept = of({"method": {"name": "ldam"}}).values()
    assert kept.keys() == {KEY}
    assert kept[KEY]["settings"]["method"]["settings"]["max_margin"] == 0.5
    assert kept[KEY]["schema"] == SCHEMA_VERSION
    assert "name" not in kept[KEY]["settings"]
