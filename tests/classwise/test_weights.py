from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from ltcore.classwise import class_weights
from ltcore.classwise.normalisation import Normalise
from ltcore.classwise.weights import WeightScheme

COUNTS = [5000, 500, 50]
CIFAR10_LT = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]


@pytest.mark.parametrize(
    ("scheme", "normalise", "expected"),
    [
        ("none", "classes", [1, 1, 1]),
        ("none", "none", [1, 1, 1]),
        ("inverse", "classes", [0.027027027027, 0.270270270270, 2.702702702703]),
        ("inverse", "examples", [0.37, 3.7, 37]),
        ("inverse", "rarest", [0.01, 0.1, 1]),
        ("inverse", "none", [0.0002, 0.002, 0.02]),
        ("inverse_sqrt", "classes", [0.211830333509, 0.669866331401, 2.118303335090]),
        ("inverse_sqrt", "examples", [0.783772233983, 2.478505426185, 7.837722339832]),
        ("inverse_sqrt", "rarest", [0.1, 0.316227766017, 1]),
    ],
)
def test_known_weights(scheme, normalise, expected):
    weights = class_weights(COUNTS, scheme, normalise=normalise)
    np.testing.assert_allclose(weights, expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("counts", "beta", "expected"),
    [
        (COUNTS, 0.0, [1, 1, 1]),
        (COUNTS, 0.9, [0.998276152048, 0.998276152048, 1.003447695905]),
        (COUNTS, 0.99, [0.661040711389, 0.665412794874, 1.673546493737]),
        (COUNTS, 0.999, [0.125628862795, 0.317016824974, 2.557354312231]),
        (COUNTS, 0.9999, [0.034107361801, 0.275167225437, 2.690725412762]),
        (COUNTS, 1.0, [0.027027027027, 0.270270270270, 2.702702702703]),
        (
            CIFAR10_LT,
            0.9999,
            [
                0.050611361216,
                0.076899794605,
                0.121133872899,
                0.195036665723,
                0.318805373069,
                0.524589853270,
                0.868348941006,
                1.442627270007,
                2.409223051159,
                3.992723817046,
            ],
        ),
    ],
)
def test_known_effective_number_weights(counts, beta, expected):
    weights = class_weights(counts, "effective", beta=beta)
    np.testing.assert_allclose(weights, expected, rtol=3e-11)


def test_unnormalised_effective_number_weights():
    weights = class_weights(COUNTS, "effective", normalise="none")
    np.testing.assert_allclose(weights, [2.541396e-4, 2.050317e-3, 2.004904e-2], rtol=1e-6)


def test_inverse_over_examples_is_sklearns_balanced():
    labels = np.repeat(np.arange(3), [7, 1, 4])
    balanced = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    np.testing.assert_allclose(class_weights([7, 1, 4], "inverse", normalise="examples"), balanced)


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
    st.sampled_from(get_args(WeightScheme)),
    st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_each_normalisation_keeps_its_promise(counts, scheme, beta):
    by_rule = {
        rule: class_weights(counts, scheme, beta=beta, normalise=rule)
        for rule in get_args(Normalise)
    }
    assert by_rule["classes"].sum() == pytest.approx(len(counts))
    assert np.average(by_rule["examples"], weights=counts) == pytest.approx(1)
    assert by_rule["rarest"][np.argmin(counts)] == 1
    for weights in by_rule.values():
        np.testing.assert_allclose(weights / weights.sum(), by_rule["none"] / by_rule["none"].sum())
        in_order = weights[np.argsort(counts, kind="stable")]
        assert (np.diff(in_order) <= 1e-12 * in_order[:-1]).all()


def test_weights_follow_the_classes_in_any_label_order():
    np.testing.assert_allclose(
        class_weights([50, 5000, 500], "effective"),
        class_weights(COUNTS, "effective")[[2, 0, 1]],
    )


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown weight scheme 'inverze'.*'inverse'"):
        class_weights(COUNTS, "inverze")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"unknown normalisation 'class'.*'classes'"):
        class_weights(COUNTS, "none", normalise="class")  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", get_args(WeightScheme))
def test_an_empty_class_is_refused_by_every_scheme(scheme):
    with pytest.raises(ValueError, match="class 2"):
        class_weights([5, 4, 0], scheme)


def test_every_scheme_in_the_settings_has_weights():
    for scheme in get_args(WeightScheme):
        assert class_weights(COUNTS, scheme).shape == (3,)
