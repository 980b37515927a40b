import dataclasses
import re

import pytest
from pydantic import ValidationError

from ltcore.methods import METHODS
from ltcore.methods.base import (
    PLACES,
    ClassWeights,
    LdamLoss,
    LogitAdjustedLoss,
    MethodRecord,
    Recipe,
    SigmoidLoss,
    SoftmaxLoss,
)

records = pytest.mark.parametrize("record", METHODS.values(), ids=list(METHODS))

NAMES = [
    "erm",
    "inverse",
    "inverse_sqrt",
    "focal",
    "cb_softmax",
    "cb_sigmoid",
    "cb_focal",
    "drw",
    "ldam",
    "ldam_drw",
    "logit_adjustment",
]

PAPER = {
    "erm": Recipe(),
    "ldam": Recipe(LdamLoss(0.5, 30.0), head="cosine"),
    "drw": Recipe(
        SoftmaxLoss(), ClassWeights("effective", 0.9999, normalise_by="weights", defer_until=0.8)
    ),
    "ldam_drw": Recipe(
        LdamLoss(0.5, 30.0),
        ClassWeights("effective", 0.9999, normalise_by="weights", defer_until=0.8),
        head="cosine",
    ),
    "logit_adjustment": Recipe(LogitAdjustedLoss(1.0)),
    "cb_sigmoid": Recipe(SigmoidLoss(), ClassWeights("effective", 0.9999)),
    "cb_focal": Recipe(SigmoidLoss(gamma=1.0), ClassWeights("effective", 0.9999)),
}


def test_the_first_methods_are_all_there():
    assert set(NAMES) <= set(METHODS)


@pytest.mark.parametrize("name", PAPER)
def test_the_defaults_are_the_papers(name):
    record = METHODS[name]
    assert record.compose(record.settings()) == PAPER[name]


@records
def test_a_record_is_written_out(record: MethodRecord):
    assert re.fullmatch(r"[a-z0-9_]+", record.name)
    assert record.title
    assert record.place in PLACES
    assert re.fullmatch(r"[A-Z].*[^.]\.", record.summary)
    assert ". " not in record.summary
    assert "\n" not in record.summary


@records
def test_a_record_names_its_source(record: MethodRecord):
    assert record.source.title
    assert 1950 <= record.source.year <= 2100
    assert record.source.url.startswith("https://")
    for difference in record.differences:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", difference.repository)
        assert difference.commit
        assert difference.file
        assert difference.what


@records
def test_a_record_is_frozen(record: MethodRecord):
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.name = "other"  # type: ignore[misc]


@records
def test_settings_are_closed_documented_and_have_legal_defaults(record: MethodRecord):
    settings = record.settings()
    assert record.settings.model_config["frozen"] is True
    assert record.settings.model_validate(settings.model_dump()) == settings
    with pytest.raises(ValidationError, match="Extra inputs"):
        record.settings.model_validate({"no_such_setting": 1})
    for name, field in record.settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        assert not field.is_required(), name


def two_values(field: dict) -> list:
    """Return two legal values of a setting, or all where it has names for them."""
    if "enum" in field:
        return field["enum"]
    if field["type"] == "integer":
        return [field["minimum"], field["minimum"] + 1]
    if field["type"] == "number":
        least = field.get("minimum", field.get("exclusiveMinimum"))
        return [least + 0.25, least + 0.75]
    return {"boolean": [False, True], "string": ["", "digits-r100-erm-s0-0123456789ab"]}[
        field["type"]
    ]


@records
def test_settings_make_a_recipe_and_every_setting_counts(record: MethodRecord):
    recipe = record.compose(record.settings())
    assert isinstance(recipe, Recipe)
    schema = record.settings.model_json_schema().get("properties", {})
    for name, field in schema.items():
        made = {
            record.compose(record.settings.model_validate({name: value}))
            for value in two_values(field)
        }
        assert len(made) > 1, f"{name} changes nothing"


@records
def test_defaults_of_data_sets_are_legal(record: MethodRecord):
    for values in record.defaults.values():
        assert (
            record.settings.model_validate(dict(values)).model_dump().items()
            >= dict(values).items()
        )
