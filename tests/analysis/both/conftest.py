"""Runs with and without pre-training and unlabelled data, of which predictions and steps matter."""

import numpy as np
import pandas as pd
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.runs.pretext import write_pretext
from ltcore.types import Task

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")
STAGES = {
    "erm": ("train",),
    "self_training": ("teacher", "student"),
    "crest": ("generation_1", "generation_2", "generation_3"),
}
STEPS = 30


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def add(store, predictions):
    """Write a finished run; ``missed`` is how many of ten test examples of each class are wrong."""

    def written(
        method="erm", *, pretrain="none", seed=0, missed=(0, 0, 0), accuracy=None, share=1.0, **more
    ):
        tables = {name: more.pop(name) for name in ("train", "model") if name in more}
        length = {} if pretrain == "none" else {"share": share}
        config = RunConfig.model_validate(
            {
                "seed": seed,
                "method": {"name": method, "settings": more.pop("settings", {})},
                "data": {"ratio": 10, "n_max": 40, **more},
                "pretrain": {"name": pretrain, **length},
                "train": {"epochs": 3, **tables.get("train", {})},
                **({"model": tables["model"]} if "model" in tables else {}),
            }
        )
        folder = store.create(config)
        folder.write_class_table(Task("digits", NAMES, COUNTS, (8, 8, 1)))
        folder.write_status(Status(state="finished"))
        stages = [*(["pretrain"] if pretrain != "none" else []), *STAGES.get(method, ("train",))]
        for stage in stages:
            folder.append_metrics({"stage": stage, "epoch": 1, "step": STEPS // 2})
            folder.append_metrics({"stage": stage, "epoch": 3, "step": STEPS})
        folder.write_predictions("test", predictions(missed))
        if accuracy is not None:
            table = {"class": np.arange(3), "support": 20, "accuracy": np.asarray(accuracy, float)}
            write_pretext(folder, pd.DataFrame(table))
        return config.run_id

    return written
