import numpy as np
import pytest

from ltcore.plots.scene.marks import Dots, Line
from ltcore.plots.theorems.margin_theory.descent import descent_scene
from ltcore.theory.margin_theory.descent import Points, draw, path
from tests.pairwise import pairwise


def named(scene, kind, name):
    [found] = [mark for mark in scene.marks if isinstance(mark, kind) and mark.name == name]
    return found


def test_the_dots_of_now_lie_on_their_curves_at_a_sample_of_the_path():
    found = path(Points(), longest=9.0)
    scene = descent_scene(float(found.t[48]), Points(), weighted=False)
    assert named(scene, Dots, "current length").y[0] == pytest.approx(found.norms[48])
    assert named(scene, Dots, "current angle").y[0] == pytest.approx(np.degrees(found.angles[48]))
    assert f"{found.margins[48, 0]:.2f} for the head" in scene.words


def test_the_svm_line_has_all_points_on_their_sides_and_some_on_its_margin():
    features, y = draw(Points())
    line = named(descent_scene(1.0, Points(), weighted=False), Line, "SVM")
    at = np.interp(features[:, 1], line.y, line.x)
    assert np.all((features[:, 0] - at) * y > 0)
    edges = named(descent_scene(1.0, Points(), weighted=False), Line, "margin of the SVM")
    left = np.interp(features[:, 1], edges.y[:2], edges.x[:2])
    right = np.interp(features[:, 1], edges.y[-2:], edges.x[-2:])
    room = np.where(y < 0, left - features[:, 0], features[:, 0] - right)
    assert room.min() == pytest.approx(0, abs=1e-9)


def test_the_line_turns_to_the_svm_with_either_weights_and_w_grows_without_end():
    for weighted in (False, True):
        scenes = [descent_scene(t, Points(), weighted=weighted) for t in (1.0, 1e3, 1e6, 1e9)]
        angles = [named(scene, Dots, "current angle").y[0] for scene in scenes]
        lengths = [named(scene, Dots, "current length").y[0] for scene in scenes]
        assert angles == sorted(angles, reverse=True)
        assert angles[-1] < 8
        assert lengths == sorted(lengths)
        # One factor e in t adds |w*| in the limit; a thousand adds 6.9 times as much.
        slope = (lengths[-1] - lengths[-2]) / np.log(1e3)
        assert slope == pytest.approx(np.linalg.norm(path(Points(), longest=9.0).svm), rel=0.07)


def test_weights_swap_the_two_curves():
    equal, weighted = (descent_scene(1e3, Points(), weighted=chosen) for chosen in (False, True))
    np.testing.assert_array_equal(
        named(equal, Line, "angle").y, named(weighted, Line, "angle, other weights").y
    )
    assert named(equal, Line, "angle").label == "equal"
    assert named(weighted, Line, "angle").label == "1 / n"


def test_the_marks_are_within_their_axes_for_every_setting():
    for t, tail, distance, seed in pairwise((0.1, 1e9), (1, 60), (2.0, 8.0), (0, 1)):
        scene = descent_scene(t, Points(n_tail=tail, distance=distance, seed=seed), weighted=True)
        assert np.max(named(scene, Line, "angle").y) <= scene.panels[1].y.high
        assert np.nanmax(named(scene, Line, "|w*| ln t").y) <= scene.panels[2].y.high


def test_where_there_is_no_tail_the_picture_says_why():
    assert "n_tail is 0" in descent_scene(1.0, Points(n_tail=0), weighted=False).title
