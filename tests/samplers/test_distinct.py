import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.samplers import DistinctStream, PermutationStream


@given(n=st.integers(1, 40), batch=st.integers(1, 60))
def test_no_batch_holds_an_example_twice_and_every_epoch_holds_all(n, batch):
    stream = DistinctStream(n, batch, key=(3, 1))
    steps = -(-n // stream.batch_size)
    for epoch in range(3):
        batches = [stream(epoch * steps + step) for step in range(steps)]
        assert all(len(set(each)) == len(each) == stream.batch_size for each in batches)
        assert set(np.concatenate(batches)) == set(range(n))


def test_a_stream_of_permutations_would_hold_some_twice():
    stream = PermutationStream(5, 4, key=(0, 0))
    assert any(len(set(stream(step))) < 4 for step in range(20))


def test_rounds_differ_and_any_step_can_be_entered_first():
    stream = DistinctStream(20, 7, key=(0, 0))
    forward = [stream(step).tolist() for step in range(9)]
    other = DistinctStream(20, 7, key=(0, 0))
    assert [other(step).tolist() for step in reversed(range(9))] == forward[::-1]
    assert forward[:3] != forward[3:6]


@pytest.mark.parametrize(("n", "batch"), [(0, 4), (4, 0)])
def test_an_empty_stream_is_refused(n, batch):
    with pytest.raises(ValueError, match="at least 1"):
        DistinctStream(n, batch, key=(0, 0))
