import pytest
from pydantic import ValidationError

from dashboard.shell import configs
from dashboard.views.train import form
from dashboard.views.train.form_words import label
from ltcore.config import RunConfig
from ltcore.config.flat import flat_settings


def test_one_config_per_method_and_seed():
    built = configs.build("digits", ["erm", "ldam"], 2, {})
    assert [(config.method.name, config.seed) for config in built] == [
        ("erm", 0),
        ("erm", 1),
        ("ldam", 0),
        ("ldam", 1),
    ]


def test_an_empty_form_is_the_default():
    assert configs.build("digits", ["erm"], 1, {}) == [RunConfig()]


def test_text_is_read_as_the_setting_that_it_is():
    more: dict[str, object] = {"epochs": "7", "lr": "0.05", "nesterov": "true"}
    more |= {"schedule": "steps", "milestones": ["0.5", "0.75"]}
    config = configs.build("digits", ["erm"], 1, more)[0]
    assert (config.train.epochs, config.optim.lr) == (7, 0.05)
    assert (config.optim.nesterov, config.schedule.milestones) == (True, (0.5, 0.75))


def test_a_setting_goes_only_to_the_methods_that_have_it():
    erm, ldam = configs.build("digits", ["erm", "ldam"], 1, {"max-margin": "0.3"})
    assert erm == RunConfig()
    assert ldam.method.model_dump()["settings"]["max_margin"] == 0.3


def test_an_illegal_setting_is_refused():
    with pytest.raises(ValidationError):
        configs.build("digits", ["erm"], 1, {"lr": "-1"})


@pytest.mark.parametrize("flag", [flag for flag in flat_settings() if flag not in form.BASIC])
def test_every_setting_has_a_place_in_the_form(flag):
    setting = flat_settings()[flag]
    assert (setting.path[0] if len(setting.path) > 1 else "") in form.PARTS
    assert label(setting)
    assert setting.help


def test_the_label_says_the_range():
    assert label(flat_settings()["momentum"]) == "Momentum [0, 1)"
    assert label(flat_settings()["lr"]) == "Learning rate η (0, 100]"
    assert label(flat_settings()["device"]) == "Device"
