"""From a run's settings to its stages."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.methods.base import Clustering, Composition, Retraining, Sampling, Smote
from ltcore.methods.classes_needed import refuse_empty_classes
from ltcore.models.network import Network
from ltcore.resampling import filled_up_size, replications
from ltcore.samplers import IndexStream, PermutationStream, QuotaStream
from ltcore.steps.clustered import ClusteredMethod, SubclassReshape, find_subclasses
from ltcore.steps.retraining import (
    ClassMeans,
    NearestMeanReshape,
    TauNormalised,
    new_head,
    rescaled_head,
)
from ltcore.steps.streams import (
    CHOICE,
    FixedQuotas,
    StreamSize,
    check_deferral,
    sampling_stream,
)
from ltcore.steps.supervised import SupervisedMethod
from ltcore.steps.synthetic import HeadOnFeatures, SmoteExamples
from ltcore.training import Method, Stage, unchanged


def build_stages(config: RunConfig, data: LongTailData) -> tuple[Stage, ...]:
    """Return the stages of a run.

    Most methods have one, called "train"; what re-trains the classifier afterwards has a second one.

    Args:
        config: the run's settings.
        data: its examples.

    Raises:
        ValueError: the method needs every class to have a training example and one has none, or a part of it
            waits for a share of the run that no step reaches.
    """
    refuse_empty_classes(config.method.name, config.method.parts, data.task)
    return _Builder(config, data).stages()


class _Builder:
    """Puts the parts of a composition into stages.

    Args:
        config: the run's settings.
        data: its examples.
    """

    def __init__(self, config: RunConfig, data: LongTailData) -> None:
        self.config = config
        self.data = data
        self.composition = config.method.parts
        self.counts = data.task.class_counts
        n_examples = int(self.counts.sum())
        self.batch_size = min(config.train.batch_size, n_examples)
        self.steps_per_epoch = math.ceil(n_examples / self.batch_size)

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages of the run."""
        composition = self.composition
        if composition.retraining is not None:
            return self._retrained(composition.retraining)
        if composition.clusters is not None:
            return (self._clustered(composition.clusters),)
        if composition.smote is not None:
            return self._smote(composition.smote)
        return (self._train(composition),)

    def _train(self, composition: Composition) -> Stage:
        """Return ordinary training of a whole network."""
        epochs = self.config.train.epochs
        check_deferral(composition.switches_at, epochs * self.steps_per_epoch)
        return Stage(
            name="train",
            method=SupervisedMethod(
                composition, self.counts, output_scale=self._output_scale(composition)
            ),
            stream=self._stream(composition.sampling, self._size(0, epochs)),
            epochs=epochs,
            steps_per_epoch=self.steps_per_epoch,
        )

    def _output_scale(self, composition: Composition) -> float:
        """Return what cosines are multiplied by for a loss that has no scale of its own."""
        scaled = self.config.head == "cosine" and not composition.loss.in_cosines
        return self.config.model.cosine_scale if scaled else 1.0

    def _size(self, index: int, epochs: int) -> StreamSize:
        steps = epochs * self.steps_per_epoch
        return StreamSize(self.batch_size, steps, (self.config.seed, index))

    def _stream(self, sampling: Sampling, size: StreamSize) -> IndexStream:
        return sampling_stream(sampling, self.data.train.labels, len(self.counts), size)

    def _retrained(self, retraining: Retraining) -> tuple[Stage, ...]:
        """Return training of the features (or none, from a finished run) and of the classifier."""
        first = () if retraining.from_run else (self._train(Composition()),)
        return (*first, self._classifier(retraining, len(first)))

    def _classifier(self, retraining: Retraining, index: int) -> Stage:
        trained = retraining.kind in ("crt", "lws")
        epochs = self._second_epochs(retraining.share) if trained else 1
        method, reshape = self._classifier_parts(retraining)
        return Stage(
            name=retraining.kind,
            method=method,
            stream=self._stream(self.composition.sampling, self._size(index, epochs)),
            epochs=epochs,
            steps_per_epoch=self.steps_per_epoch if trained else 0,
            initial_weights="previous",
            start_from=retraining.from_run,
            reshape=reshape,
            new_head=retraining.kind in ("crt", "ncm"),
            trainable="head",
            shift_batch_norm=retraining.shift_batch_norm,
        )

    def _classifier_parts(self, retraining: Retraining) -> tuple[Method, Callable[[Network], Any]]:
        """Return the method of a classifier's stage and what it does to the network before."""
        match retraining.kind:
            case "crt":
                return self._plain_method(), new_head
            case "lws":
                return self._plain_method(), rescaled_head
            case "tau_norm":
                return TauNormalised(retraining), unchanged
            case "ncm":
                means = NearestMeanReshape(len(self.counts), retraining.distance)
                return ClassMeans(), means

    def _plain_method(self) -> SupervisedMethod:
        scale = self._output_scale(self.composition)
        return SupervisedMethod(Composition(), self.counts, output_scale=scale)

    def _second_epochs(self, share: float) -> int:
        return max(1, math.floor(share * self.config.train.epochs + 0.5))

    def _clustered(self, clustering: Clustering) -> Stage:
        subclasses = find_subclasses(clustering, self.data, self.config.seed)
        epochs = self.config.train.epochs
        size = self._size(0, epochs)
        stream = self._stream(self.composition.sampling, size)
        if clustering.replicate:
            draws = self.counts * replications(self.counts, clustering.reference_count)
            labels = self.data.train.labels
            stream = QuotaStream(labels, FixedQuotas(draws), size.batch_size, size.key)
        return Stage(
            name="train",
            method=ClusteredMethod(self.composition, subclasses),
            stream=stream,
            epochs=epochs,
            steps_per_epoch=self.steps_per_epoch,
            reshape=SubclassReshape(subclasses.parents, clustering.decision),
            new_head=True,
        )

    def _smote(self, smote: Smote) -> tuple[Stage, ...]:
        if smote.space == "features" or (smote.space == "auto" and self.data.task.is_image):
            return self._smote_features(smote)
        return (self._smote_inputs(smote),)

    def _smote_inputs(self, smote: Smote) -> Stage:
        """Return training of a whole network on inputs that SMOTE has filled up."""
        size = self._size(0, self.config.train.epochs)
        return replace(
            self._train(self.composition),
            stream=self._filled_up(smote, size),
            examples=SmoteExamples(smote, "inputs", (*size.key, CHOICE)),
        )

    def _smote_features(self, smote: Smote) -> tuple[Stage, ...]:
        """Return training of the features, then of a new head on features that SMOTE has filled up."""
        epochs = self._second_epochs(smote.share)
        size = self._size(1, epochs)
        scale = self._output_scale(self.composition)
        head = Stage(
            name="smote",
            method=HeadOnFeatures(self.composition, self.counts, output_scale=scale),
            stream=self._filled_up(smote, size),
            epochs=epochs,
            steps_per_epoch=self.steps_per_epoch,
            initial_weights="previous",
            reshape=new_head,
            new_head=True,
            trainable="head",
            examples=SmoteExamples(smote, "features", (*size.key, CHOICE)),
            space="features",
        )
        return self._train(Composition()), head

    def _filled_up(self, smote: Smote, size: StreamSize) -> PermutationStream:
        n_examples = filled_up_size(self.counts, smote.keep_largest) * len(self.counts)
        return PermutationStream(n_examples, size.batch_size, size.key)
