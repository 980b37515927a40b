import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from ltcore.analysis.pretraining.moments import map_frame, moments_of, purity_frame
from ltcore.runs import DamagedRunError, NotKeptError
from tests.analysis.pretraining.conftest import LABELS, features


@pytest.fixture
def moments(add, store):
    return moments_of(store.load(add()), "thresholds")


def test_the_three_moments_are_those_of_the_files(moments):
    assert list(moments.features) == ["random", "pretrained", "trained"]
    for name, apart in (("random", 0.0), ("pretrained", 2.0), ("trained", 9.0)):
        np.testing.assert_array_equal(moments.features[name], features(apart).astype(np.float32))
    assert moments.labels.tolist() == LABELS.tolist()
    assert moments.axis["name"].tolist() == ["cat", "dog", "lynx"]


def test_purity_against_scikit_learn(moments):
    table = purity_frame(moments).set_index(["moment", "name"])
    for moment, values in moments.features.items():
        found = NearestNeighbors(n_neighbors=4).fit(values.astype(np.float64))
        nearest = found.kneighbors(values.astype(np.float64))[1][:, 1:]
        own = (LABELS[nearest] == LABELS[:, None]).mean(axis=1)
        for label, name in enumerate(("cat", "dog", "lynx")):
            assert table.loc[(moment, name), "purity"] == pytest.approx(own[label == LABELS].mean())
    assert table.loc[("trained", "lynx"), "purity"] == 1.0
    assert table["support"].tolist() == [4] * 9


def test_a_run_that_still_trains_has_two_moments(add, store):
    found = moments_of(store.load(add(state="running")))
    assert list(found.features) == ["random", "pretrained"]


def test_a_slim_run_has_none(add, store):
    with pytest.raises(NotKeptError, match="full record and at least 2 snapshots"):
        moments_of(store.load(add(full=False)))


def test_a_pretraining_that_is_not_over_has_no_features_yet(add, store):
    run_id = add(state="running")
    path = store.load(run_id).folder.path
    (path / "snapshots" / "pretrain-000003.npz").unlink()
    with pytest.raises(NotKeptError):
        moments_of(store.load(run_id))


def test_snapshots_of_other_examples_are_damage(add, store):
    folder = store.load(add()).folder
    folder.write_snapshot("train", 3, features(1.0), np.arange(12)[::-1].copy(), LABELS)
    with pytest.raises(DamagedRunError, match="different examples"):
        moments_of(store.load(folder.id))


def test_a_class_that_nobody_knows_is_damage(add, store):
    folder = store.load(add()).folder
    for stage, epoch in folder.snapshot_epochs():
        folder.write_snapshot(stage, epoch, features(1.0), np.arange(12), LABELS + 1)
    with pytest.raises(DamagedRunError, match=r"class_table\.parquet does not have"):
        moments_of(store.load(folder.id))


def test_one_row_per_example_and_moment(moments):
    places = {name: values[:, :2] for name, values in moments.features.items()}
    frame = map_frame(moments, places)
    assert len(frame) == 36
    assert frame.groupby("moment")["index"].nunique().tolist() == [12] * 3
    last = frame[frame["moment"] == "trained"]
    np.testing.assert_allclose(last["x"], features(9.0)[:, 0].astype(np.float32))
    assert last["name"].tolist()[-1] == "lynx"
    with pytest.raises(ValueError, match="give two for each of the 12 examples"):
        map_frame(moments, {**places, "trained": np.zeros((11, 2))})
