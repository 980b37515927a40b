"""Margins of a hand-made run: three classes whose weights are the axes, five examples."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import margins_frame
from ltcore.runs import DamagedRunError, NotKeptError

# Classes of the store: lynx (5), cat (500), fox (50); features of length 1, 5 and 10.
LABELS = np.array([0, 1, 1, 2, 0])
FEATURES = np.array([[1, 0, 0], [3, 4, 0], [4, 3, 0], [0, 6, 8], [0, 0, 10]])
PREDICTED = np.array([0, 1, 1, 2, 2])
MARGINS = [1.0, 0.2, -0.2, 0.2, -1.0]


def keep(record, split="train", features=FEATURES, weights=None, labels=LABELS):
    folder = record.folder
    frame = {"index": np.arange(10, 10 + len(labels)), "label": labels, "predicted": PREDICTED}
    folder.write_predictions(split, pd.DataFrame(frame))
    folder.write_features(split, features.astype(np.float16))
    weights = 2 * np.eye(3, dtype=np.float32) if weights is None else weights
    folder.write_classifier(weights, np.array([9, -9, 0], np.float32), 1.0)


@pytest.fixture
def erm(store):
    return next(record for record in store.records() if record.method == "erm")


@pytest.fixture
def ldam(store):
    return next(record for record in store.records() if record.method == "ldam_drw")


@pytest.mark.parametrize("split", ["train", "val"])
def test_every_margin_by_hand(erm, split):
    keep(erm, split)
    frame = margins_frame(erm, split)
    assert frame.columns.tolist() == [
        *("class", "name", "rank", "train_count", "group", "group_rule"),
        *("index", "margin", "correct", "ldam_margin"),
    ]
    assert frame["margin"].tolist() == pytest.approx(MARGINS, abs=1e-6)
    assert frame["index"].tolist() == [10, 11, 12, 13, 14]
    assert frame["class"].tolist() == LABELS.tolist()
    assert frame["name"].tolist() == ["lynx", "cat", "cat", "fox", "lynx"]
    assert frame["rank"].tolist() == [2, 0, 0, 1, 2]
    assert frame["train_count"].tolist() == [5, 500, 500, 50, 5]
    assert frame["group"].tolist() == ["tail", "head", "head", "medium", "tail"]
    # The third is nearer to the lynx's weight, and the bias makes it a cat all the same.
    assert frame["correct"].tolist() == [True, True, True, True, False]
    # Margins go with n ** -1/4: 0.5 of the lynx over the fourth roots of 10 and 100.
    assert frame["ldam_margin"].tolist() == pytest.approx(
        [0.5, 0.5 * 0.01**0.25, 0.5 * 0.01**0.25, 0.5 * 0.1**0.25, 0.5]
    )


def test_a_run_with_ldam_brings_its_own_largest_margin(ldam):
    keep(ldam)
    config = ldam.config.model_copy(
        update={
            "method": ldam.config.method.model_copy(
                update={
                    "settings": ldam.config.method.settings.model_copy(update={"max_margin": 0.8})
                }
            )
        }
    )
    frame = margins_frame(replace(ldam, config=config))
    assert frame["ldam_margin"].max() == 0.8
    assert margins_frame(ldam, rule="terciles")["group_rule"].unique().tolist() == ["terciles"]


def test_a_run_that_has_not_kept_features_says_why(erm, unfinished, imported, store):
    with pytest.raises(
        NotKeptError, match="before training outputs were saved; delete it and train"
    ):
        margins_frame(erm)
    with pytest.raises(
        NotKeptError, match="it has saved no validation features: choose other examples"
    ):
        margins_frame(erm, "val")
    with pytest.raises(NotKeptError, match=r"no training features \(queued\)"):
        margins_frame(store.load(unfinished.id))
    with pytest.raises(NotKeptError, match="imported as predictions: it has no test features"):
        margins_frame(store.load(imported[0].id), "test")


def test_features_without_their_classifier_are_damage(erm):
    keep(erm)
    (erm.folder.path / "classifier.npz").unlink()
    with pytest.raises(DamagedRunError, match=r"classifier.npz is missing"):
        margins_frame(erm)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"weights": np.eye(4, 3, dtype=np.float32)},
            r"classifier.npz: array 'bias' has shape \(3,\); it must be \(4,\)",
        ),
        ({"weights": np.eye(3, 2, dtype=np.float32)}, "does not fit its features"),
        ({"features": np.ones((4, 3))}, r"shape \(4, 3\), but there are 5 predictions"),
        (
            {"features": np.full((5, 3), np.nan)},
            "features_train.npy: row 1 holds nan",
        ),
        (
            {"weights": np.full((3, 3), np.inf, dtype=np.float32)},
            "classifier.npz: array 'weights' row 1 holds inf",
        ),
        ({"labels": np.array([0, 1, 1, 2, 3])}, "row 5 holds 3, but class_table.parquet has 3"),
    ],
)
def test_files_that_do_not_belong_together_are_damage(erm, changed, message):
    keep(erm, **changed)
    with pytest.raises(DamagedRunError, match=message):
        margins_frame(erm)
