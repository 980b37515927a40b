"""Stages that train on other examples or other classes than the run's own: COG and SMOTE."""

from dataclasses import replace

from ltcore.methods.base import Clustering, Composition, Smote
from ltcore.resampling import filled_up_size, replications
from ltcore.samplers import PermutationStream, QuotaStream
from ltcore.steps.clustered import ClusteredMethod, SubclassReshape, find_subclasses
from ltcore.steps.plan import Plan
from ltcore.steps.retraining import new_head
from ltcore.steps.streams import CHOICE, FixedQuotas, StreamSize
from ltcore.steps.synthetic import HeadOnFeatures, SmoteExamples
from ltcore.training import Stage


def clustered_stages(plan: Plan, clustering: Clustering) -> tuple[Stage, ...]:
    """Return training on clusters of the classes."""
    subclasses = find_subclasses(clustering, plan.data, plan.config.seed)
    size = plan.size(0, plan.epochs)
    stream = plan.stream(plan.composition.sampling, size)
    if clustering.replicate:
        draws = plan.counts * replications(plan.counts, clustering.reference_count)
        labels = plan.data.train.labels
        stream = QuotaStream(labels, FixedQuotas(draws), size.batch_size, size.key)
    stage = Stage(
        name="train",
        method=ClusteredMethod(plan.composition, subclasses),
        stream=stream,
        epochs=plan.epochs,
        steps_per_epoch=plan.steps_per_epoch,
        reshape=SubclassReshape(subclasses.parents, clustering.decision),
        new_head=True,
    )
    return (stage,)


def smote_stages(plan: Plan, smote: Smote) -> tuple[Stage, ...]:
    """Return training on what SMOTE has filled up: inputs, or the features of a first stage."""
    if smote.space == "features" or (smote.space == "auto" and plan.data.task.is_image):
        return _smote_features(plan, smote)
    return (_smote_inputs(plan, smote),)


def _smote_inputs(plan: Plan, smote: Smote) -> Stage:
    """Return training of a whole network on inputs that SMOTE has filled up."""
    size = plan.size(0, plan.epochs)
    return replace(
        plan.train(plan.composition),
        stream=_filled_up(plan, smote, size),
        examples=SmoteExamples(smote, "inputs", (*size.key, CHOICE)),
    )


def _smote_features(plan: Plan, smote: Smote) -> tuple[Stage, ...]:
    """Return training of the features, then of a new head on features that SMOTE has filled up."""
    epochs = plan.second_epochs(smote.share)
    size = plan.size(1, epochs)
    scale = plan.output_scale(plan.composition)
    head = Stage(
        name="smote",
        method=HeadOnFeatures(plan.composition, plan.counts, output_scale=scale),
        stream=_filled_up(plan, smote, size),
        epochs=epochs,
        steps_per_epoch=plan.steps_per_epoch,
        initial_weights="previous",
        reshape=new_head,
        new_head=True,
        trainable="head",
        examples=SmoteExamples(smote, "features", (*size.key, CHOICE)),
        space="features",
    )
    return plan.train(Composition()), head


def _filled_up(plan: Plan, smote: Smote, size: StreamSize) -> PermutationStream:
    n_examples = filled_up_size(plan.counts, smote.keep_largest) * len(plan.counts)
    return PermutationStream(n_examples, size.batch_size, size.key)
