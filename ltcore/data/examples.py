"""What a run learns from: chosen rows of a memory-mapped pool, and what is known about them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.types import IntArray, Task


@dataclass(frozen=True, eq=False)
class ChosenInputs:
    """Some inputs of a pool, in the order of their rows.

    Attributes:
        pool: all inputs of the source, memory-mapped: images uint8 (N, H, W, channels) or features
            float32 (N, D).
        rows: rows of the pool, int64 (n,); a row is the example's id in the run folder.
    """

    pool: NDArray[Any]
    rows: IntArray

    def __len__(self) -> int:
        return len(self.rows)

    def inputs(self) -> NDArray[Any]:
        """Return a copy of all chosen inputs, in the order of ``rows``."""
        return np.asarray(self.pool[self.rows])

    def take(self, positions: IntArray) -> NDArray[Any]:
        """Return a copy of the inputs at these positions of ``rows``, int64 (b,)."""
        return np.asarray(self.pool[self.rows[positions]])


@dataclass(frozen=True, eq=False)
class Examples(ChosenInputs):
    """Some examples of a pool, in the order of their rows.

    Attributes:
        pool: all inputs of the source, memory-mapped: images uint8 (N, H, W, channels) or features
            float32 (N, D).
        rows: rows of the pool, int64 (n,); a row is the example's id in the run folder.
        labels: class of each chosen example, int64 (n,).

    Example:
        >>> pool = np.arange(8, dtype=np.float32).reshape(4, 2)
        >>> examples = Examples(pool, np.array([1, 3]), np.array([0, 1]))
        >>> len(examples), examples.take(np.array([1])).tolist()
        (2, [[6.0, 7.0]])
    """

    labels: IntArray


class Unlabelled(ChosenInputs):
    """Examples of a pool whose classes nobody who trains may know.

    What they are is in `ltcore.data.hidden`, for analysis. The order of their rows says nothing about it
    that the pool does not, but a pool may lie class by class: draw them in a random order.
    """


@dataclass(frozen=True, eq=False, kw_only=True)
class LongTailData:
    """A long-tailed training set with its validation and test examples.

    Attributes:
        task: names, training counts and input shape.
        train: the training examples.
        val: the validation examples, None where there are none.
        test: the test examples; a class may have none where the source has its own test split.
        mean: float32 (channels,) on the scale where 255 is 1, or (D,) for features.
        std: same shape and scale as ``mean``, never 0.
        checksum: checksum of the prepared store, SHA-256 as 64 hexadecimal digits.
        unlabelled: examples without labels, in none of the other three; None where there are none.
    """

    task: Task
    train: Examples
    val: Examples | None
    test: Examples
    mean: NDArray[np.float32]
    std: NDArray[np.float32]
    checksum: str
    unlabelled: Unlabelled | None = None

    @property
    def realised_ratio(self) -> float:
        """Largest training count over smallest."""
        return self.task.realised_ratio
