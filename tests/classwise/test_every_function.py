"""What every function of class counts must do, whatever its formula."""

from functools import partial

import numpy as np
import pytest

from ltcore import classwise as package
from ltcore.classwise import (
    adrw_weights,
    class_weights,
    crest_keep_rates,
    effective_number,
    effective_sampling_probabilities,
    ldam_margins,
    log_priors,
    pairwise_terms,
    progressive_probabilities,
    sampling_probabilities,
    uniform_margins,
    vs_multipliers,
)

FUNCTIONS = {
    "adrw_weights": partial(adrw_weights, nu=0.25),
    "class_weights": partial(class_weights, scheme="effective"),
    "crest_keep_rates": partial(crest_keep_rates, alpha=1 / 3),
    "effective_number": partial(effective_number, beta=0.999),
    "effective_sampling_probabilities": partial(effective_sampling_probabilities, beta=0.999),
    "ldam_margins": ldam_margins,
    "log_priors": log_priors,
    "pairwise_terms": partial(pairwise_terms, power=0.5),
    "progressive_probabilities": partial(progressive_probabilities, share=0.3),
    "sampling_probabilities": partial(sampling_probabilities, power=0.5),
    "uniform_margins": partial(uniform_margins, margin=0.5),
    "vs_multipliers": partial(vs_multipliers, gamma=0.3),
}
every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())


def per_class(function, counts):
    """Return the numbers per class; of the pairwise terms the weights and then the margins."""
    numbers = function(counts)
    return numbers if isinstance(numbers, tuple) else (numbers,)


def test_every_public_function_is_tested_here():
    of_more_than_counts = {"crest_plus_power", "crest_plus_target", "select_by_crest"}
    assert set(FUNCTIONS) == set(package.__all__) - of_more_than_counts


@every_function
@pytest.mark.parametrize("count", [0, -1, 0.5, float("nan"), float("inf")])
def test_a_class_without_examples_is_refused_by_its_number(function, count):
    with pytest.raises(ValueError, match=r"counts\[2\] is .*class 2 needs at least 1"):
        function([500, 50, count, 5])


@every_function
def test_no_class_at_all_is_refused(function):
    with pytest.raises(ValueError, match="counts is empty"):
        function([])


@every_function
def test_numbers_follow_their_class_in_any_label_order(rounding, function):
    counts, order = np.array([5000, 500, 50, 1]), np.array([2, 0, 3, 1])
    for numbers, moved in zip(
        per_class(function, counts), per_class(function, counts[order]), strict=True
    ):
        expected = numbers[order] if numbers.ndim == 1 else numbers[np.ix_(order, order)]
        np.testing.assert_allclose(moved, expected, rtol=1e-12, atol=rounding(expected))


@every_function
@pytest.mark.parametrize("n_classes", [1, 2, 1000])
def test_one_two_and_a_thousand_classes(function, n_classes):
    counts = np.maximum(10**9 // np.arange(1, n_classes + 1) ** 3, 1)
    for numbers in per_class(function, counts):
        assert numbers.dtype == np.float64
        assert numbers.shape in {(n_classes,), (n_classes, n_classes)}
        assert np.isfinite(numbers).all()


@every_function
def test_counts_are_left_as_they_were(function):
    counts = np.array([500.0, 50, 5])
    for numbers in per_class(function, counts):
        numbers[:] = -1
    assert counts.tolist() == [500, 50, 5]
