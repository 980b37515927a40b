import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Line
from ltcore.plots.theorems.vs_bound.epochs import EVERY, balanced_errors, epochs_scene
from ltcore.theory.shared.ring import Ring
from ltcore.theory.vs_bound.path import RECIPES, Descent, path
from ltcore.theory.vs_bound.toy import DEFAULT


def scene_of(descent=None, toy=DEFAULT, shown="terms", watched="error"):
    return epochs_scene(toy, descent or Descent(), shown=shown, watched=watched)


def bars_of(scene):
    return np.array([mark.height for mark in scene.marks if isinstance(mark, Bars)]).T


def line(scene, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, Line) and mark.name == name]
    return np.asarray(found.y)


@pytest.mark.parametrize("recipe", RECIPES)
def test_bars_are_the_terms_of_the_path(recipe):
    found = path(DEFAULT, Descent(recipe))
    np.testing.assert_allclose(bars_of(scene_of(Descent(recipe))), found.terms[::EVERY])


def test_early_weights_pay_at_the_start_and_still_win():
    scene = scene_of(Descent("late"))
    assert "2.02" in scene.words
    assert "5.91" in scene.words
    assert "smaller balanced error at every epoch after the switch" in scene.words
    early, late = (balanced_errors(path(DEFAULT, Descent(name))) for name in ("early", "late"))
    assert np.all(early[161:] < late[161:])
    np.testing.assert_allclose(line(scene, "weights early")[1:], early[1:])
    assert f"{100 * late[-1]:.1f} %" in scene.title


def test_late_weights_meet_a_larger_sum():
    scene = scene_of(Descent("late"), watched="sum")
    late, early = line(scene, "weights late"), line(scene, "weights early")
    assert late[160] < 2.4 < 6.5 < late[161]
    assert late[161] > early[161]
    assert "2.33 at epoch 160 and 6.56 at the next" in scene.words


def test_recalls_are_those_of_the_recipe_that_is_shown():
    scene = scene_of(Descent("late"), watched="recalls")
    np.testing.assert_allclose(
        line(scene, "recall, class 5"), path(DEFAULT, Descent("late")).recalls[:, -1]
    )


def test_shares_sum_to_one():
    np.testing.assert_allclose(bars_of(scene_of(shown="shares")).sum(axis=1), 1)


def test_too_few_classes_give_a_reason():
    scene = scene_of(toy=Ring((9,)))
    assert not scene.panels
    assert "1 classes" in scene.title
