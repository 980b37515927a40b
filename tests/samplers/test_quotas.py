import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore import classwise
from ltcore.samplers import QuotaStream, apportioned

A = np.array([5000, 500, 50])
L = np.array([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50])  # CIFAR-10-LT, ratio 100


def labels_of(counts, seed=0):
    """Labels in no order."""
    return np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))


def stream_of(labels, draws, batch_size=64, key=(0, 0)):
    draws = np.asarray(draws)
    return QuotaStream(labels, lambda _: draws, batch_size, key)


def a_round(stream, number=0):
    """Return the positions of one round, from batches that do not end where it does."""
    start, end = number * stream.round_length, (number + 1) * stream.round_length
    first, last = start // stream.batch_size, -(-end // stream.batch_size)
    drawn = np.concatenate([stream(step) for step in range(first, last)])
    return drawn[start - first * stream.batch_size :][: stream.round_length]


POWERS = [  # (counts, power, draws by hand: facts, section 6, times N, largest remainders rounded up)
    (A, 1.0, [5000, 500, 50]),
    (A, 0.5, [3919, 1239, 392]),  # 3918.86, 1239.25, 391.89
    (A, 0.0, [1850, 1850, 1850]),
    (L, 0.0, [1241] * 6 + [1240] * 4),  # 1240.6 each
]


@pytest.mark.parametrize(("counts", "power", "draws"), POWERS)
def test_class_histogram_of_every_round_is_exact(counts, power, draws):
    labels = labels_of(counts)
    quotas = apportioned(classwise.sampling_probabilities(counts, power), len(labels))
    assert quotas.tolist() == draws
    stream = stream_of(labels, quotas, 100)
    for number in (0, 1, 5):
        assert np.bincount(labels[a_round(stream, number)]).tolist() == draws


def test_square_root_draws_on_cifar_are_the_golden_shares():
    shares = [0.2447, 0.1895, 0.1467, 0.1136, 0.0879, 0.0681, 0.0527, 0.0408, 0.0315, 0.0245]
    labels = labels_of(L)
    quotas = apportioned(classwise.sampling_probabilities(L, 0.5), len(labels))
    drawn = np.bincount(labels[a_round(stream_of(labels, quotas, 128))])
    assert drawn / len(labels) == pytest.approx(shares, abs=1e-4)


def test_effective_number_draws_are_the_golden_ones_and_not_uniform():
    shares = classwise.effective_sampling_probabilities(A, 0.9999)
    assert shares == pytest.approx([0.385257496267, 0.310813357377, 0.303929146356], abs=1e-11)
    labels = labels_of(A)
    drawn = a_round(stream_of(labels, apportioned(shares, len(labels))))
    assert np.bincount(labels[drawn]).tolist() == [2138, 1725, 1687]


@settings(max_examples=30)
@given(
    counts=st.lists(st.integers(1, 7), min_size=1, max_size=5),
    data=st.data(),
    batch=st.integers(1, 40),
    number=st.integers(0, 3),
)
def test_every_example_has_an_equal_part_of_its_classs_quota(counts, data, batch, number):
    each = st.integers(0, 20)
    draws = data.draw(st.lists(each, min_size=len(counts), max_size=len(counts)).filter(any))
    labels = labels_of(counts, seed=batch)
    times = np.bincount(a_round(stream_of(labels, draws, batch), number), minlength=len(labels))
    for label, (count, quota) in enumerate(zip(counts, draws, strict=True)):
        own = times[labels == label]
        assert own.sum() == quota
        assert set(own) <= {quota // count, -(-quota // count)}


def test_who_is_drawn_once_more_changes_from_round_to_round():
    labels = labels_of([100, 1])
    stream = stream_of(labels, [10, 10])
    rounds = [set(a_round(stream, number)[:]) - {int(np.argmax(labels))} for number in range(8)]
    assert all(len(drawn) == 10 for drawn in rounds)
    assert len(set.union(*rounds)) > 30


def test_a_round_is_shuffled_across_classes():
    labels = np.repeat([0, 1], 500)
    drawn = labels[a_round(stream_of(labels, [500, 500]))]
    changes = np.count_nonzero(np.diff(drawn))
    assert 400 < changes < 600  # 499.5 expected, standard deviation 16


def test_one_example_is_drawn_as_often_as_its_class():
    stream = stream_of(np.array([1, 0, 0, 0]), [4, 40])
    assert np.bincount(a_round(stream), minlength=4)[0] == 40


def test_any_step_can_be_entered_first():
    labels = labels_of([30, 5, 1])
    forward = [stream_of(labels, [7, 7, 7], 8)(step).tolist() for step in range(12)]
    other = stream_of(labels, [7, 7, 7], 8)
    assert [other(step).tolist() for step in reversed(range(12))] == forward[::-1]


@pytest.mark.parametrize("key", [(1, 0), (0, 1), (0, 0, 7)])
def test_the_key_changes_the_draws(key):
    labels = labels_of([30, 5, 1])
    one, other = (stream_of(labels, [7, 7, 7], 21, k)(0).tolist() for k in ((0, 0), key))
    assert one != other


class TwoAndSix:
    """Quotas that a pickle can hold, and that change from round to round."""

    def __call__(self, number: int):
        return np.array([2, 6]) if number % 2 else np.array([6, 2])


def test_a_stream_survives_the_journey_to_a_reading_process():
    stream = QuotaStream(labels_of([10, 10]), TwoAndSix(), 3, (4, 2))
    stream(0)
    copy = pickle.loads(pickle.dumps(stream))
    assert [copy(step).tolist() for step in range(9)] == [
        stream(step).tolist() for step in range(9)
    ]


def test_quotas_may_change_from_round_to_round():
    labels = labels_of([10, 10])
    stream = QuotaStream(labels, TwoAndSix(), 3, (0, 0))
    drawn = [np.bincount(labels[a_round(stream, number)]).tolist() for number in range(3)]
    assert drawn == [[6, 2], [2, 6], [6, 2]]


def test_rounds_shorter_than_a_batch_are_used_up_one_after_the_other():
    labels = np.array([0, 1])
    stream = stream_of(labels, [1, 1], 7)
    drawn = np.concatenate([stream(step) for step in range(4)])
    assert {len(stream(step)) for step in range(4)} == {7}
    assert all(sorted(drawn[start : start + 2]) == [0, 1] for start in range(0, 28, 2))


def test_an_empty_class_is_refused_by_number():
    with pytest.raises(
        ValueError, match="class 1 has no example, but should give 3 draws per round"
    ):
        stream_of(np.array([0, 2]), [3, 3, 3])
    assert sorted(stream_of(np.array([0, 2]), [1, 0, 1], 2)(0)) == [0, 1]  # nobody asks for it


def test_a_round_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        stream_of(np.array([0, 1]), [0, 0])


def test_more_examples_than_torch_can_draw_from():
    n_examples = 2**24 + 3
    with pytest.raises(RuntimeError, match="cannot exceed"):
        torch.multinomial(torch.ones(1).expand(n_examples), 1)
    labels = np.zeros(n_examples, dtype=np.int64)
    labels[[5, -2, -1]] = 1
    stream = stream_of(labels, [n_examples // 2, n_examples - n_examples // 2], n_examples)
    drawn = stream(0)
    assert drawn.dtype == np.int64
    assert len(drawn) == n_examples
    times = np.bincount(drawn, minlength=n_examples)
    tail = (n_examples - n_examples // 2) / 3
    assert sorted({*times[[5, -2, -1]].tolist()}) in (
        [int(tail)],
        [int(tail), int(tail) + 1],
    )
    assert times[labels == 0].max() == 1
    assert times[labels == 0].sum() == n_examples // 2


@settings(max_examples=200)
@given(
    shares=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=30).filter(any),
    total=st.integers(0, 10**7),
)
def test_apportioned_sums_up_and_stays_within_one(shares, total):
    quotas = apportioned(shares, total)
    exact = np.array(shares) / np.sum(shares) * total
    assert quotas.dtype == np.int64
    assert quotas.sum() == total
    assert (np.abs(quotas - exact) < 1 + 1e-6).all()
    assert (quotas >= 0).all()


@settings(max_examples=50)
@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_counts_are_apportioned_to_themselves(counts):
    assert apportioned(counts, sum(counts)).tolist() == counts
    assert apportioned(np.array(counts) / sum(counts), sum(counts)).tolist() == counts


def test_apportioned_against_one_seat_at_a_time():
    """Largest remainders, spelled out with fractions."""
    from fractions import Fraction

    shares = [3, 1, 7, 7, 2]
    for total in range(60):
        exact = [Fraction(share * total, 20) for share in shares]
        seats = [int(part) for part in exact]
        while sum(seats) < total:
            best = max(range(5), key=lambda i: (exact[i] - seats[i], -i))
            seats[best] += 1
        assert apportioned(shares, total).tolist() == seats


def test_equal_shares_go_to_the_lower_class_first():
    assert apportioned([1, 1, 1], 4).tolist() == [2, 1, 1]
    assert apportioned([0, 1, 1], 1).tolist() == [0, 1, 0]


@pytest.mark.parametrize("shares", [[0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_illegal_shares_are_refused(shares):
    with pytest.raises(ValueError, match="shares are"):
        apportioned(shares, 5)
