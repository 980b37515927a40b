import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import per_class_table
from ltcore.analysis.published.own_runs import (
    departures,
    is_of_setting,
    learns_from_unlabelled,
    own_frame,
)
from ltcore.analysis.published.results import REFERENCE
from ltcore.config import RunConfig
from ltcore.config.recipes import RECIPE_FAMILIES
from ltcore.published import families
from ltcore.runs import RunFolder, RunRecord

CIFAR10 = {"name": "cifar10"}
FEW_LABELS = {**CIFAR10, "n_max": 1500, "unlabelled": 2}


def record(tmp_path, **settings):
    config = RunConfig.model_validate({"data": CIFAR10, **settings})
    return RunRecord(
        folder=RunFolder(tmp_path / config.run_id),
        config=config,
        status=None,
        shown_state="finished",
    )


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
        # Which examples have no labels is said beside the run; whose they are is a departure.
        ({"method": {"name": "fixmatch"}}, ""),
        ({"data": {**FEW_LABELS, "unlabelled_order": "reversed"}, "method": {"name": "crest"}}, ""),
        ({"data": {**CIFAR10, "n_max": 1500}}, "data.n_max 1500"),
        (
            {
                "data": {**FEW_LABELS, "foreign_classes": 3, "relevance": 0.6},
                "method": {"name": "fixmatch"},
            },
            "data.foreign_classes 3, data.relevance 0.6",
        ),
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


@pytest.mark.parametrize(
    ("unlabelled", "said"),
    [
        # Two classes of 1,500 and 15 images, so 3,030 unlabelled ones.
        ({}, "N₁ = 1500, M₁ = 3000, ρ_U = 100"),
        ({"unlabelled_ratio": 1}, "N₁ = 1500, M₁ = 1515, ρ_U = 1"),
        ({"unlabelled_order": "reversed"}, "N₁ = 1500, M₁ = 3000, ρ_U = 1/100"),
        (
            {"unlabelled_ratio": 4, "unlabelled_order": "reversed"},
            "N₁ = 1500, M₁ = 2424, ρ_U = 1/4",
        ),
    ],
)
def test_a_run_with_unlabelled_images_says_which_and_is_as_no_paper(tmp_path, unlabelled, said):
    run = record(tmp_path, data={**FEW_LABELS, **unlabelled}, method={"name": "crest"})
    plain = record(tmp_path, data={**CIFAR10, "n_max": 1500})
    assert learns_from_unlabelled(run)
    assert not learns_from_unlabelled(plain)
    frame = own_frame([run, plain], frame_of([run, plain])).set_index("method")
    assert frame.loc["crest", ["examples", "family", "departures"]].tolist() == [said, "", ""]
    assert frame.loc["erm", "examples"] == ""


def frame_of(records):
    labels = np.repeat([0, 1], [30, 10])
    table = per_class_table(labels, labels, [1500, 15], ["a", "b"])
    tables = [
        table.assign(
            run=run.id,
            label=run.id,
            arm=run.config.method.name,
            method=run.config.method.name,
            seed=pd.Series([run.config.seed] * len(table), dtype="Int64"),
        )
        for run in records
    ]
    return pd.concat(tables, ignore_index=True)
