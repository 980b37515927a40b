"""What LDAM's margins do to a straight boundary between two Gaussian clouds.

A score ``f(x) = w x + b`` is fitted to the smallest mean of ``log(1 + exp(-(y f(x) - margin_y)))`` plus
``ridge / 2 |w|^2``: LDAM's loss (Cao et al., NeurIPS 2019, Sec. 3.2) for two classes, y = -1 for the head
and +1 for the tail, margins in logits. Unlike LDAM's, the features and w are not normalised; the ridge
keeps w finite instead. Both clouds are round with standard deviation 1, so that the errors of a line are
known exactly.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from ltcore.classwise import ldam_margins
from ltcore.types import FloatArray

PRECISION = {"gtol": 1e-8, "ftol": 1e-14, "maxiter": 1000}


@dataclass(frozen=True, kw_only=True)
class Clouds:
    """Two round Gaussian clouds on the first axis, the head left of 0, the tail right.

    Attributes:
        n_head: points of the head.
        n_tail: points of the tail.
        distance: between the two means, in standard deviations of a cloud.
        ridge: weight of ``|w|^2 / 2`` in the fit.
        seed: of the draw.
    """

    n_head: int = 500
    n_tail: int = 10
    distance: float = 4.0
    ridge: float = 0.001
    seed: int = 0


@dataclass(frozen=True)
class Line:
    """A boundary ``w1 x1 + w2 x2 + b = 0``; the score is positive on the tail's side."""

    w1: float
    w2: float
    b: float

    @property
    def norm(self) -> float:
        """Length of w: how many logits one standard deviation across the boundary is worth."""
        return math.hypot(self.w1, self.w2)


def undefined_because(
    *, n_head: int, n_tail: int, distance: float = 4.0, ridge: float = 0.001, seed: int = 0
) -> str:
    """Return why there is no boundary to fit, empty where there is one.

    Example:
        >>> undefined_because(n_head=500, n_tail=0)
        'n_tail is 0: each cloud needs at least 1 point'
    """
    for name, number in (("n_head", n_head), ("n_tail", n_tail)):
        if number < 1:
            return f"{name} is {number}: each cloud needs at least 1 point"
    if not (math.isfinite(distance) and distance >= 0):
        return f"distance is {distance:g}: give a finite distance of at least 0"
    if not (math.isfinite(ridge) and ridge > 0):
        return (
            f"ridge is {ridge:g}: without a ridge, separable points have no best line; give a "
            "number above 0"
        )
    return f"seed is {seed}: give a whole number of at least 0" if seed < 0 else ""


def draw(clouds: Clouds) -> tuple[FloatArray, FloatArray]:
    """Draw both clouds; more points of the same seed keep those that were there.

    Returns:
        Points, float64 (N, 2), head first, and their y, float64 (N,): -1 for the head, +1 for the tail.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> points, y = draw(Clouds(n_head=3, n_tail=2))
        >>> points.shape, y.tolist()
        ((5, 2), [-1.0, -1.0, -1.0, 1.0, 1.0])
    """
    if reason := undefined_because(**vars(clouds)):
        raise ValueError(reason)
    of_head, of_tail = np.random.default_rng(clouds.seed).spawn(2)
    mean = np.array([clouds.distance / 2, 0])
    head = of_head.normal(size=(clouds.n_head, 2)) - mean
    tail = of_tail.normal(size=(clouds.n_tail, 2)) + mean
    y = np.repeat([-1.0, 1.0], [clouds.n_head, clouds.n_tail])
    return np.concatenate([head, tail]), y


def fit(clouds: Clouds, margins: tuple[float, float] = (0.0, 0.0)) -> Line:
    """Fit the line to one draw of the clouds.

    Only the mean of both margins bends the line; their difference moves it, parallel to itself, by
    ``margin_shift`` (put ``b - (tail - head) / 2`` for b in the loss).

    Args:
        clouds: what is drawn, with which seed, and the ridge.
        margins: of head and tail, in logits; (0, 0) is softmax cross-entropy.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> round(fit(Clouds(), (0.0, 0.0)).norm, 2)
        2.46
    """
    points, y = draw(clouds)
    features = np.column_stack([points, np.ones_like(y)])
    wanted = np.where(y < 0, *margins)

    def loss_and_gradient(line: FloatArray) -> tuple[float, FloatArray]:
        beyond = y * (features @ line) - wanted
        shrunk = clouds.ridge * line * [1, 1, 0]
        loss = np.logaddexp(0, -beyond).mean() + shrunk @ line / 2
        return loss, shrunk - (y * expit(-beyond)) @ features / y.size

    found = minimize(loss_and_gradient, np.zeros(3), jac=True, method="L-BFGS-B", options=PRECISION)
    return Line(*map(float, found.x))


def margin_shift(line: Line, margins: tuple[float, float]) -> float:
    """Return how far unequal margins move the line towards the head, in standard deviations.

    It is ``(tail - head) / (2 |w|)``: the larger the scores, the less the same margins move.

    Example:
        >>> margin_shift(Line(2.0, 0.0, 0.0), (1.0, 5.0))
        1.0
    """
    return (margins[1] - margins[0]) / (2 * line.norm) if line.norm > 0 else math.nan


def exact_errors(line: Line, distance: float) -> tuple[float, float]:
    """Return the probability that a new point in the head, and in the tail, is on the wrong side.

    Args:
        line: a boundary.
        distance: between the two means, in standard deviations.

    Returns:
        Errors of head and tail in [0, 1]: Phi of minus the distance from mean to line; NaN where w is 0.

    Example:
        >>> [round(error, 6) for error in exact_errors(Line(1.0, 0.0, 0.0), 2.0)]
        [0.158655, 0.158655]
    """
    if line.norm == 0:
        return math.nan, math.nan
    across = line.w1 * distance / 2
    return (
        float(ndtr((line.b - across) / line.norm)),
        float(ndtr((-line.b - across) / line.norm)),
    )


def two_margins(clouds: Clouds, max_margin: float) -> tuple[float, float]:
    """Return LDAM's margins of head and tail; the rarer cloud gets ``max_margin``.

    Example:
        >>> [round(margin, 6) for margin in two_margins(Clouds(n_head=160, n_tail=10), 5.0)]
        [2.5, 5.0]
    """
    head, tail = ldam_margins([clouds.n_head, clouds.n_tail], max_margin)
    return float(head), float(tail)


@lru_cache(maxsize=256)
def over_draws(clouds: Clouds, max_margin: float, draws: int = 20) -> FloatArray:
    """Return the exact errors of both fits over several draws, seeds 0, 1, ...

    Args:
        clouds: what is drawn; its seed is not used.
        max_margin: margin of the rarer cloud, in logits.
        draws: how many seeds.

    Returns:
        Errors, float64, shape (draws, 2, 2): seed, then (cross-entropy, LDAM), then (head, tail).

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> over_draws(Clouds(), 5.0, draws=3).shape
        (3, 2, 2)
    """
    pairs = ((0.0, 0.0), two_margins(clouds, max_margin))
    errors = np.array(
        [
            [exact_errors(fit(replace(clouds, seed=seed), pair), clouds.distance) for pair in pairs]
            for seed in range(draws)
        ]
    )
    errors.setflags(write=False)
    return errors
