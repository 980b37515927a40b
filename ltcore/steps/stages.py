"""From a run's settings to its stages."""

import math

import numpy as np

from ltcore.config import RunConfig
from ltcore.methods.base import LdamLoss
from ltcore.samplers import PermutationStream
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Stage
from ltcore.types import Task

SHOWN_NAMES = 3
"""Classes named in a message; there may be thousands."""


def build_stages(config: RunConfig, task: Task) -> tuple[Stage, ...]:
    """Return the stages of a run; supervised methods have one, called "train".

    Args:
        config: the run's settings.
        task: names and counts of the training examples.

    Raises:
        ValueError: the method needs every class to have a training example and one has none.
    """
    n_examples = int(task.class_counts.sum())
    batch_size = min(config.train.batch_size, n_examples)
    stream = PermutationStream(n_examples, batch_size, key=(config.seed, 0))
    return (
        Stage(
            name="train",
            method=_supervised(config, task),
            stream=stream,
            epochs=config.train.epochs,
            steps_per_epoch=math.ceil(n_examples / batch_size),
        ),
    )


def _supervised(config: RunConfig, task: Task) -> SupervisedMethod:
    """Return the method; where an empty class stops it, say which by its name."""
    recipe = config.method.recipe
    scaled = config.head == "cosine" and not isinstance(recipe.loss, LdamLoss)
    scale = config.model.cosine_scale if scaled else 1.0
    try:
        return SupervisedMethod(recipe, task.class_counts, output_scale=scale)
    except ValueError as error:
        empty = [task.class_names[label] for label in np.flatnonzero(task.class_counts < 1)]
        if not empty:
            raise
        more = f" and {len(empty) - SHOWN_NAMES} more" if len(empty) > SHOWN_NAMES else ""
        raise ValueError(
            f"method {config.method.name} needs class counts, but there is no training example of class "
            f"{', '.join(map(repr, empty[:SHOWN_NAMES]))}{more}: give it some, drop it, or train with erm"
        ) from error
