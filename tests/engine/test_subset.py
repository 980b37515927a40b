import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.engine.subset import SUBSET_PER_CLASS, SUBSET_TOTAL, stratified_subset, thumbnails


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


def test_thumbnails_average_whole_blocks():
    image = np.zeros((1, 64, 64, 1), np.uint8)
    image[0, :2, :2, 0] = [[10, 20], [30, 41]]
    small = thumbnails(image)
    assert small.shape == (1, 32, 32, 1)
    assert small[0, 0, 0, 0] == 25  # 25.25
    assert small[0, 1:].max() == 0


@pytest.mark.parametrize(
    ("shape", "small"),
    [
        ((8, 8), (8, 8)),
        ((32, 32), (32, 32)),
        ((33, 33), (16, 16)),
        ((64, 32), (32, 16)),
        ((224, 224), (32, 32)),
    ],
)
def test_sizes_of_thumbnails(shape, small):
    images = np.full((2, *shape, 3), 200, np.uint8)
    assert thumbnails(images).shape == (2, *small, 3)
    assert (thumbnails(images) == 200).all()
