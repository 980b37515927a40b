import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.engine.subset import SUBSET_PER_CLASS, SUBSET_TOTAL, stratified_subset


@settings(max_examples=30)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=400))
def test_the_first_of_each_class_in_order(labels):
    labels = np.array(labels)
    chosen = stratified_subset(labels)
    assert (np.diff(chosen) > 0).all()
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        expected = of_class[:SUBSET_PER_CLASS]
        assert chosen[labels[chosen] == label].tolist() == expected.tolist()


def test_very_many_classes_give_at_least_one_each():
    labels = np.tile(np.arange(SUBSET_TOTAL + 10), 2)
    chosen = stratified_subset(labels)
    assert chosen.tolist() == list(range(SUBSET_TOTAL + 10))
    assert len(stratified_subset(np.repeat(np.arange(1000), 40))) == 4 * 1000


def test_a_class_without_examples_is_simply_not_there():
    assert stratified_subset(np.array([5, 5, 2])).tolist() == [0, 1, 2]
