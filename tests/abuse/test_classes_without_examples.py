"""Classes that nothing is known about: no test example, or no training example."""

import json
from dataclasses import replace

import numpy as np
import pytest

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.data import Examples
from ltcore.runs import RunStore


@pytest.fixture
def table(tmp_path):
    """Write train.csv and test.csv, given examples per class and split."""
    random = np.random.default_rng(0)
    folder = tmp_path / "table"

    def write(**splits):
        folder.mkdir()
        for split, counts in splits.items():
            lines = ["a,b,label"]
            for label, count in counts.items():
                centre = 3 * (ord(label) - ord("k"))
                points = random.normal(centre, 1, (count, 2))
                lines += [f"{a:.4f},{b:.4f},{label}" for a, b in points]
            (folder / f"{split}.csv").write_text("\n".join(lines) + "\n")
        return {"name": "table", "options": {"root": str(folder)}}

    return write


def of_table(data, method="erm"):
    return RunConfig.model_validate(
        {
            "data": data,
            "method": {"name": method},
            "model": {"width": 8},
            "train": {"epochs": 3, "batch_size": 16, "threads": 1, "device": "cpu", "snapshots": 2},
        }
    )


@pytest.mark.parametrize("method", ["erm", "ldam_drw", "logit_adjustment"])
def test_a_class_with_no_test_example(lab, table, method):
    """Its recall is unknown, not 0, and the average is over the classes that have one."""
    counts = {"k": 60, "l": 30, "m": 12}
    config = of_table(table(train=counts, test={"k": 9, "m": 8}), method)
    store = RunStore(lab.root / "runs")
    folder = store.create(config)
    assert lab.work(folder) == "finished"

    scores = folder.read_per_class()
    assert scores is not None
    last = scores[scores["epoch"] == 3].set_index("class")
    assert last["support"].tolist() == [9, 0, 8]
    assert last["recall"].isna().tolist() == [False, True, False]
    (row,) = (row for row in folder.read_metric_rows() if row["epoch"] == 3)
    balanced = 1 - last.loc[[0, 2], "recall"].mean()
    assert row["test_balanced_error"] == pytest.approx(balanced)
    assert row["head_recall"] is None  # no class has more than 100 training examples
    assert row["tail_recall"] == pytest.approx(last.loc[2, "recall"])
    assert row["medium_recall"] == pytest.approx(last.loc[0, "recall"])
    record = store.load(folder.id)
    assert record.last_metrics.get("test_balanced_error") == pytest.approx(balanced)
    json.loads(
        (folder.path / "metrics.jsonl").read_text().splitlines()[-1], parse_constant=pytest.fail
    )


def test_a_class_with_no_training_example_in_the_users_files(lab, table):
    config = of_table(table(train={"k": 60, "l": 30}, test={"k": 9, "l": 5, "m": 8}))
    folder = lab.folder(config, "run")
    assert lab.work(folder) == "failed"
    assert "test has class 'm', which train does not have" in folder.read_status().message


def without_training_examples(data, label):
    kept = data.train.labels != label
    train = Examples(data.train.pool, data.train.rows[kept], data.train.labels[kept])
    counts = data.task.class_counts.copy()
    counts[label] = 0
    return replace(data, train=train, task=replace(data.task, class_counts=counts))


@pytest.fixture
def empty_class(monkeypatch):
    """The data of every run lack the training examples of class 3, as a later stage's could."""
    build = datasets.build

    def lacking(*arguments, **named):
        return without_training_examples(build(*arguments, **named), 3)

    monkeypatch.setattr(datasets, "build", lacking)


@pytest.mark.usefixtures("empty_class")
@pytest.mark.parametrize("method", ["ldam", "cb_softmax", "inverse", "logit_adjustment", "drw"])
def test_a_method_that_divides_by_counts_names_the_empty_class(lab, method):
    folder = lab.folder(lab.config(method), "run")
    assert lab.work(folder) == "failed"
    message = folder.read_status().message
    assert "'3'" in message
    assert "no training example" in message
    assert method in message


@pytest.mark.usefixtures("empty_class")
@pytest.mark.parametrize("method", ["erm", "focal"])
def test_a_method_that_needs_no_counts_trains_all_the_same(lab, method):
    folder = lab.folder(lab.config(method, epochs=2), "run")
    assert lab.work(folder) == "finished"
    stats = folder.read_train_class_stats()
    assert stats is not None
    empty = stats[stats["class"] == 3]
    assert (empty["count_seen"] == 0).all()
    assert empty[["margin_min", "margin_median", "min_adjusted_probability"]].isna().all(axis=None)
    assert (empty["gradient_share"] == 0).all()
