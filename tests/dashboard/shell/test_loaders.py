"""What pages read of runs: images by their ids, gaps and margins; and that it is never stale."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from dashboard.shell import loaders
from ltcore.config.data import DataConfig
from ltcore.data import build
from ltcore.runs import NotKeptError


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


@pytest.fixture
def record(runs, add_run):
    return runs.load(add_run(runs))


def keep_training_outputs(record, predicted):
    frame = pd.DataFrame({"index": [3, 4, 5], "label": [0, 1, 2], "predicted": predicted})
    record.folder.write_predictions("train", frame)
    record.folder.write_features("train", np.eye(3, dtype=np.float16))
    record.folder.write_classifier(np.eye(3, dtype=np.float32), None, 1.0)


def test_gaps_follow_the_files(record):
    assert loaders.gaps([record], "test", "thresholds").frame.empty
    for predicted, recall in (([0, 1, 2], 1.0), ([0, 1, 0], 0.0)):
        keep_training_outputs(record, predicted)
        frame, left_out = loaders.gaps([record], "test", "thresholds")
        assert left_out == []
        assert frame["train_recall"].tolist() == [1.0, 1.0, recall]
        assert frame["gap"].iloc[2] == pytest.approx(recall - 0.1)


def test_margins_follow_the_files(record):
    with pytest.raises(NotKeptError, match="train it again"):
        loaders.margins(record, "train")
    keep_training_outputs(record, [0, 1, 2])
    assert loaders.margins(record, "train")["margin"].tolist() == [1.0, 1.0, 1.0]
    record.folder.write_features("train", -np.ones((3, 3), dtype=np.float16))
    assert loaders.margins(record, "train")["margin"].tolist() == pytest.approx([0.0] * 3)
    assert loaders.margins(record, "train", "terciles")["group_rule"].iloc[0] == "terciles"


@pytest.mark.parametrize(
    ("values", "watched"),
    [
        ({"val_balanced_error": [None, 0.3], "test_balanced_error": [None, 0.4]}, "val"),
        ({"val_balanced_error": [None, None], "test_balanced_error": [0.5, 0.4]}, "test"),
        ({"val_balanced_error": [None], "test_balanced_error": [None]}, "val"),
        ({}, "val"),
    ],
)
def test_a_training_is_watched_on_test_only_where_there_is_no_validation(values, watched):
    assert loaders.watched_error(pd.DataFrame(values)) == f"{watched}_balanced_error"
