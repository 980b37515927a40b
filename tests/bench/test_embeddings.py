import numpy as np
import pytest

from ltcore.bench import embeddings
from ltcore.bench.embeddings import (
    cancellation,
    divergence,
    long_tailed_features,
    measure_maps,
    second_opening,
)
from ltcore.embeddings import MapJob, MapStatus, TsneSpec
from ltcore.embeddings.tsne import affinities


def test_the_features_are_a_long_tail_of_distant_classes():
    features, labels = long_tailed_features(2000)
    counts = np.bincount(labels)
    assert counts.sum() == 2000
    assert sorted(counts, reverse=True) == counts.tolist()
    assert counts[0] / counts[-1] == pytest.approx(100, rel=0.2)
    means = np.stack([features[labels == label].mean(axis=0) for label in range(3)])
    np.testing.assert_allclose(means[:, :3], embeddings.DISTANCE * np.eye(3), atol=0.5)


def test_everything_is_measured():
    said: list[str] = []
    speed = measure_maps(150, TsneSpec(iterations=50), said.append)
    assert (speed.examples, speed.iterations) == (150, 130)
    assert 0 < speed.divergence < 1.1 * speed.reference_divergence
    assert speed.ratio == pytest.approx(speed.ours / speed.scikit_learn)
    assert speed.second_opening > 0
    assert speed.cancel > 0
    assert len(said) == 4


def test_the_divergence_is_that_of_the_definition():
    """Over all pairs, by hand; a map that is moved or mirrored is as good."""
    features, _ = long_tailed_features(60)
    places = np.random.default_rng(0).normal(size=(60, 2))
    wanted = affinities(features, 5, 1).P.toarray()
    likeness = 1 / (1 + ((places[:, None] - places) ** 2).sum(axis=2))
    np.fill_diagonal(likeness, 0)
    drawn = likeness / likeness.sum()
    kept = wanted > 0
    by_hand = (wanted[kept] * np.log(wanted[kept] / drawn[kept])).sum()
    assert divergence(features, places, 5) == pytest.approx(by_hand)
    assert divergence(features, 3 - places, 5) == pytest.approx(by_hand)
    assert by_hand > 0


def test_a_map_that_never_came_is_not_measured(tmp_path, monkeypatch):
    features, _ = long_tailed_features(150)
    monkeypatch.setattr(MapJob, "status", lambda _: MapStatus("failed"))
    monkeypatch.setattr(MapJob, "start", classmethod(lambda cls, *_: cls(tmp_path, "0" * 32)))
    for measure in (second_opening, cancellation):
        with pytest.raises(RuntimeError, match="failed"):
            measure(features, tmp_path)
