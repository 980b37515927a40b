"""Settings of unlabelled data: legal values, who may use them, and runs that never heard of them."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from ltcore.config import DataConfig, RunConfig
from ltcore.config.data import OF_UNLABELLED
from ltcore.config.errors import explain
from ltcore.config.flat import find, nest
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from tests.config.test_fingerprint import IDS

NEW = {*OF_UNLABELLED, "foreign_classes"}
USED: dict[str, Any] = {
    "unlabelled": 5,
    "unlabelled_ratio": 50,
    "unlabelled_order": "reversed",
    "relevance": 0.6,
    "foreign_classes": 3,
}


USERS = ("self_training", "fixmatch", "crest", "crest_plus")


def learning(**data):
    """Settings of a method that learns from unlabelled examples."""
    return RunConfig.model_validate({"data": data, "method": {"name": "self_training"}})


def refused(**settings):
    with pytest.raises(ValidationError) as caught:
        learning(**settings)
    return explain(caught.value)


def test_runs_without_unlabelled_data_have_nothing_of_them_and_keep_their_ids():
    for run_id, asked in IDS:
        config = RunConfig.model_validate(asked)
        assert config.run_id == run_id
        assert not NEW & config.model_dump()["data"].keys()
        assert not NEW & json.loads(config.model_dump_json())["data"].keys()


def test_a_default_that_is_written_out_makes_no_other_run():
    defaults = {name: DataConfig.model_fields[name].default for name in NEW}
    assert RunConfig.model_validate({"data": defaults}) == RunConfig()
    assert RunConfig.model_validate({"data": defaults}).run_id == RunConfig().run_id


def test_a_method_that_needs_them_has_some_unless_it_is_told_how_many():
    assert learning().data.unlabelled == 1
    assert learning(unlabelled=5).data.unlabelled == 5
    on_record = json.loads(learning().model_dump_json())
    assert RunConfig.on_record(on_record) == learning()
    assert refused(unlabelled=0) == (
        "data.unlabelled (--unlabelled): 0 leaves self_training nothing to learn from. Leave it out, or give "
        "0.5 to 10."
    )


def test_each_setting_makes_another_run_and_survives_a_dump():
    others = {"unlabelled": 2, "unlabelled_ratio": 1, "unlabelled_order": "same", "relevance": 1}
    asked: list[dict[str, Any]] = [{"unlabelled": 1}, USED, {"unlabelled": 1, "foreign_classes": 3}]
    asked += [{**USED, name: value} for name, value in others.items()]
    configs = [learning(**data) for data in asked]
    assert len({config.run_id for config in configs} | {RunConfig().run_id}) == len(asked) + 1
    for config in configs:
        assert RunConfig.model_validate(json.loads(config.model_dump_json())) == config
        assert RunConfig.on_record(json.loads(config.model_dump_json())) == config
    assert configs[0].model_dump()["data"].keys() >= NEW
    plain = RunConfig.model_validate({"data": {"foreign_classes": 3}})
    assert NEW & plain.model_dump()["data"].keys() == {"foreign_classes"}


@pytest.mark.parametrize("value", [0.01, 0.49])
def test_too_few_to_matter_are_refused(value):
    line = refused(unlabelled=value)
    assert line.startswith(f"data.unlabelled (--unlabelled): {value} is too little")
    assert "give 0 (none), or 0.5 to 10" in line


def test_a_ratio_below_one_is_refused():
    line = refused(unlabelled=1, unlabelled_ratio=0.01)
    assert line.startswith("data.unlabelled_ratio (--unlabelled-ratio): 0.01 is below 1")
    assert '"reversed"' in line


@pytest.mark.parametrize("name", [*OF_UNLABELLED[1:]])
def test_what_nothing_would_use_is_refused(name):
    value = USED[name]
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"data": {name: value, "foreign_classes": 3}})
    line = explain(caught.value)
    assert (
        "has no effect: there are no unlabelled examples. Leave it out, or give unlabelled" in line
    )
    assert f"(--{name.replace('_', '-')}): {value}" in line


def test_irrelevant_examples_need_classes_to_come_from():
    line = refused(unlabelled=1, relevance=0.6)
    assert line.startswith("data.relevance (--relevance): 0.6 needs classes")
    assert "foreign_classes at least 1" in line
    for relevance in (0, 0.6, 1):
        DataConfig(unlabelled=1, relevance=relevance, foreign_classes=1)


@pytest.mark.parametrize("profile", ["dirichlet_clients", "few_class_clients"])
def test_what_a_client_does_not_have_is_no_unlabelled_data(profile):
    line = refused(unlabelled=1, profile=profile)
    assert f"does not work with profile {profile}" in line
    assert "choose another profile" in line


def test_a_method_that_would_ignore_them_is_refused():
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"data": {"unlabelled": 5}, "method": {"name": "ldam"}})
    assert explain(caught.value) == (
        "data.unlabelled (--unlabelled): 5 has no effect: ldam does not learn from unlabelled examples. "
        f"Leave it out, choose a method that does ({', '.join(USERS)}), or give pretrain.on both to pre-train "
        "on them."
    )
    foreign = {"data": {"foreign_classes": 3}, "method": {"name": "ldam"}}
    assert RunConfig.model_validate(foreign).data.foreign_classes == 3


def test_each_record_says_whether_it_uses_them():
    users = [name for name, record in METHODS.items() if record.uses_unlabelled]
    for name in METHODS:
        settings = {"data": {"unlabelled": 5}, "method": {"name": name}}
        if name in users:
            assert RunConfig.model_validate(settings).data.unlabelled == 5
        else:
            with pytest.raises(ValidationError, match="has no effect"):
                RunConfig.model_validate(settings)


def test_the_flags_are_those_of_the_methods_that_use_them():
    for name in OF_UNLABELLED:
        assert find(name).only_for == (*USERS, *PRETRAININGS)
        assert find(name).path == ("data", name)
    assert find("foreign-classes").only_for == ()
    asked = nest({"unlabelled": 5, "relevance": 0.6, "method": "fixmatch"})
    assert asked["data"] == {"unlabelled": 5, "relevance": 0.6}
    with pytest.raises(ValueError, match=r"method 'ldam' has no setting 'unlabelled'. .* it: self"):
        nest({"unlabelled": 5, "method": "ldam"})
