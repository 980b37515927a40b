import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Dots, Line
from ltcore.plots.theorems.margin_theory.trade_off import many_classes_scene, two_class_scene
from ltcore.theory.ldam_margin import bound_ratio, two_class_bound
from tests.pairwise import pairwise

COUNTS = (1, 2, 50, 5000, 10_000)


def named(scene, kind, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, kind) and mark.name == name]
    return found


def test_the_bowl_is_the_bound_over_that_of_equal_margins_and_touches_1_at_equal_shares():
    bowl = named(two_class_scene(5000, 50, 0.5), Line, "bound")
    np.testing.assert_allclose(bowl.y, two_class_bound(bowl.x, 5000, 50) / 0.31112698, rtol=1e-7)
    assert np.interp(0.5, bowl.x, bowl.y) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("n1", "n2", "gamma1", "gain"),
    [(5000, 50, 0.240253, 0.78748), (10_000, 1, 1 / 11, 0.59901), (100, 100, 0.5, 1.0)],
)
def test_the_optimum_is_the_golden_one_and_the_lowest_point_of_the_bowl(n1, n2, gamma1, gain):
    scene = two_class_scene(n1, n2, 0.5)
    best = named(scene, Dots, "best split")
    assert (best.x[0], best.y[0]) == (
        pytest.approx(gamma1, abs=1e-6),
        pytest.approx(gain, abs=1e-6),
    )
    assert np.min(named(scene, Line, "bound").y) == pytest.approx(gain, abs=2e-3)
    assert np.min(named(scene, Line, "bound").y) >= gain - 1e-12


def test_the_optimum_slides_along_its_way_and_the_gain_along_its_curve():
    for n2 in (1, 50, 5000):
        scene = two_class_scene(5000, n2, 0.3)
        best, way = named(scene, Dots, "best split"), named(scene, Line, "path of the optimum")
        assert np.interp(best.x[0], way.x[::-1], way.y[::-1]) == pytest.approx(best.y[0], abs=1e-3)
        curve, now = named(scene, Line, "best split"), named(scene, Dots, "current best split")
        assert np.interp(np.log(now.x[0]), np.log(curve.x), curve.y) == pytest.approx(
            now.y[0], abs=1e-3
        )
        assert np.min(curve.y) > 0.5


def test_your_shares_are_judged_in_words():
    assert "as good as equal" in two_class_scene(5000, 50, 0.5).words
    assert "better than equal" in two_class_scene(5000, 50, 0.25).words
    assert "worse than equal" in two_class_scene(5000, 50, 0.9).words
    assert "10,000 : 1" in two_class_scene(10_000, 1, 0.5).title


@pytest.mark.parametrize(
    ("n_classes", "ratio", "gain"),
    [(10, 100, 0.883905), (10, 50, 0.912819), (10, 10, 0.967569), (100, 100, 0.897536), (2, 1, 1)],
)
def test_the_gain_of_many_classes_is_the_golden_one(n_classes, ratio, gain):
    scene = many_classes_scene(n_classes, ratio)
    # The golden counts are rounded down: 5,000 to 50, and of 100 classes 500 to 5.
    assert named(scene, Dots, "now").y[0] == pytest.approx(
        gain, abs=4e-3 if n_classes > 10 else 1e-4
    )
    counts = 1e4 * ratio ** -np.linspace(0, 1, n_classes)
    assert named(scene, Dots, "now").y[0] == pytest.approx(bound_ratio(counts), abs=1e-9)
    curve, floor = named(scene, Line, f"current: {n_classes} classes"), named(scene, Line, "floor")
    assert np.all(np.asarray(curve.y) > floor.y)


def test_the_bars_are_ldam_s_margins_with_mean_1():
    bars = [mark for mark in many_classes_scene(10, 100).marks if isinstance(mark, Bars)]
    heights = np.concatenate([mark.height for mark in bars])
    ldam = [0.1581, 0.1797, 0.2042, 0.2321, 0.2638, 0.2998, 0.3407, 0.3872, 0.4405, 0.5]
    np.testing.assert_allclose(heights / heights[-1] / 2, ldam, atol=6e-4)
    assert heights.mean() == pytest.approx(1)
    assert [np.size(mark.x) for mark in bars] == [7, 3]


def test_the_names_are_the_same_for_every_setting():
    scenes = [
        two_class_scene(max(one, other), min(one, other), gamma1)
        for one, other, gamma1 in pairwise(COUNTS, (COUNTS[0], COUNTS[-1]), (0.025, 0.975))
    ]
    names = {tuple(getattr(mark, "name", None) for mark in scene.marks) for scene in scenes}
    assert len(names) == 1


@pytest.mark.parametrize("k", [2, 3, 100, 200])
@pytest.mark.parametrize("ratio", [1.0, 1e6])
def test_no_bar_leaves_its_axis(k, ratio):
    scene = many_classes_scene(k, ratio)
    tops = [np.max(np.asarray(mark.height)) for mark in scene.marks if isinstance(mark, Bars)]
    assert max(tops) <= scene.panels[1].y.high


def test_where_there_is_nothing_the_picture_says_why():
    assert "n2 is 0" in two_class_scene(10, 0, 0.5).title
    assert "1 classes" in many_classes_scene(1, 100).title
