"""Settings of pre-training: legal values, what refuses it, and runs that never heard of it."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from ltcore.config import PretrainConfig, RunConfig
from ltcore.config.errors import explain
from ltcore.config.fingerprint import deciding_settings
from ltcore.config.flat import find, nest
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from ltcore.registry import UnknownNameError
from ltcore.sweeps.grid import expand
from tests.config.test_fingerprint import IDS

UNLABELLED = {"unlabelled": 2}


def refused(**tables):
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate(tables)
    return explain(caught.value)


def test_runs_without_it_have_nothing_of_it_and_keep_their_ids():
    for run_id, asked in IDS:
        config = RunConfig.model_validate(asked)
        assert config.run_id == run_id
        assert "pretrain" not in config.model_dump()
        assert "pretrain" not in json.loads(config.model_dump_json())
        assert "pretrain" not in deciding_settings(config)


def test_no_pretraining_that_is_written_out_makes_no_other_run():
    asked = {"pretrain": {"name": "none", "share": 1, "on": "labelled", "settings": {}}}
    assert RunConfig.model_validate(asked) == RunConfig()
    assert RunConfig.model_validate(asked).run_id == RunConfig().run_id


@pytest.mark.parametrize("name", PRETRAININGS)
def test_each_setting_makes_another_run_and_survives_a_dump(name):
    plain = RunConfig.model_validate({"pretrain": {"name": name}})
    tables: list[dict[str, Any]] = [{"share": 0.5}, {"on": "both"}]
    others: dict[str, Any] = {"contrast": "sdclr", "score_quantile": 0.9}
    settings = PRETRAININGS[name].settings().model_dump()
    for setting, value in settings.items():
        other = others.get(setting) or (value // 2 if isinstance(value, int) else value / 2)
        extra = {"contrast": "sdclr"} if (name, setting) == ("bcl", "pruned_share") else {}
        tables.append({"settings": {setting: other, **extra}})
    configs = [
        RunConfig.model_validate({"pretrain": {"name": name, **table}, "data": UNLABELLED})
        if "on" in table
        else RunConfig.model_validate({"pretrain": {"name": name, **table}})
        for table in tables
    ]
    ids = {config.run_id for config in (RunConfig(), plain, *configs)}
    assert len(ids) == len(configs) + 2
    assert deciding_settings(plain)["pretrain"] == {"name": name}
    for config in (plain, *configs):
        assert RunConfig.model_validate(json.loads(config.model_dump_json())) == config
        assert RunConfig.on_record(json.loads(config.model_dump_json())) == config


def test_a_fork_is_refused():
    assert refused(pretrain={"name": "rotation"}, fork="some-run") == (
        "pretrain.name (--pretrain): rotation has no effect: the run starts from the weights of run "
        "some-run. Leave out pretrain or fork."
    )


@pytest.mark.parametrize(
    "method", [name for name in METHODS if "from_run" in METHODS[name].settings.model_fields]
)
def test_a_method_on_the_features_of_a_finished_run_is_refused(method):
    table = {"name": method, "settings": {"from_run": "some-run"}}
    line = refused(pretrain={"name": "simclr"}, method=table)
    assert f"{method} takes its features from run some-run. Leave out pretrain, or" in line
    asked = {"pretrain": {"name": "simclr"}, "method": {"name": method}}
    assert RunConfig.model_validate(asked).pretrain.is_used


def test_both_needs_unlabelled_examples_and_then_any_method_may_have_them():
    line = refused(pretrain={"name": "gh", "on": "both"})
    assert line.startswith(
        "pretrain.on (--pretrain-on): both has no effect: there are no unlabelled"
    )
    asked = {"pretrain": {"name": "gh", "on": "both"}, "data": UNLABELLED}
    assert RunConfig.model_validate(asked).data.unlabelled == 2
    line = refused(pretrain={"name": "gh"}, data=UNLABELLED)
    assert "erm does not learn from unlabelled examples" in line
    assert "give pretrain.on both" in line


def test_what_has_no_effect_is_refused():
    line = refused(pretrain={"share": 0.5})
    assert line.startswith("pretrain.share (--pretrain-share): 0.5 has no effect: pretrain is none")
    assert "choose pretrain rotation or simclr" in line
    assert "no setting 'queue'" in refused(pretrain={"name": "simclr", "settings": {"queue": 5}})
    assert "above 0" in refused(pretrain={"name": "simclr", "share": 0})


def test_settings_of_another_pretraining_are_refused():
    settings = PRETRAININGS["moco"].settings()
    assert PretrainConfig(name="moco", settings=settings).settings is settings
    with pytest.raises(ValidationError, match="settings of gh must be GhSettings"):
        PretrainConfig(name="gh", settings=settings)


def test_an_unknown_name_is_answered_with_the_nearest():
    assert "Did you mean 'simclr'?" in refused(pretrain={"name": "simcl"})


def test_flags_reach_the_run():
    flat = {"pretrain": "moco", "pretrain-share": "2", "queue": "64", "key-momentum": "0.9"}
    pretrain = RunConfig.model_validate(nest(flat)).pretrain
    assert (pretrain.name, pretrain.share, pretrain.on) == ("moco", 2.0, "labelled")
    assert pretrain.settings.model_dump() == {
        "temperature": 0.2,
        "projection": 128,
        "queue": 64,
        "key_momentum": 0.9,
    }


def test_flags_belong_to_those_that_have_them():
    everyone = tuple(PRETRAININGS)
    assert find("pretrain-share").only_for == find("pretrain-on").only_for == everyone
    assert find("queue").only_for == ("moco",)
    assert find("pruned-share").only_for == ("sdclr", "bcl")
    with pytest.raises(ValueError, match="pre-training 'none' has no setting 'pretrain-share'"):
        nest({"pretrain-share": 2})
    with pytest.raises(UnknownNameError, match="unknown pre-training 'mco'"):
        nest({"queue": 2, "pretrain": "mco"})


def test_unlabelled_flags_belong_to_a_pretraining_on_both():
    flat = {"pretrain": "rotation", "pretrain_on": "both", "unlabelled": 2}
    assert RunConfig.model_validate(nest(flat)).data.unlabelled == 2
    base = {"pretrain": {"name": "rotation", "on": "both"}}
    assert nest({"unlabelled": 2}, base) == {"data": {"unlabelled": 2}}
    with pytest.raises(ValueError, match="method 'erm' has no setting 'unlabelled'"):
        nest({"unlabelled": 2, "pretrain": "rotation"})


def test_a_grid_over_pretrainings():
    axes: dict[str, Any] = {
        "pretrain": ["none", "rotation", "moco"],
        "pretrain-share": [0.5],
        "queue": [32],
    }
    none, rotation, moco = expand({}, axes)
    assert none == RunConfig()
    assert (rotation.pretrain.name, rotation.pretrain.share) == ("rotation", 0.5)
    assert moco.pretrain.settings.model_dump()["queue"] == 32
    base = {"pretrain": {"name": "moco", "share": 0.5, "settings": {"queue": 32}}}
    none, rotation, moco = expand(base, {"pretrain": ["none", "rotation", "moco"]})
    assert none == RunConfig()
    assert rotation.pretrain == PretrainConfig(name="rotation", share=0.5)
    assert moco.pretrain.settings.model_dump()["queue"] == 32
