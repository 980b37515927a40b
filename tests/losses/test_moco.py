import math
import operator

import pytest
import torch

from ltcore.losses.key_queue import enqueued
from ltcore.losses.moco import moco

QUERIES = torch.tensor(
    [[1.0, 2, -1], [0.5, -1, 0.3], [0, 1, 1], [-2, 0.2, 0.7]], dtype=torch.float64
)
KEYS = torch.tensor(
    [[0.9, 2.2, -0.5], [0.1, -1, -0.3], [0.4, 1, 0.5], [-1, 1.2, 0.1]], dtype=torch.float64
)
QUEUE = torch.tensor(
    [[0.0, 0, 1], [0, 1, 0], [1, 0, 0], [0.6, 0.8, 0], [0, 0.6, 0.8]], dtype=torch.float64
)


def by_loops(queries, keys, queue, temperature):
    """The mean loss in plain floats, one query and one rival at a time."""

    def cosine(a, b):
        return sum(map(operator.mul, a, b)) / math.hypot(*a) / math.hypot(*b)

    losses = []
    for query, key in zip(queries.tolist(), keys.tolist(), strict=True):
        scores = [cosine(query, other) / temperature for other in [key, *queue.tolist()]]
        losses.append(math.log(sum(map(math.exp, scores))) - scores[0])
    return sum(losses) / len(losses)


def test_a_hand_value():
    """A query at its key, two rivals at right angles: ln(1 + 2 / e)."""
    query, queue = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 1.0], [0.0, -3.0]])
    value = moco(query, 5 * query, queue, temperature=1.0)
    assert value.item() == pytest.approx(math.log1p(2 / math.e))


def test_the_value_of_lightly():
    """NTXentLoss(0.2, memory_bank_size=(5, 3)) of lightly 1.6.0 with QUEUE in its bank, in float64."""
    value = moco(QUERIES, KEYS, QUEUE, temperature=0.2)
    assert value.item() == pytest.approx(0.6526553756367921, rel=1e-12)


@pytest.mark.parametrize("temperature", [0.07, 0.2, 1.0])
@pytest.mark.parametrize("filled", [None, 1, 3, 5])
def test_it_is_what_loops_in_float64_say(temperature, filled):
    value = moco(QUERIES, KEYS, QUEUE, temperature=temperature, filled=filled)
    expected = by_loops(QUERIES, KEYS, QUEUE[:filled], temperature)
    assert value.item() == pytest.approx(expected, rel=1e-12)
    if filled is not None:
        as_tensor = moco(QUERIES, KEYS, QUEUE, temperature=temperature, filled=torch.tensor(filled))
        assert torch.equal(as_tensor, value)


def test_a_queue_in_float32_serves_queries_in_float64():
    value = moco(QUERIES, KEYS, QUEUE.float())
    assert value.dtype == torch.float64
    torch.testing.assert_close(value, moco(QUERIES, KEYS, QUEUE), rtol=1e-6, atol=0)


def test_what_stands_in_unfilled_places_does_not_matter():
    other = QUEUE.clone()
    other[3:] = QUERIES[:2]
    value = moco(QUERIES, KEYS, QUEUE, filled=3)
    assert torch.equal(moco(QUERIES, KEYS, other, filled=3), value)
    assert not torch.equal(moco(QUERIES, KEYS, other), moco(QUERIES, KEYS, QUEUE))


def test_with_an_empty_queue_there_is_nothing_to_find():
    queries = QUERIES.clone().requires_grad_()
    value = moco(queries, KEYS, QUEUE, filled=0)
    value.backward()
    assert value.item() == 0
    assert queries.grad is not None
    assert queries.grad.tolist() == torch.zeros(4, 3).tolist()


def test_scale_and_the_order_of_the_queue_do_not_matter():
    value = moco(QUERIES, KEYS, QUEUE)
    torch.testing.assert_close(moco(7 * QUERIES, 0.1 * KEYS, 3 * QUEUE.flip(0)), value)


def test_gradients_reach_the_queries_alone_and_are_those_of_finite_differences():
    leaves = [values.clone().requires_grad_() for values in (QUERIES, KEYS, QUEUE)]
    moco(*leaves).backward()
    assert [leaf.grad is None for leaf in leaves] == [False, True, True]
    assert torch.autograd.gradcheck(lambda q: moco(q, KEYS, QUEUE, filled=4), leaves[0])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("autocast", [False, True])
def test_a_low_temperature_and_a_zero_row_stay_finite(dtype, autocast):
    # The queue stays in float32 beside half-precision queries.
    queries = QUERIES.to(dtype)
    queries[1] = 0
    queries.requires_grad_()
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        value = moco(queries, KEYS.to(dtype), QUEUE.float(), temperature=1e-3)
    value.backward()
    exact = moco(queries.detach().double(), KEYS.to(dtype).double(), QUEUE, temperature=1e-3)
    assert value.dtype == torch.float32
    assert value.item() == pytest.approx(exact.item(), rel=1e-5)
    assert queries.grad is not None
    assert queries.grad.isfinite().all()


def test_keys_written_after_the_loss_are_rivals_of_the_next_batch():
    zero = torch.tensor(0)
    queue, pointer, filled = torch.zeros(6, 3, dtype=torch.float64), zero, zero
    assert moco(QUERIES, KEYS, queue, filled=filled).item() == 0
    queue, pointer, filled = enqueued(queue, pointer, filled, KEYS)
    value = moco(QUERIES, KEYS, queue, filled=filled)
    assert value.item() == pytest.approx(by_loops(QUERIES, KEYS, KEYS, 0.2), rel=1e-12)


@pytest.mark.parametrize(
    ("queries", "keys", "queue", "message"),
    [
        (QUERIES, KEYS[:2], QUEUE, r"queries have shape \(4, 3\) and keys \(2, 3\)"),
        (QUERIES[0], KEYS[0], QUEUE, r"both have the same shape \(B, D\)"),
        (QUERIES, KEYS, QUEUE.T, r"queue has shape \(3, 5\): it must be \(K, 3\)"),
        (QUERIES[:0], KEYS[:0], QUEUE, "the batch is empty"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(queries, keys, queue, message):
    with pytest.raises(ValueError, match=message):
        moco(queries, keys, queue)


@pytest.mark.parametrize("temperature", [0.0, -0.5, float("nan")])
def test_an_illegal_temperature_is_refused(temperature):
    with pytest.raises(ValueError, match=f"temperature is {temperature}"):
        moco(QUERIES, KEYS, QUEUE, temperature=temperature)
