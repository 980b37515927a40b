"""A linear SVM on frozen features, one class against all others, with more room for a rare class.

Source of the idea: Karakoulas and Shawe-Taylor, "Optimizing Classifiers for Imbalanced Training Sets", NIPS
1998,
who set the threshold of a large-margin classifier by how imbalanced the classes are, in two ways, and build
both into a boosting algorithm, ThetaBoost. The lecture notes speak of a linear SVM instead, which is what
is here, and give no formula. So this is ours: the threshold in the middle between the margins, and one that
divides the room between them in a given ratio. The second is the exact solution of an SVM that asks for
margins 1 and ``1 / ratio`` instead of 1 and 1: substitute ``w = a w1, b = a b1 + c`` with ``a = (1 +
1/ratio) / 2, c = (1 - 1/ratio) / 2``; with squared slacks even the cost C is the same. That the ratio be
``(n_rest / n_class) ** 1/4`` is the optimum of the bound in LDAM (Cao et al., NeurIPS 2019, Sec. 3.1), see
``ltcore.theory.ldam_margin``.
"""

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.classwise.counts import checked_counts
from ltcore.posthoc.score_checks import checked_scores
from ltcore.types import FloatArray

Costs = Literal["equal", "inverse"]
MAX_ITERATIONS = 2_000
FREE_BIAS = 50.0
"""The solver shrinks the bias with the weights; one that it sees fifty times as large is all but free."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LinearMachine:
    """One hyperplane per class, on standardised features.

    Attributes:
        weight: shape (C, D), zero rows for classes without a training example.
        bias: shape (C,); of a class without a training example -1: nothing is taken for it.
        centre: mean of the training features, shape (D,).
        spread: their standard deviation, 1 where it is 0, shape (D,).
        converged: whether the solver reached its tolerance.
    """

    weight: FloatArray
    bias: FloatArray
    centre: FloatArray
    spread: FloatArray
    converged: bool

    def scores(self, features: ArrayLike) -> FloatArray:
        """Return w x + b for each class, +1 and -1 at the margins, shape (N, C).

        Args:
            features: shape (N, D).
        """
        values = checked_scores("features", features)
        if values.shape[1] != self.weight.shape[1]:
            raise ValueError(
                f"features have {values.shape[1]} dimensions, but the machine has "
                f"{self.weight.shape[1]}"
            )
        scores: FloatArray = (values - self.centre) / self.spread @ self.weight.T + self.bias
        return scores


def fit_machine(
    features: ArrayLike,
    labels: ArrayLike,
    n_classes: int,
    *,
    slack_cost: float = 1.0,
    costs: Costs = "equal",
) -> LinearMachine:
    """Fit one linear SVM per class against all others (squared hinge, primal: no randomness).

    Args:
        features: of the training examples, finite, shape (N, D).
        labels: classes in [0, C), shape (N,), at least two of them.
        n_classes: number of classes C.
        slack_cost: cost C of an example inside the margin, above 0.
        costs: "equal", or "inverse": an example of the class costs n_rest / n_class times one of the others.

    Raises:
        ValueError: fewer than two classes have an example, shapes differ, or the cost is not above 0.

    Example:
        >>> line = np.array([[0.0], [1.0], [2.0], [10.0]])
        >>> machine = fit_machine(line, [0, 0, 0, 1], n_classes=2)
        >>> machine.scores([[1.0], [10.0]]).argmax(axis=1).tolist()
        [0, 1]
    """
    values, classes = checked_scores("features", features), np.asarray(labels, dtype=np.int64)
    if classes.shape != values.shape[:1]:
        raise ValueError(
            f"there are {len(values)} features but {classes.size} labels: give one each"
        )
    counts = np.bincount(classes, minlength=n_classes)
    there = np.flatnonzero(counts)
    if len(there) < 2 or len(counts) > n_classes:
        raise ValueError(
            f"{len(there)} of {n_classes} classes have a training example: a hyperplane needs two sides"
        )
    if not (math.isfinite(slack_cost) and slack_cost > 0):
        raise ValueError(f"slack_cost is {slack_cost}: it is finite and above 0")
    centre, spread = values.mean(axis=0), values.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    weight, bias = np.zeros((n_classes, values.shape[1])), np.full(n_classes, -1.0)
    standard, converged = (values - centre) / spread, True
    for label in there:
        ratio = (len(classes) - counts[label]) / counts[label] if costs == "inverse" else 1.0
        weight[label], bias[label], exact = _solve(standard, classes == label, slack_cost, ratio)
        converged &= exact
    return LinearMachine(
        weight=weight, bias=bias, centre=centre, spread=spread, converged=converged
    )


def _solve(
    standard: FloatArray, positive: NDArray[np.bool_], slack_cost: float, ratio: float
) -> tuple[FloatArray, float, bool]:
    """Return weight and bias of one hyperplane, and whether the solver reached its tolerance."""
    from sklearn.exceptions import ConvergenceWarning  # slow to import
    from sklearn.svm import LinearSVC

    machine = LinearSVC(
        C=slack_cost,
        dual=False,
        class_weight={True: ratio, False: 1.0},
        intercept_scaling=FREE_BIAS,
        max_iter=MAX_ITERATIONS,
    )
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ConvergenceWarning)
        machine.fit(standard, positive)
    exact = not any(issubclass(each.category, ConvergenceWarning) for each in told)
    return machine.coef_[0], float(machine.intercept_[0]), exact


def margin_ratios(counts: ArrayLike, power: float) -> FloatArray:
    """Return how much more room each class gets than all others together: ``(n_rest / n_class) ** power``.

    Args:
        counts: training examples per class, shape (C,), at least 2 classes with at least 1 each.
        power: finite and at least 0; 0 is the middle, 1/4 the optimum of LDAM's bound.

    Raises:
        ValueError: a count is below 1 (the message names the class), there is one class, or the power is
            negative or not finite.

    Example:
        >>> margin_ratios([16, 1], power=0.25).round(6).tolist()
        [0.5, 2.0]
    """
    sizes = np.atleast_1d(checked_counts(counts))
    if sizes.size < 2:
        raise ValueError("counts are given for 1 class: a hyperplane needs two sides")
    if not (math.isfinite(power) and power >= 0):
        raise ValueError(f"power is {power}: it is finite and at least 0")
    ratios: FloatArray = ((sizes.sum() - sizes) / sizes) ** power
    return ratios


def threshold_shift(ratios: ArrayLike) -> FloatArray:
    """Return what to add to a machine's scores so that margin over margin of the rest is ``ratios``.

    The room between the margins, from -1 to +1, is cut at ``(1 - ratio) / (1 + ratio)``: in the middle for
    ratio 1.

    Args:
        ratios: room of the class over room of the rest, above 0.

    Returns:
        ``(ratio - 1) / (ratio + 1)``, strictly between -1 and 1, of the same shape.

    Raises:
        ValueError: a ratio is not above 0.

    Example:
        >>> threshold_shift([1.0, 3.0]).tolist()
        [0.0, 0.5]
    """
    room = np.asarray(ratios, dtype=np.float64)
    if not (room > 0).all():
        raise ValueError(f"ratios hold {room.min():g}: room over room is above 0")
    return (room - 1) / (room + 1)
