import numpy as np
import pytest

from ltcore.metrics import group_means
from ltcore.types import class_groups


def test_means_by_hand():
    means = group_means([0.9, 0.5, 0.7, 0.1], ["head", "medium", "medium", "tail"])
    assert list(means) == ["head", "medium", "tail"]
    assert means["head"].mean == pytest.approx(0.9)
    assert means["medium"].mean == pytest.approx(0.6)
    assert means["tail"].mean == pytest.approx(0.1)
    assert [group.n_classes for group in means.values()] == [1, 2, 1]


def test_an_empty_group_is_nan_with_no_class():
    # CIFAR-10 at ratio 100 has no class below 20 examples.
    groups = class_groups(np.array([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]))
    means = group_means(np.linspace(1, 0, 10), groups)
    assert (means["head"].n_classes, means["medium"].n_classes) == (8, 2)
    assert np.isnan(means["tail"].mean)
    assert means["tail"].n_classes == 0


def test_undefined_classes_are_left_out_of_the_mean():
    means = group_means([0.5, np.nan, np.nan], ["tail", "tail", "head"])
    assert means["tail"].mean == 0.5
    assert means["tail"].n_classes == 2
    assert np.isnan(means["head"].mean)
    assert means["head"].n_classes == 1


def test_groups_of_all_classes_average_to_the_whole():
    values = np.random.default_rng(0).random(12)
    groups = class_groups(np.arange(12, 0, -1), "terciles")
    means = group_means(values, groups)
    total = sum(group.mean * group.n_classes for group in means.values())
    assert total / 12 == pytest.approx(values.mean())


def test_illegal_input_is_refused():
    with pytest.raises(ValueError, match="one group per class"):
        group_means([0.1, 0.2], ["head"])
    with pytest.raises(ValueError, match=r"unknown class group 'tails'.*'tail'"):
        group_means([0.1, 0.2], ["head", "tails"])
