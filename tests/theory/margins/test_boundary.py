import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from ltcore.theory.margins.boundary import (
    Clouds,
    Line,
    draw,
    exact_errors,
    fit,
    margin_shift,
    over_draws,
    two_margins,
    undefined_because,
)

SETTINGS = [
    Clouds(),
    Clouds(n_tail=1, distance=6),
    Clouds(n_head=500, n_tail=500, distance=0),
    Clouds(ridge=0.1),
    Clouds(n_head=5, n_tail=100, distance=2, ridge=0.0001, seed=3),
]
MARGINS = [(0.0, 0.0), (0.2, 0.5), (1.9, 5.0), (8.0, 20.0)]


def gradient(clouds, margins, line):
    """The derivative of the loss, written out class by class."""
    points, y = draw(clouds)
    total = clouds.ridge * np.array([line.w1, line.w2, 0])
    for sign, margin in zip((-1, 1), margins, strict=True):
        here = points[y == sign]
        score = here @ [line.w1, line.w2] + line.b
        pull = expit(margin - sign * score)
        total -= sign * np.append(pull @ here, pull.sum()) / len(y)
    return total


@pytest.mark.parametrize("clouds", SETTINGS)
@pytest.mark.parametrize("margins", MARGINS)
def test_the_fit_is_where_the_gradient_vanishes(clouds, margins):
    """The loss is convex, so this is the minimum."""
    assert np.abs(gradient(clouds, margins, fit(clouds, margins))).max() < 1e-6


def test_scikit_learn_fits_the_same_line():
    linear_model = pytest.importorskip("sklearn.linear_model")
    clouds = Clouds(n_head=60, n_tail=20, distance=2, ridge=0.01)
    points, y = draw(clouds)
    theirs = linear_model.LogisticRegression(C=1 / (0.01 * 80), tol=1e-10, max_iter=1000)
    theirs.fit(points, y)
    ours = fit(clouds)
    np.testing.assert_allclose([[ours.w1, ours.w2]], theirs.coef_, rtol=1e-4)
    np.testing.assert_allclose([ours.b], theirs.intercept_, rtol=1e-4)


@pytest.mark.parametrize("clouds", SETTINGS[:2])
@pytest.mark.parametrize("margins", MARGINS[1:])
def test_unequal_margins_move_the_line_parallel_to_that_of_equal_ones(clouds, margins):
    line, equal = fit(clouds, margins), fit(clouds, (np.mean(margins), np.mean(margins)))
    np.testing.assert_allclose([line.w1, line.w2], [equal.w1, equal.w2], rtol=1e-3, atol=1e-4)
    moved = (line.b - equal.b) / line.norm
    assert moved == pytest.approx(margin_shift(line, margins), rel=1e-3)


def test_exact_errors_agree_with_a_simulation():
    line = Line(1.0, 0.5, 0.3)
    points, y = draw(Clouds(n_head=200_000, n_tail=200_000, distance=2))
    wrong = y * (points @ [line.w1, line.w2] + line.b) < 0
    np.testing.assert_allclose(
        exact_errors(line, 2), [wrong[y < 0].mean(), wrong[y > 0].mean()], atol=4e-3
    )
    assert exact_errors(Line(3.0, 0.0, 0.0), 2 * 1.959964) == pytest.approx((0.025, 0.025))
    assert np.isnan(exact_errors(Line(0.0, 0.0, 1.0), 2)).all()


def test_more_points_keep_those_that_were_there():
    few, _ = draw(Clouds(n_tail=10))
    more, _ = draw(Clouds(n_tail=50))
    np.testing.assert_array_equal(few, more[:510])
    other, _ = draw(Clouds(seed=1))
    assert not np.array_equal(few, other)


def test_at_equal_counts_margins_leave_the_boundary_where_it_is_on_average():
    errors = over_draws(Clouds(n_head=100, n_tail=100), 5.0)
    assert two_margins(Clouds(n_head=100, n_tail=100), 5.0) == (5.0, 5.0)
    np.testing.assert_allclose(errors[:, 0].mean(0), errors[:, 1].mean(0), atol=0.005)


def test_what_the_page_says_of_its_starts_holds_over_many_draws():
    tails = {
        (margin, ridge): over_draws(Clouds(ridge=ridge), margin, 40)[:, :, 1]
        for margin, ridge in ((5.0, 0.001), (0.5, 0.001), (15.0, 0.01))
    }
    plain, with_margin = tails[5.0, 0.001].mean(0)
    assert plain == pytest.approx(0.18, abs=0.03)
    assert with_margin < 0.75 * plain
    assert (tails[5.0, 0.001][:, 1] < tails[5.0, 0.001][:, 0]).mean() > 0.9
    plain, with_margin = tails[0.5, 0.001].mean(0)
    assert 0 < plain - with_margin < 0.02
    plain, with_margin = tails[15.0, 0.01].mean(0)
    assert with_margin > plain


def test_draws_are_seeds_from_zero_and_cannot_be_changed():
    errors = over_draws(Clouds(seed=7), 5.0, 2)
    assert errors.shape == (2, 2, 2)
    clouds = Clouds(seed=1)
    assert errors[1, 0].tolist() == list(exact_errors(fit(clouds), clouds.distance))
    with pytest.raises(ValueError, match="read-only"):
        errors[0] = 0


def test_a_score_of_no_slope_has_no_shift():
    assert math.isnan(margin_shift(Line(0.0, 0.0, 1.0), (1.0, 2.0)))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"n_head": 0}, "n_head is 0"),
        ({"n_tail": 0}, "n_tail is 0"),
        ({"distance": math.inf}, "distance is inf"),
        ({"ridge": 0.0}, "ridge is 0"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_impossible_settings_are_refused_with_the_reason(settings, said):
    clouds = replace(Clouds(), **settings)
    assert said in undefined_because(**vars(clouds))
    with pytest.raises(ValueError, match=said):
        fit(clouds)
