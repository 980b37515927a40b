"""Small real runs for the tests of faults and promises: digits, a tiny convnet, average, augmentation.

Whatever imports torch is imported where it is used, so that tests of the numpy half stay quick.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunFolder

# A busy machine is no failure.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

T = TypeVar("T")


def there(value: T | None) -> T:
    """Return what a finished run must have left behind."""
    assert value is not None
    return value


class Lab:
    """Makes run folders in a temporary root and trains them in this process."""

    def __init__(self, root: Path, store: Path, references: Path) -> None:
        self.root = root
        self.store = store
        self.references = references

    def config(self, method: str = "erm", optim=None, schedule=None, **train: Any) -> RunConfig:
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
                    "device": "cpu",
                    "snapshots": 2,
                    "checkpoint_seconds": 0,
                }
                | train,
            }
        )

    def folder(self, config: RunConfig, name: str) -> RunFolder:
        path = self.root / name
        path.mkdir(parents=True)
        folder = RunFolder(path)
        folder.write_config(config)
        return folder

    def work(self, folder: RunFolder) -> str:
        from ltcore.engine.worker import work

        return work(folder, store=self.store)

    def straight(self, config: RunConfig, name: str = "straight") -> RunFolder:
        folder = self.folder(config, name)
        assert self.work(folder) == "finished"
        return folder

    def reference(self, config: RunConfig) -> RunFolder:
        """Return a finished run of these settings that was left alone; read it only, tests share it."""
        folder = RunFolder(self.references / config.run_id)
        if not folder.path.exists():
            made = Lab(self.references, self.store, self.references)
            return made.straight(config, config.run_id)
        assert folder.read_status().state == "finished"
        return folder


@pytest.fixture(scope="session")
def prepared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="session")
def references(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("references")


@pytest.fixture
def lab(tmp_path: Path, prepared_store: Path, references: Path) -> Lab:
    return Lab(tmp_path, prepared_store, references)


@pytest.fixture
def same_bits() -> Callable[[RunFolder, RunFolder], None]:
    """Compare two finished runs: everything that a checkpoint and the outputs hold, to the bit."""
    from ltcore.engine.checkpoint import read_checkpoint

    def compare(one: RunFolder, other: RunFolder) -> None:
        left, right = (there(read_checkpoint(f.path / "checkpoint")) for f in (one, other))
        assert (left.stage, left.step) == (right.stage, right.step)
        assert left.tensors.keys() == right.tensors.keys()
        for name, tensor in left.tensors.items():
            assert tensor.numpy().tobytes() == right.tensors[name].numpy().tobytes(), name
        for split in ("train", "val", "test"):
            assert np.array_equal(there(one.read_logits(split)), there(other.read_logits(split)))
            assert np.array_equal(
                there(one.read_features(split)), there(other.read_features(split))
            )
        clock = ["seconds", "examples_per_second", "attempt"]
        assert (
            one.read_metrics().drop(columns=clock).equals(other.read_metrics().drop(columns=clock))
        )
        assert there(one.read_per_class()).equals(there(other.read_per_class()))
        assert there(one.read_train_class_stats()).equals(there(other.read_train_class_stats()))
        for stage, epoch in one.snapshot_epochs():
            for key, array in there(one.read_snapshot(stage, epoch)).items():
                assert np.array_equal(array, there(other.read_snapshot(stage, epoch))[key])

    return compare
