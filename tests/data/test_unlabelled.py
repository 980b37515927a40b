"""How many unlabelled examples of which class, and the ways out where there are too few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError
from ltcore.data.unlabelled import UnlabelledMix, requested_unlabelled
from ltcore.data.unlabelled_counts import exact_counts

PLENTY = np.full(10, 10**6)
NAMES = tuple("abcdefghij")


def mix(labelled, spare=PLENTY, **settings):
    config = DataConfig.model_validate({"unlabelled": 2, **settings})
    n_source = len(labelled) + config.foreign_classes
    counts = requested_unlabelled(config, np.array(labelled), spare[:n_source], NAMES[:n_source])
    return counts.tolist()


def refusal(labelled, spare, **settings):
    with pytest.raises(DataError) as caught:
        mix(labelled, np.array(spare), **settings)
    return str(caught.value), caught.value.advice


def test_two_for_each_labelled_one_by_hand():
    # 2 * 21 = 42 in the proportions 4 : 2 : 1
    assert mix([16, 4, 1], unlabelled_ratio=4) == [24, 12, 6]
    assert mix([16, 4, 1], unlabelled_ratio=1) == [14, 14, 14]


def test_the_number_is_rounded_to_the_nearest():
    for factor, total in ((0.5, 11), (1.3, 27), (3.01, 63)):
        assert sum(mix([16, 4, 1], unlabelled=factor)) == total  # of 10.5, 27.3, 63.21


def test_ranks_are_those_of_the_labelled_counts_in_any_label_order():
    assert mix([4, 1, 16], unlabelled_ratio=4) == [12, 6, 24]
    assert mix([4, 1, 16], unlabelled_ratio=4, unlabelled_order="reversed") == [12, 24, 6]


def test_equal_counts_are_ranked_by_label():
    assert mix([7, 7, 7], unlabelled_ratio=4) == [24, 12, 6]


def test_by_default_the_ratio_is_that_of_the_labelled_ones():
    labelled = [100, 31, 10]
    assert mix(labelled, ratio=10) == mix(labelled, ratio=50, unlabelled_ratio=10)
    assert mix(labelled, profile="as_is") == mix(labelled, unlabelled_ratio=10)
    assert mix([100, 0, 10], profile="as_is") == mix([100, 0, 10], unlabelled_ratio=10)


def test_relevance_is_the_share_of_the_tasks_classes():
    some = {"foreign_classes": 3, "unlabelled_ratio": 4}
    assert mix([16, 4, 1], **some) == [24, 12, 6, 0, 0, 0]
    assert mix([16, 4, 1], **some, relevance=0.5) == [12, 6, 3, 7, 7, 7]
    assert mix([16, 4, 1], **some, relevance=0) == [0, 0, 0, 14, 14, 14]
    assert mix([16, 4, 1], **some, relevance=0.49) == [12, 6, 3, 7, 7, 7]  # 20.58, to the nearest


@given(
    labelled=st.lists(st.integers(1, 300), min_size=2, max_size=7),
    factors=st.tuples(st.floats(0.5, 10), st.floats(0.5, 10)),
    ratio=st.one_of(st.just(0.0), st.floats(1, 1e4)),
    order=st.sampled_from(["same", "reversed"]),
    relevance=st.floats(0, 1),
    foreign=st.integers(1, 3),
)
def test_the_counts_sum_to_the_request_and_grow_with_the_factor(
    labelled, factors, ratio, order, relevance, foreign
):
    settings = {
        "unlabelled_ratio": ratio,
        "unlabelled_order": order,
        "relevance": relevance,
        "foreign_classes": foreign,
        "profile": "as_is",
    }
    few, many = (np.array(mix(labelled, unlabelled=k, **settings)) for k in sorted(factors))
    assert (few <= many).all()
    total = int(np.floor(max(factors) * sum(labelled) + 0.5))
    assert many.sum() == total
    n_task = len(labelled)
    assert many[:n_task].sum() == int(np.floor(relevance * total + 0.5))
    assert np.ptp(many[n_task:]) <= 1
    by_rank = many[:n_task][np.argsort(-np.array(labelled), kind="stable")]
    assert (np.diff(by_rank if order == "same" else by_rank[::-1]) <= 0).all()


def test_too_few_are_refused_with_the_class_the_numbers_and_what_is_legal():
    message, advice = refusal([16, 4, 1], [30, 30, 30], ratio=16)
    # 42 in the proportions 16 : 4 : 1 is 32 : 8 : 2, and 14 of the first class are left
    assert "unlabelled 2 asks for 42 unlabelled examples" in message
    assert "class 'a' (requested 32, available 14). Lower n_max to 10" in message
    assert "or lower unlabelled to 0.9047" in message
    assert advice == ({"n_max": 10}, {"unlabelled": 0.9047})
    assert mix([16, 4, 1], np.array([30, 30, 30]), ratio=16, unlabelled=0.9047) == [14, 4, 1]
    assert mix([10, 2, 1], np.array([30, 30, 30]), ratio=16) == [20, 5, 1]


def test_the_largest_factor_is_the_largest():
    spare = np.array([30, 30, 30])
    mix([16, 4, 1], spare, ratio=16, unlabelled=19 / 21)
    with pytest.raises(DataError):
        mix([16, 4, 1], spare, ratio=16, unlabelled=20 / 21)


def test_a_head_that_is_used_up_leaves_n_max_alone():
    message, advice = refusal([100, 10, 1], [100, 100, 100])
    assert "(requested 200, available 0)" in message
    assert [list(way) for way in advice] == [["n_max"]]


def test_a_foreign_class_that_is_too_small_is_named():
    message, advice = refusal([4, 4], [100, 100, 3], foreign_classes=1, relevance=0.5)
    assert "class 'c' (requested 8, available 3)" in message
    assert {"unlabelled": 0.875} in advice


def test_counts_given_one_by_one_cannot_be_lowered_by_n_max():
    message, advice = refusal([20, 10], [25, 25], profile="counts", counts=[20, 10])
    assert advice == ()
    assert message.endswith("(requested 20, available 15). Lower counts")
    message, advice = refusal([20, 10], [50, 50], profile="counts", counts=[20, 10])
    assert advice == ({"unlabelled": 1.5},)
    assert message.endswith("Lower unlabelled to 1.5, or lower counts")


def test_where_no_setting_helps_the_data_must():
    message, advice = refusal([1, 1], [1, 1])
    assert advice == ()
    assert message.endswith("Add examples of it, or leave unlabelled out")


def test_a_source_that_is_drawn_can_be_drawn_larger():
    shapes = {"name": "shapes", "options": {"n_classes": 3, "per_class": 30}, "ratio": 16}
    message, advice = refusal([16, 4, 1], [30, 30, 30], **shapes, n_max=16)
    assert "or raise per_class to 48" in message
    assert {"per_class": 48} in advice
    message, advice = refusal([16, 4, 1], [16, 16, 16], **shapes)
    assert "give n_max 16 and raise per_class to 62" in message
    assert {"n_max": 16, "per_class": 62} in advice
    huge = {"name": "shapes", "options": {"n_classes": 3, "per_class": 10**6}, "n_max": 16}
    message, _ = refusal([16, 4, 1], [16, 16, 16], **huge)
    assert "per_class" not in message


def test_a_mix_says_itself_in_words():
    said = str(UnlabelledMix(exact_counts(5000, 3, 100), 1200))
    assert said == "6,200 examples, class counts 4,505 to 45, 1,200 of foreign classes"
