import pickle

import numpy as np
import pytest

from ltcore.samplers import PermutationStream, QuotaStream, SubsetStream, SwitchedStream

BEFORE, AFTER = (PermutationStream(50, 4, key=(0, part)) for part in (0, 1))


@pytest.mark.parametrize("switch", [0, 1, 7, 20])
def test_the_switch_is_at_its_step(switch):
    stream = SwitchedStream(BEFORE, AFTER, switch)
    for step in range(20):
        expected = BEFORE(step) if step < switch else AFTER(step - switch)
        assert stream(step).tolist() == expected.tolist()


def test_what_comes_after_begins_with_a_whole_round():
    labels = np.repeat([0, 1], [30, 2])
    quotas = QuotaStream(labels, TenEach(), 5, key=(0, 1))
    stream = SwitchedStream(PermutationStream(32, 5, key=(0, 0)), quotas, 13)
    drawn = np.concatenate([stream(step) for step in range(13, 17)])
    assert np.bincount(labels[drawn]).tolist() == [10, 10]


class TenEach:
    def __call__(self, number: int):
        return np.array([10, 10])


def test_a_subset_draws_its_own_and_no_others():
    chosen = np.array([3, 8, 30, 41])
    stream = SubsetStream(PermutationStream(4, 3, key=(0, 0)), chosen)
    drawn = np.concatenate([stream(step) for step in range(4)])
    assert np.bincount(drawn, minlength=50).nonzero()[0].tolist() == chosen.tolist()
    assert set(np.bincount(drawn)[chosen]) == {3}  # 12 draws, every one equally often
    assert drawn.dtype == np.int64


@pytest.mark.parametrize(
    "stream",
    [SwitchedStream(BEFORE, AFTER, 3), SubsetStream(BEFORE, np.arange(100, 150))],
)
def test_streams_survive_the_journey_to_a_reading_process(stream):
    stream(0)
    copy = pickle.loads(pickle.dumps(stream))
    for step in (0, 2, 3, 9):
        assert copy(step).tolist() == stream(step).tolist()
