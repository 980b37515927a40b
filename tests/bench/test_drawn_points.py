import numpy as np
import pytest

from ltcore.bench import drawn_points
from ltcore.bench.drawn_points import mean_estimates, radius_errors
from ltcore.theory import ssl_mean
from ltcore.theory.selfsup_radius import error_exact


def test_the_estimates_have_the_mean_and_variance_of_the_theorem():
    """n+ 40, n- 10, p .9, q .6, means 3 and 1, sigma 2: target 2 + (.9 - .6); 4 + p (1 - p) 4 per point."""
    estimates = mean_estimates(
        40, 10, 0.9, 0.6, 3, 1, 2, trials=20_000, rng=np.random.default_rng(0)
    )
    variance = ((4 + 0.09 * 4) / 40 + (4 + 0.24 * 4) / 10) / 4
    assert estimates.mean() == pytest.approx(2.3, abs=4 * (variance / 20_000) ** 0.5)
    assert estimates.var() == pytest.approx(variance, rel=0.05)
    short = ssl_mean.simulate(40, 10, 0.9, 0.6, 3, 1, 2, trials=20_000, rng=np.random.default_rng(1))  # fmt: skip
    assert short.var() == pytest.approx(estimates.var(), rel=0.06)


def test_precise_labels_without_noise_leave_the_midpoint():
    exact = mean_estimates(3, 2, 1, 1, 3, 1, 0, trials=4, rng=np.random.default_rng(0))
    assert exact.tolist() == [2, 2, 2, 2]


def test_many_training_points_leave_the_error_of_endless_data():
    errors = radius_errors(5, 3, 0.2, 4000, 4000, trials=30, rng=np.random.default_rng(0))
    assert errors == pytest.approx(np.full(30, float(error_exact(5, 3, 0.2))), rel=0.05)


@pytest.mark.parametrize("values", [1, 1000, 10**6])
def test_every_trial_is_drawn_whatever_the_size_of_a_chunk(monkeypatch, values):
    monkeypatch.setattr(drawn_points, "VALUES_AT_ONCE", values)
    rng = np.random.default_rng(0)
    assert radius_errors(5, 3, 0.2, 3, 4, trials=101, rng=rng).shape == (101,)
    estimates = mean_estimates(3, 4, 0.9, 0.8, 1, -1, 1, trials=101, rng=rng)
    assert np.unique(estimates).size == 101
