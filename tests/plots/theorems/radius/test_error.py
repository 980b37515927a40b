import numpy as np
import pytest

from ltcore.plots.scene.marks import Band, Line
from ltcore.plots.theorems.radius.error import SEEN, error_scene
from ltcore.plots.theorems.radius.rule import Radius
from ltcore.theory.radius.cuts import bayes_cut, midpoint_cut
from ltcore.theory.selfsup_radius import (
    bayes_error,
    chernoff_bound,
    error_bound,
    error_exact,
    simulate,
)
from tests.pairwise import pairwise

GOLDEN = Radius(d=50, beta=3.0, p_pos=0.1, delta=0.125, n_pos=10, n_neg=90)


def mark(scene, name):
    [found] = [one for one in scene.marks if getattr(one, "name", "") == name]
    return found


def test_the_numbers_of_now_are_the_golden_ones():
    scene = error_scene(GOLDEN, draws=0, seed=0)
    np.testing.assert_allclose(mark(scene, "now").y, [0.611943, 0.0302454, 0.00230941], rtol=1e-5)
    assert "d = 50" in scene.title
    assert "3.0 %" in scene.title
    assert "61.2 %" in scene.title
    assert "20 times the true value" in scene.words  # 0.611943 / 0.0302454
    assert "24.6 %" in scene.words


def test_curves_are_those_of_the_theory():
    scene = error_scene(GOLDEN, draws=0, seed=0)
    for name, exact in (
        ("Theorem 3", lambda d: error_bound(0.125, d, 3.0, 0.1)),
        ("Chernoff on the same event", lambda d: chernoff_bound(0.125, d, 3.0, 0.1)),
        ("radius rule", lambda d: error_exact(d, 3.0, 0.1)),
        ("best rule (Bayes)", lambda d: bayes_error(d, 3.0, 0.1)),
    ):
        line = mark(scene, name)
        drawn = np.isfinite(line.y)
        np.testing.assert_allclose(np.asarray(line.y)[drawn], exact(line.x)[drawn])
    strokes = [mark(scene, name).stroke for name in ("Theorem 3", "radius rule", "constant rule")]
    assert strokes == ["promised", "true", "guide"]
    assert mark(scene, "Theorem 3").y[-1] == pytest.approx(3.64181e-4, rel=1e-5)


def test_the_honest_finding_is_said():
    words = error_scene(GOLDEN, draws=0, seed=0).words
    assert "worse than always predicting the same class up to d = 25" in words
    assert "only from d = 282" in words


def test_where_even_the_smallest_dimension_helps_the_words_say_so():
    rule = Radius(d=50, beta=3.0, p_pos=0.5, delta=0.125, n_pos=10, n_neg=90, balanced=True)
    scene = error_scene(rule, draws=0, seed=0)
    assert "beats the constant rule at every d" in scene.words
    assert "balanced error" in scene.title
    assert scene.panels[0].y.title == "Balanced error"
    np.testing.assert_array_equal(mark(scene, "constant rule").y, 0.5)


def test_the_band_is_that_of_trainings_drawn_anew():
    scene = error_scene(
        Radius(d=50, beta=3.0, p_pos=0.1, delta=0.125, n_pos=2, n_neg=5), draws=4000, seed=1
    )
    band, mean = mark(scene, "5–95 % of the trainings"), mark(scene, "mean of the trainings")
    errors = simulate(SEEN[:5], 3.0, 0.1, 2, 5, trials=40_000, rng=np.random.default_rng(9))
    low, high = np.quantile(errors, (0.05, 0.95), axis=0)
    np.testing.assert_allclose(np.asarray(band.low)[:5], low, rtol=0.05)
    np.testing.assert_allclose(np.asarray(band.high)[:5], high, rtol=0.05)
    allowed = 5 * errors.std(axis=0) / np.sqrt(4000)
    assert np.all(np.abs(np.asarray(mean.y)[:5] - errors.mean(axis=0)) < allowed)
    assert "4,000 simulated trainings" in " ".join(scene.notes)


def test_the_promise_is_hatched_up_to_the_last_vacuous_dimension():
    band = mark(error_scene(GOLDEN, draws=0, seed=0), "promised with probability 0 or less")
    assert band.hatched
    assert 30 <= band.x[1] <= 40
    sure = error_scene(
        Radius(d=50, beta=3.0, p_pos=0.1, delta=0.4, n_pos=1000, n_neg=1000), draws=0, seed=0
    )
    assert np.isnan(mark(sure, "promised with probability 0 or less").x).all()


def test_cuts_stand_where_the_theory_has_them():
    scene = error_scene(
        Radius(d=20, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), draws=0, seed=0
    )
    assert mark(scene, "midpoint").x[0] == pytest.approx(60 / 20)
    assert mark(scene, "best threshold").x[0] == pytest.approx(34.742886367511964 / 20)
    assert float(midpoint_cut(20, 5.0)) == 60
    assert float(bayes_cut(1, 5.0, 0.1)) == 0
    rare = error_scene(
        Radius(d=1, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), draws=0, seed=0
    )
    assert np.isnan(mark(rare, "best threshold").x).all()


def test_densities_peak_at_their_class_and_the_wider_is_the_other_moved_by_beta():
    scene = error_scene(
        Radius(d=200, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), draws=0, seed=0
    )
    rare, frequent = (
        next(one for one in scene.marks if isinstance(one, Band) and one.name.startswith(name))
        for name in ("rare", "frequent")
    )
    assert np.asarray(rare.x)[np.argmax(rare.high)] == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(np.asarray(frequent.x), 5 * np.asarray(rare.x))


@pytest.mark.parametrize(("d", "beta", "p_pos"), pairwise([1, 1000], [1.5, 10.0], [0.01, 0.5]))
def test_no_line_is_below_zero(d, beta, p_pos):
    setting = Radius(d=d, beta=beta, p_pos=p_pos, delta=0.01, n_pos=1, n_neg=100_000)
    scene = error_scene(setting, draws=0, seed=3)
    for line in (one for one in scene.marks if isinstance(one, Line)):
        drawn = np.asarray(line.y)[np.isfinite(line.y)]
        assert np.all(drawn >= 0)


def test_settings_without_a_theorem_say_why():
    scene = error_scene(
        Radius(d=50, beta=1.0, p_pos=0.1, delta=0.1, n_pos=10, n_neg=90), draws=10, seed=0
    )
    assert not scene.panels
    assert "beta is 1" in scene.title
