"""The images behind a run: those with given ids, and the first of each class, shrunk for a page."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.config.data import DataConfig
from ltcore.data.build import choose_rows, split_names
from ltcore.data.catalog import CATALOG
from ltcore.data.errors import DataError
from ltcore.data.prepared import PreparedSource
from ltcore.data.preview import open_source
from ltcore.types import IntArray, Split

THUMBNAIL_SIDE = 32
SHRUNK_AT_ONCE = 256
"""Images in memory at full size; a page may ask for thousands of large ones."""


def split_images(
    config: DataConfig,
    split: Split,
    rows: IntArray,
    *,
    side: int = THUMBNAIL_SIDE,
    store: Path | None = None,
) -> NDArray[np.uint8] | None:
    """Return images of a run by their ids.

    Args:
        config: the data settings of the run.
        split: the split that the ids come from.
        rows: ids, int64 (n,): ``Examples.rows``, which the run folder keeps as "index" of its
            predictions.
        side: longest side in pixels; larger images are shrunk.
        store: folder of prepared sources, None for the default one.

    Returns:
        Images in the order of ``rows``, uint8 (n, H, W, channels), or None where the inputs are not
        images.

    Raises:
        DataError: the source is missing or not prepared, or has no example with one of the ids.
    """
    if CATALOG[config.name].kind != "images":
        return None
    source = open_source(config, store=store)
    return _shrunk(source.inputs(_source_split(source, split)), rows, side)


def class_samples(
    config: DataConfig,
    per_class: int,
    *,
    side: int = THUMBNAIL_SIDE,
    store: Path | None = None,
) -> tuple[NDArray[np.uint8], ...] | None:
    """Return the first training images of each class that the profile keeps.

    They are the ones that the class keeps longest: a larger ratio shows a subset of them.

    Args:
        config: data set, profile and splits.
        per_class: images of each class at most, at least 1.
        side: longest side in pixels; larger images are shrunk.
        store: folder of prepared sources, None for the default one.

    Returns:
        One array per class in label order, uint8 (k, H, W, channels) with k up to ``per_class``, fewer
        where the class has fewer; None where the inputs are not images.

    Raises:
        DataError: the source is missing or not prepared, or has fewer examples than the configuration
            asks for.
    """
    if CATALOG[config.name].kind != "images":
        return None
    source = open_source(config, store=store)
    train_split, _ = split_names(source)
    rows, counts = choose_rows(config, source, source.labels(train_split))
    pool = source.inputs(train_split)
    return tuple(
        _shrunk(pool, remaining[: min(int(count), per_class)], side)
        for remaining, count in zip(rows.remaining, counts, strict=True)
    )


def thumbnails(images: NDArray[np.uint8], side: int = THUMBNAIL_SIDE) -> NDArray[np.uint8]:
    """Return the images with their longer side at most ``side`` pixels, by averaging whole blocks.

    Args:
        images: uint8, shape (N, H, W, channels).
        side: longest side in pixels, at least 1.

    Example:
        >>> thumbnails(np.full((1, 64, 64, 3), 7, np.uint8)).shape
        (1, 32, 32, 3)
    """
    block = -(-max(images.shape[1:3]) // side)
    if block == 1:
        return images
    high, wide = (
        min(block, length) for length in images.shape[1:3]
    )  # a very long image keeps a line
    height, width = images.shape[1] // high, images.shape[2] // wide
    cut = images[:, : height * high, : width * wide].astype(np.float32)
    blocks = cut.reshape(len(images), height, high, width, wide, images.shape[3])
    return np.asarray(blocks.mean(axis=(2, 4)) + 0.5, dtype=np.uint8)


def _source_split(source: PreparedSource, split: Split) -> str:
    """Return the split of the source that the ids of a split of the run are rows of."""
    train_split, test_split = split_names(source)
    if split == "test":
        return test_split or train_split
    return "val" if split == "val" and "val" in source.splits else train_split


def _shrunk(pool: NDArray[Any], rows: IntArray, side: int) -> NDArray[np.uint8]:
    outside = rows[(rows < 0) | (rows >= len(pool))]
    if len(outside):
        raise DataError(
            f"there is no image {outside[0]}: the source has images 0 to {len(pool) - 1}. Its "
            "files are not the ones the run was trained on; restore those, or train the run again"
        )
    starts = range(0, max(len(rows), 1), SHRUNK_AT_ONCE)
    parts = [thumbnails(pool[rows[start : start + SHRUNK_AT_ONCE]], side) for start in starts]
    return np.concatenate(parts)
