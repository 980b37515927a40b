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
    assert label(flat_settings()["momentum"]) == "Momentum (0 to below 1)"
    assert label(flat_settings()["lr"]) == "Learning rate η (above 0, at most 100)"
    assert label(flat_settings()["device"]) == "Device"


UNLABELLED = {
    "foreign-classes": "Foreign classes (0 to 10,000)",
    "unlabelled": "Unlabelled per labelled (0 to 10)",
    "unlabelled-ratio": "Unlabelled ratio ρ (0 to 1,000,000)",
    "unlabelled-order": "Unlabelled order",
    "relevance": "Relevance (0 to 1)",
}


def test_the_fields_of_unlabelled_data_are_together_among_those_of_the_data():
    data = [flag for flag, setting in flat_settings().items() if setting.path[0] == "data"]
    start = data.index("foreign-classes")
    assert data[start : start + 5] == list(UNLABELLED)
    for flag, words in UNLABELLED.items():
        assert label(flat_settings()[flag]) == words


def test_they_are_for_the_methods_that_use_them():
    shown = {
        method: {setting.flag for setting in form._fields("digits", [method])} & UNLABELLED.keys()
        for method in ("erm", "crest")
    }
    assert shown == {"erm": {"foreign-classes"}, "crest": set(UNLABELLED)}
    more = {"unlabelled": "2", "relevance": "0.6", "foreign-classes": "3", "n-max": "20"}
    erm, crest = configs.build("digits", ["erm", "crest"], 1, more)
    assert (erm.data.unlabelled, crest.data.unlabelled, crest.data.relevance) == (0, 2, 0.6)
    assert erm.data.foreign_classes == crest.data.foreign_classes == 3
    defaults = form._defaults("digits", ["crest"])
    assert (defaults["unlabelled"], defaults["unlabelled-order"]) == ("1", "same")


OF_EVERY_PRETRAINING = {"pretrain", "pretrain-share", "pretrain-on"}


@pytest.mark.parametrize(
    ("chosen", "fields"),
    [
        ({}, {"pretrain"}),
        ({"pretrain": "none"}, {"pretrain"}),
        ({"pretrain": "rotation"}, OF_EVERY_PRETRAINING),
        (
            {"pretrain": "moco"},
            {*OF_EVERY_PRETRAINING, "temperature", "projection", "queue", "key-momentum"},
        ),
    ],
)
def test_the_fields_of_a_pretraining_follow_its_choice(monkeypatch, chosen, fields):
    monkeypatch.setattr(form, "_deciding", lambda: chosen)
    shown = [one for one in form._fields("digits", ["erm", "ldam"]) if one.path[0] == "pretrain"]
    assert {one.flag for one in shown} == fields
    defaults = form._defaults("digits", ["erm"])
    assert defaults["pretrain"] == chosen.get("pretrain", "none")
    if "queue" in fields:
        assert (defaults["queue"], defaults["pretrain-share"]) == ("65536", "1")


def test_a_pretraining_on_both_has_the_fields_of_unlabelled_data(monkeypatch):
    chosen = {"pretrain": "rotation", "pretrain-on": "both"}
    monkeypatch.setattr(form, "_deciding", lambda: chosen)
    assert "unlabelled" in {one.flag for one in form._fields("digits", ["erm"])}
    (config,) = configs.build("digits", ["erm"], 1, {**chosen, "unlabelled": "2", "queue": "5"})
    assert (config.pretrain.name, config.pretrain.on, config.data.unlabelled) == (
        "rotation",
        "both",
        2,
    )


def test_a_pretraining_goes_to_every_method():
    more = {"pretrain": "sdclr", "pruned-share": "0.5", "pretrain-share": "0.25"}
    for config in configs.build("digits", ["erm", "ldam"], 1, more):
        assert (config.pretrain.name, config.pretrain.share) == ("sdclr", 0.25)
        assert config.pretrain.settings.model_dump()["pruned_share"] == 0.5


@pytest.mark.parametrize(("said", "held"), [("True", "true"), ("1", "true"), ("FALSE", "false")])
def test_a_switch_of_the_form_is_read_in_any_spelling(said, held):
    assert form.field("nesterov").read(said) == held


@pytest.mark.parametrize("flag", flat_settings())
def test_a_range_is_in_words(flag):
    said = label(flat_settings()[flag])
    assert not set("[]∞") & set(said)
    assert said.count("(") == said.count(")") <= 1


def test_epochs_and_batches_are_the_first_tab_so_that_a_lecture_reaches_them():
    assert next(iter(form.PARTS.values())) == "Epochs and batches"
