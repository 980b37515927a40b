"""The terms of the vector-scaling bound, epoch by epoch: weights from the start, late, and Algorithm 1.

A linear softmax on the toy of ``toy`` learns by gradient descent on all examples, from zero.
Algorithm 1 has two phases: before T0 no weights, and vector scaling with all its factors; from T0 on weights
alpha ~ prior ** -nu, multipliers cut off (beta = 1), offsets kept, and a smaller learning rate.

At zero every class has s_y = 1 / C under cross-entropy, so that a term is alpha_y sqrt(2 pi_y) (1 - 1 / C):
weights from the start are paid in full, on terms that no step has reduced yet. That is the case for waiting.
What waiting gains is not on this toy. A linear softmax has no features to learn, and under cross-entropy the
smallest s_y of its tail falls, so that late weights meet a worse tail; weights from the start are better here
in every epoch. In a network that fits its training set the tail's s_y falls first, too,
and has risen before T0, as the terms of a run show.

Source: Wang et al., "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced
Learning", NeurIPS 2023, Algorithm 1, as in the lecture notes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ltcore.methods.base import ClassWeights, Composition
from ltcore.methods.parts import Phase, first_phase, last_phase
from ltcore.methods.tla_adrw import TlaAdrwSettings, compose
from ltcore.theory.shared.ring import Ring, draw, recalls
from ltcore.theory.vs_bound.loss import VsLoss, linear_loss_and_gradient, vs_loss
from ltcore.theory.vs_bound.terms import class_terms, smallest_probabilities
from ltcore.theory.vs_bound.toy import DEFAULT, undefined_because
from ltcore.types import FloatArray

INVERSE = ClassWeights(scheme="inverse", normalise="examples")
RECIPES: Mapping[str, Composition] = {
    "ce": Composition(),
    "early": Composition(weights=INVERSE),
    "late": Composition(weights=replace(INVERSE, defer_until=0.8)),
    "algorithm_1": compose(TlaAdrwSettings()),
}
"""Cross-entropy; weights of one over the prior from the start; the same from T0 on; Algorithm 1."""
RATE = 0.2
"""Learning rate: at most 2 over the largest curvature of a mean loss, about 6 on this toy."""
ANGLES = 180
"""Directions of the recalls, right to 1e-4, for a few hundred rules at once."""


@dataclass(frozen=True)
class Descent:
    """How a toy is learnt.

    Attributes:
        recipe: a key of ``RECIPES``.
        defer_until: T0 as a share of the epochs, in [0, 1), for the two recipes that have one.
        epochs: full-batch steps, at least 1.
        drop: factor of the learning rate from T0 on, in (0, 1]; it applies to every recipe alike.
    """

    recipe: str = "algorithm_1"
    defer_until: float = 0.8
    epochs: int = 200
    drop: float = 0.1

    def __post_init__(self) -> None:
        if self.recipe not in RECIPES:
            raise ValueError(f"recipe is {self.recipe!r}: give one of {', '.join(RECIPES)}")
        if not (0 <= self.defer_until < 1 and 0 < self.drop <= 1 and self.epochs >= 1):
            raise ValueError(
                f"defer_until is {self.defer_until:g}, drop {self.drop:g}, epochs {self.epochs}: "
                "give 0 <= defer_until < 1, 0 < drop <= 1, at least 1 epoch"
            )

    @property
    def switch(self) -> int:
        """Epochs before T0. The epoch that starts exactly at T0 is the first of the second phase."""
        return math.ceil(self.defer_until * self.epochs - 1e-9)


@dataclass(frozen=True, eq=False, kw_only=True)
class Path:
    """What each epoch left, row 0 being the start; row e is seen by the loss that epoch e minimised.

    Attributes:
        parameters: (E + 1, C, 3).
        smallest: smallest adjusted probability per class, (E + 1, C).
        weights: alpha, (E + 1, C).
        terms: (E + 1, C).
        recalls: exact, on new data, (E + 1, C); NaN at the start, where all classes tie.
    """

    parameters: FloatArray
    smallest: FloatArray
    weights: FloatArray
    terms: FloatArray
    recalls: FloatArray


def phases(descent: Descent) -> tuple[Phase, Phase]:
    """Return what holds before and from T0 on.

    Example:
        >>> first, second = phases(Descent("algorithm_1"))
        >>> first.weights.scheme, second.weights.scheme
        ('none', 'adrw')
    """
    recipe = RECIPES[descent.recipe]
    return first_phase(recipe), last_phase(recipe)


def class_numbers(descent: Descent, counts: tuple[int, ...]) -> tuple[VsLoss, VsLoss]:
    """Return alpha, beta and Delta before and from T0 on.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> before, after = class_numbers(Descent("algorithm_1"), (100, 10))
        >>> before.multipliers.round(4).tolist(), after.multipliers.tolist()
        ([1.0, 0.8913], [1.0, 1.0])
    """
    first, second = phases(descent)
    return vs_loss(first, counts), vs_loss(second, counts)


@lru_cache(maxsize=64)
def path(toy: Ring = DEFAULT, descent: Descent = Descent()) -> Path:
    """Descend, and compute the terms after every epoch.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> early = path(DEFAULT, Descent("early", epochs=20)).terms
        >>> plain = path(DEFAULT, Descent("ce", epochs=20)).terms
        >>> bool(early[0, -1] > plain[0, -1]), bool(early[0, 0] < plain[0, 0])
        (True, True)
    """
    if reason := undefined_because(**vars(toy)):
        raise ValueError(reason)
    features, labels = draw(toy)
    before, after = class_numbers(descent, toy.counts)
    losses = [before if epoch <= descent.switch else after for epoch in range(descent.epochs + 1)]
    parameters = np.zeros((descent.epochs + 1, toy.n_classes, 3))
    smallest = np.empty((descent.epochs + 1, toy.n_classes))
    smallest[0] = smallest_probabilities(features @ parameters[0].T, labels, before)
    for epoch in range(1, descent.epochs + 1):
        loss, start = losses[epoch], parameters[epoch - 1]
        _, gradient = linear_loss_and_gradient(start, features, labels, loss)
        rate = RATE if epoch <= descent.switch else RATE * descent.drop
        parameters[epoch] = start - rate * gradient
        smallest[epoch] = smallest_probabilities(features @ parameters[epoch].T, labels, loss)
    weights = np.array([loss.weights for loss in losses])
    multipliers = np.array([loss.multipliers for loss in losses])
    return Path(
        parameters=parameters,
        smallest=smallest,
        weights=weights,
        terms=class_terms(toy.counts, smallest, weights, multipliers),
        recalls=recalls(parameters, toy.radius, angles=ANGLES),
    )
