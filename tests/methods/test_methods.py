import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import ValidationError

from ltcore.methods import METHODS
from ltcore.methods.base import (
    PLACES,
    ClassWeights,
    Clustering,
    Composition,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    MethodRecord,
    Mixing,
    PairwiseLoss,
    Retraining,
    Sampling,
    SigmoidLoss,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
)

records = pytest.mark.parametrize("record", METHODS.values(), ids=list(METHODS))

DRW = ClassWeights(scheme="effective", beta=0.9999, normalise_by="weights", defer_until=0.8)
DRS = Sampling("power", 0.0, defer_until=0.8)
BALANCED = Sampling("power", 0.0)

DEFAULTS = {
    "erm": Composition(),
    "sigmoid": Composition(loss=SigmoidLoss()),
    "inverse": Composition(weights=ClassWeights(scheme="inverse")),
    "inverse_sqrt": Composition(weights=ClassWeights(scheme="inverse_sqrt")),
    "focal": Composition(loss=SoftmaxLoss(1.0)),
    "cb_softmax": Composition(weights=ClassWeights(scheme="effective", beta=0.9999)),
    "cb_sigmoid": Composition(
        loss=SigmoidLoss(), weights=ClassWeights(scheme="effective", beta=0.9999)
    ),
    "cb_focal": Composition(
        loss=SigmoidLoss(gamma=1.0), weights=ClassWeights(scheme="effective", beta=0.9999)
    ),
    "class_balanced_sampling": Composition(sampling=BALANCED),
    "square_root_sampling": Composition(sampling=Sampling("power", 0.5)),
    "progressive_sampling": Composition(sampling=Sampling("progressive")),
    "effective_number_sampling": Composition(sampling=Sampling("effective", beta=0.9999)),
    "under_sampling": Composition(sampling=Sampling("under")),
    "over_sampling": Composition(sampling=Sampling("over")),
    "smote": Composition(smote=Smote(neighbours=5, keep_largest=1.0, space="auto", share=0.15)),
    "cog": Composition(clusters=Clustering(reference_count=0, replicate=False, decision="max")),
    "cog_os": Composition(clusters=Clustering(reference_count=0, replicate=True, decision="max")),
    "mixup": Composition(mixing=Mixing(alpha=1.0, kappa=0.0)),
    "remix": Composition(mixing=Mixing(alpha=1.0, kappa=3.0, tau=0.5)),
    "drw": Composition(weights=DRW),
    "drs": Composition(sampling=DRS),
    "ldam": Composition(loss=LdamLoss(0.5, 30.0), head="cosine"),
    "ldam_drw": Composition(loss=LdamLoss(0.5, 30.0), weights=DRW, head="cosine"),
    "m_drw": Composition(loss=LdamLoss(0.5, 30.0, uniform=True), weights=DRW, head="cosine"),
    "ldam_hg": Composition(loss=LdamHingeLoss(0.5, 30.0), head="cosine"),
    "hg_drs": Composition(loss=LdamHingeLoss(0.0, 30.0, uniform=True), head="cosine", sampling=DRS),
    "ldam_hg_drs": Composition(loss=LdamHingeLoss(0.5, 30.0), head="cosine", sampling=DRS),
    "crt": Composition(sampling=BALANCED, retraining=Retraining(kind="crt", share=0.15)),
    "lws": Composition(sampling=BALANCED, retraining=Retraining(kind="lws", share=0.05)),
    "tau_norm": Composition(retraining=Retraining(kind="tau_norm", tau=1.0, choose_tau=True)),
    "ncm": Composition(retraining=Retraining(kind="ncm", distance="centred")),
    "logit_adjustment": Composition(loss=LogitAdjustedLoss(1.0)),
    "balanced_softmax": Composition(loss=LogitAdjustedLoss(1.0)),
    "pairwise": Composition(loss=PairwiseLoss(0.5)),
    "cdt": Composition(loss=VectorScalingLoss(0.3, 0.0)),
    "vs": Composition(loss=VectorScalingLoss(0.3, 1.0)),
    "tla_adrw": Composition(
        loss=VectorScalingLoss(0.05, 0.75),
        weights=ClassWeights(scheme="adrw", nu=0.25, normalise_by="weights", defer_until=0.8),
        late_loss=LateLoss(LogitAdjustedLoss(0.75), 0.8),
    ),
}
"""What each method is made of when nothing is asked for: the paper's settings, or ours where it has none."""


def test_the_supervised_methods_are_all_there():
    assert set(DEFAULTS) <= set(METHODS)


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_defaults_make_the_composition_that_is_written_here(name):
    record = METHODS[name]
    assert record.compose(record.settings()) == DEFAULTS[name]


@records
def test_a_record_is_written_out(record: MethodRecord):
    assert re.fullmatch(r"[a-z0-9_]+", record.name)
    assert record.title
    assert record.place in PLACES
    assert re.fullmatch(r"[A-Z].*[^.]\.", record.summary)
    assert ". " not in record.summary
    assert "\n" not in record.summary


@records
def test_public_text_has_no_programmers_notation(record: MethodRecord):
    helps = [field.description or "" for field in record.settings.model_fields.values()]
    for text in (record.title, record.summary, *helps):
        assert not re.search(r"\*|sqrt|1/n|vs_gamma|\b(tau|beta|gamma|alpha|nu)\b", text), text


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


def two_values(field: dict[str, Any]) -> Sequence[object]:
    """Return two legal values of a setting, or all where it has names for them."""
    if "enum" in field:
        return list(field["enum"])
    if field["type"] == "integer":
        return [field["minimum"], field["minimum"] + 1]
    if field["type"] == "number":
        least = field["minimum" if "minimum" in field else "exclusiveMinimum"]
        return [least + 0.25, least + 0.75]
    others: dict[str, list[object]] = {
        "boolean": [False, True],
        "string": ["", "digits-r100-erm-s0-0123456789ab"],
    }
    return others[field["type"]]


@records
def test_settings_make_a_recipe_and_every_setting_counts(record: MethodRecord):
    composition = record.compose(record.settings())
    assert isinstance(composition, Composition)
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
