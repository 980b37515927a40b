"""A small run root: three arms on a toy task, made through the store's own writers."""

import numpy as np
import pandas as pd
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.types import Task

CLASS_COUNTS = np.array([5, 500, 50])
NAMES = ("lynx", "cat", "fox")


def _config(method, seed, **rest):
    return RunConfig.model_validate(
        {"method": {"name": method}, "seed": seed, "train": {"epochs": 4}, **rest}
    )


def _predictions(seed, n_wrong_lynx):
    """Ten test images a class; as many of the lynx as asked are taken for the cat."""
    labels = np.repeat(np.arange(3), 10)
    predicted = labels.copy()
    predicted[:n_wrong_lynx] = 1
    predicted[20 : 20 + seed] = 0
    return pd.DataFrame({"index": np.arange(30), "label": labels, "predicted": predicted})


def write_run(store, config, *, n_wrong_lynx, finished=True):
    folder = store.create(config)
    folder.write_class_table(Task("digits", NAMES, CLASS_COUNTS, (2,)))
    for epoch in (1, 2, 3, 4):
        folder.append_metrics({"stage": "train", "epoch": epoch, "val_balanced_error": 1 / epoch})
        table = pd.DataFrame(
            {"split": "test", "class": [0, 1, 2], "support": 10, "predicted": 10, "correct": epoch}
        )
        table = table.assign(recall=table["correct"] / 10, precision=table["correct"] / 10)
        folder.write_per_class("train", epoch, table)
    if finished:
        folder.write_predictions("test", _predictions(config.seed, n_wrong_lynx))
        folder.write_status(Status(state="finished"))
    return folder


@pytest.fixture(scope="session")
def predictions():
    """Ten test examples of each of three classes; as many as asked of each are taken for the next class."""

    def made(missed):
        labels = np.repeat(np.arange(3), 10)
        wrong = np.tile(np.arange(10), 3) < np.array(missed)[labels]
        predicted = np.where(wrong, (labels + 1) % 3, labels)
        return pd.DataFrame({"index": np.arange(30), "label": labels, "predicted": predicted})

    return made


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs")
    for seed, (erm, ldam) in enumerate([(8, 4), (9, 6), (7, 4)]):
        write_run(store, _config("erm", seed), n_wrong_lynx=erm)
        if seed < 2:
            write_run(store, _config("ldam_drw", seed), n_wrong_lynx=ldam)
    return store


@pytest.fixture
def unfinished(store):
    return write_run(store, _config("focal", 0), n_wrong_lynx=0, finished=False)


@pytest.fixture
def damaged(store):
    folder = write_run(store, _config("drw", 0), n_wrong_lynx=3)
    (folder.path / "predictions_test.parquet").write_bytes(b"not parquet")
    broken = store.create(_config("drw", 1))
    (broken.path / "config.json").write_text("{")
    return [folder, broken]


@pytest.fixture
def imported(store, tmp_path):
    path = tmp_path / "mine.csv"
    pd.DataFrame({"label": [0, 1, 1, 0], "predicted": [0, 1, 0, 0]}).to_csv(path, index=False)
    return [store.import_predictions(path, name=name) for name in ("ERM", "<b>mine</b>")]
