from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.analysis import class_axis
from ltcore.analysis.effective_number.curves import (
    SIZES,
    beta_of,
    class_weight_frame,
    effective_number_curves,
    gain,
    size_of,
    weight_ratio,
    weight_ratio_frame,
    with_effective_number,
)
from ltcore.data.profiles import exponential_counts

LONG_TAILED_CIFAR10 = exponential_counts(5000, 10, 100)


def classes(counts):
    return class_axis(np.array(counts), [f"no. {rank}" for rank in range(len(counts))])


def test_sizes_go_from_one_to_a_million_in_round_steps():
    assert SIZES[:5] == (1, 2, 5, 10, 20)
    assert SIZES[-1] == 1_000_000
    assert [beta_of(size) for size in SIZES[:5]] == [0.0, 0.5, 0.8, 0.9, 0.95]


@pytest.mark.parametrize("size", SIZES)
def test_beta_and_size_are_each_others_inverse(size):
    assert size_of(beta_of(size)) == pytest.approx(size, rel=1e-9)
    assert Decimal(repr(beta_of(size))) == 1 - Decimal(1) / Decimal(size)


def test_a_size_below_one_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        beta_of(0.5)


def test_the_curves_hold_the_papers_values():
    frame = effective_number_curves([10], [0.0, 0.9, 1.0], n_points=3)
    assert frame["n"].tolist() == pytest.approx([1, 10, 100] * 3)
    assert frame["effective_number"].tolist() == pytest.approx(
        [1, 1, 1, 1, 6.513215599, 9.99973439, 1, 10, 100]
    )
    assert frame["beta"].tolist() == [0.0] * 3 + [0.9] * 3 + [1.0] * 3


def test_near_one_the_curve_keeps_its_digits():
    getcontext().prec = 60
    beta = beta_of(1_000_000)
    exact = (1 - Decimal(beta) ** 5000) / (1 - Decimal(beta))
    frame = with_effective_number(classes([5000]), beta)
    assert frame["effective_number"].iloc[0] == pytest.approx(float(exact), rel=1e-9)


@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=8),
    st.sampled_from([beta_of(size) for size in SIZES]),
)
def test_each_example_adds_what_the_gain_says(counts, beta):
    frame = with_effective_number(classes(counts), beta)
    one_more = with_effective_number(classes([count + 1 for count in counts]), beta)
    added = one_more["effective_number"].to_numpy() - frame["effective_number"].to_numpy()
    n = one_more["train_count"].to_numpy()
    assert added == pytest.approx(gain(n, beta), abs=1e-6 * frame["effective_number"].max())


def test_the_sentence_of_the_page_is_true():
    assert gain(5000, 0.999) == pytest.approx(0.0067, abs=5e-5)
    assert gain(50, 0.999) == pytest.approx(0.952, abs=5e-4)


@pytest.mark.parametrize(
    ("beta", "ratio"), [(0.9, 1.005), (0.99, 2.53), (0.999, 20.36), (0.9999, 78.89)]
)
def test_the_tail_over_the_head_on_long_tailed_cifar10(beta, ratio):
    assert weight_ratio(LONG_TAILED_CIFAR10, beta) == pytest.approx(ratio, rel=2e-3)


def test_the_ratio_runs_from_no_weights_to_inverse_frequency():
    frame = weight_ratio_frame(LONG_TAILED_CIFAR10)
    assert frame["ratio"].iloc[0] == 1
    assert frame["ratio"].is_monotonic_increasing
    assert 99 < frame["ratio"].iloc[-1] < 100
    assert weight_ratio(LONG_TAILED_CIFAR10, 1.0) == pytest.approx(100)
    assert set(weight_ratio_frame([7, 7, 7])["ratio"]) == {1.0}


def test_weights_sum_to_the_number_of_classes_and_shares_to_one():
    frame = class_weight_frame(classes(LONG_TAILED_CIFAR10), 0.9999)
    sums = frame.groupby("scheme")[["weight", "loss_share"]].sum()
    assert sums["weight"].tolist() == pytest.approx([10] * 3)
    assert sums["loss_share"].tolist() == pytest.approx([1] * 3)
    ours = frame[frame["scheme"] == "effective"]["weight"].tolist()
    assert ours[0] == pytest.approx(0.050611361216)
    assert ours[-1] == pytest.approx(3.992723817046)
    assert frame[frame["scheme"] == "inverse"]["loss_share"].tolist() == pytest.approx([0.1] * 10)
