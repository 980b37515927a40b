"""Instance-balanced sampling: one random permutation of the examples after the other."""

import numpy as np

from ltcore.samplers.rounds import RoundStream
from ltcore.types import IntArray


class PermutationStream(RoundStream):
    """Batches cut from an endless row of permutations: after k of them every example was seen k times.

    Args:
        n_examples: training examples N.
        batch_size: examples per step B; capped at N.
        key: numbers that name the stream, e.g. (seed, stage).

    Raises:
        ValueError: ``n_examples`` or ``batch_size`` is below 1.

    Example:
        >>> stream = PermutationStream(5, 2, key=(0, 0))
        >>> sorted(np.concatenate([stream(step) for step in range(5)]).tolist())
        [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
        >>> bool((stream(3) == PermutationStream(5, 2, key=(0, 0))(3)).all())
        True
    """

    def __init__(self, n_examples: int, batch_size: int, key: tuple[int, ...]) -> None:
        super().__init__(n_examples, min(batch_size, n_examples), key)

    def positions(self, number: int, rng: np.random.Generator) -> IntArray:  # noqa: ARG002
        """Return a permutation of all positions, int64, shape (N,)."""
        return rng.permutation(self.round_length)
