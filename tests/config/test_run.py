import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ltcore.config import DataConfig, MethodConfig, RunConfig
from ltcore.config.flat import nest
from ltcore.config.named_recipes import NAMED
from ltcore.config.recipes import (
    GENERAL,
    NAMED_RECIPES,
    RECIPE_FAMILIES,
    RECIPE_OF_DATA,
    RECIPES,
)
from ltcore.config.run import merge
from ltcore.config.sources import SOURCE_OPTIONS, ShapesOptions
from ltcore.methods import METHODS
from ltcore.methods.erm import ErmSettings
from tests.pairwise import pairwise

REQUIRED = {
    "image_folder": {"root": "r"},
    "image_list": {"root": "r", "train_list": "a", "test_list": "b"},
    "image_arrays": {"root": "r"},
    "table": {"root": "r"},
    "text": {"root": "r"},
}


def made(**parts) -> RunConfig:
    return RunConfig.model_validate(parts)


def setting(config: RunConfig, name: str):
    return config.method.settings.model_dump()[name]


@pytest.mark.parametrize(
    "same",
    [
        {"name": "another label"},
        {"train": {"device": "cuda"}},
        {"train": {"threads": 3}},
        {"train": {"memory_budget_mb": 0}},
        {"train": {"workers": 2}},
        {"train": {"checkpoint_seconds": 0}},
        {"train": {"record": "slim"}},
    ],
)
def test_what_changes_no_result_changes_no_fingerprint(same):
    config = RunConfig.model_validate(same)
    assert config != RunConfig()
    assert config.fingerprint == RunConfig().fingerprint
    assert config.run_id == RunConfig().run_id


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 1},
        {"data": {"ratio": 10}},
        {"data": {"subset_seed": 1}},
        {"data": {"name": "shapes"}},
        {"data": {"name": "shapes", "options": {"n_classes": 5}}},
        {"method": {"name": "ldam"}},
        {"method": {"name": "ldam", "settings": {"max_margin": 0.3}}},
        {"model": {"width": 8}},
        {"optim": {"lr": 0.2}},
        {"schedule": {"name": "steps", "decay": 0.1}},
        {"train": {"epochs": 1}},
        {"train": {"ema": 0.9}},
    ],
)
def test_what_changes_the_result_changes_the_fingerprint(other):
    assert RunConfig.model_validate(other).fingerprint != RunConfig().fingerprint


def test_the_fingerprint_is_the_same_in_every_process():
    assert made(seed=1).fingerprint == made(seed=1).fingerprint
    assert len(RunConfig().fingerprint) == 12
    assert int(RunConfig().fingerprint, 16) >= 0


def test_run_ids_are_readable_and_safe_in_a_path():
    assert made(method={"name": "ldam_drw"}, seed=3).run_id.startswith("digits-r100-ldam_drw-s3-")
    assert made(data={"ratio": 1e6}).run_id.startswith("digits-r1e_06-erm-s0-")
    assert made(data={"profile": "pareto"}).run_id.startswith("digits-pareto-erm-s0-")
    for name in SOURCE_OPTIONS:
        run_id = made(data={"name": name, "options": REQUIRED.get(name, {})}).run_id
        assert set(run_id) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.-")


def test_explicit_settings_win_over_the_recipe():
    assert made(train={"epochs": 3}).train.epochs == 3
    recipe = RECIPES["digits"]["train"]
    assert made(train={"epochs": 3}).train.batch_size == recipe["batch_size"]
    assert made(seed=1).train.epochs == recipe["epochs"]


def test_method_defaults_of_the_data_set_win_over_the_general_ones():
    assert METHODS["cb_focal"].defaults == {"cifar100": {"beta": 0.9}}
    assert setting(made(method={"name": "cb_focal"}), "beta") == 0.9999
    cifar100 = {"name": "cifar100"}
    assert setting(made(method={"name": "cb_focal"}, data=cifar100), "beta") == 0.9
    explicit = {"name": "cb_focal", "settings": {"beta": 0.99}}
    assert setting(made(method=explicit, data=cifar100), "beta") == 0.99


@pytest.mark.parametrize("data", SOURCE_OPTIONS)
def test_adamw_brings_its_own_rates_unless_they_are_given(data):
    parts = {"data": {"name": data, "options": REQUIRED.get(data, {})}}
    adamw = made(**parts, optim={"name": "adamw"}).optim
    assert (adamw.lr, adamw.weight_decay) == (1e-3, 1e-2)
    given_rate = made(**parts, optim={"name": "adamw", "lr": 0.5}).optim
    assert (given_rate.lr, given_rate.weight_decay) == (0.5, 1e-2)
    assert made(**parts, optim={"name": "sgd"}).optim == made(**parts).optim


def test_listed_photographs_train_a_large_network_and_folders_a_small_one():
    listed = made(data={"name": "image_list", "options": REQUIRED["image_list"]})
    assert (listed.recipe, listed.model.name, listed.optim.lr) == ("large_images", "resnet50", 0.05)
    folder = made(data={"name": "image_folder", "options": REQUIRED["image_folder"]})
    assert (folder.recipe, folder.model.name) == ("own_images", "resnet32")


UNUSED = [
    ("ratio", {"data": {"profile": "pareto", "ratio": 10}}),
    ("ratio", {"data": {"profile": "as_is", "ratio": 10}}),
    ("minority_share", {"data": {"minority_share": 0.3}}),
    ("exponent", {"data": {"exponent": 2}}),
    ("class_order", {"data": {"profile": "as_is", "class_order": "shuffled"}}),
    (
        "class_order",
        {"data": {"profile": "counts", "counts": [5, 1], "class_order": "shuffled"}},
    ),
    ("clients", {"data": {"clients": 5}}),
    ("client", {"data": {"profile": "as_is", "client": 2}}),
    ("concentration", {"data": {"profile": "few_class_clients", "concentration": 1}}),
    ("classes_per_client", {"data": {"profile": "dirichlet_clients", "classes_per_client": 1}}),
    ("ratio", {"data": {"profile": "dirichlet_clients", "ratio": 10}}),
    ("nesterov", {"optim": {"name": "adamw", "nesterov": True}}),
    ("nesterov", {"optim": {"momentum": 0, "nesterov": True}}),
    ("milestones", {"schedule": {"milestones": [0.5]}}),
    ("decay", {"schedule": {"name": "one_cycle", "decay": 0.1}}),
    ("width", {"model": {"name": "resnet32", "width": 8}}),
]


@pytest.mark.parametrize(("name", "settings"), UNUSED)
def test_a_setting_that_nothing_would_use_is_refused(name, settings):
    with pytest.raises(ValidationError, match=rf"{name}: .*(no effect|needs).*Leave it out, or "):
        RunConfig.model_validate(settings)


@pytest.mark.parametrize(
    "settings",
    [
        {
            "data": {
                "profile": "step",
                "ratio": 10,
                "minority_share": 0.3,
                "class_order": "shuffled",
            }
        },
        {"data": {"profile": "pareto", "exponent": 2, "ratio": 100}},
        {"data": {"profile": "dirichlet_clients", "clients": 3, "client": 3, "concentration": 2}},
        {"data": {"profile": "few_class_clients", "clients": 7, "classes_per_client": 1}},
        {"optim": {"nesterov": True}},
        {"schedule": {"name": "steps", "milestones": [0.5], "decay": 0.1}},
        {"model": {"name": "mlp", "width": 8}},
    ],
)
def test_a_setting_that_is_used_is_kept_and_survives_a_dump(settings):
    config = RunConfig.model_validate(settings)
    assert RunConfig.model_validate(json.loads(config.model_dump_json())) == config


@pytest.mark.parametrize(
    ("recipe", "schedule", "optimiser", "profile"),
    pairwise(
        list(RECIPES),
        ["steps", "cosine", "one_cycle", "constant"],
        ["sgd", "adamw"],
        ["exponential", "step", "pareto", "as_is"],
    ),
)
def test_any_two_choices_go_together_and_survive_a_dump(recipe, schedule, optimiser, profile):
    config = made(
        recipe=recipe,
        schedule={"name": schedule},
        optim={"name": optimiser},
        data={"profile": profile},
    )
    assert RunConfig.model_validate(json.loads(config.model_dump_json())) == config


def test_the_recipe_of_the_data_set_is_recorded_by_name():
    assert RunConfig().recipe == "digits"
    assert made(data={"name": "cifar10"}).recipe == "cifar"
    assert (
        made(data={"name": "cifar10"}, recipe="digits").train.epochs
        == RECIPES["digits"]["train"]["epochs"]
    )
    assert set(RECIPE_OF_DATA) == set(SOURCE_OPTIONS)
    assert set(RECIPE_OF_DATA.values()) == set(GENERAL)


@pytest.mark.parametrize("name", NAMED_RECIPES)
def test_a_named_recipe_is_its_method_on_its_data_and_says_where_it_comes_from(name):
    recipe, config = NAMED_RECIPES[name], made(recipe=name)
    assert (config.recipe, config.method.name, config.data.name) == (
        name,
        recipe.method,
        recipe.data,
    )
    assert (config.data.profile, config.data.ratio) == ("exponential", 100)
    assert recipe.settings.items() <= config.method.settings.model_dump().items()
    assert RECIPE_FAMILIES[name] == recipe.family
    assert recipe.sentence.endswith(".")
    assert RunConfig.model_validate(json.loads(config.model_dump_json())) == config
    by_hand = made(
        recipe=recipe.base,
        data={"name": recipe.data},
        method={"name": recipe.method, "settings": recipe.settings},
        **recipe.changes,
    )
    assert by_hand == config.model_copy(update={"recipe": recipe.base})


def test_named_recipes_have_one_name_each_and_none_of_a_general_one():
    names = [recipe.name for recipe in NAMED]
    assert len(set(names)) == len(names)
    assert not set(names) & set(GENERAL)


def test_published_settings_are_those_of_the_papers():
    assert setting(made(recipe="cb_focal_cifar100"), "beta") == 0.9
    assert setting(made(recipe="cb_softmax_cifar10"), "beta") == 0.9999
    google = made(recipe="logit_adjustment_cifar10")
    assert google.optim.nesterov
    assert (google.train.epochs, google.schedule.decay) == (1241, 0.1)
    assert [round(share * 1241) for share in google.schedule.milestones] == [604, 926, 1128]
    assert google.schedule.warmup * 1241 == pytest.approx(20)
    ldam = made(recipe="ldam_drw_cifar10")
    assert (ldam.train.epochs, ldam.schedule.decay, ldam.optim.nesterov) == (200, 0.01, False)
    assert (setting(ldam, "max_margin"), setting(ldam, "defer_until")) == (0.5, 0.8)


def test_explicit_settings_win_over_a_named_recipe():
    config = made(
        recipe="cb_focal_cifar100",
        data={"ratio": 50},
        method={"settings": {"beta": 0.99}},
        train={"epochs": 2},
    )
    assert (config.method.name, setting(config, "beta"), setting(config, "gamma")) == (
        "cb_focal",
        0.99,
        1,
    )
    assert (config.data.name, config.data.ratio, config.train.epochs) == ("cifar100", 50, 2)
    assert made(recipe="ldam_cifar10", method={"name": "ldam"}).method.name == "ldam"


def test_steps_and_nesterov_of_a_recipe_go_with_its_own_schedule_and_optimiser_only():
    google = {"recipe": "logit_adjustment_cifar10"}
    cosine = made(**google, schedule={"name": "cosine"}).schedule
    assert (cosine.milestones, cosine.decay) == ((0.8, 0.9), 0.01)
    assert not made(**google, optim={"name": "adamw"}).optim.nesterov
    assert made(**google, schedule={"name": "steps"}).schedule.decay == 0.1


@pytest.mark.parametrize(
    ("part", "other", "own"), [("method", "erm", "ldam_drw"), ("data", "digits", "cifar10")]
)
def test_a_named_recipe_with_another_method_or_data_set_is_refused(part, other, own):
    with pytest.raises(
        ValidationError, match=rf"{part}\.name: {other} .*for {own}\. .*--recipe cifar"
    ):
        made(recipe="ldam_drw_cifar10", **{part: {"name": other}})


def test_flags_of_a_named_recipes_method_need_no_method():
    nested = nest({"recipe": "cb_focal_cifar10", "beta": "0.99"})
    assert setting(made(**nested), "beta") == 0.99
    with pytest.raises(ValueError, match="method 'ldam' has no setting 'beta'"):
        nest({"recipe": "ldam_cifar10", "beta": "0.99"})


def test_naming_a_ratio_asks_for_a_profile_that_has_one():
    table = {"name": "table", "options": {"root": "r"}}
    assert made(data=table).data.profile == "as_is"
    assert made(data={**table, "ratio": 10}).data.profile == "exponential"
    assert made(data={**table, "ratio": 10, "profile": "step"}).data.profile == "step"


@pytest.mark.parametrize("method", METHODS)
def test_a_method_and_every_data_set_round_trip_through_json(method):
    for data, options in SOURCE_OPTIONS.items():
        config = made(
            name="ä <b>",
            method={"name": method},
            data={"name": data, "options": REQUIRED.get(data, {})},
        )
        again = RunConfig.model_validate(json.loads(config.model_dump_json()))
        assert again == config, data
        assert again.run_id == config.run_id
        assert type(again.method.settings) is METHODS[method].settings
        assert type(again.data.options) is options


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    ratio=st.floats(1, 1e6),
    rate=st.floats(1e-6, 100),
    name=st.text(max_size=200),
)
def test_any_legal_numbers_round_trip(seed, ratio, rate, name):
    config = made(seed=seed, name=name, data={"ratio": ratio}, optim={"lr": rate})
    dumped = json.loads(json.dumps(config.model_dump(mode="json")))
    again = RunConfig.model_validate(dumped)
    assert again == config
    assert again.fingerprint == config.fingerprint


def test_toml_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text("[train]\r\nepochs = 5\r\n", encoding="utf-8-sig")
    assert RunConfig.from_toml(path).train.epochs == 5


def test_toml_and_overrides(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text(
        'seed = 4\n[method]\nname = "ldam"\n[method.settings]\nscale = 20.0\n[train]\nepochs = 5\n'
    )
    config = RunConfig.from_toml(path, {"train": {"epochs": 2}})
    assert (config.seed, config.method.name, setting(config, "scale"), config.train.epochs) == (
        4,
        "ldam",
        20.0,
        2,
    )
    path.write_text("seed = [")
    with pytest.raises(tomllib.TOMLDecodeError):
        RunConfig.from_toml(path)
    with pytest.raises(FileNotFoundError):
        RunConfig.from_toml(tmp_path / "missing.toml")


def test_configs_are_frozen():
    config = RunConfig()
    with pytest.raises(ValidationError, match="frozen"):
        config.seed = 1  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        config.optim.lr = 1.0  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        config.method.settings.extra = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "unknown",
    [
        {"sead": 1},
        {"optim": {"learning_rate": 1}},
        {"method": {"name": "erm", "settings": {"tau": 1}}},
        {"data": {"options": {"n_classes": 3}}},
        {"method": {"name": "ERM"}},
        {"data": {"name": "imagenet"}},
        {"recipe": "paper"},
    ],
)
def test_unknown_names_are_refused(unknown):
    with pytest.raises(ValidationError):
        RunConfig.model_validate(unknown)


def test_explicit_counts_go_with_their_profile():
    data = DataConfig.model_validate({"profile": "counts", "counts": [5, 1]})
    assert data.counts == (5, 1)
    for wrong in ({"profile": "counts"}, {"counts": [5, 1]}):
        with pytest.raises(ValidationError, match="and only then"):
            DataConfig.model_validate(wrong)


def test_models_of_the_wrong_kind_are_refused():
    assert DataConfig(name="shapes", options=ShapesOptions(n_classes=3)).name == "shapes"
    with pytest.raises(ValidationError, match="options of digits must be SourceOptions"):
        DataConfig(name="digits", options=ShapesOptions())
    assert MethodConfig(name="erm", settings=ErmSettings()).name == "erm"
    with pytest.raises(ValidationError, match="settings of ldam must be LdamSettings"):
        MethodConfig(name="ldam", settings=ErmSettings())


def test_a_config_can_be_made_of_the_parts_of_another():
    config = made(method={"name": "ldam"}, data={"name": "shapes"})
    parts = {"data": config.data, "method": config.method, "train": config.train}
    assert RunConfig.model_validate({**parts, "model": config.model}).run_id == config.run_id


def test_merge_replaces_values_and_keeps_tables():
    below = {"a": 1, "b": {"c": 2, "d": 3}}
    assert merge(below, {"b": {"c": 5}, "e": 6}) == {"a": 1, "b": {"c": 5, "d": 3}, "e": 6}
    assert merge(below, {"b": 7}) == {"a": 1, "b": 7}
    assert below == {"a": 1, "b": {"c": 2, "d": 3}}


CLIENTS = {"clients", "client", "concentration", "classes_per_client"}


@pytest.mark.parametrize("profile", ["exponential", "step", "pareto", "as_is"])
def test_settings_of_clients_are_in_no_other_run(profile):
    """So that runs made before there were clients keep their ids."""
    config = made(data={"profile": profile})
    assert not CLIENTS & set(config.model_dump()["data"])
    assert not CLIENTS & set(json.loads(config.model_dump_json())["data"])


def test_runs_of_clients_are_told_apart():
    asked = [
        {"profile": "dirichlet_clients"},
        {"profile": "dirichlet_clients", "client": 2},
        {"profile": "dirichlet_clients", "concentration": 1},
        {"profile": "few_class_clients"},
        {"profile": "few_class_clients", "classes_per_client": 1},
        {"profile": "few_class_clients", "clients": 11},
    ]
    configs = [made(data=settings) for settings in asked]
    assert len({config.fingerprint for config in configs}) == len(asked)
    dumped = configs[0].model_dump()["data"]
    assert CLIENTS - {"classes_per_client"} <= set(dumped)
    assert "classes_per_client" not in dumped


def test_a_client_is_one_of_the_clients():
    with pytest.raises(ValidationError, match="client: there is no client 6; give 1 to 5"):
        made(data={"profile": "dirichlet_clients", "clients": 5, "client": 6})


@pytest.mark.parametrize(
    ("method", "settings", "why"),
    [
        ("cog", {}, "works on a linear classifier"),
        ("crt", {}, "works on a linear classifier"),
        ("cb_sigmoid", {}, "starts with every class at 1/C"),
        ("focal", {"form": "sigmoid"}, "starts with every class at 1/C"),
    ],
)
def test_a_method_that_needs_a_linear_classifier_refuses_another(method, settings, why):
    with pytest.raises(ValidationError, match=why):
        made(method={"name": method, "settings": settings}, model={"head": "cosine"})
    linear = made(method={"name": method, "settings": settings}, model={"head": "linear"})
    assert linear.head == "linear"
    assert made(method={"name": "focal"}, model={"head": "cosine"}).head == "cosine"
