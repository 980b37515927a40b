"""The batches of several runs of one data set, drawn for many steps at once; each run has its own."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ltcore.batches.batch import Batch
from ltcore.batches.drawing import Generators
from ltcore.batches.loader import Loader
from ltcore.engine.seeding import augmentation_generator
from ltcore.samplers import IndexStream
from ltcore.types import IntArray

MOST_EXAMPLES = 4096
MOST_NUMBERS = 2**22
"""Examples, and numbers of their inputs, that are drawn at once: 16 MiB as float32."""


@dataclass(frozen=True, eq=False)
class JointStream:
    """The positions of several steps of several runs: step by step, run by run.

    Attributes:
        streams: of the M runs, of equal batch sizes B.
        steps: all steps that are wanted.
        at_once: steps that are drawn at once K.

    Example:
        >>> from ltcore.samplers import PermutationStream
        >>> streams = tuple(PermutationStream(4, 2, key=(seed, 0)) for seed in (0, 1))
        >>> stream = JointStream(streams, range(3, 8), at_once=2)
        >>> stream(1)[2:4].tolist() == streams[1](5).tolist(), len(stream(2)), stream.rounds
        (True, 4, range(0, 3))
    """

    streams: tuple[IndexStream, ...]
    steps: range
    at_once: int

    @property
    def rounds(self) -> range:
        """Numbers of the draws."""
        return range(-(-len(self.steps) // self.at_once))

    def steps_of(self, number: int) -> range:
        """Return the steps of a draw; the last one may have fewer."""
        return self.steps[number * self.at_once : (number + 1) * self.at_once]

    def __call__(self, number: int) -> IntArray:
        """Return the positions of a draw, int64, shape (K * M * B,)."""
        steps = self.steps_of(number)
        return np.concatenate([stream(step) for step in steps for stream in self.streams])


def joint_batches(
    loader: Loader,
    streams: Sequence[IndexStream],
    seeds: Sequence[int],
    steps: range,
    *,
    views: Sequence[str],
    input_shape: tuple[int, ...],
) -> Iterator[tuple[int, Batch]]:
    """Yield (step, batch) for each step: index and labels (M * B,), views (M * B, ...), run by run.

    Args:
        loader: of the data set of all runs.
        streams: which examples each run sees, of equal batch sizes B.
        seeds: of the runs.
        steps: that are wanted.
        views: names of the views of each example.
        input_shape: of an input.
    """
    if not steps:
        return
    size = len(streams) * len(streams[0](steps[0]))
    numbers = math.prod((size, len(views), *input_shape))
    at_once = max(1, min(MOST_EXAMPLES // size, MOST_NUMBERS // numbers))
    stream = JointStream(tuple(streams), steps, at_once)
    device = loader.labels.device

    def generators(number: int) -> torch.Generator:
        return Generators(
            [
                augmentation_generator(seed, 0, step, 0, device)
                for step in stream.steps_of(number)
                for seed in seeds
            ]
        )

    for number, drawn in loader.training(stream, stream.rounds, generators, views):
        parts = zip(
            stream.steps_of(number),
            torch.split(drawn.index, size),
            torch.split(drawn.labels, size),
            zip(*(torch.split(view, size) for view in drawn.views), strict=True),
            strict=True,
        )
        for step, index, labels, parts_of_views in parts:
            yield step, Batch(index, labels, parts_of_views)
