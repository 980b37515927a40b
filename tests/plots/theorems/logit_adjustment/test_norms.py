import numpy as np
import pytest

from ltcore.plots.scene.marks import Dots, Line
from ltcore.plots.theorems.logit_adjustment.norms import norms_scene
from ltcore.theory.logit_adjustment.weight_norms import Head, adjusted, class_errors, normalised

HEAD = Head(prior=0.1, shared=(-0.5, 0.5))


def lines(scene, name):
    return [one for one in scene.marks if isinstance(one, Line) and one.name == name]


@pytest.mark.parametrize(
    ("name", "boundary"),
    [
        ("adjusted", adjusted(HEAD, 0.7)),
        ("normalised", normalised(HEAD, 0.7)),
        ("normalised without biases", normalised(HEAD, 0.7, keep_bias=False)),
    ],
)
def test_the_drawn_line_is_the_boundary(name, boundary):
    drawn, _ = lines(norms_scene(0.7, HEAD), name)
    sides = boundary.normal @ np.stack([drawn.x, drawn.y]) + boundary.offset
    np.testing.assert_allclose(sides, 0, atol=1e-9)
    assert np.hypot(*(np.diff(drawn.x), np.diff(drawn.y))) > 10


def test_costs_are_those_of_the_theory():
    scene = norms_scene(1.0, HEAD)
    _, cost = lines(scene, "normalised")
    missed, alarms = class_errors(HEAD, normalised(HEAD, cost.x))
    np.testing.assert_allclose(cost.y, (missed + alarms) / 2)
    [now] = [one for one in scene.marks if isinstance(one, Dots) and one.name == "now"]
    assert np.asarray(now.y)[0] == pytest.approx(0.158655, abs=1e-6)
    assert "balanced error 15.9 % after logit adjustment" in scene.title


def test_equal_lengths_are_named_and_nothing_moves_without_biases():
    scene = norms_scene(1.0, Head(prior=0.1))
    assert "they are equal, so" in scene.words
    _, cost = lines(scene, "normalised without biases")
    assert np.ptp(cost.y) < 1e-12


def test_where_both_vectors_become_one_there_is_no_line():
    drawn, cost = lines(norms_scene(1.0, Head(prior=0.1, shared=(3.0, 0.0))), "normalised")
    assert np.isnan(drawn.x).all()
    # One class is taken everywhere.
    assert cost.y[cost.x == 1.0] == pytest.approx([0.5])


def test_an_illegal_head_gives_a_reason():
    scene = norms_scene(0.5, Head(prior=0.0))
    assert not scene.panels
    assert "prior is 0" in scene.title
