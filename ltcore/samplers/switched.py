"""Streams made of other streams: one after the other, or over a part of the examples."""

from dataclasses import dataclass

from ltcore.samplers.stream import IndexStream
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False)
class SwitchedStream:
    """One stream up to a step, another from there on (deferred re-sampling).

    Attributes:
        before: gives the steps below ``switch``.
        after: gives the others; it begins at its own step 0.
        switch: first step of ``after``.

    Example:
        >>> from ltcore.samplers import PermutationStream
        >>> before, after = (PermutationStream(4, 2, key=(0, part)) for part in (0, 1))
        >>> stream = SwitchedStream(before, after, switch=3)
        >>> bool((stream(2) == before(2)).all()), bool((stream(3) == after(0)).all())
        (True, True)
    """

    before: IndexStream
    after: IndexStream
    switch: int

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (B,)."""
        return self.before(step) if step < self.switch else self.after(step - self.switch)


@dataclass(frozen=True, eq=False)
class SubsetStream:
    """A stream over chosen examples (under-sampling).

    Attributes:
        stream: gives positions within the choice.
        chosen: positions of the chosen examples, int64, shape (K,).

    Example:
        >>> import numpy as np
        >>> from ltcore.samplers import PermutationStream
        >>> stream = SubsetStream(PermutationStream(2, 2, key=(0, 0)), np.array([3, 8]))
        >>> sorted(stream(0).tolist())
        [3, 8]
    """

    stream: IndexStream
    chosen: IntArray

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (B,)."""
        return self.chosen[self.stream(step)]
