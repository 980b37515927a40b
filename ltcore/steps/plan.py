"""What every builder of stages needs: a run's settings and data, and the size of its streams."""

import math

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.methods.base import Composition, Sampling
from ltcore.samplers import IndexStream, PermutationStream
from ltcore.steps.streams import StreamSize, check_deferral, sampling_stream
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Stage

UNLABELLED = 2**31 + 2
"""Last number of the key of a stream of unlabelled examples, which no round of another stream has."""


class Plan:
    """A run before its stages are built.

    A budget is counted in optimiser steps: whatever a stage trains on, an epoch has as many steps as plain
    training on the labelled examples.

    Args:
        config: the run's settings.
        data: its examples.
        first: number of the first stage that is built, where stages come before it.
    """

    def __init__(self, config: RunConfig, data: LongTailData, *, first: int = 0) -> None:
        self.config = config
        self.data = data
        self.first = first
        self.composition = config.method.parts
        self.counts = data.task.class_counts
        n_examples = int(self.counts.sum())
        self.batch_size = min(config.train.batch_size, n_examples)
        self.steps_per_epoch = math.ceil(n_examples / self.batch_size)
        self.epochs = config.train.epochs

    def train(self, composition: Composition, *, name: str = "train", index: int = 0) -> Stage:
        """Return ordinary training of a whole network.

        Args:
            composition: what it trains by.
            name: of the stage.
            index: its number after ``first``.

        Raises:
            ValueError: a part of it waits for a share of the run that no step reaches.
        """
        check_deferral(composition.switches_at, self.epochs * self.steps_per_epoch)
        return Stage(
            name=name,
            method=SupervisedMethod(
                composition, self.counts, output_scale=self.output_scale(composition)
            ),
            stream=self.stream(composition.sampling, self.size(index, self.epochs)),
            epochs=self.epochs,
            steps_per_epoch=self.steps_per_epoch,
        )

    def output_scale(self, composition: Composition) -> float:
        """Return what cosines are multiplied by for a loss that has no scale of its own."""
        scaled = self.config.head == "cosine" and not composition.loss.in_cosines
        return self.config.model.cosine_scale if scaled else 1.0

    def size(self, index: int, epochs: int) -> StreamSize:
        """Return the size of the stream of a stage.

        Args:
            index: number of the stage after ``first``.
            epochs: its length.
        """
        steps = epochs * self.steps_per_epoch
        return StreamSize(self.batch_size, steps, (self.config.seed, self.first + index))

    def stream(self, sampling: Sampling, size: StreamSize) -> IndexStream:
        """Return a stream of labelled examples."""
        return sampling_stream(sampling, self.data.train.labels, len(self.counts), size)

    def unlabelled_stream(self, index: int, ratio: int) -> IndexStream:
        """Return a stream of unlabelled examples, ``ratio`` for each labelled one.

        Raises:
            ValueError: the run has none.
        """
        unlabelled = self.data.unlabelled
        if unlabelled is None or not len(unlabelled.rows):
            raise ValueError(
                f"method {self.config.method.name} learns from unlabelled examples, and the run has "
                "none: give unlabelled (--unlabelled) 0.5 to 10 per labelled example"
            )
        key = (self.config.seed, self.first + index, UNLABELLED)
        return PermutationStream(len(unlabelled.rows), ratio * self.batch_size, key)

    def second_epochs(self, share: float) -> int:
        """Return the length of a stage that is a share of the first one's, at least 1."""
        return max(1, math.floor(share * self.epochs + 0.5))
