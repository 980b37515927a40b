import numpy as np
import pytest

from ltcore.analysis import (
    arm_labels,
    class_counts_frame,
    config_diff,
    deferred_switch,
    short_title,
)
from ltcore.analysis.base.arm_labels import arm_id
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.types import Task


def config(**settings):
    return RunConfig.model_validate(settings)


def test_config_diff_shows_the_settings_that_differ_and_no_other():
    frame = config_diff(
        {
            "a": config(method={"name": "ldam"}, data={"ratio": 10}),
            "b": config(method={"name": "ldam", "settings": {"scale": 20}}, seed=1),
            "c": config(method={"name": "erm"}),
        }
    )
    assert frame.columns.tolist() == ["a", "b", "c"]
    rows = (
        frame.T.to_dict("list")
        if frame.empty
        else {row: list(frame.loc[row]) for row in frame.index}
    )
    assert rows == {
        "seed": ["0", "1", "0"],
        "data.ratio": ["10", "100", "100"],
        "method.name": ["ldam", "ldam", "erm"],
        "method.settings.max_margin": ["0.5", "0.5", ""],
        "method.settings.scale": ["30", "20", ""],
    }


def test_config_diff_of_equal_settings_is_empty():
    assert config_diff({"a": config(), "b": config()}).empty
    assert config_diff({}).empty


def test_arms_are_runs_that_differ_in_seed_name_or_device_alone():
    same = config(seed=3, name="second try", train={"device": "cpu", "threads": 2})
    assert arm_id(config()) == arm_id(same)
    assert arm_id(config()) != arm_id(config(data={"subset_seed": 1}))


def test_labels_name_the_method_and_what_else_differs():
    labels = arm_labels(
        {
            "a": config(method={"name": "ldam"}),
            "b": config(method={"name": "ldam"}, seed=1),
            "c": config(method={"name": "ldam", "settings": {"scale": 20}}),
            "d": config(method={"name": "drw"}),
        }
    )
    assert labels == {
        "a": "LDAM, scale 30",
        "b": "LDAM, scale 30",
        "c": "LDAM, scale 20",
        "d": "DRW",
    }


def test_settings_of_unlabelled_data_have_short_names():
    def run(**data):
        return config(method={"name": "crest"}, data={"unlabelled": 2, "ratio": 10, **data})

    labels = arm_labels(
        {
            "a": run(unlabelled_ratio=1),
            "b": run(unlabelled_ratio=10, unlabelled_order="reversed"),
            "c": run(unlabelled=5, unlabelled_ratio=1),
        }
    )
    assert labels == {
        "a": "CReST, k 2, unlabelled ρ 1",
        "b": "CReST, k 2, unlabelled ρ 10, order reversed",
        "c": "CReST, k 5, unlabelled ρ 1",
    }


def test_plain_training_beside_a_method_with_unlabelled_examples_does_not_name_them():
    data = {"unlabelled": 2, "n_max": 40}
    runs = {
        "erm": config(data={"n_max": 40}),
        "crest": config(method={"name": "crest"}, data=data),
        "self": config(method={"name": "self_training"}, data=data),
    }
    assert arm_labels(runs) == {"erm": "ERM", "crest": "CReST", "self": "Self-training"}
    runs["more"] = config(method={"name": "crest"}, data={**data, "unlabelled": 3})
    assert [arm_labels(runs)[run] for run in ("crest", "more", "self")] == [
        "CReST, k 2",
        "CReST, k 3",
        "Self-training, k 2",
    ]


def test_classes_that_are_left_out_are_named_where_the_runs_differ_in_them():
    runs = {"all": config(), "fewer": config(data={"foreign_classes": 3})}
    assert arm_labels(runs) == {"all": "ERM", "fewer": "ERM, 3 foreign classes"}
    runs["crest"] = config(method={"name": "crest"})
    assert arm_labels(runs)["crest"] == "CReST"


def test_labels_differ_however_many_settings_do():
    configs = {
        f"{ratio} {lr} {epochs} {width} {momentum}": config(
            data={"ratio": ratio},
            optim={"lr": lr, "momentum": momentum},
            train={"epochs": epochs},
            model={"width": width},
        )
        for ratio in (10, 100)
        for lr in (0.1, 0.2)
        for epochs in (1, 2)
        for width in (32, 64)
        for momentum in (0.5, 0.9)
    }
    labels = arm_labels(configs)
    assert len(set(labels.values())) == len(configs)


def test_many_differences_are_counted_rather_than_written_out():
    labels = arm_labels(
        {
            "a": config(),
            "b": config(data={"ratio": 10}, train={"epochs": 3, "batch_size": 8}, optim={"lr": 1}),
        }
    )
    assert labels["b"] == "ERM, ratio 10, lr 1, epochs 3 (+ 1 more)"


def test_every_method_has_a_short_title_of_its_own():
    titles = [short_title(method) for method in METHODS]
    assert len(set(titles)) == len(titles)
    assert not any("(" in title for title in titles)


@pytest.mark.parametrize(
    ("method", "epochs", "switch"),
    [("erm", 10, None), ("cb_softmax", 10, None), ("drw", 200, 160.0), ("ldam_drw", 5, 4.0)],
)
def test_deferred_switch(method, epochs, switch):
    run = config(method={"name": method}, train={"epochs": epochs})
    assert deferred_switch(run) == (None if switch is None else pytest.approx(switch))


def test_class_counts_frame_orders_by_frequency_with_ties_by_label():
    task = Task("toy", ("a", "b", "c", "d"), np.array([5, 500, 5, 50]), (2,))
    frame = class_counts_frame(task)
    assert frame["class"].tolist() == [1, 3, 0, 2]
    assert frame["group"].tolist() == ["head", "medium", "tail", "tail"]
    assert class_counts_frame(task, "terciles")["group"].tolist() == [
        "head",
        "head",
        "medium",
        "tail",
    ]


def test_a_pretraining_is_named_and_its_settings_where_they_differ():
    def run(method="erm", **pretrain):
        part = {"pretrain": pretrain} if pretrain else {}
        return RunConfig.model_validate({"method": {"name": method}, **part})

    runs = {"a": run(), "b": run(name="rotation"), "c": run("ldam", name="rotation")}
    assert arm_labels(runs) == {
        "a": "ERM",
        "b": "ERM, pre-trained by rotation",
        "c": "LDAM, pre-trained by rotation",
    }
    runs = {"a": run(name="simclr"), "b": run(name="simclr", share=0.5), "c": run(name="gh")}
    assert arm_labels(runs) == {
        "a": "ERM, pre-trained by simclr, share 1",
        "b": "ERM, pre-trained by simclr, share 0.5",
        "c": "ERM, pre-trained by gh",
    }
