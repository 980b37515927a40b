import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from sklearn.linear_model import LogisticRegression

from ltcore.theory.two_features.learning import learned
from ltcore.theory.two_features.probe import probe_errors
from ltcore.theory.two_features.shares import Setting, draw

BOTH = np.eye(2)
ONLY_E1 = np.array([[1.0, 0, 0], [0, 0, 1]])
HALF = np.array([[1.0, 0, 0], [0, 0.5, np.sqrt(0.75)]])


def balanced(d, tau, rho, seed):
    return draw(
        Setting(d=d, n_frequent=10_000, n_rare=10_000, tau=tau, rho=rho),
        np.random.default_rng(seed),
    )


@pytest.mark.parametrize("directions", [BOTH, ONLY_E1, HALF])
@pytest.mark.parametrize("rho", [0.35, 0.7])
@pytest.mark.parametrize("offset", [False, True])
def test_a_probe_fitted_to_many_drawn_examples_errs_alike(directions, rho, offset):
    """Points drawn, logistic regression of scikit-learn, errors counted on further points."""
    d = directions.shape[1]
    points, labels = balanced(d, 2.0, rho, 0)
    probe = LogisticRegression(C=1e3, fit_intercept=offset, max_iter=500)
    probe.fit(points @ directions.T, labels)
    fresh, truth = balanced(d, 2.0, rho, 1)
    wrong = probe.predict(fresh @ directions.T) != truth
    seen = np.array([wrong[truth == k].mean() for k in range(3)])
    expected = probe_errors(directions, 2.0, rho, offset=offset)
    if directions is ONLY_E1 and not offset:
        seen, expected = (
            seen[2:],
            expected[2:],
        )  # the probe of nothing but noise ties between 1 and 2
        assert expected == pytest.approx([1], abs=1e-6)
    np.testing.assert_allclose(expected, seen, atol=0.02)


def test_errors_along_one_line_are_known():
    """With a constant, e1 alone: three classes at -1, 0, 1 and two cuts, of the same distance from 0."""
    rho = 0.4
    errors = probe_errors(ONLY_E1, 2.0, rho, offset=True)
    cut = -rho * float(ndtri(errors[2] / 2))
    assert errors[0] == pytest.approx(ndtr((cut - 1) / rho), abs=1e-6)
    assert errors[0] == pytest.approx(errors[1], abs=1e-4)
    assert cut == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("rho", [0.2, 0.35, 0.5])
def test_the_rare_class_needs_e2(rho):
    errors = [probe_errors(directions, 2.0, rho)[2] for directions in (BOTH, HALF, ONLY_E1)]
    assert errors[0] < errors[1] < errors[2] == pytest.approx(1, abs=1e-6)


def test_turning_the_basis_changes_nothing():
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(2, 2)))[0]
    np.testing.assert_allclose(
        probe_errors(turn @ HALF, 2.0, 0.4), probe_errors(HALF, 2.0, 0.4), atol=2e-4
    )


def test_self_supervision_serves_the_rare_class_better():
    for seed in range(3):
        run = learned(Setting(d=80, n_frequent=60, n_rare=2), seed)
        rare = [
            probe_errors(kept_, 2.0, 0.35)[2] for kept_ in (run.supervised, run.self_supervised)
        ]
        assert rare[1] < 0.1 < rare[0]


@settings(max_examples=40)
@given(
    angle=st.floats(0, 7),
    length=st.floats(0, 1),
    tau=st.floats(0, 5),
    rho=st.floats(0.01, 20),
    offset=st.booleans(),
)
def test_errors_are_shares_for_every_legal_setting(angle, length, tau, rho, offset):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    errors = probe_errors(turn * [1, length], tau, rho, offset=offset)
    assert np.all((errors >= 0) & (errors <= 1))


@pytest.mark.parametrize(
    ("directions", "tau", "rho"),
    [
        (np.full((2, 3), np.nan), 2.0, 0.3),
        (BOTH, -1.0, 0.3),
        (BOTH, 2.0, 0.0),
        (BOTH, 2.0, np.nan),
        (BOTH, np.inf, 0.3),
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_say(directions, tau, rho):
    assert np.isnan(probe_errors(directions, tau, rho)).all()
