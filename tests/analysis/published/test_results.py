import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import per_class_table
from ltcore.analysis.published.results import (
    REFERENCE,
    baselines,
    departures,
    is_of_setting,
    not_drawn,
    own_frame,
    published_frame,
    published_settings,
    setting_title,
)
from ltcore.config import RunConfig
from ltcore.config.recipes import RECIPE_FAMILIES
from ltcore.published import Setting, families, results
from ltcore.runs import RunFolder, RunRecord

SETTINGS = published_settings()
CIFAR10 = {"name": "cifar10"}


def found_in(frame, method="erm"):
    found = baselines(frame, method)
    assert found is not None
    return found


def record(tmp_path, **settings):
    config = RunConfig.model_validate({"data": CIFAR10, **settings})
    return RunRecord(
        folder=RunFolder(tmp_path / config.run_id),
        config=config,
        status=None,
        shown_state="finished",
    )


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_drawn_whole_and_counted(setting):
    frame = published_frame(setting)
    assert len(frame)
    assert len(frame) + not_drawn(setting) == sum(row.setting == setting for row in results())
    assert frame["error"].between(0, 100).all()
    assert not (frame["kind"] == "probe").any()
    assert set(frame["family"]) <= set(families())
    assert setting_title(setting)


def test_settings_that_nobody_else_has_are_empty():
    assert published_frame(Setting("cifar10", "exponential", 7.0)).empty


def test_the_baseline_of_the_reference_is_what_five_sources_found():
    found = found_in(published_frame(REFERENCE))
    assert (found.low, found.high, found.n_families) == (27.16, 29.64, 5)
    assert found.best.startswith("Logit adjustment (Menon")
    assert found.worst.startswith("Class-balanced")
    assert found.spread == pytest.approx(2.48)


def test_copies_doubts_and_stronger_recipes_are_no_baselines():
    frame = published_frame(REFERENCE)
    erm = frame[frame["method"] == "erm"]
    assert 20.25 in erm["error"].tolist()  # 400 epochs with stronger augmentation
    assert (erm["status"] == "copied").sum() == 2
    only_copies = erm[erm["status"] == "copied"]
    assert baselines(only_copies) is None
    assert baselines(frame, "inverse") is None  # doubtful
    assert found_in(frame, "ldam_drw").n_families == 4


def test_accuracies_become_errors():
    frame = published_frame(Setting("imagenet_lt", "as_is", 0.0)).set_index("method")
    assert frame.loc["lws", "error"] == pytest.approx(50.1)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, ""),
        ({"seed": 3, "name": "mine", "train": {"eval_every": 1, "device": "cpu"}}, ""),
        ({"recipe": "cb_focal_cifar10"}, ""),
        ({"train": {"epochs": 5}}, "train.epochs 5"),
        (
            {"recipe": "cb_focal_cifar10", "method": {"settings": {"beta": 0.99}}},
            "method.settings.beta 0.99",
        ),
        ({"data": {**CIFAR10, "ratio": 10, "profile": "step"}}, ""),
        # The rows of the LDAM paper divide by the summed weights, and its focal loss is that of the softmax.
        ({"method": {"name": "cb_softmax"}}, "method.settings.normalise_by batch"),
        ({"method": {"name": "cb_softmax", "settings": {"normalise_by": "weights"}}}, ""),
        ({"method": {"name": "cb_focal"}}, "method.settings.form sigmoid"),
        ({"method": {"name": "cb_focal", "settings": {"form": "softmax"}}}, ""),
        ({"method": {"name": "focal"}}, ""),
        ({"recipe": "cb_softmax_cifar10"}, ""),
        ({"data": {**CIFAR10, "val_per_class": 20}}, "data.val_per_class 20"),
        ({"data": {"name": "svhn", "n_max": 1000}}, ""),
        ({"data": {"name": "svhn"}}, "data.n_max 0"),
    ],
)
def test_a_run_departs_from_its_recipe_in_what_decides_its_result(settings, said):
    assert departures(RunConfig.model_validate({"data": CIFAR10, **settings})) == said


def test_a_recipe_of_another_version_is_followed_by_nobody():
    config = RunConfig.model_validate({"data": CIFAR10}).model_copy(update={"recipe": "old"})
    assert "does not know" in departures(config)


def test_every_recipe_family_is_a_published_family():
    assert set(RECIPE_FAMILIES.values()) <= set(families())


def test_own_runs_of_the_setting_keep_recipe_family_and_seeds(tmp_path):
    records = [
        *(record(tmp_path, seed=seed) for seed in (0, 1)),
        record(tmp_path, recipe="ldam_drw_cifar10"),
        record(tmp_path, train={"epochs": 2}),
    ]
    tables = []
    for place, run in enumerate(records):
        labels = np.repeat([0, 1], [30, 10])
        predicted = np.where(np.arange(40) < 32 - 2 * place, labels, 1 - labels)
        table = per_class_table(labels, predicted, [300, 3], ["a", "b"])
        arm = ["ERM", "ERM", "LDAM-DRW", "ERM, epochs 2"][place]
        seed = pd.Series([run.config.seed] * len(table), dtype="Int64")
        method = run.config.method.name
        tables.append(table.assign(run=run.id, label=run.id, arm=arm, method=method, seed=seed))
    frame = own_frame(records, pd.concat(tables, ignore_index=True)).set_index("arm")
    assert frame["n_seeds"].tolist() == [2, 1, 1]
    # The error over all examples, as papers print it; not the balanced one.
    assert frame.loc["ERM", "mean"] == pytest.approx((8 / 40 + 10 / 40) / 2)
    assert frame.loc["LDAM-DRW", "recipe"] == "ldam_drw_cifar10"
    assert frame.loc["LDAM-DRW", "family"] == families()["ldam"].title
    assert frame.loc["ERM, epochs 2", "family"] == ""
    assert frame.loc["ERM, epochs 2", "departures"] == "train.epochs 2"


def test_no_own_runs_are_an_empty_frame():
    assert own_frame([], pd.DataFrame()).empty


def test_a_run_is_of_the_setting_of_its_data(tmp_path):
    assert is_of_setting(record(tmp_path), REFERENCE)
    assert not is_of_setting(record(tmp_path, data={**CIFAR10, "ratio": 10}), REFERENCE)
    assert not is_of_setting(record(tmp_path, data={"name": "cifar100"}), REFERENCE)
    imported = RunRecord(
        folder=RunFolder(tmp_path / "x"), config=None, status=None, shown_state="finished"
    )
    assert not is_of_setting(imported, REFERENCE)
