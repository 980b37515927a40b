import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import sampling_probabilities


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        (1, [0.900900900901, 0.090090090090, 0.009009009009]),
        (0.5, [0.706101111697, 0.223288777134, 0.070610111170]),
        (0, [1 / 3, 1 / 3, 1 / 3]),
        (-1, [0.009009009009, 0.090090090090, 0.900900900901]),
    ],
)
def test_known_probabilities(power, expected):
    np.testing.assert_allclose(sampling_probabilities([5000, 500, 50], power), expected, rtol=1e-10)


def test_square_root_of_the_cifar10_profile():
    counts = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]
    np.testing.assert_allclose(
        sampling_probabilities(counts, 0.5),
        [0.2447, 0.1895, 0.1467, 0.1136, 0.0879, 0.0681, 0.0527, 0.0408, 0.0315, 0.0245],
        atol=5e-5,
    )


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.floats(-200, 200))
@settings(max_examples=60, deadline=None)
def test_probabilities_sum_to_one_for_any_power(counts, power):
    probabilities = sampling_probabilities(counts, power)
    assert probabilities.sum() == pytest.approx(1)
    assert np.isfinite(probabilities).all()


@pytest.mark.parametrize("power", [float("nan"), float("inf")])
def test_illegal_power_is_refused(power):
    with pytest.raises(ValueError, match="power is"):
        sampling_probabilities([5, 4], power)


def test_an_empty_class_is_refused():
    with pytest.raises(ValueError, match="class 1"):
        sampling_probabilities([5, 0], 0)
