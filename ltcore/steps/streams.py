"""From a composition's sampling to the stream of examples that a stage trains on."""

import math
from dataclasses import dataclass

import numpy as np

from ltcore import classwise
from ltcore.classwise.counts import checked_counts
from ltcore.config.advice import AdvisedError, largest_up_to
from ltcore.config.flat import find
from ltcore.methods.base import Sampling
from ltcore.resampling import under_sample
from ltcore.samplers import (
    IndexStream,
    PermutationStream,
    Quotas,
    QuotaStream,
    SubsetStream,
    SwitchedStream,
    apportioned,
)
from ltcore.schedules import is_deferred
from ltcore.types import IntArray

LATE, CHOICE = 2**31, 2**31 + 1
"""Last number of the key of a stream that starts late, and of a choice of examples; no stream has so many
rounds that the two could be mistaken for one."""


@dataclass(frozen=True, eq=False)
class FixedQuotas:
    """The same draws per class in every round, int64, shape (C,)."""

    draws: IntArray

    def __call__(self, number: int) -> IntArray:  # noqa: ARG002
        """Return them for round ``number``."""
        return self.draws


@dataclass(frozen=True, eq=False)
class ProgressiveQuotas:
    """From the class frequencies in the first round to equal parts in the last.

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR 2020,
    Sec. 4.1; the first round is exactly instance-balanced and the last exactly class-balanced, as in the
    authors' code.

    Attributes:
        counts: training examples per class, shape (C,).
        rounds: rounds of the stage, of as many draws as there are examples.
    """

    counts: IntArray
    rounds: int

    def __call__(self, number: int) -> IntArray:
        """Return the draws per class in round ``number``, int64, shape (C,)."""
        share = min(number / max(self.rounds - 1, 1), 1.0)
        probabilities = classwise.progressive_probabilities(self.counts, share)
        return apportioned(probabilities, int(self.counts.sum()))


@dataclass(frozen=True)
class StreamSize:
    """How long a stream is and how it is cut.

    Attributes:
        batch_size: examples per step B.
        steps: optimiser steps of the stage.
        key: numbers that name the stream, (seed, stage).
    """

    batch_size: int
    steps: int
    key: tuple[int, ...]

    def rounds(self, length: int) -> int:
        """Return how many rounds of ``length`` draws the steps begin."""
        return -(-self.steps * self.batch_size // length)


def sampling_stream(
    sampling: Sampling, labels: IntArray, n_classes: int, size: StreamSize
) -> IndexStream:
    """Return which examples each step of a stage sees.

    The budget is counted in optimiser steps: whatever the sampling, a stage has as many as plain training.

    Args:
        sampling: how often each class is drawn, and from when.
        labels: class of each training example, int64, shape (N,).
        n_classes: number of classes C.
        size: batch size, steps and key.

    Raises:
        ValueError: the sampling needs every class to have an example and one has none.

    Example:
        >>> labels = np.repeat([0, 1], [6, 2])
        >>> stream = sampling_stream(Sampling("power"), labels, 2, StreamSize(8, 10, (0, 0)))
        >>> np.bincount(labels[stream(0)]).tolist()
        [4, 4]
    """
    plain = PermutationStream(len(labels), size.batch_size, size.key)
    if sampling.scheme == "instance":
        return plain
    counts = checked_counts(np.bincount(labels, minlength=n_classes)).astype(np.int64)
    if sampling.defer_until == 0:
        return _balanced(sampling, labels, counts, size)
    switch = first_late_step(size.steps, sampling.defer_until)
    late = StreamSize(size.batch_size, size.steps - switch, (*size.key, LATE))
    return SwitchedStream(plain, _balanced(sampling, labels, counts, late), switch)


def first_late_step(steps: int, defer_until: float) -> int:
    """Return the first step of a stage for which a deferred part no longer waits.

    Example:
        >>> first_late_step(200, 0.8), first_late_step(10, 0.25)
        (160, 3)
    """
    near = max(math.ceil(defer_until * steps) - 1, 0)  # the product may be off by its last bit
    return next(
        step for step in (near, near + 1, steps) if not is_deferred(step / steps, defer_until)
    )


def check_deferral(defer_until: float, steps: int) -> None:
    """Refuse a deferred part whose turn never comes.

    Args:
        defer_until: share of the run at which it starts.
        steps: optimiser steps of the run, at least 1.

    Raises:
        ValueError: no step begins at that share or after it; the message names the last share that would do.
    """
    if first_late_step(steps, defer_until) >= steps:
        most = largest_up_to(find("defer_until"), (steps - 1) / steps, digits=8)
        raise AdvisedError(
            f"defer_until (--defer-until) is {defer_until:.10g}, but the last of {steps:,} steps "
            f"begins at {most:.10g} of the run, so nothing would ever start: give at most this "
            "value, or train longer",
            {"defer_until": most},
        )


def _balanced(
    sampling: Sampling, labels: IntArray, counts: IntArray, size: StreamSize
) -> IndexStream:
    if sampling.scheme == "under":
        rng = np.random.default_rng([*size.key, CHOICE])
        chosen = under_sample(labels, np.full(len(counts), counts.min()), rng)
        return SubsetStream(PermutationStream(len(chosen), size.batch_size, size.key), chosen)
    return QuotaStream(labels, _quotas(sampling, counts, size), size.batch_size, size.key)


def _quotas(sampling: Sampling, counts: IntArray, size: StreamSize) -> Quotas:
    total = int(counts.sum())
    match sampling.scheme:
        case "progressive":
            return ProgressiveQuotas(counts, size.rounds(total))
        case "over":
            return FixedQuotas(np.full(len(counts), counts.max()))
        case _:
            return FixedQuotas(apportioned(sampling.probabilities(counts), total))
