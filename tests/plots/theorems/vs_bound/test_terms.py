import itertools

import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Dots, Line
from ltcore.plots.theorems.vs_bound.stack import layer_hues, shares_of, stacked
from ltcore.plots.theorems.vs_bound.terms import (
    COUNTS,
    HIGHEST,
    HIGHEST_SUM,
    READINGS,
    Toy,
    methods_scene,
)
from ltcore.theory.vs_bound.toy import METHODS, measure
from tests.pairwise import pairwise


def scene_of(toy=None, reading="smallest", shown="terms", delta=0.05):
    return methods_scene(toy or Toy(), reading=reading, shown=shown, delta=delta)


def bars_of(scene):
    return np.array([mark.height for mark in scene.marks if isinstance(mark, Bars)]).T


def level(scene, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, Line) and mark.name == name]
    return np.asarray(found.y)[::3]


def test_bars_are_the_terms_of_the_theory():
    found = [measure(Toy().ring, method) for method in METHODS]
    np.testing.assert_allclose(bars_of(scene_of()), [one.terms for one in found])
    shares = bars_of(scene_of(shown="shares"))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(shares[0, [0, -1]], [0.487, 0.048], atol=1e-3)
    np.testing.assert_allclose(shares[1, [0, -1]], [0.078, 0.306], atol=1e-3)


def test_the_bound_is_above_the_truth_and_its_parts_are_written():
    scene = scene_of()
    found = [measure(Toy().ring, method) for method in METHODS]
    np.testing.assert_allclose(level(scene, "bound"), [one.bound for one in found])
    np.testing.assert_allclose(level(scene, "balanced risk"), [one.surrogate for one in found])
    assert np.all(level(scene, "bound") > level(scene, "balanced risk"))
    [parts] = [mark for mark in scene.marks if isinstance(mark, Dots) and mark.name == "parts"]
    assert parts.labels[0] == "20+84"
    assert f"{found[0].bound / found[0].surrogate:.0f} times the true value" in scene.words
    assert "vacuous" in scene.words


def test_shifts_have_the_terms_of_cross_entropy_and_another_error():
    scene = scene_of()
    np.testing.assert_allclose(bars_of(scene)[0], bars_of(scene)[2], rtol=1e-3)
    errors = level(scene, "balanced error")
    assert errors[2] < 0.6 * errors[0]
    assert "8.3 % instead of 15.9 %" in scene.words


@pytest.mark.parametrize("reading", ["scores", "quantile"])
def test_other_readings_are_called_no_bound_and_have_no_tightness(reading):
    scene = scene_of(reading=reading)
    [line] = [mark for mark in scene.marks if isinstance(mark, Line) and mark.name == "no bound"]
    assert line.stroke == "guide"
    assert "times the true value" not in scene.words
    assert "gives no bound" in scene.words
    assert "no bound" in " ".join(scene.notes)


def test_without_imbalance_all_losses_are_one():
    scene = scene_of(Toy(ratio=1))
    np.testing.assert_allclose(bars_of(scene), np.tile(bars_of(scene)[0], (6, 1)), rtol=1e-2)
    assert "change nothing" in scene.title
    assert "rank" not in scene.words


def test_a_smaller_allowed_failure_raises_the_bound_by_the_training_term_alone():
    rare, common = (scene_of(delta=delta) for delta in (0.001, 0.5))
    assert np.all(level(rare, "bound") > level(common, "bound"))
    np.testing.assert_array_equal(bars_of(rare), bars_of(common))


def test_there_is_room_for_the_marks_at_every_setting():
    toys = [Toy(100, 2.0, 0), Toy(1, 3.0, 0)]
    for toy, reading, shown in pairwise(toys, list(READINGS), ("terms", "shares")):
        scene = scene_of(toy, reading, shown)
        assert bars_of(scene).sum(axis=1).max() < HIGHEST_SUM
        name = "bound" if reading == "smallest" else "no bound"
        assert level(scene, name).max() < HIGHEST
    assert set(COUNTS) == {1, 10, 100}


def test_an_illegal_delta_gives_its_reason():
    scene = scene_of(delta=0.0)
    assert not scene.panels
    assert "delta is 0" in scene.title


def test_layers_stand_on_each_other_and_differ_from_their_neighbours():
    rows = stacked([0.0], np.array([[1.0, np.nan, 2.0]]), 1.0, ["a", "b", "c"])
    assert [np.asarray(bars.base).tolist() for bars in rows] == [[0.0], [1.0], [1.0]]
    for number in (2, 5, 8, 10):
        hues = layer_hues(number)
        assert all(one != two for one, two in itertools.pairwise(hues))
        assert hues[0][0] == "blue"
    assert np.isnan(shares_of(np.zeros((1, 2)))).all()
