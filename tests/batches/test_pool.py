import pickle

import numpy as np
import pytest
import torch

from ltcore.batches.pool import ResidentPool, StreamedPool, _Steps
from ltcore.data import Examples
from ltcore.samplers import PermutationStream

CPU = torch.device("cpu")


@pytest.fixture
def examples(tmp_path):
    """Some rows of a memory-mapped pool of images."""
    np.save(
        tmp_path / "pool.npy", np.random.default_rng(0).integers(0, 256, (50, 4, 4, 1), np.uint8)
    )
    rows = np.array([3, 7, 8, 20, 31, 49])
    return Examples(
        np.load(tmp_path / "pool.npy", mmap_mode="r"), rows, np.array([0, 1, 0, 2, 1, 0])
    )


@pytest.fixture(params=["resident", "streamed", "read ahead"])
def pool(request, examples):
    if request.param == "resident":
        return ResidentPool(examples, CPU)
    return StreamedPool(examples, CPU, workers=1 if request.param == "read ahead" else 0)


def test_batches_come_in_order_with_their_positions(pool, examples):
    stream = PermutationStream(6, 4, key=(1, 0))
    batches = list(pool.fetch(stream, range(2, 7)))
    assert [step for step, _, _ in batches] == [2, 3, 4, 5, 6]
    for step, index, inputs in batches:
        assert index.tolist() == stream(step).tolist()
        assert np.array_equal(inputs.numpy(), examples.pool[examples.rows[index]])


def test_a_reading_process_is_sent_the_name_of_the_file_and_not_its_contents(examples):
    steps = _Steps(examples, PermutationStream(6, 4, key=(0, 0)))
    sent = pickle.dumps(steps)
    assert b"pool.npy" in sent
    assert examples.pool.tobytes()[:64] not in sent
    assert len(sent) < 2000
    received = pickle.loads(sent)
    assert isinstance(received.pool, np.memmap)
    assert received[5][0] == 5
    for mine, theirs in zip(steps[5][1:], received[5][1:], strict=True):
        assert torch.equal(mine, theirs)


def test_a_pool_that_lies_in_memory_is_sent_as_it_is(examples):
    inside = Examples(np.array(examples.pool), examples.rows, examples.labels)
    steps = pickle.loads(pickle.dumps(_Steps(inside, PermutationStream(6, 4, key=(0, 0)))))
    assert np.array_equal(steps[0][2], _Steps(examples, PermutationStream(6, 4, key=(0, 0)))[0][2])
