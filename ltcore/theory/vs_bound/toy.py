"""The vector-scaling bound on a toy: one linear softmax per method, and every part of its bound.

Five round clouds on a circle, of 1000, 316, 100, 31 and 10 examples. The features are both coordinates and a
constant 1. A small ridge on the weights (not on the biases) makes the fit exist where classes are separable.
Risk and recalls on new data are integrals over the clouds, not a test set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize

from ltcore.methods.base import (
    ClassWeights,
    LogitAdjustedLoss,
    Sampling,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.methods.parts import PLAIN, Phase
from ltcore.theory.shared import ring
from ltcore.theory.shared.ring import Ring, draw, quadrature, recalls
from ltcore.theory.vs_bound import bound
from ltcore.theory.vs_bound.bound import linear_complexity, training_term
from ltcore.theory.vs_bound.loss import VsLoss, linear_loss_and_gradient, log_probabilities, vs_loss
from ltcore.theory.vs_bound.terms import (
    LOW_QUANTILE,
    class_terms,
    probabilities_of_smallest_scores,
    smallest_probabilities,
)
from ltcore.types import FloatArray

DEFAULT = Ring((1000, 316, 100, 31, 10))
METHODS: Mapping[str, Phase] = {
    "ce": PLAIN,
    "inverse": Phase(
        SoftmaxLoss(), ClassWeights(scheme="inverse", normalise="examples"), Sampling()
    ),
    "la": Phase(LogitAdjustedLoss(1.0), ClassWeights(), Sampling()),
    "la_075": Phase(LogitAdjustedLoss(0.75), ClassWeights(), Sampling()),
    "vs": Phase(VectorScalingLoss(0.1, 1.0), ClassWeights(), Sampling()),
    "tla_adrw": Phase(
        LogitAdjustedLoss(0.75),
        ClassWeights(scheme="adrw", nu=0.25, normalise="examples"),
        Sampling(),
    ),
}
"""Cross-entropy; weights of one over the prior; logit adjustment with tau 1 and 0.75; vector scaling; and the
second phase of Algorithm 1 (nu 0.25, tau 0.75). Weights have mean 1 over the examples: a weight that only
scales the loss would scale its bound."""
RIDGE = 1e-3
PRECISION = {"gtol": 1e-8, "ftol": 1e-15, "maxiter": 2000}


@dataclass(frozen=True, eq=False, kw_only=True)
class Measured:
    """A fitted head and the parts of its bound.

    Attributes:
        parameters: of the head, (C, 3), rows (w1, w2, b).
        smallest: smallest adjusted probability per class, (C,).
        low: its 5 % quantile instead, (C,): not a bound.
        of_scores: reading (a), the softmax of the smallest scores, (C,): not a bound either.
        terms: per class, of ``smallest``, (C,).
        phi: the training term.
        complexity: of a linear head of this norm.
        bound: the whole right side.
        surrogate: what it bounds: the mean over classes of the method's own loss on new data.
        recalls: exact, on new data, (C,).
    """

    parameters: FloatArray
    smallest: FloatArray
    low: FloatArray
    of_scores: FloatArray
    terms: FloatArray
    phi: float
    complexity: float
    bound: float
    surrogate: float
    recalls: FloatArray

    @property
    def balanced_error(self) -> float:
        """One minus the mean recall."""
        return 1 - float(self.recalls.mean())


def undefined_because(*, counts: tuple[int, ...], radius: float = 3.0, seed: int = 0) -> str:
    """Return why there is nothing to fit, empty where there is.

    Example:
        >>> undefined_because(counts=(1000,))
        'counts has 1 classes: give at least 2'
    """
    return ring.undefined_because(counts=counts, radius=radius, seed=seed)


def fit(toy: Ring, loss: VsLoss, ridge: float = RIDGE) -> FloatArray:
    """Fit a linear softmax head to the toy's draw.

    Args:
        toy: what is drawn.
        loss: what is minimised.
        ridge: weight of half the squared length of all w, above 0.

    Returns:
        Parameters, float64 (C, 3), rows (w1, w2, b).

    Raises:
        ValueError: where ``undefined_because`` says why, or the ridge is not above 0.

    Example:
        >>> parameters = fit(Ring((30, 30)), vs_loss(PLAIN, [30, 30]))
        >>> bool(parameters[0, 0] > 0 > parameters[1, 0])
        True
    """
    if not (np.isfinite(ridge) and ridge > 0):
        raise ValueError(
            f"ridge is {ridge:g}: without a ridge, separable points have no best head; give a "
            "number above 0"
        )
    features, labels = draw(toy)
    shape = (toy.n_classes, 3)
    shrunk = ridge * np.array([1.0, 1.0, 0.0])

    def objective(flat: FloatArray) -> tuple[float, FloatArray]:
        parameters = flat.reshape(shape)
        value, gradient = linear_loss_and_gradient(parameters, features, labels, loss)
        pull = shrunk * parameters
        return value + float((pull * parameters).sum()) / 2, (gradient + pull).ravel()

    start = np.zeros(shape).ravel()
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options=PRECISION)
    return np.asarray(found.x.reshape(shape), dtype=np.float64)


@lru_cache(maxsize=256)
def measure(toy: Ring, method: str, delta: float = 0.05) -> Measured:
    """Fit one method and compute every part of its bound.

    Args:
        toy: what is drawn.
        method: a key of ``METHODS``.
        delta: allowed probability that the bound fails, in (0, 1).

    Raises:
        ValueError: where ``undefined_because`` says why, or the method is unknown.

    Example:
        >>> plain, weighted = measure(DEFAULT, "ce"), measure(DEFAULT, "inverse")
        >>> plain.bound < weighted.bound, plain.balanced_error > weighted.balanced_error
        (True, True)
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}: give one of {', '.join(METHODS)}")
    if reason := undefined_because(**vars(toy)):
        raise ValueError(reason)
    loss = vs_loss(METHODS[method], toy.counts)
    return measured(toy, loss, fit(toy, loss), delta)


def measured(toy: Ring, loss: VsLoss, parameters: FloatArray, delta: float = 0.05) -> Measured:
    """Compute every part of the bound for any linear head.

    Args:
        toy: what is drawn.
        loss: whose risk is bounded.
        parameters: of the head, (C, 3).
        delta: allowed probability that the bound fails, in (0, 1).

    Example:
        >>> toy = Ring((30, 10))
        >>> nothing = measured(toy, vs_loss(PLAIN, toy.counts), np.zeros((2, 3)))
        >>> nothing.smallest.round(4).tolist(), nothing.complexity, round(nothing.surrogate, 4)
        ([0.5, 0.5], 0.0, 0.6931)
    """
    features, labels = draw(toy)
    logits = features @ parameters.T
    values = -loss.weights[labels] * log_probabilities(logits, loss)[np.arange(len(labels)), labels]
    smallest = smallest_probabilities(logits, labels, loss)
    terms = class_terms(toy.counts, smallest, loss.weights, loss.multipliers)
    phi = training_term(values.mean(), values.max(), toy.counts, delta)
    complexity = linear_complexity(features, toy.n_classes, np.linalg.norm(parameters))
    return Measured(
        parameters=parameters,
        smallest=smallest,
        low=smallest_probabilities(logits, labels, loss, quantile=LOW_QUANTILE),
        of_scores=probabilities_of_smallest_scores(logits, labels, loss),
        terms=terms,
        phi=float(phi),
        complexity=float(complexity),
        bound=float(bound(phi, complexity, terms, toy.counts)),
        surrogate=float(class_risks(parameters, loss, toy.radius).mean()),
        recalls=recalls(parameters, toy.radius),
    )


def class_risks(parameters: FloatArray, loss: VsLoss, radius: float) -> FloatArray:
    """Return the mean loss of a linear head on new examples of each class, float64 (C,).

    Args:
        parameters: (C, 3).
        loss: whose mean is taken.
        radius: of the circle of means.

    Example:
        >>> class_risks(np.zeros((2, 3)), vs_loss(PLAIN, [9, 1]), 3.0).round(4).tolist()
        [0.6931, 0.6931]
    """
    n_classes = len(parameters)
    features, shares = quadrature(n_classes, radius)
    own = log_probabilities(features @ parameters.T, loss)[
        np.arange(n_classes), :, np.arange(n_classes)
    ]
    return np.asarray(-loss.weights * (own @ shares), dtype=np.float64)
