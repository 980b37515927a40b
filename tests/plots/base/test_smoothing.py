import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.plots.base.smoothing import smooth, thin
from ltcore.plots.compare.mean_curve import mean_curve

curves = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


@given(curves, st.floats(0, 0.99))
def test_equals_the_weighted_mean_written_out(values, weight):
    smoothed = smooth(np.array(values), weight)
    for place in range(len(values)):
        weights = weight ** np.arange(place, -1, -1, dtype=float)
        expected = np.average(values[: place + 1], weights=weights)
        assert smoothed[place] == pytest.approx(expected, abs=1e-6)


@given(curves, st.floats(0, 0.99))
def test_stays_between_the_extremes_and_starts_at_the_first_value(values, weight):
    smoothed = smooth(np.array(values), weight)
    assert smoothed[0] == pytest.approx(values[0])
    assert min(values) - 1e-6 <= smoothed.min()
    assert smoothed.max() <= max(values) + 1e-6


def test_a_gap_stays_a_gap_and_leaves_the_average_alone():
    smoothed = smooth(np.array([1.0, np.nan, np.inf, 1.0]), 0.5)
    assert np.isnan(smoothed).tolist() == [False, True, True, False]
    assert smoothed[3] == 1


@pytest.mark.parametrize("weight", [-0.1, 1.0, float("nan")])
def test_refuses_other_weights(weight):
    with pytest.raises(ValueError, match=r"it lies in \[0, 1\)"):
        smooth(np.zeros(2), weight)


@given(st.integers(1, 5000), st.integers(2, 500))
def test_thinning_keeps_both_ends_and_the_order(length, most):
    kept = thin(length, most)
    assert (kept[0], kept[-1]) == (0, length - 1)
    assert len(kept) <= max(most, 1)
    assert (np.diff(kept) > 0).all()


def test_the_runs_of_an_arm_keep_their_order():
    """A sort that is not stable orders equal epochs by the instructions of the processor."""
    runs = [f"run {number}" for number in range(40)]
    rows = pd.DataFrame(
        [(run, at, float(place)) for at in (2, 1) for place, run in enumerate(runs)],
        columns=["run", "at", "train_loss"],
    )
    curve = mean_curve("ERM", rows, "train_loss", 0.0)
    assert [values[0] for _, values in curve.raw] == list(range(40))
