from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore import classwise
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.methods.numbers import KINDS, method_numbers_frame
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Clustering,
    Composition,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Mixing,
    PairwiseLoss,
    Retraining,
    Sampling,
    Smote,
    VectorScalingLoss,
)

COUNTS = np.array([500, 5000, 50])  # class 1 is the most frequent
SORTED = np.sort(COUNTS)[::-1]
AXIS = class_axis(COUNTS, ["dog", "cat", "lynx"])


def numbers(composition, axis=AXIS):
    frame = method_numbers_frame(composition, axis)
    parts = frame.groupby(["kind", "phase"], sort=False)
    return {key: rows.sort_values("rank")["value"].to_numpy() for key, rows in parts}


EXPECTED: dict[str, tuple[Composition, dict[tuple[str, str], Any]]] = {
    "weights": (
        Composition(weights=ClassWeights(scheme="inverse", normalise="examples")),
        {("weight", "always"): [0.37, 3.7, 37]},
    ),
    "deferred weights": (
        Composition(weights=ClassWeights(scheme="inverse", defer_until=0.8)),
        {("weight", "early"): [1, 1, 1], ("weight", "late"): [1 / 37, 10 / 37, 100 / 37]},
    ),
    "margins": (
        Composition(loss=LdamLoss()),
        {("margin", "always"): [0.158113883008, 0.281170662595, 0.5]},
    ),
    "equal margins": (
        Composition(loss=LdamHingeLoss(0.3, uniform=True)),
        {("margin", "always"): [0.3, 0.3, 0.3]},
    ),
    "shifts": (
        Composition(loss=LogitAdjustedLoss()),
        {("offset", "always"): [-0.104360015324, -2.406945108318, -4.709530201312]},
    ),
    "factors": (
        Composition(loss=VectorScalingLoss(0.2, 0.0)),
        {("multiplier", "always"): [1, 0.630957344480, 0.398107170553]},
    ),
    "balanced draws": (
        Composition(sampling=Sampling("power")),
        {("draws", "always"): [0.37, 3.7, 37], ("share", "always"): [1 / 3, 1 / 3, 1 / 3]},
    ),
    "synthesis": (Composition(smote=Smote()), {("synthetic", "always"): [0, 4500, 4950]}),
    "clusters": (
        Composition(clusters=Clustering(500, replicate=True)),
        {("clusters", "always"): [10, 1, 1], ("copies", "always"): [1, 1, 10]},
    ),
    "Remix": (
        Composition(mixing=Mixing(kappa=3.0, tau=0.5)),
        {("yielded", "always"): [0, 5000 / 5550, 5500 / 5550]},
    ),
    "nothing of its own": (Composition(), {("share", "always"): SORTED / 5550}),
    "a second stage": (
        Composition(sampling=Sampling("power"), retraining=Retraining(kind="crt")),
        {
            ("draws", "early"): [1, 1, 1],
            ("draws", "late"): [0.37, 3.7, 37],
            ("share", "early"): SORTED / 5550,
            ("share", "late"): [1 / 3, 1 / 3, 1 / 3],
        },
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_numbers_are_those_of_the_facts_in_frequency_order(name):
    composition, expected = EXPECTED[name]
    found = numbers(composition)
    assert list(found) == list(expected)
    for key, values in expected.items():
        np.testing.assert_allclose(found[key], values, rtol=1e-9)


def test_algorithm_1_has_both_phases():
    composition = Composition(
        loss=VectorScalingLoss(0.2, 0.75),
        weights=ClassWeights(scheme="adrw", nu=0.25, defer_until=0.8),
        late_loss=LateLoss(LogitAdjustedLoss(0.75), 0.8),
    )
    found = numbers(composition)
    golden = [0.505003144410, 0.898036693709, 1.596960161882]
    np.testing.assert_allclose(found["weight", "late"], golden, rtol=1e-9)
    np.testing.assert_allclose(found["offset", "always"], 0.75 * np.log(SORTED / 5550))
    assert found["multiplier", "early"][0] == 1
    assert found["multiplier", "late"].tolist() == [1, 1, 1]


def test_progressive_sampling_ends_balanced():
    found = numbers(Composition(sampling=Sampling("progressive")))
    np.testing.assert_allclose(found["share", "early"], SORTED / 5550)
    np.testing.assert_allclose(found["share", "late"], 1 / 3)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_numbers_for_every_class(method):
    record = METHODS[method]
    frame = method_numbers_frame(record.compose(record.settings()), AXIS)
    assert set(frame["kind"]) <= set(KINDS)
    assert (frame.groupby(["kind", "phase"])["rank"].nunique() == 3).all()
    assert np.isfinite(frame["value"]).all()


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.floats(-1, 2))
def test_draws_of_all_examples_are_one_epoch(counts, power):
    axis = class_axis(counts, list(map(str, range(len(counts)))))
    frame = method_numbers_frame(Composition(sampling=Sampling("power", power=power)), axis)
    draws = frame[frame["kind"] == "draws"]
    assert (draws["value"] * draws["train_count"]).sum() == pytest.approx(sum(counts))


def test_the_pairwise_weights_are_those_of_training():
    alpha, _ = classwise.pairwise_terms(SORTED, 0.5)
    found = numbers(Composition(loss=PairwiseLoss(0.5)))["weight", "always"]
    np.testing.assert_allclose(found, alpha / (SORTED / 5550 @ alpha))
    assert SORTED @ found == pytest.approx(5550)


def test_a_class_without_examples_is_refused():
    with pytest.raises(ValueError, match=r"counts\[1\] is 0"):
        method_numbers_frame(Composition(loss=LdamLoss()), class_axis([5, 0], ["cat", "lynx"]))
