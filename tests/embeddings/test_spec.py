import numpy as np
import pytest
from pydantic import ValidationError

from ltcore.embeddings import MapRequest, TsneSpec, UmapSpec, largest_perplexity
from ltcore.embeddings.spec import SPEC

FEATURES = np.random.default_rng(0).normal(size=(100, 6)).astype(np.float32)

TINY = np.zeros((100, 6), dtype=np.float32)
"""The same bytes in either order, and two types."""


@pytest.mark.parametrize(
    ("kind", "name", "low", "high"),
    [
        (TsneSpec, "perplexity", 2, 100),
        (TsneSpec, "early", 0, 1000),
        (TsneSpec, "iterations", 50, 5000),
        (TsneSpec, "seed", 0, 2**31 - 1),
        (UmapSpec, "n_neighbors", 2, 200),
        (UmapSpec, "min_dist", 0, 1),
        (UmapSpec, "seed", 0, 2**31 - 1),
    ],
)
def test_each_setting_has_its_whole_range_and_no_more(kind, name, low, high):
    for value in (low, high):
        assert getattr(kind(**{name: value}), name) == value
    for value in (low - 1, high + 1, float("nan"), "many", None):
        with pytest.raises(ValidationError):
            kind(**{name: value})


@pytest.mark.parametrize("spec", [TsneSpec(perplexity=7, seed=3), UmapSpec(min_dist=0.5)])
def test_settings_survive_json(spec):
    assert SPEC.validate_json(spec.model_dump_json()) == spec


def test_the_same_request_has_the_same_key():
    key = MapRequest(FEATURES, TsneSpec()).key
    assert len(key) == 32
    assert MapRequest(np.asfortranarray(FEATURES), TsneSpec(perplexity=30)).key == key
    assert MapRequest(np.repeat(FEATURES, 2, axis=0)[::2], TsneSpec()).key == key


def test_whatever_the_result_depends_on_is_in_the_key(monkeypatch):
    nudged = FEATURES.copy()
    nudged[99, 5] = np.nextafter(nudged[99, 5], np.float32(10))
    requests = [
        MapRequest(FEATURES, TsneSpec()),
        MapRequest(nudged, TsneSpec()),
        MapRequest(FEATURES.reshape(200, 3), TsneSpec()),
        MapRequest(FEATURES.astype(np.float64), TsneSpec()),
        MapRequest(TINY, TsneSpec()),
        MapRequest(TINY.view(TINY.dtype.newbyteorder()), TsneSpec()),
        MapRequest(FEATURES, TsneSpec(seed=1)),
        MapRequest(FEATURES, TsneSpec(iterations=501)),
        MapRequest(FEATURES, UmapSpec()),
    ]
    keys = {request.key for request in requests}
    assert len(keys) == len(requests)
    monkeypatch.setattr("ltcore.embeddings.spec.version", lambda name: "next")
    assert MapRequest(FEATURES, TsneSpec()).key not in keys


def test_the_perplexity_may_be_a_third_of_the_others_and_no_more():
    MapRequest(FEATURES[:91], TsneSpec(perplexity=30))
    with pytest.raises(
        ValueError, match=r"perplexity is 30, but with 90 examples .* at most 29.66"
    ):
        MapRequest(FEATURES[:90], TsneSpec(perplexity=30))
    with pytest.raises(ValueError, match="there are 0 examples: t-SNE needs at least 7"):
        MapRequest(FEATURES[:0], TsneSpec())
    assert [largest_perplexity(n) for n in (7, 91, 100_000)] == [2, 30, 100]


def test_umap_needs_more_examples_than_neighbours():
    MapRequest(FEATURES[:16], UmapSpec(n_neighbors=15))
    with pytest.raises(
        ValueError, match="n_neighbors is 15, but with 15 examples it may be at most 14"
    ):
        MapRequest(FEATURES[:15], UmapSpec(n_neighbors=15))
    with pytest.raises(ValueError, match="UMAP needs at least 5"):
        MapRequest(FEATURES[:4], UmapSpec(n_neighbors=2))


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (np.zeros((50, 0)), "no column"),
        (np.zeros(50), r"\(50,\)"),
        (np.zeros((50, 2), dtype=np.int64), "int64"),
        (np.full((50, 2), np.nan), r"features\[0\]"),
    ],
)
def test_what_is_no_matrix_of_finite_numbers_is_refused(features, said):
    with pytest.raises(ValueError, match=said):
        MapRequest(features, TsneSpec(perplexity=5))
