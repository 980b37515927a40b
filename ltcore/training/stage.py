"""A stage: one stretch of training with one method, part of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ltcore.data import Examples, LongTailData
from ltcore.models.network import Network
from ltcore.samplers import IndexStream
from ltcore.training.choice import Choice, Predictions
from ltcore.training.method import Method

Features = Callable[[], NDArray[np.float32]]
"""() -> features of all training examples under the network that the stage begins with, float32, (N, D)."""
StageExamples = Callable[[LongTailData, Features], Examples]
"""(data of the run, features) -> what the stage trains on."""


def unchanged(_: Network) -> None:
    """Leave the network as it is."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """One stretch of training.

    Attributes:
        name: name in the run folder ("train" for ordinary training).
        method: turns batches into losses.
        stream: which examples each step sees, a pure function of the step.
        unlabelled: which unlabelled examples each step sees; None where the method asks for none.
        epochs: length of the stage, at least 1.
        steps_per_epoch: optimiser steps that count as one epoch; 0 where nothing is trained and only the
            method's ``finish`` is carried out.
        initial_weights: start from "fresh" weights, from those of the "previous" stage, or with the backbone
            that an earlier stage was told to keep ("pretrained") under a fresh head.
        keeps_backbone: whether the backbone that the stage ends with is kept for later stages.
        start_from: id of the finished run whose weights the first stage starts from; empty for none.
        reshape: changes the network before the stage (a new head, say); draws from torch's global generator,
            which is seeded for it.
        trainable: train "all" parameters or the "head" only.
        new_head: whether ``reshape`` draws the head anew, or puts another one in its place.
        shift_batch_norm: whether a frozen backbone's batch-norm statistics follow the stage's examples.
        examples: what the stage trains on; None for the run's training examples.
        space: whether those are "inputs" of the network or "features", the inputs of its head.
        preparation: what the stage chooses from the unlabelled examples before it begins, and what it makes
            of itself with that choice; None where it chooses nothing.
    """

    name: str
    method: Method
    stream: IndexStream
    epochs: int
    steps_per_epoch: int
    unlabelled: IndexStream | None = None
    initial_weights: Literal["fresh", "previous", "pretrained"] = "fresh"
    keeps_backbone: bool = False
    start_from: str = ""
    reshape: Callable[[Network], Any] = unchanged
    trainable: Literal["all", "head"] = "all"
    new_head: bool = False
    shift_batch_norm: bool = False
    examples: StageExamples | None = None
    space: Literal["inputs", "features"] = "inputs"
    preparation: "Preparation | None" = None

    @property
    def steps(self) -> int:
        """Optimiser steps of the whole stage."""
        return self.epochs * self.steps_per_epoch

    @property
    def has_frozen_features(self) -> bool:
        """Whether the features of an example are the same all through the stage."""
        return self.trainable == "head" and not self.shift_batch_norm

    def share_done(self, step: int) -> float:
        """Return the share of the stage that is done after ``step`` steps, in [0, 1]."""
        return step / self.steps if self.steps else 1.0


class Preparation(Protocol):
    """How a stage chooses from the unlabelled examples, and what it becomes.

    The choice depends on the network that the stage before ended with. It is made once, kept with every
    checkpoint of the stage, and read back when the stage is resumed.
    """

    def choose(self, predictions: Predictions) -> Choice:
        """Return what the stage takes from the unlabelled examples."""
        ...

    def prepared(self, stage: Stage, choice: Choice) -> Stage:
        """Return the stage with its method, stream and examples as the choice wants them."""
        ...


def share_of_run(stages: Sequence[Stage], index: int, step: int) -> float:
    """Return the share of a run's optimiser steps that is done after ``step`` steps of a stage, in [0, 1].

    Args:
        stages: of the run; where none has a step, the run counts as done.
        index: number of the stage.
        step: its steps so far.
    """
    total = sum(stage.steps for stage in stages)
    before = sum(stage.steps for stage in stages[:index])
    return (before + step) / total if total else 1.0
