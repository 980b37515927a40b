"""What a method is composed of, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ltcore.methods.parts.class_weights import ClassWeights
from ltcore.methods.parts.clustering import Clustering
from ltcore.methods.parts.consistency import Consistency
from ltcore.methods.parts.formula import Formula
from ltcore.methods.parts.generations import Generations
from ltcore.methods.parts.loss import Loss
from ltcore.methods.parts.mixing import Mixing
from ltcore.methods.parts.retraining import Retraining
from ltcore.methods.parts.sampling import Sampling
from ltcore.methods.parts.self_training import SelfTraining
from ltcore.methods.parts.smote import Smote
from ltcore.methods.parts.softmax import SoftmaxLoss

Head = Literal["linear", "cosine"]


@dataclass(frozen=True)
class LateLoss:
    """A loss that takes over at ``defer_until``, a share of the run."""

    loss: Loss
    defer_until: float


@dataclass(frozen=True, kw_only=True)
class Composition:
    """A method, spelled out.

    Attributes:
        loss: the loss and its settings.
        weights: class weights and their schedule.
        head: the classifier the method needs.
        late_loss: what replaces the loss late in the run.
        sampling: how often each class is drawn.
        mixing: blending of examples within a batch.
        smote: synthetic examples.
        clusters: sub-classes that are learnt in place of the classes.
        retraining: a second stage, for the classifier alone.
        self_training: a teacher before it, whose labels it learns from.
        consistency: what it learns from unlabelled examples while it trains.
        generations: training again and again, on more examples each time.
    """

    loss: Loss = field(default_factory=SoftmaxLoss)
    weights: ClassWeights = field(default_factory=ClassWeights)
    head: Head = "linear"
    late_loss: LateLoss | None = None
    sampling: Sampling = field(default_factory=Sampling)
    mixing: Mixing | None = None
    smote: Smote | None = None
    clusters: Clustering | None = None
    retraining: Retraining | None = None
    self_training: SelfTraining | None = None
    consistency: Consistency | None = None
    generations: Generations | None = None

    @property
    def uses_unlabelled(self) -> bool:
        """Whether it learns from unlabelled examples beside the labelled ones."""
        return self.self_training is not None or self.consistency is not None

    @property
    def is_plain(self) -> bool:
        """Whether it is one stage of supervised training on examples as they are."""
        others = (self.smote, self.clusters, self.retraining)
        return not self.uses_unlabelled and all(part is None for part in others)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The loss, and the one that takes over from it where one does."""
        return (self.loss,) if self.late_loss is None else (self.loss, self.late_loss.loss)

    @property
    def has_class_vectors(self) -> bool:
        """Whether the finished classifier is one vector per class (not sub-classes or class means)."""
        means = self.retraining is not None and self.retraining.kind == "ncm"
        return self.clusters is None and not means

    @property
    def has_plain_classifier(self) -> bool:
        """Whether the finished classifier is just its head, with nothing put around it."""
        return self.has_class_vectors and (
            self.retraining is None or self.retraining.kind in ("crt", "tau_norm")
        )

    @property
    def corrects_a_classifier(self) -> bool:
        """Whether a finished linear classifier is what the method works on."""
        return self.retraining is not None and self.retraining.kind in ("lws", "tau_norm")

    @property
    def needs_every_class(self) -> bool:
        """Whether a part of it is made of class counts, or of examples of each class.

        Example:
            >>> Composition().needs_every_class, Composition(smote=Smote()).needs_every_class
            (False, True)
        """
        return (
            not self.has_class_vectors
            or self.smote is not None
            or any(loss.needs_every_class for loss in self.losses)
            or self.weights.scheme != "none"
            or self.sampling.scheme != "instance"
            or self.generations is not None
            or (self.consistency is not None and self.consistency.align)
            or (self.self_training is not None and self.self_training.teacher.needs_every_class)
        )

    @property
    def switches_at(self) -> float:
        """Share of the run at which a part takes over that has waited, 0 where none waits."""
        waiting = [
            self.weights.defer_until if self.weights.scheme != "none" else 0.0,
            self.sampling.defer_until if self.sampling.scheme != "instance" else 0.0,
            self.late_loss.defer_until if self.late_loss else 0.0,
        ]
        return max(waiting)

    @property
    def corrects_prior(self) -> str:
        """What it does about unequal class counts, in words; empty for nothing.

        Example:
            >>> Composition(sampling=Sampling("over"), weights=ClassWeights(scheme="inverse")).corrects_prior
            'class weights and a sampler that shows rare classes more often'
        """
        corrections = (
            self.losses[-1].corrects_prior,
            "class weights" if self.weights.scheme != "none" else "",
            self.sampling.corrects_prior,
            "" if self.smote is None else "synthetic examples of rare classes",
            "" if self.retraining is None else "a classifier that was re-balanced afterwards",
        )
        return " and ".join(filter(None, corrections))

    def part_formulas(self) -> Iterator[Formula]:
        """Yield what the formula card says of each part that is not its loss."""
        if self.weights.scheme != "none":
            yield self.weights.formula()
        if self.sampling.scheme != "instance":
            yield self.sampling.formula()
        parts = (self.mixing, self.smote, self.clusters, self.retraining)
        of_unlabelled = (self.self_training, self.consistency, self.generations)
        for part in (*parts, *of_unlabelled):
            if part is not None:
                yield part.formula()
