"""What a method's record says: where it acts, what it is composed of, and where it comes from.

A supervised method is a composition of parts (``ltcore.methods.parts``); the torch half binds each part to
code in ``ltcore.steps``. Nothing here imports torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from ltcore.methods.family import PLACES, Family, Place
from ltcore.methods.parts import (
    ClassWeights,
    Clustering,
    Composition,
    Decision,
    Distance,
    EqualizationLoss,
    Head,
    InfluenceBalancedLoss,
    LadeLoss,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    Mixing,
    NormaliseBy,
    PairwiseLoss,
    Retraining,
    Sampling,
    SigmoidLoss,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.methods.style import Style
from ltcore.registry import Source

__all__ = [
    "PLACES",
    "ClassWeights",
    "Clustering",
    "Composition",
    "Decision",
    "Difference",
    "Distance",
    "EqualizationLoss",
    "Head",
    "InfluenceBalancedLoss",
    "LadeLoss",
    "LateLoss",
    "LdamHingeLoss",
    "LdamLoss",
    "LogitAdjustedLoss",
    "Loss",
    "MethodRecord",
    "MethodSettings",
    "Mixing",
    "NormaliseBy",
    "PairwiseLoss",
    "Place",
    "Retraining",
    "Sampling",
    "SigmoidLoss",
    "Smote",
    "SoftmaxLoss",
    "Style",
    "VectorScalingLoss",
]


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


@dataclass(frozen=True, kw_only=True)
class MethodRecord:
    """A method's entry in the registry.

    Attributes:
        name: the name in config, run folder, frame and page.
        title: how the field writes it.
        place: where in the pipeline it acts.
        family: name of the family whose idea it is.
        style: how it is drawn; no other method has the same hue and mark.
        summary: one sentence.
        source: the paper.
        settings: the class of its settings.
        compose: settings -> what it is composed of.
        defaults: data set name -> settings that replace the general defaults there.
        differences: from the authors' code; empty means none known.
        own_family: the family, where this method is the one that brings it; else it is in the tables of
            ``ltcore.methods.families``.
    """

    name: str
    title: str
    place: Place
    family: str
    style: Style
    summary: str
    source: Source
    settings: type[MethodSettings]
    compose: Callable[[Any], Composition]
    defaults: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    own_family: Family | None = None

    @property
    def uses_unlabelled(self) -> bool:
        """Whether it learns from unlabelled examples beside the labelled ones."""
        return self.compose(self.settings()).uses_unlabelled
