import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from dashboard.shell.loaders import DEMO_ROOT
from ltcore.analysis import class_axis
from ltcore.analysis.base.features import Features, read_features
from ltcore.analysis.feature_space.maps import (
    feature_sample,
    group_separation,
    incomparable_reason,
    map_frame,
    separation_table,
)
from ltcore.runs import DamagedRunError, NotKeptError, RunStore

ERM = "digits-r100-erm-s0-30373510727a"


@pytest.fixture
def demo_run():
    return RunStore(DEMO_ROOT).load(ERM)


def blobs(labels, spread=0.01):
    """Features of classes far apart: class c around c on a line, in three dimensions."""
    rng = np.random.default_rng(0)
    labels = np.asarray(labels)
    values = labels[:, None] + rng.normal(0, spread, (len(labels), 3))
    return Features(values.astype(np.float32), np.arange(len(labels)) + 100, labels, labels)


def test_features_of_a_demo_run_are_in_the_order_of_its_predictions(demo_run):
    features = read_features(demo_run, "test")
    predictions = demo_run.folder.read_predictions("test")
    assert features.values.shape == (500, 64)
    assert features.values.dtype == np.float32
    np.testing.assert_array_equal(features.index, predictions["index"])
    np.testing.assert_array_equal(features.predicted, predictions["predicted"])


def test_the_purity_of_a_demo_run_agrees_with_scikit_learn(demo_run):
    sample = feature_sample(demo_run, "test", 2000)
    features = sample.features
    finder = NearestNeighbors(n_neighbors=11).fit(features.values.astype(np.float64))
    near = finder.kneighbors(return_distance=True, n_neighbors=10)[1]
    own = (features.label[near] == features.label[:, None]).mean(axis=1)
    expected = pd.Series(own).groupby(features.label).mean()
    table = sample.separation.set_index("class")
    np.testing.assert_allclose(table["purity"].sort_index(), expected, atol=1e-3)
    groups = group_separation(sample.separation)
    assert groups["purity"]["all"] == pytest.approx(expected.mean(), abs=1e-3)
    assert groups["purity"]["tail"] == pytest.approx(expected[4:].mean(), abs=1e-3)
    assert groups["classes"].tolist() == [10, 1, 3, 6]


def test_fewer_examples_keep_small_classes_whole():
    labels = np.repeat([0, 1, 2], [40, 10, 3])
    features = blobs(labels)
    table = separation_table(features, [400, 50, 5], ["cat", "dog", "lynx"])
    assert table["support"].tolist() == [40, 10, 3]
    np.testing.assert_allclose(table["purity"], 1.0)
    assert table["purity_chance"].tolist() == pytest.approx([39 / 52, 9 / 52, 2 / 52])


def test_purity_follows_the_classes_into_frequency_order():
    table = separation_table(blobs([0, 1, 1, 1]), [1, 50], ["lynx", "cat"])
    assert table["name"].tolist() == ["cat", "lynx"]
    assert table["purity"].tolist() == pytest.approx([1.0, np.nan], nan_ok=True)
    assert table["purity_chance"].tolist() == pytest.approx([2 / 3, 0.0])


def test_the_sample_of_a_run_is_the_same_for_every_run(demo_run):
    sample = feature_sample(demo_run, "test", 200)
    assert len(sample.features) == 200
    assert sample.total == 500
    assert np.bincount(sample.features.label).tolist() == [20] * 10


def test_a_single_example_has_no_purity_but_a_recall():
    features = blobs([0, 0, 0, 1])
    table = separation_table(features, [50, 1], ["cat", "lynx"])
    assert np.isnan(table["purity"][1])
    groups = group_separation(table)
    assert np.isnan(groups["purity"]["tail"])
    assert groups["recall"]["tail"] == 1.0
    assert groups["classes"]["tail"] == 0


def test_a_split_without_features_says_how_to_get_them(demo_run, monkeypatch):
    monkeypatch.setattr(type(demo_run.folder), "read_features", lambda *_: None)
    with pytest.raises(NotKeptError, match="before training outputs were saved; delete it"):
        read_features(demo_run, "train")


def test_features_that_do_not_belong_to_the_predictions_are_damaged(demo_run, monkeypatch):
    folder = type(demo_run.folder)
    monkeypatch.setattr(folder, "read_features", lambda *_: np.zeros((3, 4)))
    with pytest.raises(DamagedRunError, match=r"shape \(3, 4\), but there are 500 predictions"):
        read_features(demo_run, "test")


def test_runs_share_axes_only_on_the_same_examples():
    first = blobs([0, 0, 1])
    other = Features(first.values, first.index + np.array([0, 0, 1]), first.label, first.predicted)
    assert incomparable_reason(first, first) == ""
    assert "1 of 3 differ" in incomparable_reason(first, other)
    assert "3 and 2" in incomparable_reason(first, first.at(np.array([0, 2])))


def test_a_map_needs_one_place_for_each_example():
    axis = class_axis([5, 50], ["lynx", "cat"])
    frame = map_frame(blobs([0, 1]), np.array([[1, 2], [3, 4]]), axis, "ERM")
    assert frame["rank"].tolist() == [1, 0]
    assert frame["index"].tolist() == [100, 101]
    assert frame["y"].dtype == np.float32
    with pytest.raises(ValueError, match=r"shape \(1, 2\): give two for each of the 2"):
        map_frame(blobs([0, 1]), np.zeros((1, 2)), axis, "ERM")
