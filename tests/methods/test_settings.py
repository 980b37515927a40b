"""Settings that methods share, and what single settings do to the composition."""

import itertools
import re

import pytest
from pydantic import ValidationError

from ltcore.config import RunConfig
from ltcore.config.flat import find, nest
from ltcore.config.leaves import leaves
from ltcore.methods import METHODS
from ltcore.methods.base import Composition, LdamHingeLoss, LogitAdjustedLoss, Mixing

OWNED = [
    (name, setting)
    for name, record in METHODS.items()
    for setting in leaves(("method", "settings"), record.settings)
]
BY_NAME = {
    flag: [(name, setting) for name, setting in OWNED if setting.flag == flag]
    for flag in {setting.flag for _, setting in OWNED}
}
shared = pytest.mark.parametrize("flag", sorted(flag for flag in BY_NAME if len(BY_NAME[flag]) > 1))


def made(name: str, **settings) -> Composition:
    record = METHODS[name]
    return record.compose(record.settings.model_validate(settings))


@shared
def test_a_name_that_methods_share_means_the_same_thing(flag):
    """One form, one flag and one axis of a sweep set it for all of them."""
    kinds = {(setting.kind, setting.many) for _, setting in BY_NAME[flag]}
    assert len(kinds) == 1
    if "choice" not in {setting.kind for _, setting in BY_NAME[flag]}:
        openings = {tuple(re.findall(r"[\w-]+", setting.help)[:2]) for _, setting in BY_NAME[flag]}
        assert len(openings) == 1, openings


@shared
def test_a_name_that_methods_share_has_the_same_largest_value_or_choices(flag):
    limits = {
        (setting.maximum, setting.maximum_excluded, frozenset(setting.choices))
        for _, setting in BY_NAME[flag]
    }
    assert len(limits) == 1


def test_names_that_would_clash_are_kept_apart():
    assert set(find("gamma").only_for) == {"focal", "cb_focal"}
    assert set(find("vs-gamma").only_for) == {"cdt", "vs", "tla_adrw"}
    assert set(find("tau").only_for) == {"logit_adjustment", "vs", "tla_adrw"}
    assert find("norm-tau").only_for == ("tau_norm",)
    assert find("remix-tau").only_for == ("remix",)


@pytest.mark.parametrize(("name", "setting"), OWNED, ids=[f"{n}-{s.flag}" for n, s in OWNED])
def test_values_outside_the_range_are_refused(name, setting):
    kinds: dict[str, list[object]] = {
        "int": [(setting.minimum or 0) - 1, "many"],
        "float": [(setting.minimum or 0) - 1e-3, (setting.maximum or 0) + 1e-3, float("nan")],
        "bool": ["perhaps"],
        "choice": ["no_such_choice"],
        "text": ["x" * 201],
    }
    outside = kinds[setting.kind]
    if setting.kind == "int" and setting.maximum is not None:
        outside.append(int(setting.maximum) + 1)
    for value in outside:
        with pytest.raises(ValidationError):
            made(name, **{setting.path[-1]: value})


@pytest.mark.parametrize(("name", "setting"), OWNED, ids=[f"{n}-{s.flag}" for n, s in OWNED])
def test_both_ends_of_a_range_make_a_recipe(name, setting):
    for end, excluded in (
        (setting.minimum, setting.minimum_excluded),
        (setting.maximum, setting.maximum_excluded),
    ):
        if end is not None and not excluded:
            value = int(end) if setting.kind == "int" else end
            assert isinstance(made(name, **{setting.path[-1]: value}), Composition)


def test_flags_reach_the_recipe():
    flat = {
        "method": "crt",
        "from-run": "digits-r100-erm-s0-0123456789ab",
        "shift-batch-norm": True,
    }
    retraining = RunConfig.model_validate(nest(flat)).method.parts.retraining
    assert retraining is not None
    assert retraining.from_run == "digits-r100-erm-s0-0123456789ab"
    assert retraining.shift_batch_norm


def test_vector_scaling_without_a_shift_is_cdt():
    for gamma in (0.0, 0.2, 1.0):
        assert made("vs", vs_gamma=gamma, tau=0.0) == made("cdt", vs_gamma=gamma)


def test_the_count_of_a_class_and_its_frequency_are_the_same_to_a_softmax():
    assert made("balanced_softmax") == made("logit_adjustment", tau=1.0)


def test_drs_from_the_start_is_class_balanced_sampling():
    assert made("drs", defer_until=0.0) == made("class_balanced_sampling")


def test_mixup_is_remix_without_its_rule():
    mixing = made("remix").mixing
    assert mixing is not None
    assert made("mixup").mixing == Mixing(alpha=mixing.alpha)


def test_the_three_hinge_methods_differ_in_margins_and_draws_alone():
    margins, both, draws = (made(name) for name in ("ldam_hg", "ldam_hg_drs", "hg_drs"))
    assert isinstance(both.loss, LdamHingeLoss)
    assert margins.loss == both.loss
    assert both.sampling == draws.sampling == made("drs").sampling
    assert draws.loss == LdamHingeLoss(0.0, both.loss.scale, uniform=True)


def test_a_hinge_may_have_no_margin_and_a_softmax_margin_may_not():
    loss = made("ldam_hg", max_margin=0).loss
    assert isinstance(loss, LdamHingeLoss)
    assert loss.max_margin == 0
    for name in ("ldam", "ldam_drw", "m_drw"):
        with pytest.raises(ValidationError, match="greater than 0"):
            made(name, max_margin=0)


@pytest.mark.parametrize("data", ["digits", "cifar10", "cifar100"])
def test_the_late_phase_of_tla_adrw_is_consistent_by_default(data):
    """Weights prior ** -nu and shifts tau * log(prior) are right for balanced error where tau = 1 - nu."""
    settings = METHODS["tla_adrw"].defaults.get(data, {})
    composition = made("tla_adrw", **settings)
    assert composition.late_loss is not None
    assert isinstance(composition.late_loss.loss, LogitAdjustedLoss)
    assert composition.late_loss.loss.tau == pytest.approx(1 - composition.weights.nu)


def test_both_parts_of_a_late_phase_start_together():
    for defer_until in (0.0, 0.5, 0.75):
        composition = made("tla_adrw", defer_until=defer_until)
        assert composition.late_loss is not None
        assert composition.late_loss.defer_until == composition.weights.defer_until == defer_until


PAPERS = [  # (method, data set, settings): facts, sections 11, 15 and 17.1
    ("cb_softmax", "cifar100", {"beta": 0.9}),
    ("cb_sigmoid", "cifar100", {"beta": 0.99}),
    ("cb_focal", "cifar100", {"beta": 0.9, "gamma": 1.0}),
    ("ldam", "cifar100", {"max_margin": 0.5, "scale": 30.0}),
    ("vs", "cifar10", {"vs_gamma": 0.2, "tau": 1.2}),
    ("vs", "cifar100", {"vs_gamma": 0.05, "tau": 1.0}),
    ("cdt", "cifar10", {"vs_gamma": 0.2}),
    ("cdt", "cifar100", {"vs_gamma": 0.1}),
    ("tla_adrw", "cifar10", {"vs_gamma": 0.05, "tau": 0.85, "nu": 0.15, "defer_until": 0.8}),
    ("tla_adrw", "cifar100", {"vs_gamma": 0.05, "tau": 0.75, "nu": 0.25, "defer_until": 0.8}),
]


@pytest.mark.parametrize(("name", "data", "settings"), PAPERS)
def test_defaults_of_a_data_set_reach_the_run(name, data, settings):
    config = RunConfig.model_validate({"method": {"name": name}, "data": {"name": data}})
    assert config.method.settings.model_dump().items() >= settings.items()


def test_what_is_ours_is_said_to_be_ours():
    ours = [("m_drw", "max_margin"), ("hg_drs", "max_margin"), ("pairwise", "power")]
    ours += itertools.product(("ldam_hg", "hg_drs", "ldam_hg_drs"), ("scale",))
    ours += itertools.product(("cog", "cog_os"), ("reference_count",))
    for name, setting in ours:
        said = METHODS[name].settings.model_fields[setting].description
        assert re.search(r"\bours\b|\bour\s(own|choice)", said or ""), (name, setting)
