import numpy as np
import pytest

from ltcore.plots.scene.marks import Band, Bars, Dots, Line
from ltcore.plots.theorems.margin_theory.bound import Bound, bound_scene
from ltcore.theory.ldam_margin import margin_free_term
from tests.pairwise import pairwise

START = Bound(n_max=5000, ratio=100, n_classes=10, complexity=1.0, margin=0.5, rarest=0.5)


def asked(**changed):
    return Bound(**(vars(START) | changed))


def named(scene, kind, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, kind) and mark.name == name]
    return found


def bars(scene):
    return [mark for mark in scene.marks if isinstance(mark, Bars)]


def test_the_mean_of_the_stacked_bars_is_the_bound():
    scene = bound_scene(START)
    of_counts, of_margins = bars(scene)
    assert np.mean(of_counts.height) == pytest.approx(0.545, abs=5e-4)
    np.testing.assert_allclose(of_margins.base, of_counts.height)
    total = np.mean(of_counts.height) + np.mean(of_margins.height)
    assert named(scene, Dots, "now").y[0] == pytest.approx(total)
    # The rarest of 12,406 examples has 50: ln n / sqrt 50, and sqrt(1 / 50) / 0.5.
    assert of_counts.height[-1] == pytest.approx(np.log(12_406) / np.sqrt(50))
    assert of_margins.height[-1] == pytest.approx(2 / np.sqrt(50))
    assert f"{total:.2f}" in scene.title


def test_of_100_classes_the_part_without_margins_is_vacuous_alone():
    scene = bound_scene(asked(n_max=500, n_classes=100, complexity=0.01))
    assert np.mean(bars(scene)[0].height) == pytest.approx(1.659, abs=1e-3)
    assert "vacuous" in scene.title
    assert "more than any error" in scene.words


def test_the_curve_runs_through_the_dot_and_never_falls_below_the_part_without_margins():
    for complexity in (0.01, 1.0, 100.0):
        scene = bound_scene(asked(complexity=complexity))
        curve = named(scene, Line, "balanced test")
        at = np.interp(np.log(complexity), np.log(curve.x), curve.y)
        assert at == pytest.approx(named(scene, Dots, "now").y[0], rel=1e-3)
        assert np.all(np.asarray(curve.y) > named(scene, Line, "part without margins").y)
        imbalanced = named(scene, Line, "imbalanced test, smallest margin of all").y
        np.testing.assert_allclose(imbalanced, np.sqrt(curve.x / 12_406) / 0.5)


@pytest.mark.parametrize("rarest", [0.0, -0.2])
def test_a_class_that_is_not_separated_takes_the_bound_away(rarest):
    scene = bound_scene(asked(rarest=rarest))
    assert "not separated yet" in scene.title
    assert "1 of 10 classes" in scene.title
    assert np.isnan(named(scene, Dots, "now").y[0])
    assert np.all(np.isnan(named(scene, Line, "balanced test").y))
    assert np.isnan(bars(scene)[1].height[-1])
    assert np.all(np.isfinite(bars(scene)[1].height[:-1]))
    assert len(named(scene, Band, "not separated yet").x) == 2
    assert len(named(bound_scene(START), Band, "not separated yet").x) == 0


def test_as_many_labels_for_every_setting():
    scenes = [
        bound_scene(asked(**dict(zip(vars(START), values, strict=True))))
        for values in pairwise(
            (100, 10**6), (1.0, 100.0), (2, 200), (0.01, 5000.0), (0.1,), (-0.2, 2.0)
        )
    ]
    labelled = {sum(bool(getattr(mark, "label", "")) for mark in scene.marks) for scene in scenes}
    assert len(labelled) == 1


def test_where_a_class_has_no_example_or_c_is_illegal_the_picture_says_why():
    assert "ratio is 1,000" in bound_scene(asked(n_max=100, ratio=1000)).title
    assert "complexity is 0" in bound_scene(asked(complexity=0.0)).title


def test_the_grey_part_is_the_theory_s():
    assert "0.545" in bound_scene(START).words
    assert margin_free_term([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]) == pytest.approx(
        np.mean(bars(bound_scene(START))[0].height)
    )
