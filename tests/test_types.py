import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.types import GROUPS, Task, class_groups

counts = st.lists(st.integers(0, 2000), min_size=1, max_size=30).map(np.array)


def task(class_counts, input_shape=(2,)) -> Task:
    names = tuple(str(label) for label in range(len(class_counts)))
    return Task("toy", names, np.array(class_counts), input_shape)


def test_a_task_by_hand():
    toy = task([5, 50, 50, 1], (8, 8, 3))
    assert toy.n_classes == 4
    assert toy.is_image
    assert not task([1], (20,)).is_image
    assert toy.realised_ratio == 50.0
    assert task([3, 0]).realised_ratio == float("inf")


def test_both_borders_of_the_thresholds_are_medium():
    groups = class_groups(np.array([101, 100, 99, 21, 20, 19, 0]))
    assert groups.tolist() == ["head", "medium", "medium", "medium", "medium", "tail", "tail"]


def test_terciles_follow_the_rank_and_not_the_label():
    assert class_groups(np.array([1, 3, 2]), "terciles").tolist() == ["tail", "head", "medium"]
    sizes = class_groups(np.arange(10, 0, -1), "terciles").tolist()
    assert [sizes.count(group) for group in GROUPS] == [4, 3, 3]


@settings(max_examples=50)
@given(counts, st.sampled_from(["thresholds", "terciles"]))
def test_groups_never_rise_with_falling_counts(class_counts, rule):
    groups = class_groups(class_counts, rule)
    order = np.argsort(-class_counts, kind="stable")
    ranks = [GROUPS.index(group) for group in groups[order]]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("rule", ["thresholds", "terciles"])
def test_few_classes_leave_groups_empty(rule):
    assert len(class_groups(np.array([5]), rule)) == 1
