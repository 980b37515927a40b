import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.pseudo_labels.gaussian_rule import balanced_error, bayes_error, bayes_threshold
from ltcore.theory.ssl_mean import target


def test_golden_values_a_gap_of_25_points_costs_less_than_one():
    gap = np.array([0, 0.1, 0.25, 0.5])
    errors = balanced_error(target(0.5 + gap, 0.5, 1, -1), 1, -1, 1)
    np.testing.assert_allclose(
        errors, [0.158655253931, 0.159863093, 0.166138563, 0.187672370], atol=1e-9
    )
    np.testing.assert_allclose(errors[0], bayes_error(1, -1, 1), rtol=1e-12)
    assert errors[2] - errors[0] < 0.01


def test_agrees_with_drawn_points():
    rng = np.random.default_rng(0)
    x = rng.normal([[1.2], [0.1]], 0.8, size=(2, 400_000))
    seen = ((x[0] <= 0.5).mean() + (x[1] > 0.5).mean()) / 2
    assert abs(seen - float(balanced_error(0.5, 1.2, 0.1, 0.8))) < 4 * np.sqrt(0.25 / 800_000)


@given(theta=st.floats(-9, 9), mu2=st.floats(-3, 3), gap=st.floats(0, 5), sigma=st.floats(0.1, 9))
def test_no_threshold_beats_the_one_in_the_middle(theta, mu2, gap, sigma):
    least = float(bayes_error(mu2 + gap, mu2, sigma))
    assert float(balanced_error(theta, mu2 + gap, mu2, sigma)) >= least - 1e-15
    middle = bayes_threshold(mu2 + gap, mu2)
    np.testing.assert_allclose(balanced_error(middle, mu2 + gap, mu2, sigma), least)
    assert least <= 0.5


def test_far_thresholds_give_the_constant_rule_and_illegal_settings_nothing():
    assert balanced_error([-np.inf, -1e308, 1e308, np.inf], 1, -1, 1e-40).tolist() == [0.5] * 4
    assert np.isnan(balanced_error([0, 0, np.nan], [1, -2, 1], -1, [0, 1, 1])).all()
