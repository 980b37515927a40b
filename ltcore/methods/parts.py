"""The parts that supervised methods are made of: loss, weights, sampling, synthesis, mixing, re-training.

A part holds settings only. It is a frozen record of numbers and names, so that two recipes can be compared,
written on a page, and bound to code by whoever trains them.
"""

from dataclasses import dataclass
from typing import Literal

Head = Literal["linear", "cosine"]
WeightScheme = Literal["none", "inverse", "inverse_sqrt", "effective"]
Normalise = Literal["classes", "examples", "rarest", "none"]
NormaliseBy = Literal["batch", "weights"]
Decision = Literal["max", "sum"]
Distance = Literal["centred", "euclidean", "cosine"]


@dataclass(frozen=True)
class SoftmaxLoss:
    """Softmax cross-entropy, focal where ``gamma`` is above 0."""

    gamma: float = 0.0


@dataclass(frozen=True)
class SigmoidLoss:
    """One binary cross-entropy per class, focal where ``gamma`` is above 0."""

    gamma: float = 0.0


@dataclass(frozen=True)
class LdamLoss:
    """Cross-entropy on scaled cosines after the true class gives up its margin.

    Attributes:
        max_margin: margin of the rarest class, in cosine units.
        scale: inverse temperature of the cosines.
        uniform: whether every class has that margin, instead of one proportional to n ** -1/4.
    """

    max_margin: float = 0.5
    scale: float = 30.0
    uniform: bool = False


@dataclass(frozen=True)
class LdamHingeLoss:
    """What the best rival's cosine lacks to stay a margin below the true class's, or 0.

    Attributes:
        max_margin: margin of the rarest class, in cosine units.
        scale: multiplies the hinge, and turns cosines into logits where probabilities are wanted.
        uniform: whether every class has that margin, instead of one proportional to n ** -1/4.
    """

    max_margin: float = 0.5
    scale: float = 30.0
    uniform: bool = False


@dataclass(frozen=True)
class LogitAdjustedLoss:
    """Cross-entropy on logits shifted by ``tau * log(prior)``."""

    tau: float = 1.0


@dataclass(frozen=True)
class VectorScalingLoss:
    """Cross-entropy on logits multiplied by ``(n / n_max) ** gamma`` and shifted by ``tau * log(prior)``."""

    gamma: float = 0.3
    tau: float = 1.0


@dataclass(frozen=True)
class PairwiseLoss:
    """The general pairwise loss with class numbers delta = prior ** ``power``.

    Weights are delta_y / prior_y, pairwise margins log(delta_j / delta_y): ``power`` 1 is logit adjustment,
    0 is weighting by one over the prior, and every power between is consistent for the balanced error.
    """

    power: float = 0.5


Loss = (
    SoftmaxLoss
    | SigmoidLoss
    | LdamLoss
    | LdamHingeLoss
    | LogitAdjustedLoss
    | VectorScalingLoss
    | PairwiseLoss
)


@dataclass(frozen=True)
class LateLoss:
    """A loss that takes over at ``defer_until``, a share of the run."""

    loss: Loss
    defer_until: float


@dataclass(frozen=True)
class ClassWeights:
    """Which class weights multiply the loss, how they are normalised, and from when.

    Attributes:
        scheme: class counts -> weights, see ``ltcore.classwise.class_weights``; "adrw" is
            ``ltcore.classwise.adrw_weights``.
        beta: effective-number parameter (used by scheme "effective").
        normalise: what the weights sum to, over classes.
        normalise_by: what the weighted batch loss is divided by.
        defer_until: share of the run trained with uniform weights first.
        nu: weights are prior ** -nu (used by scheme "adrw").
    """

    scheme: WeightScheme | Literal["adrw"] = "none"
    beta: float = 0.9999
    normalise: Normalise = "classes"
    normalise_by: NormaliseBy = "batch"
    defer_until: float = 0.0
    nu: float = 0.0


@dataclass(frozen=True)
class Sampling:
    """How often each class is drawn, and from when; before that every example is drawn equally often.

    Attributes:
        scheme: "instance" (every example equally often), "power" (class probability proportional to
            n ** power), "progressive" (from instance- to class-balanced over the run), "effective" (n over
            the effective number), "under" (as many of each class as the rarest has, the same ones all
            along) or "over" (every class repeated up to the size of the largest).
        power: used by scheme "power"; 0 is class-balanced, 1/2 square-root.
        beta: effective-number parameter (used by scheme "effective").
        defer_until: share of the run that is drawn instance-balanced first.
    """

    scheme: Literal["instance", "power", "progressive", "effective", "under", "over"] = "instance"
    power: float = 0.0
    beta: float = 0.9999
    defer_until: float = 0.0


@dataclass(frozen=True)
class Mixing:
    """Blend every example of a batch with another one of it.

    Attributes:
        alpha: the share is drawn from Beta(alpha, alpha); at least 0.01, because torch's draws of smaller
            ones underflow and pile up at 1/2 instead of at 0 and 1.
        kappa: ratio of counts from which the label goes to the rarer class whole (Remix); 0 never (mixup).
        tau: only where the rarer one's share is above 1 - tau (Remix).
    """

    alpha: float = 1.0
    kappa: float = 0.0
    tau: float = 0.0


@dataclass(frozen=True)
class Smote:
    """Fill the smaller classes up with points between neighbours of their own class.

    Attributes:
        neighbours: nearest neighbours of the same class to choose from; fewer where a class is smaller.
        keep_largest: share of the largest class's examples that are kept; the others are filled up to that.
        space: where points are drawn: between "inputs", between "features" of a network that is trained first
            and keeps its backbone, or "auto" (features for images, inputs for feature vectors).
        share: length of the second stage, as a share of the first one's (features).
    """

    neighbours: int = 5
    keep_largest: float = 1.0
    space: Literal["auto", "inputs", "features"] = "auto"
    share: float = 0.15


@dataclass(frozen=True)
class Clustering:
    """Split large classes into clusters of about the same size, and learn the clusters (COG).

    Attributes:
        reference_count: size that clusters should have; 0 takes the median class count.
        replicate: whether classes below that size are replicated up to it (COG-OS).
        decision: a class scores as its best cluster ("max", the paper's rule) or by the summed probability of
            its clusters ("sum").
    """

    reference_count: int = 0
    replicate: bool = False
    decision: Decision = "max"


@dataclass(frozen=True)
class Retraining:
    """What is done to the classifier after the features have been learnt.

    Attributes:
        kind: "crt" (a new classifier, class-balanced), "lws" (one learnt factor per class), "tau_norm"
            (class vectors divided by a power of their length) or "ncm" (nearest class mean).
        share: length of the second stage, as a share of the first one's.
        from_run: id of a finished run to take the features from; empty trains them first.
        shift_batch_norm: whether batch-norm statistics follow the new sampling (crt, lws).
        tau: power of the length (tau_norm).
        choose_tau: whether tau is chosen on validation where there is one (tau_norm).
        distance: how class means are compared (ncm).
    """

    kind: Literal["crt", "lws", "tau_norm", "ncm"]
    share: float = 0.0
    from_run: str = ""
    shift_batch_norm: bool = False
    tau: float = 1.0
    choose_tau: bool = True
    distance: Distance = "centred"


@dataclass(frozen=True)
class Recipe:
    """A supervised method, spelled out.

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
    """

    loss: Loss = SoftmaxLoss()
    weights: ClassWeights = ClassWeights()
    head: Head = "linear"
    late_loss: LateLoss | None = None
    sampling: Sampling = Sampling()
    mixing: Mixing | None = None
    smote: Smote | None = None
    clusters: Clustering | None = None
    retraining: Retraining | None = None

    @property
    def has_cosine_loss(self) -> bool:
        """Whether the loss measures margins in cosine units and brings a scale of its own."""
        return isinstance(self.loss, LdamLoss | LdamHingeLoss)

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
    def switches_at(self) -> float:
        """Share of the run at which a part takes over that has waited, 0 where none waits."""
        waiting = [
            self.weights.defer_until if self.weights.scheme != "none" else 0.0,
            self.sampling.defer_until if self.sampling.scheme != "instance" else 0.0,
            self.late_loss.defer_until if self.late_loss else 0.0,
        ]
        return max(waiting)
