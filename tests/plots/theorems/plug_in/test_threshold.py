import numpy as np
import pytest

from ltcore.plots.scene.marks import Dots, Line
from ltcore.plots.theorems.plug_in.threshold import threshold_scene
from ltcore.theory.plug_in.law import threshold_rates


def mark(scene, kind, name, panel):
    [found] = [
        one
        for one in scene.marks
        if isinstance(one, kind) and one.name == name and one.panel == panel
    ]
    return found


def test_golden_loss_of_a_half():
    scene = threshold_scene(0.5, 0.1, 1.0)
    assert scene.title == "Threshold 0.5: balanced accuracy 72.1 %, 12.0 points below the best"
    now = mark(scene, Dots, "now", 1)
    assert now.y == pytest.approx([0.070061, 0.278601], abs=1e-6)


def test_the_prior_is_the_best_threshold_of_either_model():
    for spread in (1.0, 2.0):
        scene = threshold_scene(0.1, 0.1, spread)
        assert "the best possible" in scene.title
        curve = mark(scene, Line, "balanced error", 1)
        assert curve.x[np.argmin(curve.y)] == pytest.approx(0.1, rel=0.06)
        best = mark(scene, Dots, "balanced error is smallest at p", 1)
        assert best.y[0] <= curve.y.min() + 1e-12


def test_the_curve_is_the_exact_am():
    curve = mark(threshold_scene(0.3, 0.05, 2.0), Line, "balanced error", 1)
    positive, negative = threshold_rates(curve.x, 0.05, 2.0)
    np.testing.assert_allclose(curve.y, 1 - (positive + negative) / 2)


def test_a_wide_class_is_taken_on_both_sides():
    taken = mark(threshold_scene(0.1, 0.1, 2.0), Line, "called +", 0)
    there = np.isfinite(taken.y)
    assert there[0]
    assert there[-1]
    assert not there.all()
    assert not np.isfinite(mark(threshold_scene(0.1, 0.1, 1.0), Line, "called +", 0).y[0])


def test_an_illegal_prior_gives_a_reason():
    scene = threshold_scene(0.5, 0.0, 1.0)
    assert not scene.panels
    assert "prior is 0" in scene.title
