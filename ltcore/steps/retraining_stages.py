"""Stages of decoupling: the features first, then the classifier alone."""

from collections.abc import Callable
from typing import Any

from ltcore.methods.base import Composition, Retraining
from ltcore.models.network import Network
from ltcore.steps.plan import Plan
from ltcore.steps.retraining import (
    ClassMeans,
    NearestMeanReshape,
    TauNormalised,
    new_head,
    rescaled_head,
)
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Method, Stage, unchanged


def retraining_stages(plan: Plan, retraining: Retraining) -> tuple[Stage, ...]:
    """Return training of the features (or none, from a finished run) and of the classifier."""
    first = () if retraining.from_run else (plan.train(Composition()),)
    return (*first, _classifier(plan, retraining, len(first)))


def _classifier(plan: Plan, retraining: Retraining, index: int) -> Stage:
    trained = retraining.kind in ("crt", "lws")
    epochs = plan.second_epochs(retraining.share) if trained else 1
    method, reshape = _classifier_parts(plan, retraining)
    return Stage(
        name=retraining.kind,
        method=method,
        stream=plan.stream(plan.composition.sampling, plan.size(index, epochs)),
        epochs=epochs,
        steps_per_epoch=plan.steps_per_epoch if trained else 0,
        initial_weights="previous",
        start_from=retraining.from_run,
        reshape=reshape,
        new_head=retraining.kind in ("crt", "ncm"),
        trainable="head",
        shift_batch_norm=retraining.shift_batch_norm,
    )


def _classifier_parts(
    plan: Plan, retraining: Retraining
) -> tuple[Method, Callable[[Network], Any]]:
    """Return the method of a classifier's stage and what it does to the network before."""
    match retraining.kind:
        case "crt":
            return _plain_method(plan), new_head
        case "lws":
            return _plain_method(plan), rescaled_head
        case "tau_norm":
            return TauNormalised(retraining), unchanged
        case "ncm":
            means = NearestMeanReshape(len(plan.counts), retraining.distance)
            return ClassMeans(), means


def _plain_method(plan: Plan) -> SupervisedMethod:
    scale = plan.output_scale(plan.composition)
    return SupervisedMethod(Composition(), plan.counts, output_scale=scale)
