"""A stage: one stretch of training with one method, part of a run."""

from dataclasses import dataclass
from typing import Literal

from ltcore.samplers import IndexStream
from ltcore.training.method import Method


@dataclass(frozen=True, eq=False)
class Stage:
    """One stretch of training.

    Attributes:
        name: name in the run folder ("train" for ordinary training).
        method: turns batches into losses.
        stream: which examples each step sees, a pure function of the step.
        epochs: length of the stage.
        steps_per_epoch: optimiser steps that count as one epoch.
        initial_weights: start from "fresh" weights or from those of the "previous" stage.
        trainable: train "all" parameters or the "head" only.
    """

    name: str
    method: Method
    stream: IndexStream
    epochs: int
    steps_per_epoch: int
    initial_weights: Literal["fresh", "previous"] = "fresh"
    trainable: Literal["all", "head"] = "all"

    @property
    def steps(self) -> int:
        """Optimiser steps of the whole stage."""
        return self.epochs * self.steps_per_epoch
