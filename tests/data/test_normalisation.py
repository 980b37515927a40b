import numpy as np
import pytest

from ltcore.data import normalisation
from ltcore.data.examples import Examples
from ltcore.data.normalisation import STD_FLOOR, measure


def examples(pool, rows):
    return Examples(pool, np.array(rows), np.zeros(len(rows), dtype=np.int64))


def test_images_are_measured_per_channel_on_the_training_rows():
    pool = np.zeros((3, 1, 2, 2), dtype=np.uint8)
    pool[0, 0, :, 0] = (0, 255)
    pool[1, 0, :, 0] = (0, 255)
    pool[2] = 99  # not a training example
    mean, std = measure(examples(pool, [0, 1]))
    assert mean.tolist() == [0.5, 0.0]
    assert std == pytest.approx([0.5, STD_FLOOR])
    assert mean.dtype == std.dtype == np.float32


def test_features_with_a_large_offset_keep_their_spread():
    rng = np.random.default_rng(0)
    pool = (1e4 + rng.standard_normal((500, 3))).astype(np.float32)
    mean, std = measure(examples(pool, range(500)))
    assert mean == pytest.approx(pool.astype(np.float64).mean(axis=0), rel=1e-6)
    assert std == pytest.approx(pool.astype(np.float64).std(axis=0), rel=1e-4)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_blocks_change_nothing(dtype, monkeypatch):
    pool = np.random.default_rng(0).integers(0, 256, (50, 4, 4, 3)).astype(np.uint8)
    if dtype == np.float32:
        pool = pool.reshape(50, -1).astype(np.float32)
    whole = measure(examples(pool, range(50)))
    monkeypatch.setattr(normalisation, "BLOCK_BYTES", 3 * pool[:1].nbytes)
    assert np.allclose(measure(examples(pool, range(50))), whole)


def test_a_large_set_is_measured_on_a_sample(monkeypatch):
    pool = np.random.default_rng(0).standard_normal((1000, 2)).astype(np.float32)
    monkeypatch.setattr(normalisation, "SAMPLE_BYTES", 200 * 8)
    mean, std = measure(examples(pool, range(1000)))
    assert np.abs(mean).max() < 0.3
    assert np.abs(std - 1).max() < 0.2
