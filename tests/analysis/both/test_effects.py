"""The interval of the interaction against scipy's, and everything else by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ltcore.analysis.both.effects import additive, contrast, effects_frame
from ltcore.analysis.both.studies import ALONE

CELLS = ((ALONE, False), (ALONE, True), ("CReST", False), ("CReST", True))
ERRORS = np.array(
    [
        [0.30, 0.27, 0.22, 0.21],
        [0.34, 0.30, 0.25, 0.22],
        [0.28, 0.29, 0.20, 0.19],
        [0.31, 0.25, 0.24, 0.20],
        [0.33, 0.28, 0.21, 0.23],
    ]
)
"""Seeds below each other: none, pre-training, CReST, both."""


def frame_of(errors, metric="balanced_error"):
    rows = [
        (learner, pretrained, seed, errors[seed, column])
        for seed in range(len(errors))
        for column, (learner, pretrained) in enumerate(CELLS)
    ]
    frame = pd.DataFrame(rows, columns=["learner", "is_pretrained", "seed", metric])
    return frame.assign(is_longer=False)


def by_kind(errors):
    return effects_frame(frame_of(errors), "balanced_error").set_index("kind")


def test_the_interaction_and_its_interval_against_scipy():
    row = by_kind(ERRORS).loc["interaction"]
    values = ERRORS[:, 3] - ERRORS[:, 1] - ERRORS[:, 2] + ERRORS[:, 0]
    assert row["values"] == pytest.approx(values)
    assert row["mean"] == pytest.approx(values.mean())
    reference = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((reference.low, reference.high))
    assert row["n_seeds"] == 5


def test_the_other_effects_are_paired_differences():
    found = by_kind(ERRORS)
    for kind, column in (("pretraining", 1), ("learner", 2), ("both", 3)):
        reference = stats.ttest_rel(ERRORS[:, column], ERRORS[:, 0]).confidence_interval(0.95)
        assert found.loc[kind, "mean"] == pytest.approx((ERRORS[:, column] - ERRORS[:, 0]).mean())
        assert (found.loc[kind, "low"], found.loc[kind, "high"]) == pytest.approx(
            (reference.low, reference.high)
        )


def test_both_is_the_sum_of_the_effects_and_the_interaction():
    mean = by_kind(ERRORS)["mean"]
    assert mean["both"] == pytest.approx(
        mean["pretraining"] + mean["learner"] + mean["interaction"]
    )


def test_effects_that_add_up_have_no_interaction():
    errors = ERRORS.copy()
    errors[:, 3] = errors[:, 1] + errors[:, 2] - errors[:, 0]
    row = by_kind(errors).loc["interaction"]
    assert row["mean"] == pytest.approx(0, abs=1e-12)
    assert np.isnan(row["low"])  # all seeds equal: they show no spread
    assert additive(frame_of(errors), "balanced_error")["expected"].iloc[0] == pytest.approx(
        errors[:, 3].mean()
    )


def test_only_seeds_that_all_cells_have_count():
    frame = frame_of(ERRORS)
    gone = (frame["learner"] == "CReST") & frame["is_pretrained"] & (frame["seed"] > 2)
    found = effects_frame(frame[~gone], "balanced_error").set_index("kind")
    assert found.loc["interaction", "seeds"] == (0, 1, 2)
    assert found.loc["both", "n_seeds"] == 3
    assert found.loc["learner", "n_seeds"] == 5
    expected = additive(frame[~gone], "balanced_error").iloc[0]
    assert expected["n_seeds"] == 3
    assert expected["expected"] == pytest.approx(
        (ERRORS[:3, 1] + ERRORS[:3, 2] - ERRORS[:3, 0]).mean()
    )


@pytest.mark.parametrize("seeds", [1, 2])
def test_fewer_than_three_seeds_have_no_interval(seeds):
    row = by_kind(ERRORS[:seeds]).loc["interaction"]
    assert row["n_seeds"] == seeds
    assert np.isfinite(row["mean"])
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_a_metric_that_no_run_has_gives_no_effect():
    frame = frame_of(ERRORS).assign(balanced_error=np.nan)
    assert effects_frame(frame, "balanced_error").empty
    assert additive(frame, "balanced_error").empty


def test_against_longer_runs_the_effects_start_from_them():
    frame = frame_of(ERRORS)
    longer = frame[~frame["is_pretrained"]].assign(is_longer=True)
    longer["balanced_error"] -= 0.02 + 0.001 * longer["seed"]
    every = pd.concat([frame, longer])
    found = {
        steps: effects_frame(every, "balanced_error", steps).set_index("kind")["mean"]
        for steps in ("final", "total")
    }
    assert found["final"]["steps"] == pytest.approx(-0.022)
    assert found["total"]["pretraining"] == pytest.approx(found["final"]["pretraining"] + 0.022)
    assert "steps" not in found["total"]
    # Both learners gain as much from the steps: what they take from the interaction is nothing.
    assert found["total"]["interaction"] == pytest.approx(found["final"]["interaction"])
    alone = effects_frame(frame, "balanced_error").set_index("kind")["mean"]
    pd.testing.assert_series_equal(found["final"].drop("steps"), alone)
    assert effects_frame(frame, "balanced_error", "total")["kind"].tolist() == []


def test_a_contrast_without_a_shared_seed_is_empty():
    effect = contrast({"a": 1, "b": -1}, {"a": {0: 0.1}, "b": {1: 0.2}})
    assert effect.seeds == ()
    assert np.isnan(effect.mean)


@given(
    shift=st.floats(-0.2, 0.2),
    values=st.lists(st.tuples(*[st.floats(0, 1)] * 4), min_size=3, max_size=8),
)
def test_what_all_cells_share_does_not_matter(shift, values):
    errors = np.array(values)
    plain, moved = (by_kind(each).loc["interaction"] for each in (errors, errors + shift))
    assert moved["mean"] == pytest.approx(plain["mean"], abs=1e-9)
