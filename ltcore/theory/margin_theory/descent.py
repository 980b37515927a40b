"""Gradient descent on separable points: the length of w grows like log t, its direction becomes max-margin.

The logistic loss ``sum_i a_i log(1 + exp(-y_i w x_i))`` has no minimum on separable points. Its descent obeys
``w(t) = w* log t + rest(t)``, w* being the hard-margin SVM (the shortest w with ``y_i w x_i >= 1`` for all i)
and the rest bounded, almost surely over the data. So ``|w| / log t -> |w*|``, the angle to w* falls like
1 / log t, and the loss like 1 / t. Class weights a_i only enter the rest: a support vector's margin is
``log t + log(a_i / alpha_i)`` in the limit, alpha_i its multiplier, which log t outgrows.

The path is computed as gradient flow, that is descent with vanishing steps: t is the learning rate times the
number of steps. Solved over log t, a million steps cost a few hundred evaluations. The bias is a third
weight, of a feature that is 1, so that the SVM, too, counts it in the length of w.

Source: Soudry et al., "The Implicit Bias of Gradient Descent on Separable Data", JMLR 2018, Theorem 3; the
toy is this lab's.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import nnls
from scipy.special import expit

from ltcore.classwise import class_weights
from ltcore.classwise.weights import WeightScheme
from ltcore.types import FloatArray

HEAD, TAIL = -1.0, 1.0
GAP = 0.5
"""Each class keeps this distance from the line between both, so that every draw is separable."""
LONGEST = 12.0
"""Largest log10 of t: a margin is then about 28, and exp(-28) still far above the smallest float."""
PRECISION = {"rtol": 1e-9, "atol": 1e-11}
SAMPLES = 121


@dataclass(frozen=True)
class Points:
    """Two clouds of standard deviation 1 on the first axis, head left and tail right, cut off at a gap.

    Attributes:
        n_head: points of the head, at least 1.
        n_tail: points of the tail, at least 1.
        distance: between the two means before the cut, in standard deviations.
        seed: of the draw.
    """

    n_head: int = 60
    n_tail: int = 6
    distance: float = 5.0
    seed: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Path:
    """Gradient flow from w = 0.

    Attributes:
        t: learning rate times steps, (T,), evenly spaced in log t.
        w: (T, 3): two weights and the bias.
        svm: w*, (3,).
        margins: smallest margin of head and of tail, ``min y w x / |w|`` with the bias in w, (T, 2); both of
            the SVM are at least 1 / |w*|.
        shares: share of head and tail in the loss, (T, 2).
    """

    t: FloatArray
    w: FloatArray
    svm: FloatArray
    margins: FloatArray
    shares: FloatArray

    @property
    def norms(self) -> FloatArray:
        """Length of w, (T,)."""
        return np.asarray(np.linalg.norm(self.w, axis=1))

    @property
    def angles(self) -> FloatArray:
        """Angle between w and the SVM's w*, in radians, (T,)."""
        across = np.linalg.norm(np.cross(self.w, self.svm), axis=1)
        return np.asarray(np.arctan2(across, self.w @ self.svm))


def undefined_because(
    *, n_head: int, n_tail: int, distance: float = 5.0, seed: int = 0, longest: float = 6.0
) -> str:
    """Return why there is no path, empty where there is one.

    Args:
        n_head: points of the head.
        n_tail: points of the tail.
        distance: between the two means.
        seed: of the draw.
        longest: log10 of the last t.

    Example:
        >>> undefined_because(n_head=60, n_tail=0)
        'n_tail is 0: each class needs at least 1 point'
    """
    for name, number in (("n_head", n_head), ("n_tail", n_tail)):
        if number < 1:
            return f"{name} is {number}: each class needs at least 1 point"
    if not (math.isfinite(distance) and 0 <= distance <= 100):
        return f"distance is {distance:g}: give 0 to 100 standard deviations"
    if not 0 < longest <= LONGEST:
        return f"longest is {longest:g}: give a power of ten above 0, at most {LONGEST:g}"
    return f"seed is {seed}: give a whole number of at least 0" if seed < 0 else ""


def draw(points: Points) -> tuple[FloatArray, FloatArray]:
    """Draw both classes; more points of the same seed keep those that were there.

    What falls within ``GAP`` of the middle, or beyond it, is mirrored at the border of its class's side.

    Returns:
        Features, float64 (N, 3), head first, the last one 1; and y, float64 (N,): -1 for the head, 1 for the
        tail.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> features, y = draw(Points(n_head=3, n_tail=2))
        >>> features.shape, y.tolist(), bool((y * features[:, 0] >= GAP).all())
        ((5, 3), [-1.0, -1.0, -1.0, 1.0, 1.0], True)
    """
    if reason := undefined_because(**vars(points)):
        raise ValueError(reason)
    of_head, of_tail = np.random.default_rng(points.seed).spawn(2)
    both = np.concatenate(
        [of_head.normal(size=(points.n_head, 2)), of_tail.normal(size=(points.n_tail, 2))]
    )
    y = np.repeat([HEAD, TAIL], [points.n_head, points.n_tail])
    along = GAP + np.abs(points.distance / 2 + both[:, 0] - GAP)
    return np.column_stack([y * along, both[:, 1], np.ones(len(y))]), y


def hard_margin(features: FloatArray, y: FloatArray) -> FloatArray:
    """Return the shortest w with ``y_i w x_i >= 1`` for all i, the hard-margin SVM through the origin.

    A least-distance problem, solved exactly by non-negative least squares.

    Args:
        features: (N, D).
        y: -1 or 1, (N,).

    Returns:
        Float64 (D,); NaN where the points are not separable (or w would be longer than 1e9).

    Source: Lawson and Hanson, "Solving Least Squares Problems", 1974, Chapter 23.

    Example:
        >>> hard_margin(np.array([[2.0], [-4.0]]), np.array([1.0, -1.0])).round(9).tolist()
        [0.5]
    """
    signed = y[:, None] * features
    system = np.vstack([signed.T, np.ones(len(y))])
    target = np.append(np.zeros(features.shape[1]), 1.0)
    multipliers, left = nnls(system, target)
    if left < 1e-9:
        return np.full(features.shape[1], np.nan)
    residual = system @ multipliers - target
    return np.asarray(-residual[:-1] / residual[-1], dtype=np.float64)


@lru_cache(maxsize=128)
def path(points: Points = Points(), *, weighted: bool = False, longest: float = 6.0) -> Path:
    """Follow gradient flow of the logistic loss from w = 0.

    Args:
        points: what is drawn.
        weighted: whether each class weighs one over its count (mean 1 over the points), or every point the
            same. The loss is the mean over the points.
        longest: log10 of the last t, above 0, at most ``LONGEST``.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> found = path(Points())
        >>> bool(found.angles[-1] < found.angles[40] < found.angles[1])
        True
    """
    if reason := undefined_because(**vars(points), longest=longest):
        raise ValueError(reason)
    features, y = draw(points)
    scheme: WeightScheme = "inverse" if weighted else "none"
    of_class = class_weights([points.n_head, points.n_tail], scheme, normalise="examples")
    weights = np.repeat(of_class, [points.n_head, points.n_tail]) / len(y)
    w, t = _flow(y[:, None] * features, weights, longest)
    scores = (y[:, None] * features) @ w.T
    losses = weights[:, None] * np.logaddexp(0, -scores)
    lengths = np.linalg.norm(w, axis=1)
    parts = (slice(points.n_head), slice(points.n_head, None))
    return Path(
        t=t,
        w=w,
        svm=hard_margin(features, y),
        margins=np.column_stack([scores[part].min(axis=0) / lengths for part in parts]),
        shares=np.column_stack([losses[part].sum(axis=0) for part in parts])
        / losses.sum(axis=0)[:, None],
    )


def _flow(signed: FloatArray, weights: FloatArray, longest: float) -> tuple[FloatArray, FloatArray]:
    """Solve dw/dt = sum a_i sigma(-w x_i) x_i over s = log(1 + t), in which w grows about linearly."""

    def speed(s: float, w: FloatArray) -> FloatArray:
        return np.asarray(np.exp(s) * ((weights * expit(-(signed @ w))) @ signed))

    t = np.logspace(-1, longest, SAMPLES)
    spots = np.log1p(t)
    found = solve_ivp(
        speed, (0.0, spots[-1]), np.zeros(signed.shape[1]), "LSODA", t_eval=spots, **PRECISION
    )
    return found.y.T, t
