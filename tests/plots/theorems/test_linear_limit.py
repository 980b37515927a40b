import numpy as np
import pytest

from ltcore.plots.scene.marks import Line
from ltcore.plots.theorems.linear_limit import balanced_scene, error_scene, floor_scene
from ltcore.theory.linear_limit import balanced_error_floor, error


def marks(scene):
    """Return the marks of a scene, whatever they are."""
    return scene.marks


def line(scene, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, Line) and mark.name == name]
    return np.asarray(found.x), np.asarray(found.y)


def test_the_curve_is_the_exact_error_and_areas_are_its_parts():
    scene = error_scene(1.0, 3.0, 0.9, draws=0, seed=0)
    x, y = line(scene, "error")
    np.testing.assert_allclose(y, error(x, 3.0, 0.9))
    positives, negatives = marks(scene)[:2]
    np.testing.assert_allclose(negatives.low, positives.high)
    np.testing.assert_allclose(negatives.high, y)
    assert "66.2 %" in scene.title


def test_the_promise_is_drawn_where_the_theorem_speaks():
    x, y = line(error_scene(1.0, 3.0, 0.9, draws=0, seed=0), "promised by Theorem 2: at least p₋/2")
    assert np.all(np.isnan(y[x <= 0]))
    assert np.all(y[x > 0] == 0.45)
    for silent in (
        error_scene(1.0, 1.0, 0.9, draws=0, seed=0),
        error_scene(1.0, 3.0, 0.3, draws=0, seed=0),
    ):
        assert np.all(np.isnan(line(silent, "promised by Theorem 2: at least p₋/2")[1]))


def test_below_zero_the_words_say_that_the_theorem_is_silent():
    scene = error_scene(-3.0, 3.0, 0.9, draws=0, seed=0)
    assert "Theorem 2 says nothing here: t is -3" in scene.words
    assert "tightness" not in scene.words


def test_more_draws_keep_the_dots_and_never_draw_more_than_can_be_seen():
    few, many = (error_scene(1.0, 3.0, 0.5, draws=number, seed=4) for number in (10, 5000))
    dots = [next(mark for mark in marks(scene) if mark.name == "a sample") for scene in (few, many)]
    assert len(dots[0].y) == 10
    assert len(dots[1].y) == 40
    assert "40 of 5,000 samples" in " ".join(many.notes)


def test_the_balanced_error_touches_its_floor_at_the_best_threshold():
    scene = balanced_scene(1.0, 3.0)
    tightness = 0.25 / float(balanced_error_floor(3.0))
    assert f"tightness ratio {tightness:.2f}" in scene.words
    best = next(mark for mark in marks(scene) if mark.name == "best")
    assert error(best.x[0], 3.0, 0.5) == pytest.approx(best.y[0])


def test_the_floors_are_those_of_the_theory():
    x, y = line(floor_scene(3.0, 0.6), "balanced error of the best line")
    np.testing.assert_allclose(y, balanced_error_floor(x))
    assert "43.5 %" in floor_scene(3.0, 0.6).title


@pytest.mark.parametrize(
    "scene", [error_scene(1.0, 0.5, 0.5, draws=3, seed=0), balanced_scene(0.0, 0.1)]
)
def test_where_there_is_no_setting_the_picture_says_why(scene):
    assert not scene.panels
    assert "beta" in scene.title
