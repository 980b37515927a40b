import numpy as np
import pytest

from ltcore.plots.scene.marks import Band, Dots, Line, Words
from ltcore.plots.theorems.logit_adjustment.cut import cut_scene
from ltcore.theory.logit_adjustment.two_classes import gaussian_errors


def mark(scene, kind, name):
    [found] = [one for one in scene.marks if isinstance(one, kind) and one.name == name]
    return found


def test_golden_cut_and_errors_are_in_title_and_words():
    scene = cut_scene(0.5, 0.1, 1.0, draws=0, seed=0)
    assert scene.title == "τ = 0.5: the threshold is at 0.55 σ, the balanced error is 19.3 %"
    assert "error 8.7 %, balanced error 19.3 %" in scene.words
    assert "smallest error, 7.0 %" in scene.words
    assert "15.9 %" in scene.words
    assert mark(scene, Line, "cut").x == pytest.approx([0.549306] * 2, abs=1e-6)
    assert mark(scene, Dots, "now").y == pytest.approx([0.087199, 0.193380], abs=1e-6)


def test_beyond_one_the_cut_is_written_with_a_minus():
    assert "at −1.10 σ" in cut_scene(2.0, 0.1, 1.0, draws=0, seed=0).title
    assert "at 0," in cut_scene(1.0, 0.1, 1.0, draws=0, seed=0).title


def test_the_curves_are_the_exact_errors():
    scene = cut_scene(0.5, 0.05, 1.5, draws=0, seed=0)
    error, balanced = gaussian_errors(mark(scene, Line, "error").x, 1.5, 1.0, 0.05)
    np.testing.assert_allclose(mark(scene, Line, "error").y, error)
    np.testing.assert_allclose(mark(scene, Line, "balanced error").y, balanced)


@pytest.mark.parametrize(("tau", "prior"), [(0.0, 0.1), (0.5, 0.1), (1.3, 0.3), (2.0, 0.05)])
def test_the_filled_areas_are_the_error(tau, prior):
    scene = cut_scene(tau, prior, 1.0, draws=0, seed=0)
    bands = [mark(scene, Band, name) for name in ("positives missed", "negatives predicted as +")]
    areas = [np.trapezoid(band.high, band.x) for band in bands]
    error, _ = gaussian_errors(tau, 1.0, 1.0, prior)
    # Trapezia of a tenth of a standard deviation.
    assert sum(areas) == pytest.approx(float(error), abs=5e-4)


@pytest.mark.parametrize("tau", [0.0, 0.5, 1.0])
def test_the_raised_positives_cross_the_negatives_at_the_cut(tau):
    scene = cut_scene(tau, 0.1, 1.0, draws=0, seed=0)
    raised = mark(scene, Line, "positives times ((1 − π)/π)^τ")
    negative = mark(scene, Line, "negatives, (1 − π) of all")
    [crossing] = np.flatnonzero(np.diff(np.sign(raised.y - negative.y + 1e-15)))
    cut = mark(scene, Line, "cut").x[0]
    assert raised.x[crossing] - 1e-9 <= cut <= raised.x[crossing + 1] + 1e-9


def test_more_draws_keep_the_dots_and_only_the_first_are_drawn():
    few, many = (cut_scene(0.5, 0.1, 1.0, draws=number, seed=3) for number in (10, 3000))
    dots = [mark(scene, Dots, "a test set").y for scene in (few, many)]
    assert len(dots[0]) == 20
    assert len(dots[1]) == 80
    np.testing.assert_array_equal(dots[0], dots[1][:20])
    assert "40 of 3,000 test sets" in " ".join(many.notes)
    assert "In nine of ten" in many.words
    assert "In nine of ten" not in cut_scene(0.5, 0.1, 1.0, draws=0, seed=3).words


def test_what_is_seen_scatters_round_the_truth():
    scene = cut_scene(0.5, 0.1, 1.0, draws=1000, seed=0)
    error, balanced = mark(scene, Dots, "now").y
    seen = mark(scene, Dots, "a test set").y.reshape(-1, 2)
    assert abs(seen[:, 0].mean() - error) < 4 * seen[:, 0].std() / np.sqrt(len(seen))
    assert abs(seen[:, 1].mean() - balanced) < 4 * seen[:, 1].std() / np.sqrt(len(seen))


def test_balanced_classes_have_nothing_to_adjust():
    assert "nothing to adjust" in cut_scene(1.7, 0.5, 1.0, draws=0, seed=0).words


def test_where_there_is_no_prior_the_picture_says_why():
    scene = cut_scene(0.5, 0.0, 1.0, draws=5, seed=0)
    assert not scene.panels
    assert "prior is 0" in scene.title


@pytest.mark.parametrize("tau", [0.0, 0.5, 2.0])
def test_what_is_called_so_is_told_on_its_side_of_the_cut(tau):
    scene = cut_scene(tau, 0.1, 1.0, draws=0, seed=0)
    [cut, _] = mark(scene, Line, "cut").x
    words = {one.text: one for one in scene.marks if isinstance(one, Words)}
    assert words["called −"].x < cut < words["called +"].x
    assert (words["called −"].anchor, words["called +"].anchor) == ("right", "left")
