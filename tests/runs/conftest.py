from pathlib import Path

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunStore
from ltcore.types import Task


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def config() -> RunConfig:
    return RunConfig(name="first try")


@pytest.fixture
def folder(store: RunStore, config: RunConfig) -> RunFolder:
    return store.create(config)


@pytest.fixture
def task() -> Task:
    return Task("toy", ("cat", "<b>lynx</b>"), np.array([50, 5]), (2,))
