"""Small real runs for the tests of faults and promises: digits, a tiny convnet, average, augmentation.

Whatever imports torch is imported where it is used, so that tests of the numpy half stay quick.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import numpy as np
import pytest
from filelock import FileLock
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from ltcore.config import RunConfig
from ltcore.runs import RunFolder
from tests.measured import Measured

T = TypeVar("T")

ULPS = 16
"""Units in the last place: every processor rounds its own way, and vector libraries are up to 4 off."""
DRAWS = os.environ.get("LTLAB_DRAWS", "same")
"""`same` examples wherever the tests run; `random` ones by --hypothesis-seed; `many` of these (`make random`)."""
MANY = 10
"""Times as many examples as a test asks for."""

SAME = hypothesis.settings(
    derandomize=True,
    database=None,  # what failed here before is drawn nowhere else
    print_blob=True,
    deadline=None,  # a busy machine is no failure
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("same", SAME)
hypothesis.settings.register_profile("random", SAME, derandomize=False)
hypothesis.settings.register_profile("many", SAME, derandomize=False)
# Hypothesis draws constants of the local modules that are loaded by then, too: other ones in every worker,
# and none in a clone below a folder named `tests`. No setting switches that off.
providers._get_local_constants = Constants


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile that is asked for, say what a setting would not change, and watch what is measured."""
    profiles = ("same", "random", "many")
    if DRAWS not in profiles:
        raise pytest.UsageError(f"LTLAB_DRAWS is {DRAWS!r}: give one of {', '.join(profiles)}")
    if DRAWS == "same" and config.getoption("hypothesis_seed") is not None:
        raise pytest.UsageError(
            "a seed changes no example of LTLAB_DRAWS=same: give LTLAB_DRAWS=random"
        )
    hypothesis.settings.load_profile(DRAWS)
    if (plugin := config.pluginmanager.getplugin("_cov")) is not None:
        config.pluginmanager.register(Measured(plugin), "measured")
    os.environ.pop(
        "LTLAB_WARM", None
    )  # pages would have processes wait for a start that never comes


@pytest.hookimpl(trylast=True)  # the plugin of hypothesis has marked the properties by then
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every property be tried on more examples where many are asked for."""
    if DRAWS != "many":
        return
    functions = (item for item in items if isinstance(item, pytest.Function))
    for test in {item.obj for item in functions if item.get_closest_marker("hypothesis")}:
        asked = test._hypothesis_internal_use_settings
        test._hypothesis_internal_use_settings = hypothesis.settings(
            asked, max_examples=MANY * asked.max_examples
        )


def pytest_collection_finish() -> None:
    """Leave what has been imported and collected out of every later search for garbage: it all stays."""
    gc.freeze()


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
        """Return a finished run of these settings that was left alone; read it only, tests share it.

        The first test that asks makes it, in whichever process.
        """
        folder = RunFolder(self.references / config.run_id)
        with FileLock(f"{folder.path}.lock"):
            if not folder.path.exists():
                made = Lab(self.references, self.store, self.references)
                return made.straight(config, config.run_id)
        assert folder.read_status().state == "finished"
        return folder


@pytest.fixture(scope="session")
def rounding() -> Callable[..., float]:
    """Return how far from zero a float64 sum may end that should cancel, by its largest term."""

    def tolerance(*terms: Any) -> float:
        largest = max(float(np.abs(term).max()) for term in terms)
        return ULPS * float(np.finfo(np.float64).eps) * largest

    return tolerance


@pytest.fixture(scope="session", autouse=True)
def nothing_waits_for_the_disk() -> Iterator[None]:
    """Let a sync return at once: a test is over before the power is, and `power_loss` records who asks."""

    def checked(descriptor: int) -> None:
        os.fstat(descriptor)  # a closed one is an error still

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", checked)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this test run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def prepared_store(shared: Path) -> Path:
    return shared / "store"


@pytest.fixture(scope="session")
def references(shared: Path) -> Path:
    references = shared / "references"
    references.mkdir(exist_ok=True)
    return references


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
