import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.neighbors import KNeighborsClassifier

from ltcore.embeddings import UmapSpec
from ltcore.embeddings.progress import MapStoppedError
from ltcore.embeddings.umap_map import nearest, umap_class, umap_map

slow = pytest.mark.slow  # umap-learn compiles its code for half a minute


def test_an_example_comes_first_and_then_those_nearest_to_it():
    points = np.array([[0], [1], [3], [7], [7]], dtype=np.float32)
    positions, distances = nearest(points, 2)
    assert positions.tolist() == [[0, 1], [1, 0], [2, 1], [3, 4], [4, 3]]
    assert distances.tolist() == [[0, 1], [0, 1], [0, 2], [0, 0], [0, 0]]


@slow
def test_clusters_come_out_as_clusters_again_and_again(clusters):
    features, labels = clusters(200)
    told = []
    first = umap_map(features, UmapSpec(seed=1), lambda *words: told.append(words))
    assert first.dtype == np.float32
    assert KNeighborsClassifier(1).fit(first, labels).score(first, labels) == 1
    np.testing.assert_array_equal(first, umap_map(features, UmapSpec(seed=1), lambda *_: None))
    other = umap_map(features, UmapSpec(seed=2), lambda *_: None)
    assert not np.array_equal(first, other)
    shares = [share for share, _, _ in told]
    assert shares == sorted(shares)
    assert "of 500" in told[-1][2]


@slow
def test_the_neighbours_are_those_that_umap_finds_itself():
    from umap.umap_ import nearest_neighbors

    points = np.random.default_rng(0).normal(size=(300, 16)).astype(np.float32)
    squares = np.sum((points[:, None] - points) ** 2, axis=2, dtype=np.float64)
    expected = nearest_neighbors(np.sqrt(squares), 15, "precomputed", {}, False, None)
    positions, distances = nearest(points, 15)
    np.testing.assert_array_equal(positions, expected[0])
    np.testing.assert_allclose(distances, expected[1], atol=1e-5)
    assert not distances[:, 0].any()


@slow
def test_as_true_to_the_neighbours_as_umap_left_to_itself():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(600, 16)).astype(np.float32) * np.linspace(3, 0.2, 16)
    ours = umap_map(features, UmapSpec(), lambda *_: None)
    theirs = umap_class()(random_state=0, n_jobs=1).fit_transform(features)
    assert trustworthiness(features, ours) > trustworthiness(features, theirs) - 0.005


@slow
def test_what_is_raised_while_telling_ends_the_work(clusters):
    def stop(share, eta_s, message):
        if "epoch" in message:
            raise MapStoppedError

    with pytest.raises(MapStoppedError):
        umap_map(clusters()[0], UmapSpec(), stop)


@slow
@pytest.mark.parametrize("n", [5, 6, 20])
@pytest.mark.parametrize("width", [1, 3])
def test_the_fewest_examples_and_the_ends_of_the_settings(n, width):
    features = np.random.default_rng(0).normal(size=(n, width))
    for neighbours in (2, n - 1):
        for distance in (0.0, 1.0):
            spec = UmapSpec(n_neighbors=neighbours, min_dist=distance)
            found = umap_map(features, spec, lambda *_: None)
            assert found.shape == (n, 2)
            assert np.isfinite(found).all()


@slow
def test_features_that_are_all_the_same_do_no_harm():
    found = umap_map(np.full((40, 3), 0.1, dtype=np.float16), UmapSpec(), lambda *_: None)
    assert np.isfinite(found).all()
