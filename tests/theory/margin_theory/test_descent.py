import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from ltcore.theory.margin_theory.descent import (
    GAP,
    Points,
    draw,
    hard_margin,
    path,
    undefined_because,
)

SETTINGS = [Points(seed=seed) for seed in range(4)] + [
    Points(1, 1),
    Points(500, 5, 8.0, 3),
    Points(3, 40, 0.0, 2),
]


def signed(points):
    features, y = draw(points)
    return y[:, None] * features


@pytest.mark.parametrize("points", SETTINGS)
def test_the_reference_is_scikit_learns_svm(points):
    svm = pytest.importorskip("sklearn.svm")
    features, y = draw(points)
    # A kernel counts the constant feature in the length of w; a linear SVM's own bias would not.
    theirs = svm.SVC(kernel="linear", C=1e8, tol=1e-10).fit(
        np.vstack([features, -features]), np.concatenate([y, -y])
    )
    np.testing.assert_allclose(theirs.intercept_, 0, atol=1e-5)
    np.testing.assert_allclose(theirs.coef_[0], hard_margin(features, y), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("points", SETTINGS)
def test_the_reference_is_the_quadratic_programme_s(points):
    rows = signed(points)
    found = minimize(
        lambda w: w @ w / 2,
        np.array([2.0, 0, 0]) / GAP,
        jac=lambda w: w,
        constraints={"type": "ineq", "fun": lambda w: rows @ w - 1, "jac": lambda w: rows},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    ours = hard_margin(*draw(points))
    np.testing.assert_allclose(found.x, ours, atol=1e-5)
    assert (rows @ ours).min() == pytest.approx(1, abs=1e-9)


def test_points_that_no_line_parts_have_no_svm():
    features = np.array([[1.0, 0.0], [-1.0, 0.0]])
    assert np.isnan(hard_margin(features, np.array([1.0, 1.0]))).all()


def descended(points, weights, rate, steps):
    rows, w = signed(points), np.zeros(3)
    for _ in range(steps):
        w = w + rate * (weights * expit(-(rows @ w))) @ rows
    return w


@pytest.mark.parametrize("weighted", [False, True])
def test_descent_with_steps_follows_the_flow(weighted):
    points = Points(30, 3)
    of_each = np.repeat([1 / 60, 1 / 6] if weighted else [1 / 33, 1 / 33], [30, 3])
    found = path(points, weighted=weighted, longest=3.0)
    w = descended(points, of_each, 0.05, 20_000)
    np.testing.assert_allclose(w, found.w[-1], rtol=2e-3)
    coarse = descended(points, of_each, 0.2, 5_000)
    assert np.linalg.norm(w - found.w[-1]) < np.linalg.norm(coarse - found.w[-1])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("points", SETTINGS)
def test_the_length_grows_like_log_t_and_the_direction_becomes_the_svms(points, weighted):
    found = path(points, weighted=weighted, longest=12.0)
    slope = np.diff(found.norms[-20:]) / np.diff(np.log(found.t[-20:]))
    np.testing.assert_allclose(slope, np.linalg.norm(found.svm), rtol=0.1)
    rest = found.w - np.log(found.t)[:, None] * found.svm
    assert np.linalg.norm(rest[-1] - rest[-40]) < 0.7
    late = found.angles[-60:] * np.log(found.t[-60:])
    assert late[-1] < 1.5 * late[0] + 1e-6
    assert found.angles[-1] < 0.25
    assert (np.diff(found.angles[-60:]) < 0).all()
    assert found.margins[-1].min() == pytest.approx(1 / np.linalg.norm(found.svm), rel=0.1)
    assert found.margins.min(1).max() <= (1 + 1e-9) / np.linalg.norm(found.svm)


def test_weights_only_move_what_log_t_outgrows():
    """Support vectors end at log t + log(a / alpha): the weights are in the second part alone."""
    points = Points(seed=11)
    rows, plain = signed(points), path(points, longest=12.0)
    support = np.flatnonzero(rows @ plain.svm < 1 + 1e-6)
    alpha = np.linalg.lstsq(rows[support].T, plain.svm)[0]
    assert (alpha > 0).all()
    for weighted in (False, True):
        found = path(points, weighted=weighted, longest=12.0)
        a = np.repeat([1 / 120, 1 / 12] if weighted else [1 / 66, 1 / 66], [60, 6])[support]
        expected = np.log(found.t[-1]) + np.log(a / alpha)
        np.testing.assert_allclose(rows[support] @ found.w[-1], expected, atol=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_weights_give_the_tail_room_early(seed):
    plain, weighted = path(Points(seed=seed)), path(Points(seed=seed), weighted=True)
    early = slice(30, 70)
    assert (weighted.margins[early, 1] > plain.margins[early, 1]).all()
    assert weighted.shares[0, 1] == pytest.approx(0.5, abs=0.02)
    assert plain.shares[0, 1] == pytest.approx(6 / 66, abs=0.01)


def test_the_draw_is_separable_and_keeps_what_was_there():
    for points in SETTINGS:
        features, y = draw(points)
        assert (y * features[:, 0] >= GAP).all()
    few, more = draw(Points(10, 5))[0], draw(Points(20, 5))[0]
    np.testing.assert_array_equal(few[:10], more[:10])
    np.testing.assert_array_equal(few[10:], more[20:])


@settings(deadline=None, max_examples=40)
@given(
    st.integers(-1, 20),
    st.integers(-1, 20),
    st.floats(allow_nan=True),
    st.integers(-2, 50),
    st.floats(0, 13),
    st.booleans(),
)
def test_a_path_or_a_reason(n_head, n_tail, distance, seed, longest, weighted):
    points = Points(n_head, n_tail, distance, seed)
    reason = undefined_because(**vars(points), longest=longest)
    if reason:
        with pytest.raises(ValueError, match=r"needs|give"):
            path(points, weighted=weighted, longest=longest)
    else:
        found = path(points, weighted=weighted, longest=longest)
        assert found.w.shape == (121, 3)
        assert np.isfinite(found.margins).all()
