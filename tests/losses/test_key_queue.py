from collections import deque

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from ltcore.losses.key_queue import enqueued


def empty(size, length=1) -> tuple[Tensor, Tensor, Tensor]:
    zero = torch.tensor(0)
    return torch.full((size, length), -1.0), zero, zero


def column(numbers):
    return torch.tensor(numbers, dtype=torch.float32)[:, None]


def test_a_batch_that_passes_the_end_goes_on_at_the_start():
    """By hand; lightly drops the overhang here: of batches of 6 in 16 places it keeps 6, 6, 4."""
    state = empty(16)
    for first in (0, 6, 12):
        state = enqueued(*state, column(range(first, first + 6)))
    queue, pointer, filled = state
    assert queue.flatten().tolist() == [16, 17, *range(2, 16)]
    assert (int(pointer), int(filled)) == (2, 16)


@pytest.mark.parametrize("size", [1, 3, 4, 5])
def test_of_a_batch_larger_than_the_queue_the_last_keys_stay(size):
    queue, pointer, filled = enqueued(*enqueued(*empty(size), column([7])), column(range(100, 111)))
    assert sorted(queue.flatten().tolist()) == list(range(111 - size, 111))
    assert (int(pointer), int(filled)) == (12 % size, size)
    assert queue[(int(pointer) - 1) % size].item() == 110  # the youngest stands before the pointer


@given(st.integers(1, 9), st.lists(st.integers(0, 20), max_size=8))
@settings(max_examples=60, deadline=None)
def test_it_holds_what_a_deque_of_that_length_holds(size, batches):
    state, written = empty(size), 0
    reference: deque[int] = deque(maxlen=size)
    for n_keys in batches:
        keys = range(written, written + n_keys)
        state = enqueued(*state, column(list(keys)) if n_keys else torch.zeros(0, 1))
        reference.extend(keys)
        written += n_keys
    queue, pointer, filled = state
    assert int(filled) == len(reference)
    assert queue[: int(filled)].flatten().tolist() == sorted(reference, key=lambda key: key % size)
    assert int(pointer) == written % size


def test_nothing_is_changed_in_place_and_no_gradient_is_kept():
    queue, pointer, filled = empty(4, 2)
    keys = torch.ones(3, 2, requires_grad=True)
    encoder_output = 2 * keys
    written, moved, more = enqueued(queue, pointer, filled, encoder_output)
    assert (queue == -1).all()
    assert (int(pointer), int(filled)) == (0, 0)
    assert (int(moved), int(more)) == (3, 3)
    assert not written.requires_grad
    encoder_output.sum().backward()  # would fail if the keys had been changed


def test_keys_of_half_precision_are_stored_in_the_dtype_of_the_queue():
    written, pointer, filled = enqueued(*empty(4, 2), torch.ones(2, 2, dtype=torch.bfloat16))
    assert written.dtype == torch.float32
    assert pointer.dtype == filled.dtype == torch.int64
    assert pointer.shape == filled.shape == ()


@pytest.mark.parametrize("keys", [torch.zeros(2, 3), torch.zeros(2)])
def test_keys_that_do_not_fit_are_refused(keys):
    with pytest.raises(ValueError, match=r"they must be \(B, D\) and \(K, D\)"):
        enqueued(*empty(4, 2), keys)
    with pytest.raises(ValueError, match="K at least 1"):
        enqueued(*empty(0, 2), torch.zeros(1, 2))
