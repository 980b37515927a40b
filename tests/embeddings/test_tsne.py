import numpy as np
import pytest
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import KNeighborsClassifier

from ltcore.embeddings import MapRequest, TsneSpec, tsne
from ltcore.embeddings.progress import MapStoppedError
from ltcore.embeddings.tsne import tsne_map


def silent(share, eta_s, message):
    return None


def test_clusters_come_out_as_clusters(clusters):
    features, labels = clusters(150)
    found = tsne_map(features, TsneSpec(perplexity=15, iterations=200), silent)
    assert found.dtype == np.float32
    assert KNeighborsClassifier(1).fit(found, labels).score(found, labels) == 1
    means = np.stack([found[labels == label].mean(axis=0) for label in range(3)])
    spread = max(np.abs(found[labels == label] - means[label]).max() for label in range(3))
    apart = np.linalg.norm(means[:, None] - means, axis=2)
    assert apart[apart > 0].min() > 2 * spread


def test_as_true_to_the_neighbours_as_scikit_learn():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(200, 10)) * np.linspace(3, 0.3, 10)
    ours = tsne_map(features, TsneSpec(perplexity=20), silent)
    theirs = TSNE(perplexity=20, init="pca", random_state=0).fit_transform(features)
    difference = trustworthiness(features, ours) - trustworthiness(features, theirs)
    assert difference > -0.01


@pytest.mark.parametrize("interpolated", [False, True])
def test_the_same_request_gives_the_same_bits_and_another_seed_another_map(
    clusters, monkeypatch, interpolated
):
    if interpolated:
        monkeypatch.setattr(tsne, "FFT_FROM", 0)
    features, _ = clusters(90)
    maps = [
        tsne_map(features, TsneSpec(perplexity=8, early=0, iterations=50, seed=seed), silent)
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(maps[0], maps[1])
    assert not np.array_equal(maps[0], maps[2])


def test_progress_goes_from_0_to_1_through_both_phases(clusters):
    told = []
    spec = TsneSpec(perplexity=5, early=100, iterations=150)
    tsne_map(clusters()[0], spec, lambda *words: told.append(words))
    shares = [share for share, _, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    # Every fifty of a phase, and the end of each: 100 early, then 33, 33, 69 and 15.
    assert list(dict.fromkeys(text for *_, text in told[2:])) == [
        f"layout iteration {done} of 250" for done in (50, 100, 133, 166, 216, 235, 250)
    ]


def test_what_is_raised_while_telling_ends_the_work(clusters):
    def stop(share, eta_s, message):
        if "iteration 80" in message:
            raise MapStoppedError

    with pytest.raises(MapStoppedError):
        tsne_map(clusters()[0], TsneSpec(perplexity=5), stop)


@pytest.mark.parametrize("early", [0, 10])
@pytest.mark.parametrize("width", [1, 2, 300])
def test_the_fewest_examples(width, early):
    features = np.random.default_rng(0).normal(size=(7, width))
    spec = TsneSpec(perplexity=2, early=early, iterations=50)
    found = tsne_map(MapRequest(features, spec).features, spec, silent)
    assert found.shape == (7, 2)
    assert np.isfinite(found).all()


def test_features_that_are_all_the_same_do_no_harm():
    found = tsne_map(np.full((40, 3), 0.1, dtype=np.float16), TsneSpec(perplexity=5), silent)
    assert np.isfinite(found).all()
