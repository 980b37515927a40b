"""What pages read: images of runs, by their ids."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from dashboard import loaders
from ltcore.config.data import DataConfig
from ltcore.data import build


@pytest.fixture(autouse=True)
def own_data_store(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "data"))


def test_the_images_of_a_run_are_those_that_it_was_tested_on(runs, add_run):
    record = runs.load(add_run(runs))
    assert record.config is not None
    test = build(record.config.data).test
    for kind in (np.int64, np.int32):
        images = loaders.split_images(record, "test", test.rows[:3].astype(kind))
        assert_array_equal(images, test.inputs()[:3])
    other = loaders.split_images(record, "test", test.rows[3:5])
    assert_array_equal(other, test.inputs()[3:5])


def test_samples_follow_the_profile(runs):
    samples = loaders.class_samples(DataConfig(), 3)
    assert samples is not None
    assert [len(images) for images in samples] == [3, 3, 3, 3, 3, 3, 3, 2, 1, 1]
    assert loaders.class_samples(DataConfig.model_validate({"name": "gaussians"}), 3) is None
