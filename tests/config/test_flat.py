import dataclasses

import pytest
from pydantic import BaseModel

from ltcore.config import RunConfig, flat
from ltcore.config.flat import find, flat_settings, nest
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.registry import UnknownNameError

SETTINGS = list(flat_settings().values())


def test_flags_and_paths_are_unique():
    assert len({setting.path for setting in SETTINGS}) == len(SETTINGS)
    assert [setting.flag for setting in SETTINGS] == list(flat_settings())
    assert all(setting.flag.replace("-", "").isalnum() for setting in SETTINGS)


def test_every_leaf_of_the_config_has_a_flag():
    def leaves(model: BaseModel, path: tuple[str, ...] = ()):
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, BaseModel):
                yield from leaves(value, (*path, name))
            else:
                yield (*path, name)

    known = {setting.path for setting in SETTINGS}
    assert set(leaves(RunConfig())) <= known
    for name, record in METHODS.items():
        for leaf in record.settings.model_fields:
            setting = next(one for one in SETTINGS if one.path == ("method", "settings", leaf))
            assert name in setting.only_for
    for name, options in SOURCE_OPTIONS.items():
        for leaf in options.model_fields:
            setting = next(one for one in SETTINGS if one.path == ("data", "options", leaf))
            assert name in setting.only_for


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.flag)
def test_every_setting_has_one_sentence_and_a_legal_default(setting):
    assert setting.help.endswith(".")
    assert "\n" not in setting.help
    values = setting.default if setting.many else (setting.default,)
    for value in values:
        if setting.choices and value is not None:
            assert value in setting.choices
        if setting.kind in ("int", "float") and value is not None:
            assert setting.minimum is None or value >= setting.minimum
            assert setting.maximum is None or value <= setting.maximum


def test_part_names_ranges_and_kinds_by_hand():
    lr = find("lr")
    assert (lr.path, lr.kind, lr.minimum, lr.minimum_excluded, lr.maximum) == (
        ("optim", "lr"),
        "float",
        0,
        True,
        100,
    )
    assert find("optimiser").choices == ("sgd", "adamw")
    assert find("schedule").path == ("schedule", "name")
    assert find("method").choices == tuple(METHODS)
    assert find("data").choices == tuple(SOURCE_OPTIONS)
    assert find("nesterov").kind == "bool"
    assert (find("milestones").kind, find("milestones").many) == ("float", True)
    assert find("weight_decay") is find("weight-decay")
    assert find("weight-decay").legal == "at least 0 and below 1"


def test_owners_that_differ_are_merged_to_the_wider_range():
    size = find("image-size")
    assert size.only_for == ("shapes", "image_folder", "image_list", "image_arrays")
    assert (size.minimum, size.maximum, size.default) == (0, 512, None)
    assert "Or:" in find("root").help


def test_a_clash_prefixes_the_later_part(monkeypatch):
    original = flat._common

    def with_a_clash():
        yield from original()
        yield dataclasses.replace(find("decay"), path=("train", "decay"))

    monkeypatch.setattr(flat, "_common", with_a_clash)
    settings = flat.flat_settings.__wrapped__()
    assert settings["decay"].path == ("schedule", "decay")
    assert settings["train-decay"].path == ("train", "decay")


def test_nest_round_trips_every_common_setting():
    values = {one.flag: one.default for one in SETTINGS if not one.only_for}
    config = RunConfig.model_validate(nest(values))
    for setting in SETTINGS:
        if not setting.only_for and setting.flag != "recipe":
            value = config
            for part in setting.path:
                value = getattr(value, part)
            assert value == setting.default


def test_nest_refuses_what_the_method_or_data_set_does_not_have():
    with pytest.raises(
        ValueError, match=r"method 'erm' has no setting 'max-margin'. These have it: ldam, ldam_drw"
    ):
        nest({"max_margin": 0.3})
    with pytest.raises(
        ValueError, match=r"data set 'digits' has no setting 'n-classes'. These have it: shapes"
    ):
        nest({"n-classes": 5, "data": "digits"})
    with pytest.raises(UnknownNameError, match=r"unknown setting 'epoch'\. Did you mean 'epochs'"):
        nest({"epoch": 5})
    with pytest.raises(ValueError, match="'weight-decay' is given twice"):
        nest({"weight_decay": 0.1, "weight-decay": 0.2})


def test_nest_takes_the_method_from_the_base():
    base = {"method": {"name": "ldam"}, "data": {"name": "shapes"}}
    nested = nest({"scale": 10.0, "n_classes": 3}, base)
    assert nested == {
        "method": {"settings": {"scale": 10.0}},
        "data": {"options": {"n_classes": 3}},
    }
    with pytest.raises(ValueError, match="method 'erm' has no setting 'scale'"):
        nest({"scale": 10.0, "method": "erm"}, base)
