"""Sampling by quotas: every round draws each class an exact number of times."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ltcore.samplers.rounds import RoundStream
from ltcore.types import IntArray

Quotas = Callable[[int], IntArray]
"""Number of a round -> draws of each class in it, int64, shape (C,); the sum is the same for every round."""


class QuotaStream(RoundStream):
    """Rounds in which each class has its quota, and each of its examples an equal part of it.

    Where a quota is q and the class has n examples, each is drawn q // n times and a random q % n of them
    once more, so the class histogram of a round is exact and no example waits while another repeats. There
    is no limit on the number of examples (``torch.multinomial`` refuses more than 2 ** 24).

    Args:
        labels: class of each example, int64, shape (N,).
        quotas: draws per class in each round; no class without an example may have any.
        batch_size: examples per step B.
        key: numbers that name the stream, e.g. (seed, stage).

    Raises:
        ValueError: a class without examples has a quota, or ``quotas`` draws nothing.

    Example:
        >>> stream = QuotaStream(np.array([0, 0, 0, 1]), lambda _: np.array([3, 3]), 6, key=(0, 0))
        >>> sorted(stream(0).tolist())
        [0, 1, 2, 3, 3, 3]
    """

    def __init__(
        self, labels: IntArray, quotas: Quotas, batch_size: int, key: tuple[int, ...]
    ) -> None:
        first = quotas(0)
        self.counts = np.bincount(labels, minlength=len(first))
        empty = np.flatnonzero((self.counts == 0) & (first > 0))
        if len(empty):
            raise ValueError(
                f"class {empty[0]} has no example, but should give {first[empty[0]]} draws per round"
            )
        self.by_class = np.argsort(labels, kind="stable")
        self.starts = np.cumsum(self.counts) - self.counts
        self.quotas = quotas
        super().__init__(int(first.sum()), batch_size, key)

    def positions(self, number: int, rng: np.random.Generator) -> IntArray:
        """Return the positions of one round, shuffled, int64, shape (M,)."""
        quotas = self.quotas(number)
        parts = []
        for label in np.flatnonzero(quotas):
            own = self.by_class[self.starts[label] : self.starts[label] + self.counts[label]]
            whole, rest = divmod(int(quotas[label]), len(own))
            parts.append(np.tile(own, whole))
            if rest:
                parts.append(rng.choice(own, rest, replace=False))
        return rng.permutation(np.concatenate(parts))


def apportioned(shares: ArrayLike, total: int) -> IntArray:
    """Return whole numbers in proportion to ``shares`` that sum to ``total``, by largest remainders.

    Args:
        shares: non-negative, with a positive sum, shape (C,).
        total: what is given out, at least 0.

    Returns:
        Quotas, int64, shape (C,), each less than 1 from its exact share; ties go to the lower class.

    Raises:
        ValueError: a share is negative or not finite, or all are 0.

    Example:
        >>> apportioned([0.5, 0.3, 0.2], 7).tolist()
        [4, 2, 1]
    """
    parts = np.asarray(shares, dtype=np.float64)
    if not (np.isfinite(parts).all() and (parts >= 0).all() and parts.sum() > 0):
        raise ValueError(f"shares are {parts}: give finite ones of at least 0 that are not all 0")
    exact = parts / parts.sum() * total
    whole = np.floor(exact + 1e-9)  # an exact 3 may be computed as 2.9999999999999996
    # Rounded, so that remainders which differ in their last bit only are ties.
    order = np.argsort(-np.round(exact - whole, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return np.asarray(whole, dtype=np.int64)
