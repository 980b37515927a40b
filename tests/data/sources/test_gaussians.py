import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from ltcore.config.sources import GaussiansOptions
from ltcore.data import build
from ltcore.data.sources import gaussians
from ltcore.data.sources.gaussians import means


@settings(max_examples=20, deadline=None)
@given(n_classes=st.integers(2, 12), dimension=st.integers(1, 8), separation=st.floats(0.1, 9))
def test_means_lie_at_the_separation_and_apart(n_classes, dimension, separation):
    options = GaussiansOptions(n_classes=n_classes, dimension=dimension, separation=separation)
    centres = means(options)
    assert centres.shape == (n_classes, dimension)
    assert np.linalg.norm(centres, axis=1) == pytest.approx(separation)
    if n_classes <= dimension:
        assert centres @ centres.T == pytest.approx(separation**2 * np.eye(n_classes), abs=1e-9)


def test_drawn_points_have_the_known_error(configured, store):
    options = {"n_classes": 2, "dimension": 1, "separation": 1.0, "per_class": 20_000}
    data = build(configured("gaussians", options, test_per_class=19_999), store=store)
    centres = means(GaussiansOptions(**options))  # of equally frequent classes: the nearer one
    predicted = np.abs(data.test.inputs() - centres.T).argmin(axis=1)
    error = np.mean(predicted != data.test.labels)
    assert error == pytest.approx(norm.cdf(-1.0), abs=4 * np.sqrt(0.13 / 40_000))


def test_another_seed_is_another_set(configured, store):
    one, two = (
        build(configured("gaussians", {"generator_seed": seed}), store=store) for seed in (0, 1)
    )
    assert one.checksum != two.checksum


def test_blocks_draw_the_points_of_one_piece(configured, tmp_path, monkeypatch):
    config = configured("gaussians", {"n_classes": 2, "per_class": 10, "dimension": 3})
    whole = build(config, store=tmp_path / "whole")
    monkeypatch.setattr(gaussians, "BLOCK_VALUES", 4 * 3)
    assert build(config, store=tmp_path / "blocks").checksum == whole.checksum
