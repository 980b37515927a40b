"""The interface of a sampler."""

from typing import Protocol

from ltcore.types import IntArray


class IndexStream(Protocol):
    """A stream of batches that any process can enter at any step and see the same."""

    def __call__(self, step: int) -> IntArray:
        """Return the positions of the examples of one step, int64, shape (B,)."""
        ...
