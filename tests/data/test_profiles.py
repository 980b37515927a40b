import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data.profiles import exponential_counts, pareto_counts, step_counts


@pytest.mark.parametrize(
    ("n_max", "ratio", "expected"),
    [
        (5000, 200, [5000, 2775, 1540, 854, 474, 263, 146, 81, 45, 25]),
        (5000, 100, [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]),
        (5000, 50, [5000, 3237, 2096, 1357, 878, 568, 368, 238, 154, 100]),
        (5000, 20, [5000, 3584, 2569, 1842, 1320, 946, 678, 486, 348, 250]),
        (5000, 10, [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500]),
        (1000, 100, [1000, 599, 359, 215, 129, 77, 46, 27, 16, 10]),
        (1000, 50, [1000, 647, 419, 271, 175, 113, 73, 47, 30, 20]),
        (1000, 10, [1000, 774, 599, 464, 359, 278, 215, 166, 129, 100]),
    ],
)
def test_ten_class_profiles(n_max, ratio, expected):
    assert exponential_counts(n_max, 10, ratio).tolist() == expected


@pytest.mark.parametrize(
    ("ratio", "total", "first", "last"),
    [
        (200, 9502, [500, 473, 449], [2, 2, 2]),
        (100, 10847, [500, 477, 455, 434, 415], [6, 5, 5, 5, 5]),
        (50, 12608, [500, 480, 462, 444, 426], [11, 11, 10, 10, 10]),
        (20, 15907, [500, 485, 470], [25]),
        (10, 19573, [500, 488, 477, 466, 455], [54, 53, 52, 51, 50]),
    ],
)
def test_hundred_class_profiles(ratio, total, first, last):
    counts = exponential_counts(500, 100, ratio)
    assert counts.sum() == total
    assert counts[: len(first)].tolist() == first
    assert counts[-len(last) :].tolist() == last


@pytest.mark.parametrize(("n_classes", "ratio"), [(n, r) for n in (2, 6, 11) for r in (64, 128)])
def test_an_exact_count_is_not_rounded_down(n_classes, ratio):
    assert exponential_counts(1280, n_classes, ratio)[-1] == 1280 // ratio


def test_the_float_trap_at_forty():
    # 1280 * (1/64) ** (5/6) is 40 exactly, and 39.99999999999999 in floats.
    assert 1280 * (1 / 64) ** (5 / 6) < 40
    assert exponential_counts(1280, 7, 64).tolist() == [1280, 640, 320, 160, 80, 40, 20]


def test_no_class_is_left_empty():
    assert exponential_counts(10, 5, 1000).tolist() == [10, 1, 1, 1, 1]
    assert step_counts(10, 2, 1000).tolist() == [10, 1]
    assert pareto_counts(10, 3, 9).tolist() == [10, 1, 1]


@pytest.mark.parametrize(
    ("n_max", "n_classes", "ratio", "total"),
    [(5000, 10, 100, 25250), (5000, 10, 10, 27500), (500, 100, 100, 25250), (500, 100, 10, 27500)],
)
def test_step_profiles(n_max, n_classes, ratio, total):
    counts = step_counts(n_max, n_classes, ratio)
    assert counts.sum() == total
    half = n_classes // 2
    assert counts.tolist() == [n_max] * half + [n_max // ratio] * half


@pytest.mark.parametrize(
    ("n_classes", "share", "n_majority"),
    [
        (5, 0.5, 2),
        (3, 0.5, 1),
        (2, 0.5, 1),
        (10, 0.2, 8),
        (10, 0.9, 1),
        (10, 0.05, 9),
        (10, 0.7, 3),
    ],
)
def test_step_majority(n_classes, share, n_majority):
    counts = step_counts(100, n_classes, 10, share)
    assert counts.tolist() == [100] * n_majority + [10] * (n_classes - n_majority)


def test_pareto_is_zipfs_law():
    assert pareto_counts(5000, 5, 1).tolist() == [5000, 2500, 1666, 1250, 1000]
    assert pareto_counts(1000, 4, 0).tolist() == [1000] * 4
    assert pareto_counts(100, 4, 0.5).tolist() == [100, 70, 57, 50]


@given(st.integers(1, 10**6), st.integers(2, 300), st.floats(1, 1e5))
@settings(max_examples=60, deadline=None)
def test_every_profile_falls_from_n_max_to_at_least_one(n_max, n_classes, number):
    for counts in (
        exponential_counts(n_max, n_classes, number),
        step_counts(n_max, n_classes, number),
        pareto_counts(n_max, n_classes, number),
    ):
        assert counts.dtype == np.int64
        assert counts.shape == (n_classes,)
        assert counts[0] == n_max
        assert counts[-1] >= 1
        assert (np.diff(counts) <= 0).all()


def test_a_ratio_of_one_is_balanced():
    assert exponential_counts(70, 4, 1).tolist() == [70] * 4
    assert step_counts(70, 4, 1).tolist() == [70] * 4


@pytest.mark.parametrize("ratio", [0.01, 0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("profile", [exponential_counts, step_counts])
def test_illegal_ratio_is_refused(profile, ratio):
    with pytest.raises(ValueError, match="ratio is"):
        profile(100, 10, ratio)


@pytest.mark.parametrize("profile", [exponential_counts, step_counts, pareto_counts])
def test_illegal_sizes_are_refused(profile):
    with pytest.raises(ValueError, match="n_max is 0"):
        profile(0, 10, 2)
    with pytest.raises(ValueError, match="n_classes is 1"):
        profile(10, 1, 2)


@pytest.mark.parametrize("share", [0, 1, 0.91, -0.5, float("nan")])
def test_illegal_minority_share_is_refused(share):
    with pytest.raises(ValueError, match=r"minority_share is .* at most 0\.9"):
        step_counts(100, 10, 10, share)


@pytest.mark.parametrize("exponent", [-1, float("nan"), float("inf")])
def test_illegal_exponent_is_refused(exponent):
    with pytest.raises(ValueError, match="exponent is"):
        pareto_counts(100, 10, exponent)
