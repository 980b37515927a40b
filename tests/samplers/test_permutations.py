import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.samplers import PermutationStream


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 40), batch=st.integers(1, 60), passes=st.integers(1, 4))
def test_every_example_is_seen_once_per_permutation(n, batch, passes):
    stream = PermutationStream(n, batch, key=(3, 1))
    steps = -(-n * passes // stream.batch_size)
    seen = np.concatenate([stream(step) for step in range(steps)])[: n * passes]
    for number in range(passes):
        assert sorted(seen[number * n : (number + 1) * n]) == list(range(n))


def test_any_step_can_be_entered_first():
    stream = PermutationStream(10, 4, key=(0, 0))
    forward = [stream(step).tolist() for step in range(20)]
    other = PermutationStream(10, 4, key=(0, 0))
    assert [other(step).tolist() for step in reversed(range(20))] == forward[::-1]


def test_seed_and_stage_change_the_order():
    orders = {tuple(PermutationStream(50, 50, key=key)(0)) for key in [(0, 0), (1, 0), (0, 1)]}
    assert len(orders) == 3


def test_a_stream_survives_the_journey_to_a_reading_process():
    stream = PermutationStream(10, 4, key=(0, 0))
    stream(0)
    copy = pickle.loads(pickle.dumps(stream))
    assert copy(7).tolist() == stream(7).tolist()


@pytest.mark.parametrize(("n", "batch"), [(0, 4), (4, 0)])
def test_an_empty_stream_is_refused(n, batch):
    with pytest.raises(ValueError, match="at least 1"):
        PermutationStream(n, batch, key=(0, 0))
