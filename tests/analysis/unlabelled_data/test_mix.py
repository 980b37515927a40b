"""Golden counts: those of the authors' rule for long-tailed CIFAR-10 with five times as many images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.analysis.unlabelled_data.mix import MixSettings, unlabelled_mix
from ltcore.data.profiles import exponential_counts

CIFAR = exponential_counts(5000, 10, 100)
NAMES = [f"class {label}" for label in range(10)]
GOLDEN = {
    1: [6203] * 10,
    50: [22159, 14346, 9288, 6012, 3893, 2518, 1632, 1053, 682, 442],
    100: [24999, 14984, 8983, 5384, 3228, 1934, 1156, 693, 415, 249],
    200: [27687, 15363, 8529, 4731, 2624, 1455, 807, 446, 245, 138],
}


@pytest.mark.parametrize("ratio", list(GOLDEN))
def test_the_authors_counts(ratio):
    asked = MixSettings(factor=5, ratio=ratio, rounding="authors")
    mix = unlabelled_mix(CIFAR, NAMES, asked)
    assert mix.classes["unlabelled"].tolist() == GOLDEN[ratio]
    assert mix.classes["train_count"].tolist() == CIFAR.tolist()
    assert mix.foreign == 0


def test_a_run_hands_out_every_example():
    mix = unlabelled_mix(CIFAR, NAMES, MixSettings(factor=5, ratio=100))
    assert mix.total == mix.classes["unlabelled"].sum() == 5 * 12_406
    assert abs(mix.classes["unlabelled"] - np.array(GOLDEN[100])).max() <= 6


def test_the_rarest_label_comes_first_where_the_order_is_reversed():
    same, other = (
        unlabelled_mix(CIFAR, NAMES, MixSettings(factor=1, ratio=10, is_reversed=flag))
        for flag in (False, True)
    )
    assert same.classes["unlabelled"].tolist() == other.classes["unlabelled"].tolist()[::-1]
    assert same.classes["name"].tolist() == other.classes["name"].tolist()


def test_counts_follow_the_rank_and_not_the_label():
    mix = unlabelled_mix(np.array([4, 16]), ("lynx", "cat"), MixSettings(factor=2, ratio=4))
    assert mix.classes[["name", "unlabelled"]].to_numpy().tolist() == [["cat", 32], ["lynx", 8]]


@pytest.mark.parametrize("rounding", ["run", "authors"])
def test_nothing_relevant_is_all_foreign(rounding):
    asked = MixSettings(factor=0.5, ratio=10, relevance=0, rounding=rounding)
    mix = unlabelled_mix(CIFAR, NAMES, asked)
    assert mix.classes["unlabelled"].tolist() == [0] * 10
    assert mix.foreign == mix.total == 6203


@settings(max_examples=40, deadline=None)
@given(
    factor=st.floats(0.5, 10), ratio=st.floats(1, 500), relevance=st.floats(0, 1), turned=st.booleans()
)  # fmt: skip
def test_both_parts_sum_to_what_was_asked_for(factor, ratio, relevance, turned):
    asked = MixSettings(factor=factor, ratio=ratio, relevance=relevance, is_reversed=turned)
    mix = unlabelled_mix(CIFAR, NAMES, asked)
    assert mix.total == np.floor(factor * 12_406 + 0.5)
    assert mix.total - mix.foreign == np.floor(relevance * mix.total + 0.5)
