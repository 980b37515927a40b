import numpy as np
import pytest
from scipy import stats

from ltcore.plots.theorems.radius.rule import (
    Radius,
    enough_examples,
    promise_from,
    times,
    trainings,
    worth_from,
)


def within(delta, freedom):
    law = stats.chi2(freedom)
    return law.cdf(freedom * (1 + delta)) - law.cdf(freedom * (1 - delta))


@pytest.mark.parametrize(("delta", "d"), [(0.25, 10), (0.1, 3), (0.5, 1), (0.4, 200)])
def test_enough_is_the_first_number_that_scipy_finds_enough(delta, d):
    both, alone = enough_examples(delta, d), enough_examples(delta, d, both=False)
    assert within(delta, d * both) ** 2 >= 0.95
    assert both == 1 or within(delta, d * (both - 1)) ** 2 < 0.95
    assert within(delta, d * alone) >= 0.95
    assert alone == 1 or within(delta, d * (alone - 1)) < 0.95
    assert alone <= both


def test_the_constant_rule_is_beaten_from_the_golden_dimensions_on():
    assert [worth_from(beta, 0.1) for beta in (2.0, 3.0, 5.0, 10.0)] == [46, 25, 17, 13]
    quarter = [(beta - 1) / (beta + 1) / 4 for beta in (2.0, 3.0, 5.0, 10.0)]
    found = [promise_from(d, b, 0.1) for d, b in zip(quarter, (2.0, 3.0, 5.0, 10.0), strict=True)]
    assert found == [501, 282, 196, 155]
    assert promise_from(0.4999, 3.0, 0.1) is None


def test_trainings_are_chi_square_means_and_more_keep_the_first():
    few, many = (trainings((1, 50), 10, 90, draws, 4) for draws in (3, 5000))
    assert many.shape == (5000, 2, 2)
    np.testing.assert_array_equal(few, many[:3])
    freedom = np.array([[10, 500], [90, 4500]])
    assert np.all(np.abs(many.mean(axis=0) - 1) < 5 * np.sqrt(2 / freedom / 5000))
    assert stats.kstest(many[:, 0, 0] * 10, stats.chi2(10).cdf).pvalue > 1e-3


def test_no_more_trainings_are_drawn_than_can_be_seen():
    assert len(trainings((1,), 1, 1, 100_000, 0)) == 10_000


def test_a_rule_says_why_it_has_no_theorem():
    assert not Radius(d=50, beta=3.0, p_pos=0.1, delta=0.25, n_pos=10, n_neg=90).undefined_because()
    assert (
        "delta is 0.5"
        in Radius(d=50, beta=3.0, p_pos=0.1, delta=0.5, n_pos=10, n_neg=90).undefined_because()
    )
    assert (
        "n_pos is 0"
        in Radius(d=50, beta=3.0, p_pos=0.1, delta=0.25, n_pos=0, n_neg=90).undefined_because()
    )


def test_enormous_ratios_are_not_spelled_out():
    assert times(float("inf")) == "more than a million times"
    assert times(4540) == "4,540 times"
