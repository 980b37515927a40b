"""The fixed, class-stratified subset whose features are kept over the run."""

import numpy as np
from numpy.typing import NDArray

from ltcore.types import IntArray

SUBSET_PER_CLASS = 32
SUBSET_TOTAL = 4096
THUMBNAIL_SIDE = 32


def stratified_subset(labels: IntArray) -> IntArray:
    """Return positions of the first examples of each class, int64, sorted.

    A class gives at most 32 examples, fewer where there are very many classes, and at least one.

    Args:
        labels: class of each example, shape (N,).

    Example:
        >>> stratified_subset(np.array([1, 0, 1])).tolist()
        [0, 1, 2]
    """
    classes, inverse = np.unique(labels, return_inverse=True)
    quota = max(1, min(SUBSET_PER_CLASS, SUBSET_TOTAL // max(len(classes), 1)))
    chosen = [np.flatnonzero(inverse == place)[:quota] for place in range(len(classes))]
    return np.sort(np.concatenate(chosen)).astype(np.int64)


def thumbnails(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the images with their longer side at most 32 pixels, by averaging whole blocks.

    Args:
        images: uint8, shape (N, H, W, channels).

    Example:
        >>> thumbnails(np.full((1, 64, 64, 3), 7, np.uint8)).shape
        (1, 32, 32, 3)
    """
    block = -(-max(images.shape[1:3]) // THUMBNAIL_SIDE)
    if block == 1:
        return images
    height, width = images.shape[1] // block, images.shape[2] // block
    cut = images[:, : height * block, : width * block].astype(np.float32)
    blocks = cut.reshape(len(images), height, block, width, block, images.shape[3])
    return np.asarray(blocks.mean(axis=(2, 4)) + 0.5, dtype=np.uint8)
