import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ltcore import classwise
from ltcore.methods import METHODS
from ltcore.methods.base import Sampling
from ltcore.samplers import PermutationStream, SubsetStream, SwitchedStream
from ltcore.schedules import is_deferred
from ltcore.steps.streams import (
    ProgressiveQuotas,
    StreamSize,
    first_late_step,
    sampling_stream,
)

A = np.array([5000, 500, 50])
L = np.array([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50])
SCHEMES = ("instance", "power", "progressive", "effective", "under", "over")


def labels_of(counts):
    return np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))


def size_of(counts, batch_size=100, epochs=2):
    steps = epochs * -(-int(np.sum(counts)) // batch_size)
    return StreamSize(batch_size, steps, (0, 0))


def histogram(stream, labels, start, length, batch_size):
    """Class counts of ``length`` draws from draw ``start`` on."""
    first, last = start // batch_size, -(-(start + length) // batch_size)
    drawn = np.concatenate([stream(step) for step in range(first, last)])
    drawn = drawn[start - first * batch_size :][:length]
    return np.bincount(labels[drawn])


def stream_of(sampling, counts, **size):
    return sampling_stream(sampling, labels_of(counts), len(counts), size_of(counts, **size))


@pytest.mark.parametrize(
    ("name", "draws"),
    [
        ("erm", [5000, 500, 50]),
        ("class_balanced_sampling", [1850, 1850, 1850]),
        ("square_root_sampling", [3919, 1239, 392]),
        ("effective_number_sampling", [2138, 1725, 1687]),
    ],
)
def test_one_epoch_of_each_sampling_method_by_hand(name, draws):
    record = METHODS[name]
    sampling = record.compose(record.settings()).sampling
    stream = stream_of(sampling, A)
    for number in (0, 1):
        assert histogram(stream, labels_of(A), number * 5550, 5550, 100).tolist() == draws


def test_balanced_draws_leave_most_of_the_head_unseen():
    """Facts, section 6: 69.1 % of the head is not seen in an epoch by draws with replacement, exp(-0.37);
    by quotas it is what the quota leaves, 63 %. A tail image is drawn 37 times either way."""
    stream = stream_of(Sampling("power"), A)
    labels = labels_of(A)
    drawn = np.concatenate([stream(step) for step in range(56)])[:5550]
    times = np.bincount(drawn, minlength=5550)
    assert (times[labels == 0] == 0).mean() == pytest.approx(0.63)
    assert set(times[labels == 2]) == {37}


def test_over_sampling_repeats_every_class_up_to_the_largest():
    stream, labels = stream_of(Sampling("over"), L, batch_size=500), labels_of(L)
    assert stream.round_length == 50_000
    drawn = np.concatenate([stream(step) for step in range(100)])
    assert np.bincount(labels[drawn]).tolist() == [5000] * 10
    times = np.bincount(drawn)
    assert set(times[labels == 0]) == {1}
    assert set(times[labels == 9]) == {100}


def test_under_sampling_keeps_the_same_few_all_along():
    stream, labels = stream_of(Sampling("under"), L, batch_size=100, epochs=200), labels_of(L)
    passes = [
        np.concatenate([stream(step) for step in range(5 * number, 5 * number + 5)])
        for number in (0, 1, 1000)
    ]
    for drawn in passes:
        assert sorted(drawn) == sorted(passes[0])  # each once, and always the same
        assert np.bincount(labels[drawn]).tolist() == [50] * 10
    assert not np.array_equal(passes[0], passes[1])
    assert len(passes[0]) == 500
    assert 100 * len(passes[0]) / len(labels) == pytest.approx(4.03, abs=0.005)


def test_another_seed_keeps_others():
    labels = labels_of(L)
    kept = [
        set(sampling_stream(Sampling("under"), labels, 10, StreamSize(500, 1, (seed, 0)))(0))
        for seed in (0, 1)
    ]
    assert kept[0] != kept[1]
    assert {position for position in kept[0] if labels[position] == 9} <= kept[1]


def test_under_sampled_batches_are_no_larger_than_what_is_kept():
    stream = stream_of(Sampling("under"), np.array([40, 2]), batch_size=30)
    assert [len(stream(step)) for step in range(3)] == [4, 4, 4]


def test_progressive_sampling_by_hand():
    mixture = classwise.progressive_probabilities(A, 45 / 90)
    assert mixture == pytest.approx([0.617117117117, 0.211711711712, 0.171171171171], abs=1e-11)
    quotas = ProgressiveQuotas(A, rounds=91)
    assert quotas(0).tolist() == A.tolist()
    assert quotas(45).tolist() == [3425, 1175, 950]  # the mixture times 5550
    assert quotas(90).tolist() == [1850, 1850, 1850]
    assert quotas(1000).tolist() == [1850, 1850, 1850]
    assert ProgressiveQuotas(A, rounds=1)(0).tolist() == A.tolist()


@pytest.mark.parametrize("rounds", [2, 3, 7, 200])
def test_progressive_sampling_moves_one_way(rounds):
    draws = np.array([ProgressiveQuotas(L, rounds)(number) for number in range(rounds)])
    assert (draws.sum(axis=1) == L.sum()).all()
    assert (np.diff(draws[:, 0]) <= 0).all()
    assert (np.diff(draws[:, -1]) >= 0).all()
    for number, row in enumerate(draws):  # independent: straight from the definition
        share = number / (rounds - 1)
        exact = (1 - share) * L + share * L.sum() / 10
        assert (np.abs(row - exact) < 1).all()


@pytest.mark.parametrize(
    ("counts", "batch_size", "epochs"),
    [
        (A, 50, 4),  # batches fill every epoch
        ((90, 30, 10), 128, 10),  # an epoch of two batches draws twice as many as there are
        ((90, 30, 10), 40, 3),
    ],
)
def test_a_progressive_stage_begins_as_it_is_and_ends_balanced(counts, batch_size, epochs):
    counts = np.array(counts)
    size = size_of(counts, batch_size, epochs)
    stream = sampling_stream(Sampling("progressive"), labels_of(counts), 3, size)
    total, draws = int(counts.sum()), size.steps * batch_size
    rounds = -(-draws // total)
    labels = labels_of(counts)
    assert histogram(stream, labels, 0, total, batch_size).tolist() == counts.tolist()
    last = histogram(stream, labels, (rounds - 1) * total, total, batch_size)
    before = histogram(stream, labels, (rounds - 2) * total, total, batch_size)
    assert np.ptp(last) <= 1
    assert np.ptp(before) > 1  # not earlier than in the last round


def test_deferred_progressive_sampling_still_ends_balanced():
    size = size_of(A, 50, 10)
    stream = sampling_stream(Sampling("progressive", defer_until=0.5), labels_of(A), 3, size)
    start = size.steps // 2 * 50
    assert histogram(stream, labels_of(A), start, 5550, 50).tolist() == A.tolist()
    last = histogram(stream, labels_of(A), start + 4 * 5550, 5550, 50)
    assert last.tolist() == [1850, 1850, 1850]


@pytest.mark.parametrize("epochs_of_98", [1, 98])
def test_deferred_sampling_starts_with_epoch_161_of_200(epochs_of_98):
    """The off-by-one catalogue (facts, section 8.3): the paper's 160, counted from 0, is the 161st."""
    steps = 200 * epochs_of_98
    first = first_late_step(steps, 0.8)
    assert first // epochs_of_98 + 1 == 161
    assert first % epochs_of_98 == 0


@pytest.mark.parametrize("epochs", [10, 100, 200, 300, 320, 400])
def test_every_length_of_run_has_its_switch_at_four_fifths(epochs):
    """The authors' codes fail on some of these: betas[epoch // 160], (epochs // 200) * 160."""
    assert first_late_step(epochs, 0.8) == epochs * 4 // 5


@given(steps=st.integers(1, 400), share=st.floats(0, 1))
def test_first_late_step_against_brute_force(steps, share):
    late = [step for step in range(steps) if not is_deferred(step / steps, share)]
    assert first_late_step(steps, share) == (late[0] if late else steps)


@given(data=st.data(), steps=st.integers(1, 10**7))
def test_first_late_step_at_shares_that_are_steps(data, steps):
    switch = data.draw(st.integers(0, steps))
    assert first_late_step(steps, switch / steps) == switch
    assert first_late_step(steps, min(1.0, switch * (1 / steps))) == switch  # another rounding


@pytest.mark.parametrize("scheme", ["power", "under", "over", "effective"])
def test_deferred_draws_are_plain_before_and_balanced_after_the_switch(scheme):
    labels, size = labels_of(A), size_of(A, 50, 10)
    stream = sampling_stream(Sampling(scheme, defer_until=0.8), labels, 3, size)
    plain = PermutationStream(5550, 50, (0, 0))
    assert isinstance(stream, SwitchedStream)
    assert stream.switch == size.steps * 4 // 5 == 888
    for step in (0, 400, 887):
        assert stream(step).tolist() == plain(step).tolist()
    late = np.bincount(labels[np.concatenate([stream(step) for step in range(888, 918)])])
    assert late[2] > 400  # of 1500 draws; instance-balanced would give 13.5
    assert not np.array_equal(stream(888), plain(888))


def test_a_wait_to_the_end_is_plain_sampling():
    stream, size = stream_of(Sampling("power", defer_until=1.0), A), size_of(A)
    plain = PermutationStream(5550, 100, (0, 0))
    assert all(stream(s).tolist() == plain(s).tolist() for s in range(size.steps))


@pytest.mark.parametrize("defer_until", [0.0, 0.5])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_streams_are_functions_of_the_step_and_survive_pickling(scheme, defer_until):
    counts = np.array([20, 6, 3])
    stream = stream_of(Sampling(scheme, defer_until=defer_until), counts, batch_size=7, epochs=4)
    forward = [stream(step).tolist() for step in range(20)]
    copy = pickle.loads(pickle.dumps(stream))
    assert [copy(step).tolist() for step in reversed(range(20))] == forward[::-1]


def test_under_sampling_is_a_choice_not_a_quota():
    assert isinstance(stream_of(Sampling("under"), A), SubsetStream)


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if s != "instance"])
def test_a_class_without_examples_is_refused(scheme):
    labels = np.array([0, 0, 0, 2])
    with pytest.raises(ValueError, match="1"):
        sampling_stream(Sampling(scheme), labels, 3, StreamSize(2, 4, (0, 0)))


def test_drawing_classes_first_agrees_with_torchs_weighted_sampler():
    """The independent reference: example weights p_j / n_j through torch, in the mean of many epochs."""
    labels = labels_of(L)
    weights = (classwise.sampling_probabilities(L, 0.5) / L)[labels]
    generator = torch.Generator().manual_seed(0)
    drawn = torch.multinomial(torch.from_numpy(weights), 200_000, True, generator=generator)
    theirs = np.bincount(labels[drawn.numpy()]) / 200_000
    ours = histogram(stream_of(Sampling("power", 0.5), L), labels, 0, 12406, 100) / 12406
    assert ours == pytest.approx(theirs, abs=4 * np.sqrt(0.25 / 200_000))


def test_late_draws_are_not_those_of_another_stream():
    """The rounds of a stream that starts late are keyed apart from those that went before it."""
    labels, size = labels_of(np.array([30, 30])), StreamSize(60, 10, (0, 0))
    late = sampling_stream(Sampling("over", defer_until=0.5), labels, 2, size)
    early = sampling_stream(Sampling("over"), labels, 2, size)
    assert not np.array_equal(late(5), early(0))
    under = sampling_stream(Sampling("under", defer_until=0.5), labels, 2, size)
    assert not np.array_equal(under(5), under(0))  # else both are the first permutation
