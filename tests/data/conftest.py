"""Small files of the kinds that users bring, and a store for each test."""

import itertools

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from ltcore.config.data import DataConfig
from ltcore.data import verify


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def configured():
    """Return a function: settings -> DataConfig with no examples set aside unless asked."""

    def make(name, options=None, **settings):
        settings = {"profile": "as_is", "val_per_class": 0, "test_per_class": 1, **settings}
        return DataConfig.model_validate({"name": name, "options": options or {}, **settings})

    return make


class Stopped(BaseException):
    """What a worker raises to stop."""


def raising_at(number):
    """Return a progress callback whose call of this number, from 0, raises."""
    left = iter(range(number))

    def progress(_share, _message):
        if next(left, None) is None:
            raise Stopped

    return progress


def assert_nothing_half_written(store):
    assert [path for path in store.glob(".*") if path.suffix != ".lock"] == []
    assert [check.problem for check in verify(store) if check.problem] == []
    for lock in store.glob(".*.lock"):
        with FileLock(lock, timeout=0):
            pass


@pytest.fixture
def stopped_at_every_call(store):
    """Return a function: prepare(progress) is stopped at each call of progress, and leaves nothing.

    The last call comes when the source lies in its place, where the number of calls is always the same
    (``counted``).
    """

    def check(prepare, at_least, *, counted=True):
        whole = False
        for number in itertools.count():
            whole = bool(list(store.glob("[!.]*")))
            try:
                prepare(raising_at(number))
            except Stopped:
                assert not whole
                assert_nothing_half_written(store)
            else:
                break
        # Processes that read side by side are waited for more or less often.
        assert whole or (not counted and list(store.glob("[!.]*")))
        assert number > at_least

    return check


@pytest.fixture
def image_tree(tmp_path):
    """Return a function: {"train/cat": 3} -> a folder with so many images below each path."""

    def make(counts, size=(10, 8), suffix=".png"):
        root = tmp_path / "images"
        rng = np.random.default_rng(0)
        for folder, count in counts.items():
            (root / folder).mkdir(parents=True)
            for index in range(count):
                pixels = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
                Image.fromarray(pixels).save(root / folder / f"{index:03}{suffix}")
        return root

    return make
