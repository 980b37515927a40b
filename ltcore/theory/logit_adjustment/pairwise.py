"""Whether the scores that minimise a pairwise loss really are log P(x | y), checked by minimising it.

The loss of scores f on an example of class y is ``alpha_y log(1 + sum_j!=y exp(margin_yj + f_j - f_y))``. The
theorem: with ``alpha_y = delta_y / P(y)`` and ``margin_yj = log(delta_j / delta_y)``, for any delta > 0, the
population's minimiser is ``f_y(x) = log P(x | y) + c(x)``, so that its largest score is the rule of least
balanced error.

Proof: the loss is ``alpha_y`` times cross-entropy on ``f + log delta``; at each x it is least where
``softmax(f + log delta)_y`` is proportional to ``P(y | x) alpha_y``, that is to ``delta_y P(x | y)``. The
check here knows nothing of that: it starts from scores 0 and takes Newton steps on the loss as it stands, for
any weights and margins, so that it can refute as well.

Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Theorem 1.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp, softmax

from ltcore.theory.shared.class_line import exponential_priors
from ltcore.types import FloatArray

Member = Literal["consistent", "unweighted", "turned"]
MOST_STEPS = 200
FLAT = 1e-13
"""Largest slope, relative to the weight of a point, at which the search stops."""
FLAT_ENOUGH = 1e-5
"""With a larger slope, relative to the weight of a class at a point, no minimiser was found."""
WIDEST = 1e9
"""Largest ratio of two probabilities at a point, and of two deltas of a loss."""


@dataclass(frozen=True, eq=False)
class Pairwise:
    """Weights and margins of pairwise losses.

    Attributes:
        alpha: shape (..., L).
        margins: row of the true class, column of its rival, diagonal 0, shape (..., L, L).
    """

    alpha: FloatArray
    margins: FloatArray


def undefined_because(*, joint: ArrayLike, delta: ArrayLike = 1.0) -> str:
    """Return why there is nothing to minimise, empty where there is.

    Args:
        joint: P(x, y), points by classes, shape (X, L).
        delta: of the loss, shape (..., L).

    Example:
        >>> undefined_because(joint=[[0.5, 0.2], [0.3, 0.0]])
        'joint[1, 1] is 0: every class needs a probability above 0 at every point, else a score is infinite'
        >>> undefined_because(joint=[[0.5, 0.2], [0.2, 0.1]], delta=[1, 2])
        ''
    """
    shares, numbers = (np.asarray(array, dtype=np.float64) for array in (joint, delta))
    if shares.ndim != 2 or shares.size == 0:
        return f"joint has shape {shares.shape}: give points by classes"
    if not (np.isfinite(numbers) & (numbers > 0)).all():
        return "delta holds a number that is not finite and above 0: its logarithm is a margin"
    illegal = np.argwhere(~(np.isfinite(shares) & (shares > 0)))
    if illegal.size:
        point, label = illegal[0]
        return (
            f"joint[{point}, {label}] is {shares[point, label]:g}: every class needs a probability above 0 "
            "at every point, else a score is infinite"
        )
    wide = [name for name, rows in (("joint", shares), ("delta", numbers)) if _spans_too_much(rows)]
    return f"{wide[0]} spans a factor of more than {WIDEST:g}: too much for float64" if wide else ""


def random_joint(
    rng: np.random.Generator, points: int = 3, classes: int = 4, ratio: float = 20.0
) -> FloatArray:
    """Return P(x, y) of a small world: a long-tailed prior, and each class spread over the points at random.

    Args:
        rng: source of randomness.
        points: X, at least 1.
        classes: L, at least 1.
        ratio: of the first class's prior to the last's.

    Returns:
        Float64, shape (X, L), all above 0, sum 1.

    Example:
        >>> random_joint(np.random.default_rng(0)).sum(axis=0).round(4).tolist()
        [0.6434, 0.237, 0.0873, 0.0322]
    """
    priors = exponential_priors(classes, ratio)
    given_class = rng.dirichlet(np.full(points, 2.0), size=classes).T
    joint = np.maximum(given_class, 1e-6) * priors
    return np.asarray(joint / joint.sum(), dtype=np.float64)


def member(joint: ArrayLike, delta: ArrayLike, kind: Member = "consistent") -> Pairwise:
    """Return weights and margins that delta gives, or the same with one of them wrong.

    Args:
        joint: P(x, y), shape (X, L).
        delta: above 0, shape (..., L).
        kind: "consistent" as the theorem requires; "unweighted", the same margins with all weights 1, as in a
            loss that adjusts too little or too much; "turned", the margins with their sign turned,
            log(delta_y / delta_j).

    Raises:
        ValueError: ``undefined_because`` says why, or the kind is unknown.

    Example:
        >>> member([[0.5, 0.2], [0.2, 0.1]], [0.7, 0.3]).alpha.round(6).tolist()
        [1.0, 1.0]
    """
    if reason := undefined_because(joint=joint, delta=delta):
        raise ValueError(reason)
    if kind not in get_args(Member):
        raise ValueError(f"kind is {kind!r}: give one of {', '.join(get_args(Member))}")
    deltas = np.asarray(delta, dtype=np.float64)
    logs = np.log(deltas)
    margins = logs[..., None, :] - logs[..., :, None]
    priors = np.asarray(joint, dtype=np.float64).sum(axis=0)
    alpha = np.ones_like(deltas) if kind == "unweighted" else deltas / priors
    return Pairwise(alpha, -margins if kind == "turned" else margins)


def minimiser(joint: ArrayLike, loss: Pairwise) -> FloatArray:
    """Return the scores of least expected loss at every point, found by Newton's method with step halving.

    The loss is convex; it does not change when a number is added to all scores of a point, so that those with
    mean 0 are returned.

    Args:
        joint: P(x, y), all above 0, shape (X, L).
        loss: weights (..., L) and margins (..., L, L); leading axes are losses, all minimised together.

    Returns:
        Scores, float64, shape (..., X, L); NaN where the search did not end.

    Raises:
        ValueError: ``undefined_because`` says why.

    Example:
        >>> world = np.array([[0.6, 0.05], [0.2, 0.15]])
        >>> minimiser(world, member(world, [1.0, 1.0])).round(6).tolist()
        [[0.549306, -0.549306], [-0.549306, 0.549306]]
    """
    if reason := undefined_because(joint=joint):
        raise ValueError(reason)
    # A point's scores do not depend on how often it comes: each has weights that sum to 1.
    weights = np.asarray(joint, dtype=np.float64) * loss.alpha[..., None, :]
    weights /= weights.sum(axis=-1, keepdims=True)
    margins = loss.margins[..., None, :, :]
    scores = np.zeros_like(weights)
    for _ in range(MOST_STEPS):
        slope, curvature = _derivatives(scores, weights, margins)
        steepest = np.abs(slope).max(axis=-1, keepdims=True)
        if steepest.max() < FLAT:
            break
        # Where margins are large the loss starts out flat; a little of the slope keeps steps finite there.
        curvature += (0.01 * steepest[..., None] + 1e-12) * np.eye(slope.shape[-1])
        step: FloatArray = np.linalg.solve(curvature, slope[..., None])[..., 0].astype(np.float64)
        scores = scores - _step_size(scores, step, weights, margins) * step
    slope, _ = _derivatives(scores, weights, margins)
    found = (np.abs(slope) / weights).max(axis=-1, keepdims=True) < FLAT_ENOUGH
    return np.where(found, scores - scores.mean(axis=-1, keepdims=True), np.nan)


def ideal_scores(joint: ArrayLike) -> FloatArray:
    """Return log P(x | y), with mean 0 over the classes of each point, shape (X, L).

    Example:
        >>> ideal_scores([[0.6, 0.05], [0.2, 0.15]]).round(6).tolist()
        [[0.549306, -0.549306], [-0.549306, 0.549306]]
    """
    shares = np.asarray(joint, dtype=np.float64)
    logs = np.log(shares / shares.sum(axis=0))
    return np.asarray(logs - logs.mean(axis=1, keepdims=True), dtype=np.float64)


def deviations(joint: ArrayLike, deltas: ArrayLike, kind: Member = "consistent") -> FloatArray:
    """Return for each delta how far the minimiser's scores are from log P(x | y) + c(x), at the worst.

    Args:
        joint: P(x, y), shape (X, L).
        deltas: one row per loss, shape (D, L).
        kind: as in ``member``.

    Returns:
        Largest absolute difference over points and classes, float64, shape (D,); NaN where
        ``undefined_because`` says why.

    Example:
        >>> world = random_joint(np.random.default_rng(0))
        >>> deltas = np.exp(np.random.default_rng(1).normal(size=(5, 4)))
        >>> bool((deviations(world, deltas) < 1e-9).all())
        True
        >>> bool((deviations(world, deltas, "turned") > 0.1).all())
        True
    """
    if undefined_because(joint=joint, delta=deltas):
        return np.full(np.shape(deltas)[:-1], np.nan)
    found = minimiser(joint, member(joint, deltas, kind))
    return np.asarray(np.abs(found - ideal_scores(joint)).max(axis=(-2, -1)), dtype=np.float64)


def balanced_error(joint: ArrayLike, scores: ArrayLike) -> FloatArray:
    """Return the balanced error of the rule that takes the largest score.

    Args:
        joint: P(x, y), shape (X, L).
        scores: shape (..., X, L).

    Returns:
        In [0, 1], float64, shape (...); least for ``ideal_scores``.

    Example:
        >>> world = [[0.6, 0.05], [0.2, 0.15]]
        >>> round(float(balanced_error(world, ideal_scores(world))), 6)
        0.25
    """
    shares = np.asarray(joint, dtype=np.float64)
    given_class = shares / shares.sum(axis=0)
    decided = np.asarray(scores, dtype=np.float64).argmax(axis=-1)
    caught = np.take_along_axis(
        np.broadcast_to(given_class, (*decided.shape, shares.shape[1])), decided[..., None], axis=-1
    )
    return np.asarray(1 - caught[..., 0].sum(axis=-1) / shares.shape[1], dtype=np.float64)


def _spans_too_much(numbers: FloatArray) -> bool:
    rows = np.atleast_1d(numbers)
    return bool((rows.max(axis=-1) > WIDEST * rows.min(axis=-1)).any())


def _expected_loss(scores: FloatArray, weights: FloatArray, margins: FloatArray) -> FloatArray:
    ahead = logsumexp(margins + scores[..., None, :], axis=-1) - scores
    return np.asarray((weights * ahead).sum(axis=-1, keepdims=True), dtype=np.float64)


def _derivatives(
    scores: FloatArray, weights: FloatArray, margins: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return slope (..., X, L) and curvature (..., X, L, L), made regular along the direction of ones."""
    pulls = softmax(margins + scores[..., None, :], axis=-1)  # row of the true class
    weighted = weights[..., None] * pulls
    total = weighted.sum(axis=-2)
    curvature = total[..., None] * np.eye(total.shape[-1]) - np.swapaxes(pulls, -1, -2) @ weighted
    return total - weights, curvature + 1 / total.shape[-1]


def _step_size(
    scores: FloatArray, step: FloatArray, weights: FloatArray, margins: FloatArray
) -> FloatArray:
    """Return for each point the largest of 1, 1/2, 1/4 ... with which its loss does not rise."""
    now = _expected_loss(scores, weights, margins)
    size = np.ones_like(now)
    for _ in range(60):
        rises = _expected_loss(scores - size * step, weights, margins) > now + 1e-14
        if not rises.any():
            break
        size = np.where(rises, size / 2, size)
    return size
