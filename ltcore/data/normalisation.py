"""Mean and standard deviation of the training inputs, which a run subtracts and divides by."""

import numpy as np
from numpy.typing import NDArray

from ltcore.data.examples import Examples
from ltcore.types import FloatArray

STD_FLOOR = 1e-3
"""A channel or feature that never changes is divided by this, not by 0."""
SAMPLE_BYTES = 256 * 1024**2
"""Larger training sets are measured on evenly spaced examples of this size in all."""
BLOCK_BYTES = 16 * 1024**2


def measure(train: Examples) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean and standard deviation over the training examples.

    Returns:
        float32 (channels,) with 255 as 1 for images, or (D,) for features; the second at least 0.001.

    Example:
        >>> pool = np.array([[0.0], [2.0], [100.0]], dtype=np.float32)
        >>> mean, std = measure(Examples(pool, np.array([0, 1]), np.array([0, 1])))
        >>> mean.tolist(), std.tolist()
        ([1.0], [1.0])
    """
    example_bytes = max(1, train.pool[:1].nbytes)
    n_sampled = min(len(train), max(1, SAMPLE_BYTES // example_bytes))
    positions = np.linspace(0, len(train) - 1, n_sampled).round().astype(np.int64)
    block = max(1, BLOCK_BYTES // example_bytes)
    blocks = [positions[start : start + block] for start in range(0, n_sampled, block)]
    mean, variance = (
        _of_images(train, blocks) if train.pool.dtype == np.uint8 else _of_features(train, blocks)
    )
    return mean.astype(np.float32), np.maximum(np.sqrt(variance), STD_FLOOR).astype(np.float32)


def _of_images(train: Examples, blocks: list[NDArray[np.int64]]) -> tuple[FloatArray, FloatArray]:
    """Count the 256 brightness levels of each channel: exact, and quick on bytes."""
    channels = train.pool.shape[-1]
    level_counts = np.zeros((channels, 256), dtype=np.int64)
    for positions in blocks:
        images = train.take(positions)
        for channel in range(channels):
            level_counts[channel] += np.bincount(images[..., channel].ravel(), minlength=256)
    levels = np.arange(256) / 255.0
    shares = level_counts / level_counts.sum(axis=1, keepdims=True)
    mean = shares @ levels
    return mean, shares @ levels**2 - mean**2


def _of_features(train: Examples, blocks: list[NDArray[np.int64]]) -> tuple[FloatArray, FloatArray]:
    """Two passes, so that a large offset does not swallow the variance."""
    n_examples = sum(len(positions) for positions in blocks)
    total = sum(train.take(positions).sum(axis=0, dtype=np.float64) for positions in blocks)
    mean: FloatArray = np.asarray(total) / n_examples
    squares = sum(((train.take(positions) - mean) ** 2).sum(axis=0) for positions in blocks)
    return mean, np.asarray(squares) / n_examples
