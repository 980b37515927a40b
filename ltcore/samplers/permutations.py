"""Instance-balanced sampling: one random permutation of the examples after the other."""

from functools import lru_cache

import numpy as np

from ltcore.types import IntArray


class PermutationStream:
    """Batches cut from an endless row of permutations.

    Every batch is full, so a batch may hold the end of one permutation and the beginning of the next; after k
    permutations every example has been seen exactly k times.

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
        if n_examples < 1 or batch_size < 1:
            raise ValueError(
                f"a stream needs examples and a batch size of at least 1, got {n_examples} and {batch_size}"
            )
        self.n_examples = n_examples
        self.batch_size = min(batch_size, n_examples)
        self.key = key
        self._permutation = lru_cache(maxsize=2)(self._draw)

    def _draw(self, number: int) -> IntArray:
        return np.random.default_rng([*self.key, number]).permutation(self.n_examples)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_permutation"}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._permutation = lru_cache(maxsize=2)(self._draw)

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (B,)."""
        first = step * self.batch_size
        number, offset = divmod(first, self.n_examples)
        batch = self._permutation(number)[offset : offset + self.batch_size]
        if len(batch) < self.batch_size:
            rest = self._permutation(number + 1)[: self.batch_size - len(batch)]
            batch = np.concatenate([batch, rest])
        return batch
