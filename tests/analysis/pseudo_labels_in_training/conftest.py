"""A run of two generations on seven unlabelled examples, one of them foreign."""

import numpy as np
import pandas as pd
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.runs.pseudo_labels import write_pseudo_labels
from ltcore.runs.unlabelled import write_unlabelled
from ltcore.types import Task

ROWS = np.array([11, 3, 7, 5, 2, 13, 17])
TRUTH = np.array([0, 0, 1, 1, 2, 2, -1])
FIRST = np.array([0, 0, 0, 1, 0, 2, 1])
SECOND = np.array([0, 0, 1, 1, 2, 2, 1])
CONFIDENCE = np.array([0.9, 0.8, 0.6, 0.99, 0.5, 0.7, 0.97])
COUNTS = np.array([160, 40, 10])


def table(predicted, kept=()):
    chosen = np.isin(np.arange(len(ROWS)), kept).astype(np.int64)
    return pd.DataFrame(
        {"index": ROWS, "predicted": predicted, "confidence": CONFIDENCE, "kept": chosen}
    )


@pytest.fixture
def folder(tmp_path):
    config = RunConfig.model_validate(
        {"method": {"name": "crest"}, "data": {"unlabelled": 1}, "train": {"epochs": 8}}
    )
    made = RunStore(tmp_path / "runs").create(config)
    made.write_class_table(Task("digits", ("cat", "dog", "lynx"), COUNTS, (2,)))
    made.write_status(Status(state="running"))
    write_unlabelled(made, ROWS, TRUTH)
    for stage, epoch in (("generation_1", 1), ("generation_1", 8), ("generation_2", 1)):
        made.append_metrics({"stage": stage, "epoch": epoch})
        write_pseudo_labels(made, stage, epoch, table(FIRST if stage[-1] == "1" else SECOND))
    write_pseudo_labels(made, "generation_2", 0, table(FIRST, kept=[0, 3, 4, 5, 6]))
    return made


@pytest.fixture
def record(folder):
    return RunStore(folder.path.parent).load(folder.id)
