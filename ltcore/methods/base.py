"""What a method's record says: where it acts, what it is made of, and where it comes from.

A supervised method is a recipe of parts: the loss, the class weights and when they start, the head. The
torch half binds each part to code in ``ltcore.steps``; nothing here imports torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ltcore.registry import Source

Place = Literal[
    "data", "sampler", "views", "features", "classifier", "logits", "loss", "prediction"
]
PLACES: tuple[Place, ...] = (
    "data",
    "sampler",
    "views",
    "features",
    "classifier",
    "logits",
    "loss",
    "prediction",
)
"""The pipeline, in order; the dashboard draws it."""

Head = Literal["linear", "cosine"]
WeightScheme = Literal["none", "inverse", "inverse_sqrt", "effective"]
Normalise = Literal["classes", "examples", "rarest", "none"]
NormaliseBy = Literal["batch", "weights"]


class MethodSettings(BaseModel):
    """Base of all method settings: frozen, closed, documented in place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


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
    """Cross-entropy on scaled cosines after the true class gives up its margin."""

    max_margin: float = 0.5
    scale: float = 30.0


@dataclass(frozen=True)
class LogitAdjustedLoss:
    """Cross-entropy on logits shifted by ``tau * log(prior)``."""

    tau: float = 1.0


Loss = SoftmaxLoss | SigmoidLoss | LdamLoss | LogitAdjustedLoss


@dataclass(frozen=True)
class ClassWeights:
    """Which class weights multiply the loss, how they are normalised, and from when.

    Attributes:
        scheme: class counts -> weights, see ``ltcore.classwise.class_weights``.
        beta: effective-number parameter (used by scheme "effective").
        normalise: what the weights sum to, over classes.
        normalise_by: what the weighted batch loss is divided by.
        defer_until: share of the run trained with uniform weights first.
    """

    scheme: WeightScheme = "none"
    beta: float = 0.9999
    normalise: Normalise = "classes"
    normalise_by: NormaliseBy = "batch"
    defer_until: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """A supervised method, spelled out.

    Attributes:
        loss: the loss and its settings.
        weights: class weights and their schedule.
        head: the classifier the method needs.
    """

    loss: Loss = SoftmaxLoss()
    weights: ClassWeights = ClassWeights()
    head: Head = "linear"


@dataclass(frozen=True)
class Difference:
    """One way in which our method differs from a public implementation."""

    repository: str
    commit: str
    file: str
    what: str


@dataclass(frozen=True)
class MethodRecord:
    """A method's entry in the registry.

    Attributes:
        name: the name in config, run folder, frame and page.
        title: how the field writes it.
        place: where in the pipeline it acts.
        summary: one sentence.
        source: the paper.
        settings: the class of its settings.
        compose: settings -> recipe.
        defaults: data set name -> settings that replace the general defaults there.
        differences: from the authors' code; empty means none known.
    """

    name: str
    title: str
    place: Place
    summary: str
    source: Source
    settings: type[MethodSettings]
    compose: Callable[[Any], Recipe]
    defaults: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
