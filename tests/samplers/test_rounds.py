import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.samplers import PermutationStream
from ltcore.samplers.rounds import RoundStream


class Numbered(RoundStream):
    """Rounds whose positions say which round and place they are: 100 * round + place."""

    drawn = 0

    def positions(self, number, rng):
        type(self).drawn += 1
        return 100 * number + np.arange(self.round_length)


def test_batches_by_hand():
    stream = Numbered(5, 3, key=(0,))
    assert [stream(step).tolist() for step in range(4)] == [
        [0, 1, 2],
        [3, 4, 100],
        [101, 102, 103],
        [104, 200, 201],
    ]


@settings(max_examples=60)
@given(length=st.integers(1, 9), batch=st.integers(1, 30), steps=st.integers(1, 8))
def test_batches_are_full_and_follow_one_another(length, batch, steps):
    stream = Numbered(length, batch, key=(0,))
    drawn = np.concatenate([stream(step) for step in range(steps)])
    expected = [100 * (i // length) + i % length for i in range(batch * steps)]
    assert drawn.tolist() == expected


def test_a_round_is_drawn_once_while_it_is_used():
    stream = Numbered(10, 3, key=(0,))
    Numbered.drawn = 0
    for step in range(10):
        stream(step)
    assert Numbered.drawn == 3


def test_each_round_has_a_generator_of_its_key_and_number():
    """The bits of every run hang on this."""
    stream = PermutationStream(6, 6, key=(3, 1))
    for number in range(3):
        expected = np.random.default_rng([3, 1, number]).permutation(6)
        assert stream(number).tolist() == expected.tolist()


@pytest.mark.parametrize(("length", "batch"), [(0, 1), (1, 0), (-1, 3)])
def test_nothing_to_draw_is_refused(length, batch):
    with pytest.raises(ValueError, match=f"got {length} and {batch}"):
        Numbered(length, batch, key=(0,))
