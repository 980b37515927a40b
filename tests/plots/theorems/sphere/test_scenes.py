"""The pictures of the sphere draw the theory's numbers and say them."""

import itertools

import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Dots, Line, Words
from ltcore.plots.theorems.sphere.allocation import Crowd, allocation_scene
from ltcore.plots.theorems.sphere.angles import (
    PLACES,
    RATIOS,
    SEEDS,
    angles_scene,
    exact_angles,
    lay_out,
    simplex_angle,
)
from ltcore.plots.theorems.sphere.circle import circle_scene
from ltcore.plots.theorems.sphere.classes import groups, long_tail
from ltcore.theory.sphere.sinkhorn import allocate, softmax_labels
from ltcore.theory.sphere.uniformity import MOST_SAMPLES, spread_out


def mark(scene, name, kind=Line, panel=0):
    [found] = [
        one
        for one in scene.marks
        if isinstance(one, kind) and one.name == name and one.panel == panel
    ]
    return found


@pytest.mark.parametrize("n_classes", [3, 4, 5, 6, 8, 10])
@pytest.mark.parametrize("ratio", [1.0, 10.0, 100.0])
def test_there_are_about_200_examples_and_a_picture_shows_them_all(n_classes, ratio):
    counts = long_tail(n_classes, ratio)
    assert 150 < sum(counts) <= min(200 + n_classes, MOST_SAMPLES)
    assert min(counts) >= 1
    assert list(counts) == sorted(counts, reverse=True)


def test_groups_are_thirds():
    assert groups(6) == ["head", "head", "medium", "medium", "tail", "tail"]


def test_bars_are_what_the_layouts_own_and_squares_the_limits():
    scene = circle_scene(3, 10, seed=0)
    counts = np.array(long_tail(3, 10))
    for level, name in (("sample", "by example"), ("class", "by class")):
        layout = spread_out(tuple(counts.tolist()), level, seed=0)
        np.testing.assert_allclose(mark(scene, f"{name}, seen", Bars, 2).height, layout.owned)
    np.testing.assert_allclose(
        mark(scene, "by example, exact limit", Dots, 2).y, counts / counts.sum()
    )
    np.testing.assert_allclose(mark(scene, "by class, exact limit", Dots, 2).y, 1 / 3)
    assert "52° apart by example, 120° by class" in scene.title
    assert "this is the simplex" in scene.words


def test_rings_are_as_long_as_the_shares():
    scene = circle_scene(4, 20, seed=0)
    counts = np.array(long_tail(4, 20))
    lengths = []
    for group in ("head", "medium", "tail"):
        ring = mark(scene, f"{group}, exact limit")
        steps = np.hypot(np.diff(ring.x), np.diff(ring.y))
        lengths.append(np.nansum(steps) / 1.2)
    # Thirds of four classes: two, one, one; each arc leaves 0.03 to its neighbours.
    shares = np.array([counts[:2].sum(), counts[2], counts[3]]) / counts.sum()
    np.testing.assert_allclose(lengths, 2 * np.pi * shares - [0.06, 0.03, 0.03], atol=0.002)


@pytest.mark.parametrize("n_classes", [3, 5, 10])
def test_the_exact_angle_begins_even_and_falls_only_by_example(n_classes):
    by_example, by_class = (exact_angles(n_classes, level) for level in ("sample", "class"))
    np.testing.assert_allclose(by_class, 360 / n_classes)
    assert by_example[0] == pytest.approx(360 / n_classes)
    assert np.all(np.diff(by_example) < 0)
    # The last two arcs, by hand.
    tail = RATIOS[-1] ** (1 - np.arange(n_classes) / (n_classes - 1))
    assert by_example[-1] == pytest.approx(180 * tail[-2:].sum() / tail.sum())


def test_the_simplex_of_three_and_four_is_known():
    assert simplex_angle(3) == pytest.approx(120)
    assert simplex_angle(4) == pytest.approx(109.4712, abs=1e-4)


def test_layouts_are_drawn_at_their_ratios():
    [(share, first), *_] = itertools.islice(lay_out(3, 2), 2)
    assert share == pytest.approx(1 / len(PLACES))
    assert first.ratio == 1
    np.testing.assert_allclose(first.angles["sample"], 120, atol=1.5)
    scene = angles_scene(3, 10, 2, [first], seed=0)
    assert len(mark(scene, "by example, a layout", Dots).x) == SEEDS
    np.testing.assert_allclose(mark(scene, "by class, a layout", Dots, 1).y, first.rarest["class"])
    assert "52° apart by example, 120° by class" in scene.title
    assert "gets 7.1 % if every example counts" in scene.words


def test_on_the_sphere_there_is_no_exact_angle_and_four_classes_find_room():
    scene = angles_scene(4, 1, 3, (), seed=0)
    assert np.isnan(mark(scene, "by example, exact limit").y).all()
    assert "no exact angle" in " ".join(scene.notes)
    assert 95 < mark(scene, "by class, current layout", Dots).y[0] < simplex_angle(4)
    names = [one for one in scene.marks if isinstance(one, Words) and one.text == "by class"]
    assert np.isnan(names[0].y)


def test_bars_are_the_shares_of_both_tables():
    crowd = Crowd(n_classes=5, ratio=20.0, pull=1.0, noise=0.5)
    scores, labels = crowd.scores()
    counts = np.bincount(labels)
    assert tuple(counts) == crowd.counts
    scene = allocation_scene(crowd, temperature=0.05, shares="true")
    np.testing.assert_allclose(
        mark(scene, "softmax", Bars).height, softmax_labels(scores).mean(axis=0)
    )
    found = allocate(scores, counts / counts.sum())
    np.testing.assert_allclose(mark(scene, "Sinkhorn", Bars).height, found.targets.mean(axis=0))
    np.testing.assert_allclose(mark(scene, "target", Dots).y, counts / counts.sum())
    right = found.targets.argmax(axis=1) == labels
    own = [right[labels == k].mean() for k in range(5)]
    np.testing.assert_allclose(mark(scene, "Sinkhorn", Bars, 1).height, own)
    residuals = np.asarray(mark(scene, "Sinkhorn", Line, 2).y)
    np.testing.assert_allclose(
        residuals[np.isfinite(residuals)], found.residuals[np.isfinite(residuals)]
    )
    assert "81 % of the examples" in scene.words
    assert "after 212 rounds" in scene.words


def test_cosines_of_a_crowd_without_pull_and_noise_are_those_of_the_simplex():
    scores, labels = Crowd(n_classes=4, ratio=1.0, pull=0.0, noise=0.0).scores()
    expected = np.where(np.arange(4) == labels[:, None], 1, -1 / 3)
    np.testing.assert_allclose(scores, expected, atol=1e-12)


@pytest.mark.parametrize("shares", ["true", "equal"])
def test_sinkhorn_gives_each_vertex_what_is_asked_for(shares):
    scene = allocation_scene(
        Crowd(n_classes=3, ratio=50.0, pull=2.0, noise=0.4, seed=3), temperature=0.1, shares=shares
    )
    wanted = mark(scene, "target", Dots).y
    np.testing.assert_allclose(mark(scene, "Sinkhorn", Bars).height, wanted, atol=1e-3)


def test_a_temperature_of_nothing_gets_a_reason():
    scene = allocation_scene(
        Crowd(n_classes=3, ratio=10.0, pull=1.0, noise=0.4), temperature=0.0, shares="true"
    )
    assert not scene.panels
    assert "temperature is 0" in scene.title
