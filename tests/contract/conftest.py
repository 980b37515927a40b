"""Small real runs, the same for every contract: digits, a tiny convnet, batch norm, average, augmentation."""

from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.worker import work
from ltcore.runs import RunFolder

T = TypeVar("T")


def there(value: T | None) -> T:
    """Return what a finished run must have left behind."""
    assert value is not None
    return value


class Lab:
    """Makes run folders in a temporary root and trains them in this process."""

    def __init__(self, root: Path, store: Path) -> None:
        self.root = root
        self.store = store

    def config(self, method: str, optim=None, schedule=None, **train: Any) -> RunConfig:
        return RunConfig.model_validate(
            {
                "method": {"name": method},
                "data": {"n_max": 24, "ratio": 8, "class_order": "shuffled", "val_per_class": 4},
                "model": {"name": "convnet", "width": 8},
                "optim": optim or {},
                "schedule": schedule or {},
                "train": {
                    "epochs": 3,
                    "batch_size": 16,
                    "augment": "crop",
                    "ema": 0.9,
                    "threads": 1,
                    "snapshots": 2,
                    "checkpoint_seconds": 0,
                }
                | train,
            }
        )

    def folder(self, config: RunConfig, name: str) -> RunFolder:
        path = self.root / name
        path.mkdir()
        folder = RunFolder(path)
        folder.write_config(config)
        return folder

    def work(self, folder: RunFolder) -> str:
        return work(folder, store=self.store)

    def straight(self, config: RunConfig, name: str = "straight") -> RunFolder:
        folder = self.folder(config, name)
        assert self.work(folder) == "finished"
        return folder


@pytest.fixture(scope="session")
def prepared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture
def lab(tmp_path: Path, prepared_store: Path) -> Lab:
    return Lab(tmp_path, prepared_store)


@pytest.fixture
def same_bits():
    """Compare two finished runs: everything that a checkpoint and the outputs hold, to the bit."""

    def compare(one: RunFolder, other: RunFolder) -> None:
        left, right = (read_checkpoint(f.path / "checkpoint") for f in (one, other))
        assert left is not None
        assert right is not None
        assert (left.stage, left.step) == (right.stage, right.step)
        assert left.tensors.keys() == right.tensors.keys()
        for name, tensor in left.tensors.items():
            assert tensor.numpy().tobytes() == right.tensors[name].numpy().tobytes(), name
        for split in ("val", "test"):
            assert np.array_equal(there(one.read_logits(split)), there(other.read_logits(split)))
            assert np.array_equal(
                there(one.read_features(split)), there(other.read_features(split))
            )
        clock = ["seconds", "examples_per_second", "attempt"]
        assert (
            one.read_metrics().drop(columns=clock).equals(other.read_metrics().drop(columns=clock))
        )
        assert there(one.read_per_class()).equals(other.read_per_class())
        assert there(one.read_train_class_stats()).equals(other.read_train_class_stats())
        for stage, epoch in one.snapshot_epochs():
            for key, array in there(one.read_snapshot(stage, epoch)).items():
                assert np.array_equal(array, there(other.read_snapshot(stage, epoch))[key])

    return compare
