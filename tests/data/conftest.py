"""Small files of the kinds that users bring, and a store for each test."""

import numpy as np
import pytest
from PIL import Image

from ltcore.config.data import DataConfig


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
