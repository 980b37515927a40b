import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data.stratify import first_positions, stratified_positions


def test_water_filling_by_hand():
    # 10 + 4 + 1 examples, 8 wanted: quota 3 gives 3 + 3 + 1, quota 4 would give 9.
    labels = np.repeat([7, 3, 5], [10, 4, 1])
    assert stratified_positions(labels, 8).tolist() == [0, 1, 2, 10, 11, 12, 14]
    assert stratified_positions(labels, 9).tolist() == [0, 1, 2, 3, 10, 11, 12, 13, 14]


def test_the_first_of_each_class_are_taken():
    assert first_positions(np.array([4, 0, 4, 4, 0]), 2).tolist() == [0, 1, 2, 4]
    assert first_positions(np.array([4, 0, 4, 4, 0]), 9).tolist() == [0, 1, 2, 3, 4]


def test_a_set_that_fits_is_taken_whole():
    labels = np.array([2, 0, 0, 1, 0])
    for most in (5, 6, 10_000):
        assert stratified_positions(labels, most).tolist() == [0, 1, 2, 3, 4]


def test_more_classes_than_examples_give_one_each():
    labels = np.tile(np.arange(1000), 3)
    assert stratified_positions(labels, 10).tolist() == list(range(1000))


def test_no_examples_give_no_positions():
    assert stratified_positions(np.zeros(0, np.int64), 5).tolist() == []


@pytest.mark.parametrize("most", [0, -3])
def test_less_than_one_example_is_refused(most):
    with pytest.raises(ValueError, match=f"most is {most}: ask for at least 1"):
        stratified_positions(np.array([0]), most)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=7, max_size=300), st.integers(7, 320))
def test_a_class_gives_less_than_the_largest_share_only_where_it_is_whole(labels, most):
    labels = np.array(labels)
    chosen = stratified_positions(labels, most)
    assert len(chosen) <= most
    assert (np.diff(chosen) > 0).all()
    quota = np.bincount(labels[chosen]).max()
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        assert chosen[labels[chosen] == label].tolist() == of_class[:quota].tolist()
    one_more = np.minimum(np.bincount(labels), quota + 1).sum()
    assert one_more > most or len(chosen) == len(labels)
