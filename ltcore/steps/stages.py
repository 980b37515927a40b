"""From a run's settings to its stages."""

import math

from ltcore.config import RunConfig
from ltcore.samplers import PermutationStream
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Stage
from ltcore.types import Task


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
            method=SupervisedMethod(config.method.recipe, task.class_counts),
            stream=stream,
            epochs=config.train.epochs,
            steps_per_epoch=math.ceil(n_examples / batch_size),
        ),
    )
