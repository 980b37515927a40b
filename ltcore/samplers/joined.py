"""The streams of several runs, step by step one after the other."""

from dataclasses import dataclass

import numpy as np

from ltcore.samplers.stream import IndexStream
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False)
class JoinedStream:
    """Each step of one run after the same step of the run before it.

    Attributes:
        streams: of M runs, of equal batch sizes B.

    Example:
        >>> from ltcore.samplers import PermutationStream
        >>> streams = tuple(PermutationStream(4, 2, key=(seed, 0)) for seed in (0, 1))
        >>> JoinedStream(streams)(1).tolist() == [*streams[0](1).tolist(), *streams[1](1).tolist()]
        True
    """

    streams: tuple[IndexStream, ...]

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (M * B,)."""
        return np.concatenate([stream(step) for stream in self.streams])
