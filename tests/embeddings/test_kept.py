import numpy as np
import pytest

from ltcore.embeddings import MapRequest, TsneSpec, keep, kept, spec

FEATURES = np.random.default_rng(0).normal(size=(100, 4)).astype(np.float32)
REQUEST = MapRequest(FEATURES, TsneSpec())
PLACES = np.random.default_rng(1).normal(size=(100, 2))


def test_a_map_is_found_by_what_it_is_made_of(tmp_path):
    keep(tmp_path / "new", REQUEST, PLACES)
    np.testing.assert_array_equal(kept(tmp_path / "new", REQUEST), PLACES.astype(np.float32))
    assert kept(tmp_path / "new", MapRequest(FEATURES + 1, TsneSpec())) is None
    assert kept(tmp_path / "new", MapRequest(FEATURES, TsneSpec(perplexity=5))) is None
    assert kept(tmp_path / "elsewhere", REQUEST) is None


def test_other_versions_of_the_libraries_find_it_too(tmp_path, monkeypatch):
    keep(tmp_path, REQUEST, PLACES)
    before = REQUEST.key
    monkeypatch.setattr(spec, "version", lambda name: "99")
    later = MapRequest(FEATURES, TsneSpec())
    assert later.key != before
    assert kept(tmp_path, later) is not None


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"no array"])
def test_a_damaged_map_is_none(tmp_path, damage):
    keep(tmp_path, REQUEST, PLACES).write_bytes(damage)
    assert kept(tmp_path, REQUEST) is None


def test_a_map_of_fewer_examples_is_none(tmp_path):
    keep(tmp_path, REQUEST, PLACES[:50])
    assert kept(tmp_path, REQUEST) is None
