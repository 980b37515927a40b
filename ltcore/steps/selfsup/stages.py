"""The stage of pre-training, and how the stages after it begin with what it has learned."""

from dataclasses import replace
from functools import partial

import numpy as np

from ltcore.config import PretrainConfig
from ltcore.config.advice import Advice, AdvisedError
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
    refuse_small_batches(pretrain, plan.batch_size, int(plan.counts.sum()))
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


def refuse_small_batches(pretrain: PretrainConfig, batch_size: int, n_labelled: int) -> None:
    """Refuse batches with fewer images than the pre-training compares.

    Args:
        pretrain: of the run.
        batch_size: examples per step B, at most ``n_labelled``.
        n_labelled: labelled training examples.

    Raises:
        AdvisedError: the message names the ways out.
    """
    least, why = 2, "compares the images of a batch"
    ways: list[str] = []
    advice: list[Advice] = []
    if isinstance(pretrain.settings, GhSettings):
        least = pretrain.settings.surrogate_classes
        why = f"spreads the images of a batch over {least} surrogate classes"
        if batch_size >= 2:
            ways.append(f"give surrogate_classes at most {batch_size}")
            advice.append({"surrogate_classes": batch_size})
    if batch_size >= least:
        return
    if n_labelled >= least:
        ways.append(f"give batch_size (--batch-size) at least {least}")
        advice.append({"batch_size": least})
    sentence = f"a batch of {batch_size} image(s) is too small, for {pretrain.name} {why}: "
    raise AdvisedError(sentence + " or ".join(ways or ["train on more examples"]), *advice)
