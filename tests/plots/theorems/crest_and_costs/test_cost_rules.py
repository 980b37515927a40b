import itertools

import numpy as np
import pytest

from ltcore.plots.scene.marks import Band, Bars, Dots, Line
from ltcore.plots.theorems.crest_and_costs.cost_rules import CASES, costs_scene, same_rule_scene
from ltcore.plots.theorems.crest_and_costs.triangle import region
from ltcore.posthoc.costs import minimum_expected_cost, threshold_moving
from ltcore.theory.crest_and_costs.cost_rules import CORNERS, triangle_grid


def named(scene, kind, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, kind) and mark.name == name]
    return found


def inside(band, places):
    """Which places lie in a band of several polygons: an odd number of edges is above each."""
    x = np.concatenate([band.x, band.x[::-1]])
    y = np.concatenate([band.high, band.low[::-1]])
    found = np.zeros(len(places), dtype=bool)
    for index in range(len(x)):
        (x1, y1), (x2, y2) = (x[index - 1], y[index - 1]), (x[index], y[index])
        if x1 != x2:
            between = (np.minimum(x1, x2) <= places[:, 0]) & (places[:, 0] < np.maximum(x1, x2))
            found ^= between & (y1 + (y2 - y1) * (places[:, 0] - x1) / (x2 - x1) > places[:, 1])
    return found


def area(band):
    low, high = np.asarray(band.low), np.asarray(band.high)
    width = np.diff(band.x)
    tall = high - low
    # Steps back to the left join two polygons and have no width in between.
    return float(np.sum(width * (tall[1:] + tall[:-1]) / 2)) / (np.sqrt(3) / 4)


def test_a_region_is_its_polygons_and_joins_without_width():
    halves = [
        np.array([[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5]]),
        np.array([[1, 0, 0], [0, 0.5, 0.5], [0, 0, 1]]),
    ]
    for polygons in (halves[:1], halves[1:], halves):
        assert area(region("half", polygons, "blue")) == pytest.approx(len(polygons) / 2)
    assert np.size(region("none", [], "blue").x) == 0


@pytest.mark.parametrize("tau", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("ratio", [1.0, 7.0, 100.0])
def test_dots_of_logit_adjustment_lie_in_the_areas_of_threshold_moving(tau, ratio):
    scene = same_rule_scene(tau, ratio, 0.6, 0.3)
    counted = 0
    for label in (1, 2, 3):
        dots = named(scene, Dots, f"logit adjustment: class {label}")
        places = np.column_stack([dots.x, dots.y])
        # Points on a border may be given to either side.
        shares = [
            inside(named(scene, Band, f"threshold moving: class {other}"), places + 1e-7).sum()
            for other in (1, 2, 3)
        ]
        assert shares[label - 1] >= len(places) - 13
        counted += len(places)
    assert counted == 169


def test_both_rules_make_the_same_of_the_prediction():
    scene = same_rule_scene(1.0, 7.0, 0.6, 0.3)
    moved, adjusted = named(scene, Bars, "threshold moving"), named(scene, Dots, "logit adjustment")
    np.testing.assert_allclose(moved.height, adjusted.y, atol=1e-15)
    by_hand = np.array([0.6, 0.3, 0.1]) / np.array([7, 7**0.5, 1])
    np.testing.assert_allclose(moved.height, by_hand / by_hand.sum())
    assert "both rules choose class 2" in scene.title
    assert "class 1 is most probable before" in scene.words


def test_at_tau_0_nothing_moves():
    scene = same_rule_scene(0.0, 7.0, 0.6, 0.3)
    np.testing.assert_allclose(named(scene, Bars, "threshold moving").height, [0.6, 0.3, 0.1])
    for label in (1, 2, 3):
        assert area(named(scene, Band, f"threshold moving: class {label}")) == pytest.approx(1 / 3)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("odd", [0.1, 4.0, 100.0])
def test_the_areas_are_the_decisions_of_both_rules(case, odd):
    scene = costs_scene(case, odd)
    costs = np.array(CASES[case], dtype=float)
    costs[2, 0] = odd
    points = triangle_grid(40)
    moved = threshold_moving(points, costs).argmax(axis=1)
    cheapest = minimum_expected_cost(points, costs)
    for name, decided in (("threshold moving", moved), ("least cost", cheapest)):
        areas = [area(named(scene, Band, f"{name}: class {label}")) for label in (1, 2, 3)]
        assert sum(areas) == pytest.approx(1)
        np.testing.assert_allclose(areas, np.bincount(decided, minlength=3) / 1600, atol=0.02)
        for label in range(3):
            found = inside(named(scene, Band, f"{name}: class {label + 1}"), points @ CORNERS)
            assert np.mean(found == (decided == label)) > 0.96
    differ = area(named(scene, Band, "different decision"))
    assert differ == pytest.approx(1 - named(scene, Dots, "now").y[0])
    assert differ == pytest.approx(np.mean(moved != cheapest), abs=0.02)


@pytest.mark.parametrize(("case", "odd"), [("equal", 1.0), ("tail", 3.0)])
def test_equal_costs_in_each_row_are_decided_alike(case, odd):
    scene = costs_scene(case, odd)
    assert named(scene, Dots, "now").y[0] == pytest.approx(1)
    assert "everywhere" in scene.title
    assert len(named(scene, Band, "different decision").x) == 0


def test_where_far_mistakes_are_dear_the_middle_is_safe():
    scene = costs_scene("far", 4.0)
    assert area(named(scene, Band, "least cost: class 2")) > 2 * area(
        named(scene, Band, "threshold moving: class 2")
    )
    assert "37.7 %" in scene.title


def test_the_curve_runs_through_the_dot():
    for case, odd in itertools.product(CASES, (0.3, 3.0, 30.0)):
        scene = costs_scene(case, odd)
        curve, now = named(scene, Line, "same decision"), named(scene, Dots, "now")
        assert np.interp(np.log(odd), np.log(curve.x), curve.y) == pytest.approx(now.y[0], abs=5e-3)


def test_where_there_is_nothing_the_picture_says_why():
    assert "each p is above 0" in same_rule_scene(1.0, 7.0, 0.7, 0.4).title
    assert "not finite" in costs_scene("tail", np.inf).title
