"""ECE by hand, against a loop over bins and examples, and what holds for all confidences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit, softmax

from ltcore.metrics import (
    classwise_calibration_error,
    expected_calibration_error,
    reliability,
    softmax_confidence,
)
from ltcore.metrics import logits as logits_module

confidences = arrays(
    np.float64, 12, elements=st.one_of(st.floats(0, 1), st.sampled_from([0, 0.2, 0.4, 1]))
)
truths = arrays(np.bool_, 12)


def slow_ece(confidence, correct, n_bins, weights):
    """The definition, bin by bin and example by example."""
    error, total = 0.0, sum(weights)
    for m in range(1, n_bins + 1):
        mass = sure = right = 0.0
        for c, hit, weight in zip(confidence, correct, weights, strict=True):
            if (m - 1) / n_bins < c <= m / n_bins or (m == 1 and c == 0):
                mass += weight
                sure += weight * c
                right += weight * hit
        if mass:
            error += mass / total * abs(right / mass - sure / mass)
    return error


def slow_classwise(probabilities, labels, n_bins):
    n_classes = probabilities.shape[1]
    errors = [
        slow_ece(probabilities[:, k], labels == k, n_bins, np.ones(len(labels)))
        for k in range(n_classes)
    ]
    return sum(errors) / n_classes


def test_by_hand():
    # (0, 0.5]: 0.5, right. (0.5, 1]: 0.7, 0.9, 1.0 with two right: |2/3 - 2.6/3| of three quarters.
    bins = reliability([0.5, 0.7, 0.9, 1.0], [1, 0, 1, 1], n_bins=2)
    assert bins.n.tolist() == [1, 3]
    assert bins.correct.tolist() == [1, 2]
    np.testing.assert_allclose(bins.confidence, [0.5, 2.6 / 3])
    np.testing.assert_allclose(bins.accuracy, [1, 2 / 3])
    np.testing.assert_allclose(bins.weight, [0.25, 0.75])
    assert bins.error == pytest.approx(0.25 * 0.5 + 0.75 * 0.2)


def test_bins_are_closed_on_the_right_and_0_is_in_the_first():
    borders = np.arange(16) / 15
    assert reliability(borders, np.ones(16)).n.tolist() == [2, *[1] * 14]
    above = np.nextafter(borders[1:-1], 1)
    assert reliability(above, np.ones(14)).n.tolist() == [0, *[1] * 14]


def test_an_empty_bin_is_undefined_and_weighs_nothing():
    bins = reliability([0.95, 0.95], [1, 1], n_bins=10)
    assert np.isnan(bins.accuracy[:-1]).all()
    assert np.isnan(bins.confidence[:-1]).all()
    assert bins.weight.tolist() == [0] * 9 + [1]
    assert bins.error == pytest.approx(0.05)


def test_equal_mass_by_hand():
    # Two halves of three: (0.1, 0.2, 0.3) with one right, (0.4, 0.6, 0.8) with three.
    sure, right = [0.8, 0.1, 0.6, 0.2, 0.4, 0.3], [1, 0, 1, 1, 1, 0]
    bins = reliability(sure, right, n_bins=2, binning="mass")
    assert bins.n.tolist() == [3, 3]
    assert (bins.low.tolist(), bins.high.tolist()) == ([0, 0.3], [0.3, 1])
    assert bins.error == pytest.approx((abs(1 / 3 - 0.2) + abs(1 - 0.6)) / 2)


def test_equal_confidences_stay_together():
    bins = reliability([0.5, 0.5, 0.5, 0.9], [1, 0, 0, 1], n_bins=2, binning="mass")
    assert bins.n.tolist() == [3, 1]
    bins = reliability([0.5] * 4, [1, 0, 0, 1], n_bins=4, binning="mass")
    assert bins.n.tolist() == [4, 0, 0, 0]
    assert bins.error == 0


def test_fewer_examples_than_bins():
    assert reliability([0.3, 0.6], [0, 1], n_bins=5, binning="mass").n.tolist() == [1, 1, 0, 0, 0]


def test_weights_that_count_classes_alike():
    # Nine head examples, all right at 0.9; one tail example, wrong at 0.9.
    sure, right, weights = [0.9] * 10, [1] * 9 + [0], [1 / 9] * 9 + [1]
    assert expected_calibration_error(sure, right) == pytest.approx(0)
    assert expected_calibration_error(sure, right, weights=weights) == pytest.approx(0.4)


@given(confidences, truths, st.integers(1, 20), arrays(np.float64, 12, elements=st.floats(0.1, 9)))
@settings(max_examples=80, deadline=None)
def test_agrees_with_the_definition(sure, right, n_bins, weights):
    for given_weights in (None, weights):
        weight = np.ones(12) if given_weights is None else given_weights
        ours = expected_calibration_error(sure, right, n_bins=n_bins, weights=given_weights)
        assert ours == pytest.approx(slow_ece(sure, right, n_bins, weight), abs=1e-12)


@given(confidences, truths, st.sampled_from(["width", "mass"]), st.permutations(range(12)))
@settings(max_examples=80, deadline=None)
def test_what_holds_for_all(sure, right, binning, order):
    bins = reliability(sure, right, binning=binning)
    assert bins.n.sum() == 12
    assert bins.weight.sum() == pytest.approx(1)
    assert 0 <= bins.error <= 1
    filled = bins.n > 0
    assert (bins.confidence[filled] >= bins.low[filled] - 1e-12).all()
    assert (bins.confidence[filled] <= bins.high[filled] + 1e-12).all()
    # No bins tell less than one: the mean gap is the least that ECE can be.
    assert bins.error >= abs(sure.mean() - right.mean()) - 1e-12
    # Neither the order of the examples nor the scale of the weights matters, nor a second copy of all.
    shuffled = expected_calibration_error(sure[list(order)], right[list(order)], binning=binning)
    assert shuffled == pytest.approx(bins.error, abs=1e-12)
    heavier = expected_calibration_error(sure, right, binning=binning, weights=np.full(12, 3.0))
    assert heavier == pytest.approx(bins.error, abs=1e-12)


def test_calibrated_decisions_have_an_error_near_0_and_boasting_ones_have_not():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.2, 1, 100_000)
    right = rng.random(100_000) < sure
    for binning in ("width", "mass"):
        assert expected_calibration_error(sure, right, binning=binning) < 0.01
        assert expected_calibration_error((1 + sure) / 2, right, binning=binning) > 0.15


def test_no_example_is_undefined():
    assert np.isnan(expected_calibration_error([], []))
    assert np.isnan(expected_calibration_error([], [], binning="mass"))
    assert np.isnan(classwise_calibration_error(np.zeros((0, 3)), np.zeros(0, int)))


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        (([1.1], [1]), {}, r"confidence\[0\] is 1.1: a probability"),
        (([0.5, np.nan], [1, 1]), {}, r"confidence\[1\] is nan"),
        (([0.5], [2]), {}, r"correct\[0\] is 2"),
        (([0.5], [1]), {"weights": [0]}, r"weights\[0\] is 0: a weight is above 0"),
        (([0.5], [1, 1]), {}, "one of each per example"),
        (([0.5], [1]), {"n_bins": 0}, "at least 1 bin"),
        (([0.5], [1]), {"binning": "count"}, "'width' or 'mass'"),
    ],
)
def test_illegal_values_are_refused(arguments, settings, message):
    with pytest.raises(ValueError, match=message):
        expected_calibration_error(*arguments, **settings)


@pytest.mark.parametrize("n_bins", [1, 4, 15])
def test_classwise_agrees_with_the_definition(n_bins, monkeypatch):
    rng = np.random.default_rng(n_bins)
    logits, labels = 2 * rng.normal(size=(60, 5)), rng.integers(0, 4, 60)  # class 4 has no example
    expected = slow_classwise(softmax(logits, axis=1), labels, n_bins)
    assert classwise_calibration_error(logits, labels, n_bins=n_bins) == pytest.approx(expected)
    monkeypatch.setattr(logits_module, "CELLS", 35)
    assert classwise_calibration_error(logits, labels, n_bins=n_bins) == pytest.approx(expected)


def test_classwise_by_hand():
    # Both at (0.8, 0.2), one of each class: class 0 is 50 % instead of 80 %, class 1 50 % instead of 20 %.
    logits = np.log([[0.8, 0.2], [0.8, 0.2]])
    assert classwise_calibration_error(logits, [0, 1]) == pytest.approx(0.3)
    with pytest.raises(ValueError, match="at least 1 bin"):
        classwise_calibration_error(logits, [0, 1], n_bins=0)


@given(arrays(np.float64, (5, 4), elements=st.floats(-30, 30)), st.floats(-100, 100))
@settings(max_examples=40, deadline=None)
def test_the_confidence_of_the_largest_logit_is_the_largest_probability(logits, shift):
    sure = softmax_confidence(logits, logits.argmax(axis=1))
    np.testing.assert_allclose(sure, softmax(logits, axis=1).max(axis=1), rtol=1e-12)
    assert ((sure >= 0.25 - 1e-12) & (sure <= 1)).all()
    moved = softmax_confidence(logits + shift, logits.argmax(axis=1))
    np.testing.assert_allclose(moved, sure, rtol=1e-9)


def test_the_confidence_of_another_decision_is_that_of_the_decision():
    assert softmax_confidence(np.log([[0.7, 0.3]]), [1]) == pytest.approx([0.3])


def test_two_classes_have_the_sigmoid_of_the_difference():
    assert softmax_confidence([[0.0, 2.0]], [1]) == pytest.approx([expit(2.0)])


def test_probability_0_is_legal_and_huge_logits_do_not_overflow():
    assert softmax_confidence([[-np.inf, 0.0]], [1]).tolist() == [1]
    assert softmax_confidence([[-np.inf, 0.0]], [0]).tolist() == [0]
    assert softmax_confidence(np.array([[6e4, -6e4]], np.float16), [0]).tolist() == [1]
    with pytest.raises(ValueError, match="row 0 holds NaN"):
        softmax_confidence([[-np.inf, -np.inf]], [0])
