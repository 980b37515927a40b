"""Runs that differ in their switch, of which only the predictions matter."""

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.types import Task

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def add(store, predictions):
    """Write a finished run; ``missed`` is how many of ten test examples of each class are wrong."""

    def written(method, switch=None, *, seed=0, missed=(0, 0, 0), settings=None, **rest):
        given = {**(settings or {}), **({} if switch is None else {"defer_until": switch})}
        config = RunConfig.model_validate(
            {"seed": seed, "method": {"name": method, "settings": given}, **rest}
        )
        folder = store.create(config)
        folder.write_class_table(Task("digits", NAMES, COUNTS, (8, 8, 1)))
        folder.write_status(Status(state="finished"))
        folder.write_predictions("test", predictions(missed))
        return config.run_id

    return written
