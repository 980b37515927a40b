"""The pictures of the two features draw the theory's numbers and say them."""

import warnings

import numpy as np
import pytest

from ltcore.plots.scene.marks import Arrows, Bars, Dots, Line
from ltcore.plots.theorems.two_features.kept import kept_scene, upright
from ltcore.plots.theorems.two_features.probe import SHARES, probe_scene, rare_errors
from ltcore.plots.theorems.two_features.shares import (
    PLACES,
    SEEDS,
    Place,
    learn_places,
    shares_scene,
)
from ltcore.theory.two_features.shares import rare_mean_share, self_supervised_limit

SETTING = {"d": 100, "n_frequent": 100, "n_rare": 2, "tau": 2.0, "rho": 0.35}
SMALL = {"d": 20, "n_frequent": 30, "n_rare": 2, "tau": 2.0, "rho": 0.35}
INSEPARABLE = {"d": 2, "n_frequent": 50, "n_rare": 5, "tau": 2.0, "rho": 1.0}


def marks(scene, name, kind=Line):
    [found] = [mark for mark in scene.marks if isinstance(mark, kind) and mark.name == name]
    return found


def test_arrows_are_as_long_as_the_roots_of_the_kept_shares():
    scene = kept_scene(SETTING, seed=0)
    arrows = [mark for mark in scene.marks if isinstance(mark, Arrows)]
    lengths = [np.hypot(arrow.to_x, arrow.to_y) ** 2 for arrow in arrows]
    np.testing.assert_allclose(lengths[0], [1, 1])
    assert "labels keep 16 % of e₂, self-supervision 97 %" in scene.title
    np.testing.assert_allclose(lengths[1], [0.797, 0.159], atol=0.002)
    np.testing.assert_allclose(lengths[2], [0.951, 0.972], atol=0.002)


def test_turning_keeps_lengths_and_angles_and_points_e1_right(rounding):
    rng = np.random.default_rng(0)
    for parts in rng.normal(size=(20, 2, 2)):
        turned = upright(parts)
        np.testing.assert_allclose(turned.T @ turned, parts.T @ parts, atol=rounding(parts**2))
        assert turned[0, 0] > 0
        assert turned[1, 0] == pytest.approx(0)
        assert turned[1, 1] >= 0
    assert np.isfinite(upright(np.zeros((2, 2)))).all()


@pytest.mark.parametrize(("against", "now"), [("n_rare", 2), ("rho", 0.35)])
def test_curves_are_the_laws(against, now):
    scene = shares_scene(SETTING, against, (), seed=0)
    at = SETTING | {against: np.asarray(marks(scene, "e₂ without labels, law").x)}
    laws = self_supervised_limit(*(at[key] for key in ("d", "n_frequent", "n_rare", "tau", "rho")))
    np.testing.assert_allclose(marks(scene, "e₁ without labels, law").y, laws[0])
    np.testing.assert_allclose(marks(scene, "e₂ without labels, law").y, laws[1])
    alone = rare_mean_share(at["d"], at["n_rare"], at["rho"])
    np.testing.assert_allclose(marks(scene, "e₂ in the mean of the rare examples").y, alone)
    assert f"= {now:g}: labels keep 16 %" in scene.title
    assert "contains 15 % of e₂" in scene.words


def test_places_are_learned_one_by_one_and_drawn_as_means_between_their_ends():
    steps = list(learn_places(SMALL, "rho"))
    assert steps[-1][0] == 1
    found = [place for _, place in steps]
    assert [place.at for place in found] == list(PLACES["rho"])
    assert all(place.supervised.shape == (SEEDS, 2) for place in found)
    scene = shares_scene(SMALL, "rho", found, seed=0)
    squares = marks(scene, "e₂ without labels, mean", Dots)
    np.testing.assert_allclose(
        squares.y, [place.self_supervised[:, 1].mean() for place in found], atol=1e-12
    )
    strokes = marks(scene, "e₂ without labels, smallest to largest")
    np.testing.assert_allclose(strokes.y[0], found[0].self_supervised[:, 1].min())
    np.testing.assert_allclose(strokes.y[1], found[0].self_supervised[:, 1].max())
    assert "Means of 8 training sets" in scene.words


def test_training_sets_that_nothing_separates_are_left_out_and_counted():
    lost = np.full((SEEDS, 2), np.nan)
    half = lost.copy()
    half[:2] = 0.5
    found = [Place(0.1, half, half), Place(0.2, lost, half)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scene = shares_scene(SMALL, "rho", found, seed=0)
    np.testing.assert_array_equal(marks(scene, "e₂ with labels, mean", Dots).y, [0.5, np.nan])
    assert f"{2 * SEEDS - 2} training sets that cannot be separated are left out" in scene.words


def test_bars_are_the_errors_of_the_probe():
    scene = probe_scene(SETTING, offset=False, seed=0)
    rare = marks(scene, "error of class 3, rare", Bars)
    np.testing.assert_allclose(rare.height, [0.282, 0.032, 1.0, 0.030], atol=0.001)
    frequent = marks(scene, "error of class 1", Bars)
    np.testing.assert_allclose(frequent.height, [0.045, 0.019, 0.002, 0.017], atol=0.001)
    assert (
        "misses 28.2 % of the rare class after learning with labels, 3.2 % without" in scene.title
    )
    offset = probe_scene(SETTING, offset=True, seed=0)
    assert marks(offset, "error of class 3, rare", Bars).height[2] < 0.2


def test_the_curve_falls_from_e1_alone_to_both_features():
    errors = rare_errors(2.0, 0.35, offset=False)
    assert len(errors) == SHARES.size
    assert errors[0] == pytest.approx(1, abs=1e-6)
    assert errors[-1] == pytest.approx(0.030, abs=0.001)
    assert np.all(np.diff(errors) < 0)


def test_without_a_supervised_solution_pictures_say_so():
    for scene in (
        kept_scene(INSEPARABLE, seed=0),
        shares_scene(INSEPARABLE, "n_rare", (), seed=0),
        probe_scene(INSEPARABLE, offset=False, seed=0),
    ):
        assert "separate" in scene.title + scene.words
        assert "cannot be" in scene.title
        assert "nan" not in scene.title + scene.words


@pytest.mark.parametrize("change", [{"n_rare": 0}, {"d": 1}, {"rho": -1.0}])
def test_impossible_settings_get_a_reason(change):
    setting = SETTING | change
    for scene in (
        kept_scene(setting, seed=0),
        shares_scene(setting, "rho", (), seed=0),
        probe_scene(setting, offset=False, seed=0),
    ):
        assert not scene.panels
        assert next(iter(change)) in scene.title


def test_a_probe_needs_noise():
    assert "give noise above 0" in probe_scene(SMALL | {"rho": 0.0}, offset=False, seed=0).title
