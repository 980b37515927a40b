"""The stage of pre-training, and how the stages after it begin with what it has learned."""

from dataclasses import replace
from functools import partial

import numpy as np

from ltcore.config import PretrainConfig
from ltcore.data import Examples, LongTailData
from ltcore.pretraining.base import refuse_feature_vectors
from ltcore.pretraining.gh import GhSettings
from ltcore.samplers import DistinctStream
from ltcore.steps.plan import Plan
from ltcore.steps.selfsup.table import Extent, pretraining_method
from ltcore.training import Features, Stage

NAME = "pretrain"
UNKNOWN = -1
"""Stands for the class of an example whose label is not looked at."""


def pretraining_stage(plan: Plan) -> Stage:
    """Return the stage in which the network learns from images alone.

    Args:
        plan: of the run, with a pre-training.

    Raises:
        ValueError: the data are no images, or a batch is too small to compare its images.
    """
    pretrain = plan.config.pretrain
    refuse_feature_vectors(pretrain.name, plan.data.task)
    _refuse_small_batches(pretrain, plan.batch_size)
    n_examples = len(examples_of(plan.data, on=pretrain.on))
    epochs = plan.second_epochs(pretrain.share)
    return Stage(
        name=NAME,
        method=pretraining_method(pretrain.settings, Extent(n_examples, epochs)),
        stream=DistinctStream(n_examples, plan.batch_size, (plan.config.seed, 0)),
        epochs=epochs,
        steps_per_epoch=plan.steps_per_epoch,
        keeps_backbone=True,
        examples=partial(_examples, on=pretrain.on),
    )


def examples_of(data: LongTailData, *, on: str) -> Examples:
    """Return what a pre-training sees: images, and nothing of their labels.

    Args:
        data: of the run.
        on: "labelled" or "both".

    Raises:
        ValueError: there are no unlabelled examples, and they are asked for.
    """
    rows = data.train.rows
    if on == "both":
        if data.unlabelled is None or data.unlabelled.pool is not data.train.pool:
            raise ValueError("the run has no unlabelled examples of its own source to learn from")
        rows = np.concatenate([rows, data.unlabelled.rows])
    return Examples(data.train.pool, rows, np.full(len(rows), UNKNOWN))


def _examples(data: LongTailData, _: Features, *, on: str) -> Examples:
    return examples_of(data, on=on)


def begun_with_backbone(stage: Stage) -> Stage:
    """Return a stage that begins with the pre-trained backbone where it would begin with random weights."""
    fresh = stage.initial_weights == "fresh"
    return replace(stage, initial_weights="pretrained") if fresh else stage


def _refuse_small_batches(pretrain: PretrainConfig, batch_size: int) -> None:
    least, why = 2, "compares the images of a batch"
    if isinstance(pretrain.settings, GhSettings):
        least = max(least, pretrain.settings.surrogate_classes)
        why = f"spreads the images of a batch over {least} surrogate classes"
    if batch_size < least:
        raise ValueError(
            f"train.batch_size (--batch-size): {batch_size} is too small: {pretrain.name} {why}. Give at "
            f"least {least}"
        )
