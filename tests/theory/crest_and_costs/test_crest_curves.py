import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.classwise import crest_keep_rates
from ltcore.theory.crest_and_costs.crest_curves import (
    keep_rates,
    kept,
    kept_ratio,
    kept_share,
    target_powers,
    target_ratios,
    targets,
    undefined_because,
)
from ltcore.theory.shared.class_line import exponential_priors

COUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)


def exponential(n_classes, ratio):
    priors = exponential_priors(n_classes, ratio)
    return 10 * priors / priors.min()


@pytest.mark.parametrize(
    ("n_classes", "ratio", "alpha", "head", "share", "imbalance"),
    [
        (10, 100, 1 / 3, 0.2154, 0.2904, 21.544),
        (10, 100, 1 / 2, 0.1, 0.1647, 10),
        (10, 100, 1, 0.01, 0.0403, 1),
        (10, 50, 1 / 3, 0.2714, 0.3641, 50 ** (2 / 3)),
        (10, 200, 1 / 3, 0.1710, 0.2304, 200 ** (2 / 3)),
        (100, 100, 1 / 3, 0.2154, 0.3092, 21.544),
    ],
)
def test_the_golden_curves(n_classes, ratio, alpha, head, share, imbalance):
    counts = exponential(n_classes, ratio)
    assert keep_rates(counts, alpha)[0] == pytest.approx(head, abs=5e-5)
    assert float(kept_share(counts, alpha)) == pytest.approx(share, abs=5e-5)
    assert float(kept_ratio(counts, alpha)) == pytest.approx(imbalance, abs=5e-4)


def test_ten_rates_of_the_golden_tail():
    golden = [0.2154, 0.2555, 0.3030, 0.3594, 0.4262, 0.5055, 0.5995, 0.7110, 0.8432, 1]
    np.testing.assert_allclose(keep_rates(exponential(10, 100), 1 / 3), golden, atol=5e-5)
    np.testing.assert_allclose(kept(exponential(10, 100), 1.0), 10)


@given(COUNTS, st.floats(0, 4))
def test_rates_of_many_powers_are_those_of_one_by_one(counts, alpha):
    both = keep_rates(counts, [alpha, 1.0])
    np.testing.assert_allclose(both[0], crest_keep_rates(counts, alpha), rtol=1e-9)
    numbers = np.sort(counts)
    ratio = (numbers[-1] / numbers[0]) ** (1 - alpha)
    assert float(kept_ratio(counts, alpha)) == pytest.approx(ratio, rel=1e-9)
    assert 0 < float(kept_share(counts, alpha)) <= 1 + 1e-12


@given(COUNTS)
def test_more_alpha_keeps_less(counts):
    shares = kept_share(counts, np.linspace(0, 2, 9))
    assert shares[0] == pytest.approx(1)
    assert (np.diff(shares) <= 1e-12).all()


def test_crest_plus_with_six_generations():
    np.testing.assert_allclose(target_powers(6), [1, 0.9, 0.8, 0.7, 0.6, 0.5])
    np.testing.assert_allclose(
        target_ratios(100, 6), [100, 63.10, 39.81, 25.12, 15.85, 10], atol=5e-3
    )
    ends = targets(exponential(10, 100), 6)[[0, -1]]
    np.testing.assert_allclose(ends[:, 0], [0.4029, 0.2447], atol=5e-5)
    np.testing.assert_allclose(ends[:, -1], [0.0040, 0.0245], atol=5e-5)


@given(COUNTS, st.integers(1, 12), st.floats(0, 1))
def test_targets_go_step_by_step_from_the_labels_to_the_last_power(counts, generations, t_min):
    found = targets(counts, generations, t_min)
    assert found.shape == (generations, len(counts))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[0], np.array(counts) / np.sum(counts))
    np.testing.assert_allclose(
        found.max(axis=1) / found.min(axis=1),
        target_ratios(max(counts) / min(counts), generations, t_min),
        rtol=1e-9,
    )
    if generations > 1:
        assert target_powers(generations, t_min)[-1] == t_min


def test_one_generation_has_power_1_instead_of_0_over_0():
    assert target_powers(1, 0.2).tolist() == [1.0]
    np.testing.assert_allclose(target_ratios([100, 10], 1), [[100.0], [10.0]])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"counts": []}, "counts have shape"),
        ({"counts": [[1, 2]]}, "counts have shape"),
        ({"counts": [5, 0]}, r"counts[1] is 0"),
        ({"counts": [5, math.nan]}, r"counts[1] is nan"),
        ({"counts": [5, 1], "alpha": -1}, "alpha is -1"),
        ({"counts": [5, 1], "generations": 0}, "generations is 0"),
        ({"counts": [5, 1], "t_min": 1.5}, "t_min is 1.5"),
    ],
)
def test_where_there_are_no_curves_numbers_are_nan_and_the_reason_is_said(values, said):
    assert said in undefined_because(**values)
    counts, alpha = values["counts"], values.get("alpha", 1 / 3)
    generations, t_min = values.get("generations", 2), values.get("t_min", 0.5)
    if "counts" in said or "alpha" in said:
        assert np.isnan(keep_rates(counts, [alpha])).all()
    if "alpha" not in said:
        assert np.isnan(targets(counts, generations, t_min)).all()
    if "counts" not in said and "alpha" not in said:
        assert np.isnan(target_ratios(10, generations, t_min)).all()


def test_ratios_below_1_and_powers_that_are_not_finite():
    assert np.isnan(target_ratios([0.5, math.inf, math.nan], 2)).all()
    assert np.isnan(kept_ratio([5, 1], [math.nan, math.inf, 1.0])).tolist() == [True, True, False]
