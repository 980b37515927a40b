import numpy as np
import pytest

from ltcore.plots.scene.marks import Arrows, Bars, Dots, Line
from ltcore.plots.theorems.frequency_bias.prototypes import prototypes_scene, pull_shares
from ltcore.plots.theorems.frequency_bias.start import start_scene
from ltcore.plots.theorems.frequency_bias.steps import (
    LONGEST,
    moves_scene,
    others_share,
)
from ltcore.theory.frequency_bias.gradients import DEFAULT, first_weight_gradients, path
from ltcore.theory.shared.ring import means


def scene_of(toy=DEFAULT, loss="plain", step=0, vector="all", watched="recalls"):
    return moves_scene(toy, loss=loss, step=step, vector=vector, watched=watched)


def tips(scene):
    arrows = [mark for mark in scene.marks if isinstance(mark, Arrows)]
    return np.array([np.ravel([mark.to_x, mark.to_y]) for mark in arrows])


def line(scene, name, panel=1):
    [found] = [
        m for m in scene.marks if isinstance(m, Line) and m.name == name and m.panel == panel
    ]
    return np.asarray(found.x), np.asarray(found.y)


def test_at_the_start_the_tails_vector_moves_away_from_the_head():
    ends = tips(scene_of())
    whole = -first_weight_gradients(DEFAULT.counts, means(3, 2.0)).sum(axis=0)
    np.testing.assert_allclose(
        ends, LONGEST * whole / np.linalg.norm(whole, axis=1).max(), atol=0.1
    )
    towards = means(3, 1.0)
    assert ends[2] @ towards[0] < -0.9 * np.linalg.norm(ends[2])
    assert ends[2] @ towards[2] < 0.7 * np.linalg.norm(ends[2])


def test_weights_move_each_vector_towards_its_class():
    ends = tips(scene_of(loss="inverse"))
    for end, mean in zip(ends, means(3, 1.0), strict=True):
        assert end @ mean > 0.99 * np.linalg.norm(end)


def test_pulls_on_one_vector_sum_to_its_move(rounding):
    found = path(DEFAULT, "plain", 200)
    ends = tips(scene_of(vector="tail"))
    pulls = -found.gradients[0, :, 2, :2]
    expected = LONGEST * pulls / np.linalg.norm(pulls, axis=1).max()
    np.testing.assert_allclose(ends, expected, atol=rounding(expected))
    assert others_share(found, 0, 2) == pytest.approx(0.98, abs=0.002)
    assert "Examples of other classes cause 98.0 % of the pulls" in scene_of(vector="tail").words


def test_words_have_the_numbers_of_the_draw():
    scene = scene_of()
    assert "0.995, 0.334, 0.275" in scene.words
    assert "90 %" in scene.title
    late = scene_of(step=200)
    assert "99.1 %, 85.8 %, 53.3 %" in late.words


def test_lines_are_the_recalls_and_shares_of_the_path():
    found = path(DEFAULT, "adjusted", 200)
    x, y = line(scene_of(loss="adjusted"), "tail")
    np.testing.assert_allclose(y, found.recalls[:, 2])
    assert (x[0], x[1], x[-1]) == (0.7, 1, 200)
    np.testing.assert_allclose(line(scene_of(watched="shares"), "head")[1][0], 0.9, atol=0.003)


def test_on_the_drawn_borders_two_classes_tie_before_the_third():
    parameters = path(DEFAULT, "plain", 200).parameters[200]
    x, y = line(scene_of(step=200), "decision", 0)
    for ray, (one, two, third) in enumerate(((0, 1, 2), (1, 2, 0), (2, 0, 1))):
        scores = parameters @ [x[3 * ray + 1], y[3 * ray + 1], 1.0]
        assert scores[one] == pytest.approx(scores[two])
        assert scores[one] > scores[third]


def test_an_illegal_step_gives_its_reason():
    scene = scene_of(step=201)
    assert not scene.panels
    assert "steps is 201" in scene.title


def test_the_first_move_of_the_biases_is_prior_minus_a_third():
    scene = start_scene(0.9, 0.01, 0)
    heights = np.ravel([mark.height for mark in scene.marks if isinstance(mark, Bars)])
    np.testing.assert_allclose(heights, [0.566667, -0.243333, -0.323333], atol=1e-6)
    assert "+0.5667, -0.2433 and -0.3233" in scene.words


def test_the_first_gradient_is_the_heads_and_the_draw_agrees():
    scene = start_scene(0.9, 0.01, 0)
    assert "0.995, 0.342, 0.277" in scene.words
    seen = np.ravel([mark.y for mark in scene.marks if isinstance(mark, Dots)])
    np.testing.assert_allclose(seen, [0.9954, 0.3345, 0.2753], atol=5e-4)
    x, y = line(scene, "tail")
    assert np.interp(0.9, x, y) == pytest.approx(0.2771, abs=1e-3)
    even = start_scene(0.34, 0.33, 0)
    ends = [line(even, name)[1][0] for name in ("head", "medium", "tail")]
    np.testing.assert_allclose(ends, np.sqrt(0.5), atol=0.01)


def test_prototypes_agree_at_the_start_and_not_later():
    scene = prototypes_scene(DEFAULT, 1000.0)
    for name, last in (("head", 0.11), ("medium", 0.40), ("tail", 0.95)):
        _, y = line(scene, name, 0)
        assert y[0] == pytest.approx(1)
        assert y[-1] == pytest.approx(last, abs=0.01)
    assert "77.8 %, 13.1 %, 9.1 %" in scene.words


def test_the_effective_number_goes_from_priors_to_equal_shares():
    np.testing.assert_allclose(pull_shares(DEFAULT.counts, 1.0), [0.9, 0.09, 0.01])
    np.testing.assert_allclose(pull_shares(DEFAULT.counts, 1e9), 1 / 3, rtol=1e-4)
    shares = path(DEFAULT, "effective", 0).shares[0]
    np.testing.assert_allclose(pull_shares(DEFAULT.counts, 1000.0), shares, atol=0.003)
    tails = [pull_shares(DEFAULT.counts, number)[2] for number in (1, 10, 100, 1e3, 1e4, 1e5)]
    assert tails == sorted(tails)
