import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import (
    class_weights,
    effective_sampling_probabilities,
    progressive_probabilities,
    sampling_probabilities,
)


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


def test_known_effective_probabilities():
    np.testing.assert_allclose(
        effective_sampling_probabilities([5000, 500, 50], 0.9999),
        [0.385257496267, 0.310813357377, 0.303929146356],
        rtol=1e-11,
    )


counts_of_any = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)


@given(counts_of_any, st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_effective_probabilities_are_class_balanced_weights_of_all_examples(counts, beta):
    per_example = np.repeat(class_weights(counts, "effective", beta=beta), np.minimum(counts, 50))
    few = np.minimum(counts, 50)
    labels = np.repeat(np.arange(len(counts)), few)
    shares = np.bincount(labels, per_example) * np.array(counts) / few
    np.testing.assert_allclose(
        effective_sampling_probabilities(counts, beta), shares / shares.sum(), rtol=1e-9
    )


@given(counts_of_any)
@settings(max_examples=50, deadline=None)
def test_beta_and_share_lead_from_instance_to_class_balanced(counts):
    for of_share in (effective_sampling_probabilities, progressive_probabilities):
        np.testing.assert_allclose(of_share(counts, 0), sampling_probabilities(counts, 1))
        np.testing.assert_allclose(of_share(counts, 1), sampling_probabilities(counts, 0))


def test_known_progressive_probabilities():
    np.testing.assert_allclose(
        progressive_probabilities([5000, 500, 50], 45 / 90),
        [0.617117117117, 0.211711711712, 0.171171171171],
        rtol=1e-11,
    )


@pytest.mark.parametrize("illegal", [-0.01, 1.01, float("nan")])
def test_illegal_shares_are_refused(illegal):
    with pytest.raises(ValueError, match="share is"):
        progressive_probabilities([5, 4], illegal)
    with pytest.raises(ValueError, match="beta is"):
        effective_sampling_probabilities([5, 4], illegal)
