"""Batches cut from an endless row of rounds, each a shuffled list of positions."""

from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np

from ltcore.types import IntArray


class RoundStream(ABC):
    """Batches that follow one another through round after round.

    Every batch is full, so a batch may hold the end of one round and the beginning of the next. A round is a
    pure function of its number, so any process can enter at any step.

    Args:
        round_length: positions in every round M.
        batch_size: examples per step B.
        key: numbers that name the stream, e.g. (seed, stage).

    Raises:
        ValueError: ``round_length`` or ``batch_size`` is below 1.
    """

    def __init__(self, round_length: int, batch_size: int, key: tuple[int, ...]) -> None:
        if round_length < 1 or batch_size < 1:
            raise ValueError(
                f"a stream needs examples and a batch size of at least 1, got {round_length} and {batch_size}"
            )
        self.round_length = round_length
        self.batch_size = batch_size
        self.key = key
        self._round = lru_cache(maxsize=2)(self._draw)

    @abstractmethod
    def positions(self, number: int, rng: np.random.Generator) -> IntArray:
        """Return the positions of one round in their order, int64, shape (M,).

        Args:
            number: of the round, from 0.
            rng: generator of this round alone.
        """

    def _draw(self, number: int) -> IntArray:
        return self.positions(number, np.random.default_rng([*self.key, number]))

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_round"}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._round = lru_cache(maxsize=2)(self._draw)

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (B,)."""
        number, offset = divmod(step * self.batch_size, self.round_length)
        parts = [self._round(number)[offset : offset + self.batch_size]]
        missing = self.batch_size - len(parts[0])
        while missing:  # a round shorter than a batch is used up several times in it
            number += 1
            parts.append(self._round(number)[:missing])
            missing -= len(parts[-1])
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
