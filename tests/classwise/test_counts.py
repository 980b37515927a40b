import numpy as np
import pytest

from ltcore.classwise.counts import checked_counts


def test_counts_become_float64_of_the_same_shape():
    counts = checked_counts([5000, 50])
    assert counts.dtype == np.float64
    assert counts.tolist() == [5000.0, 50.0]


@pytest.mark.parametrize("illegal", [0, -3, 0.5, float("nan"), float("inf")])
def test_illegal_count_is_refused_with_its_class(illegal):
    with pytest.raises(ValueError, match=r"counts\[2\] is .*class 2 needs at least 1"):
        checked_counts([5, 4, illegal, 3])


def test_no_class_is_refused():
    with pytest.raises(ValueError, match="counts is empty"):
        checked_counts([])
