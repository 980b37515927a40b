"""Round Gaussian clouds on a circle, one per class, and exactly what a linear rule gets right of each.

Class k of K has its mean at angle ``2 pi k / K`` and standard deviation 1. A linear rule decides for the
largest of ``w_j x + b_j``; its region for a class is convex, so that a ray from the class's mean meets it in
one interval [r0, r1], which holds ``exp(-r0 ** 2 / 2) - exp(-r1 ** 2 / 2)`` of the ray's mass. The recall is
the mean over all directions: one integral over an angle, and no test set.
"""

from dataclasses import dataclass

import numpy as np

from ltcore.types import FloatArray, IntArray

ANGLES = 720
"""Directions that a recall is averaged over; it is then right to about 1e-5."""
NODES = 20
"""Gauss-Hermite nodes per axis of a mean over the clouds."""


@dataclass(frozen=True)
class Ring:
    """What is drawn.

    Attributes:
        counts: training examples per class, at least 2 classes, at least 1 each.
        radius: of the circle, in standard deviations of a cloud.
        seed: of the draw.
    """

    counts: tuple[int, ...]
    radius: float = 3.0
    seed: int = 0

    @property
    def n_classes(self) -> int:
        """Number of classes C."""
        return len(self.counts)


def undefined_because(*, counts: tuple[int, ...], radius: float = 3.0, seed: int = 0) -> str:
    """Return why there are no clouds to draw, empty where there are.

    Example:
        >>> undefined_because(counts=(90, 0))
        'counts[1] is 0: each class needs at least 1 training example'
    """
    if len(counts) < 2:
        return f"counts has {len(counts)} classes: give at least 2"
    for label, count in enumerate(counts):
        if count < 1:
            return f"counts[{label}] is {count}: each class needs at least 1 training example"
    if not (np.isfinite(radius) and radius >= 0):
        return f"radius is {radius:g}: give a finite radius of at least 0"
    return f"seed is {seed}: give a whole number of at least 0" if seed < 0 else ""


def means(n_classes: int, radius: float) -> FloatArray:
    """Return the means of the clouds, float64 (C, 2); class 0 is on the right.

    Example:
        >>> (means(2, 3.0).round(9) + 0.0).tolist()
        [[3.0, 0.0], [-3.0, 0.0]]
    """
    angles = 2 * np.pi * np.arange(n_classes) / n_classes
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def draw(ring: Ring) -> tuple[FloatArray, IntArray]:
    """Draw the examples; larger counts of the same seed keep those that were there.

    Returns:
        Features, float64 (N, 3): both coordinates and a constant 1 for the bias, class by class; and labels,
        int64 (N,).

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> features, labels = draw(Ring((3, 1)))
        >>> features.shape, labels.tolist()
        ((4, 3), [0, 0, 0, 1])
    """
    if reason := undefined_because(**vars(ring)):
        raise ValueError(reason)
    generators = np.random.default_rng(ring.seed).spawn(ring.n_classes)
    centres = means(ring.n_classes, ring.radius)
    points = np.concatenate(
        [
            mean + rng.normal(size=(count, 2))
            for mean, rng, count in zip(centres, generators, ring.counts, strict=True)
        ]
    )
    labels = np.repeat(np.arange(ring.n_classes), ring.counts)
    return np.column_stack([points, np.ones(len(points))]), labels


def quadrature(n_classes: int, radius: float) -> tuple[FloatArray, FloatArray]:
    """Return points and their shares, by which the mean of a smooth function over a class is a sum.

    Returns:
        Features, float64 (C, M, 3), the last one 1, and shares, float64 (M,), sum 1.

    Example:
        >>> features, shares = quadrature(2, 3.0)
        >>> (features @ [1.0, 0.0, 0.0] @ shares).round(9).tolist()
        [3.0, -3.0]
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    grid = np.column_stack([np.repeat(nodes, NODES), np.tile(nodes, NODES), np.ones(NODES**2)])
    shifts = np.column_stack([means(n_classes, radius), np.zeros(n_classes)])
    return shifts[:, None, :] + grid, np.outer(weights, weights).ravel() / weights.sum() ** 2


def recalls(parameters: FloatArray, radius: float, *, angles: int = ANGLES) -> FloatArray:
    """Return the probability that a new point of each class is decided for its class.

    Args:
        parameters: of linear rules, float64 (..., C, 3), rows (w1, w2, b).
        radius: of the circle of means, in standard deviations of a cloud.
        angles: directions to average over; the error falls like one over its square.

    Returns:
        Recalls in [0, 1], float64 (..., C); NaN where another class has the same row, since every point then
        ties.

    Example:
        >>> recalls(np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]), 1.0).round(4).tolist()
        [0.8413, 0.8413]
    """
    n_classes = parameters.shape[-2]
    turns = 2 * np.pi * (np.arange(angles) + 0.5) / angles
    along = parameters[..., :2] @ np.stack([np.cos(turns), np.sin(turns)])
    centres = np.column_stack([means(n_classes, radius), np.ones(n_classes)])
    at_means = parameters @ centres.T
    found = np.empty(parameters.shape[:-1])
    for label in range(n_classes):
        rivals = np.arange(n_classes) != label
        ahead = at_means[..., label, None, label] - at_means[..., rivals, label]
        steeper = along[..., label, None, :] - along[..., rivals, :]
        found[..., label] = _mass(ahead[..., None], steeper).mean(axis=-1)
        apart = parameters[..., label, None, :] != parameters[..., rivals, :]
        found[..., label] = np.where(apart.any(axis=-1).all(axis=-1), found[..., label], np.nan)
    return found


def _mass(ahead: FloatArray, steeper: FloatArray) -> FloatArray:
    """Return the share of each ray on which ``ahead + r * steeper`` is above 0 for all rivals.

    Args:
        ahead: own minus rival's score at the mean, (..., rivals, 1).
        steeper: what that gains along a ray, (..., rivals, angles).
    """
    flat = steeper == 0
    with np.errstate(over="ignore"):  # a nearly flat difference changes sign beyond all floats
        crossing = -ahead / np.where(flat, 1.0, steeper)
        first = np.where(steeper > 0, crossing, 0.0).max(axis=-2).clip(min=0)
        last = np.where(steeper < 0, crossing, np.inf)
        last = np.where(flat & (ahead < 0), 0.0, last).min(axis=-2).clip(min=0)
        mass: FloatArray = np.exp(-(first**2) / 2) - np.exp(-(last**2) / 2)
    return mass.clip(min=0)
