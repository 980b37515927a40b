"""Batches in which no example appears twice, for losses that compare the examples of a batch."""

import numpy as np

from ltcore.samplers.rounds import RoundStream
from ltcore.types import IntArray


class DistinctStream(RoundStream):
    """Batches cut from one permutation after the other, none of which holds the end of one and the next.

    A contrastive loss pushes the examples of a batch apart, and must not meet one of them twice. The last
    batch of each permutation is filled up with its first examples.

    Args:
        n_examples: training examples N.
        batch_size: examples per step B; capped at N.
        key: numbers that name the stream, e.g. (seed, stage).

    Raises:
        ValueError: ``n_examples`` or ``batch_size`` is below 1.

    Example:
        >>> stream = DistinctStream(5, 2, key=(0, 0))
        >>> epoch = np.concatenate([stream(step) for step in range(3)])
        >>> sorted(epoch[:5].tolist()), bool(epoch[5] == epoch[0])
        ([0, 1, 2, 3, 4], True)
    """

    def __init__(self, n_examples: int, batch_size: int, key: tuple[int, ...]) -> None:
        size = min(batch_size, n_examples)
        super().__init__(size and -(-n_examples // size) * size, size, key)
        self.n_examples = n_examples

    def positions(self, number: int, rng: np.random.Generator) -> IntArray:  # noqa: ARG002
        """Return a permutation of all positions and its beginning once more, int64, shape (M,)."""
        return np.resize(rng.permutation(self.n_examples), self.round_length)
