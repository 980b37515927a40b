"""What a method's record says: where it acts, what it is made of, and where it comes from.

A supervised method is a recipe of parts (``ltcore.methods.parts``); the torch half binds each part to code
in ``ltcore.steps``. Nothing here imports torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ltcore.methods.parts import (
    ClassWeights,
    Clustering,
    Decision,
    Distance,
    Head,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    Mixing,
    Normalise,
    NormaliseBy,
    PairwiseLoss,
    Recipe,
    Retraining,
    Sampling,
    SigmoidLoss,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
    WeightScheme,
)
from ltcore.registry import Source

__all__ = [
    "PLACES",
    "ClassWeights",
    "Clustering",
    "Decision",
    "Difference",
    "Distance",
    "Head",
    "LateLoss",
    "LdamHingeLoss",
    "LdamLoss",
    "LogitAdjustedLoss",
    "Loss",
    "MethodRecord",
    "MethodSettings",
    "Mixing",
    "Normalise",
    "NormaliseBy",
    "PairwiseLoss",
    "Place",
    "Recipe",
    "Retraining",
    "Sampling",
    "SigmoidLoss",
    "Smote",
    "SoftmaxLoss",
    "VectorScalingLoss",
    "WeightScheme",
]

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


class MethodSettings(BaseModel):
    """Base of all method settings: frozen, closed, documented in place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


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
