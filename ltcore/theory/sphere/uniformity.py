"""What "uniform on the sphere" gives a class, when every sample counts the same and when every class does.

A contrastive loss spreads what it sees: in the limit it lowers the mean Gaussian potential exp(-t |z - z'|^2)
of all pairs, which among all distributions on a sphere the uniform one has lowest. If classes stay together,
each then owns a part of the sphere that is its share of the weight: n_k / N where every sample counts the
same, so that the head takes nearly all and tail classes are neighbours; 1 / K where every class does. Here
that potential is lowered by gradient steps along the sphere, each example weighing what the level says.

Source: the potential, Wang and Isola, "Understanding Contrastive Representation Learning through Alignment
and Uniformity on the Hypersphere", ICML 2020; the two levels, Zhou et al., "Combating Representation Learning
Disparity with Geometric Harmonization", NeurIPS 2023, which reaches the second by surrogate labels on a
simplex instead. Weighing this potential by class, and all numbers, are this lab's.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.sphere.simplex import even_directions, on_circle
from ltcore.types import FloatArray, IntArray

Level = Literal["sample", "class"]
MOST_SAMPLES = 280
"""Examples that a picture still shows apart; more would also make numpy share its products among threads."""
SHARPNESS = 2.0
"""The t of the potential, that of Wang and Isola."""
STEPS = 150
_STEP = 0.2
_START = 0.3
"""Standard deviation of the examples around their class before the first step, on the sphere."""
_GRID = 4000
"""Directions by which parts of the sphere are measured."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Layout:
    """Where the examples of each class come to lie.

    Attributes:
        points: unit rows, (N, d).
        labels: (N,), in the order of the counts.
        centres: mean direction of each class, unit rows, (K, d).
        owned: share of the circle or sphere whose nearest example is of each class, (K,), sum 1.
        potential: weighted mean over all pairs of two examples, before each step, (steps,).
    """

    points: FloatArray
    labels: IntArray
    centres: FloatArray
    owned: FloatArray
    potential: FloatArray


def undefined_because(*, counts: ArrayLike, d: int = 2, sharpness: float = SHARPNESS) -> str:
    """Return why there is nothing to lay out, empty where there is.

    Args:
        counts: examples per class, (K,), at least 2 classes, each at least 1.
        d: 2 for the circle, 3 for the sphere.
        sharpness: t of the potential, above 0, at most 100.

    Example:
        >>> undefined_because(counts=[100, 0])
        'counts hold 0: each class needs at least 1 example'
        >>> undefined_because(counts=[100, 10])
        ''
    """
    numbers = np.asarray(counts)
    if numbers.ndim != 1 or not 2 <= numbers.size <= numbers.sum() <= MOST_SAMPLES:
        return f"counts sum to {numbers.sum():g}: give at least 2 classes, {MOST_SAMPLES} examples in all"
    if not (numbers.min() >= 1 and (numbers == numbers.astype(np.int64)).all()):
        return f"counts hold {numbers.min():g}: each class needs at least 1 example"
    if d not in (2, 3) or not 0 < sharpness <= 100:
        return f"d is {d}, sharpness {sharpness:g}: give 2 or 3 dimensions, above 0 and at most 100"
    return ""


def owned_in_the_limit(counts: ArrayLike, level: Level) -> FloatArray:
    """Return the part of the sphere that each class owns if classes stay together and examples are many.

    Args:
        counts: examples per class, (K,).
        level: "sample", every example counts the same; "class", every class does.

    Returns:
        Shares, float64 (K,), sum 1; NaN where a count is below 1 or not finite.

    Raises:
        ValueError: for another level.

    Example:
        >>> owned_in_the_limit([90, 10], "sample").tolist(), owned_in_the_limit([90, 10], "class").tolist()
        ([0.9, 0.1], [0.5, 0.5])
    """
    _refuse_another(level)
    numbers = np.asarray(counts, dtype=np.float64)
    if not (np.isfinite(numbers).all() and (numbers >= 1).all()):
        return np.full(numbers.shape, np.nan)
    return (
        numbers / numbers.sum() if level == "sample" else np.full(numbers.shape, 1 / numbers.size)
    )


def circle_centres(counts: ArrayLike, level: Level) -> FloatArray:
    """Return the angles of the class centres on the circle, in the limit, classes being arcs in their order.

    Args:
        counts: examples per class, (K,).
        level: as of ``owned_in_the_limit``.

    Returns:
        Radians from 0 to 2 pi, increasing, float64 (K,): the middles of arcs that begin at angle 0.

    Raises:
        ValueError: for another level.

    Example:
        >>> np.degrees(circle_centres([90, 20, 10], "sample")).round(6).tolist()
        [135.0, 300.0, 345.0]
    """
    arcs = owned_in_the_limit(counts, level)
    return np.asarray(2 * np.pi * (np.cumsum(arcs) - arcs / 2))


def smallest_angle(centres: FloatArray) -> float:
    """Return the smallest angle between two class centres, in degrees.

    Args:
        centres: unit rows, (K, d), K at least 2.

    Example:
        >>> round(smallest_angle(np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])), 6)
        90.0
    """
    cosines = (centres @ centres.T)[np.triu_indices(len(centres), 1)]
    return float(np.degrees(np.arccos(np.clip(cosines.max(), -1, 1))))


@lru_cache(maxsize=512)
def spread_out(
    counts: tuple[int, ...],
    level: Level,
    *,
    d: int = 2,
    sharpness: float = SHARPNESS,
    seed: int = 0,
) -> Layout:
    """Lower the potential from examples that lie around evenly placed classes; remembered.

    Args:
        counts: examples per class, in the order in which classes are placed; at most 280 in all.
        level: "sample", every example counts the same; "class", every class does.
        d: 2 for the circle, 3 for the sphere.
        sharpness: t of the potential exp(-t |z - z'|^2), above 0, at most 100.
        seed: of where examples start, at least 0.

    Returns:
        The layout after the last step.

    Raises:
        ValueError: as ``undefined_because`` says, and for another level.

    Example:
        >>> layout = spread_out((100, 30, 10), "sample")
        >>> layout.owned.round(1).tolist(), round(smallest_angle(layout.centres))
        ([0.7, 0.2, 0.1], 52)
        >>> round(smallest_angle(spread_out((100, 30, 10), "class").centres))
        120
    """
    _refuse_another(level)
    if reason := undefined_because(counts=counts, d=d, sharpness=sharpness):
        raise ValueError(reason)
    numbers = np.asarray(counts, dtype=np.int64)
    labels = np.repeat(np.arange(numbers.size), numbers)
    weights = (owned_in_the_limit(numbers, level) / numbers)[labels]
    points, potential = lower_potential(_start(numbers, d, seed), weights, sharpness)
    sums = np.zeros((numbers.size, d))
    np.add.at(sums, labels, points)
    return Layout(
        points=points,
        labels=labels,
        centres=_unit(sums),
        owned=_owned(points, labels, numbers.size),
        potential=potential,
    )


def lower_potential(
    points: FloatArray, weights: FloatArray, sharpness: float
) -> tuple[FloatArray, FloatArray]:
    """Return the points after ``STEPS`` steps along the sphere, and the potential before each step.

    Args:
        points: unit rows, (N, d).
        weights: of the points, (N,), at least 0, sum 1.
        sharpness: t of the potential.

    Example:
        >>> points, _ = lower_potential(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.5, 0.5]), 2.0)
        >>> round(float(points[0] @ points[1]), 6)
        -1.0
    """
    potential = np.empty(STEPS)
    for step in range(STEPS):
        pairs = np.exp(2 * sharpness * (points @ points.T - 1))
        np.fill_diagonal(pairs, 0)
        nearby = pairs @ weights
        potential[step] = weights @ nearby
        push = pairs @ (weights[:, None] * points)
        push -= (push * points).sum(axis=1, keepdims=True) * points
        # Over the weight nearby, so that a step is as long for a lonely example as for one in a crowd.
        points = _unit(points - _STEP * push / np.maximum(nearby, 1e-300)[:, None])
    return points, potential


def _refuse_another(level: str) -> None:
    if level not in get_args(Level):
        raise ValueError(f"level is {level!r}: give one of {', '.join(get_args(Level))}")


def _start(counts: IntArray, d: int, seed: int) -> FloatArray:
    """Each class fills its equal share of the circle, or lies around its place on the sphere."""
    rng = np.random.default_rng(seed)
    if d == 2:
        # Sorted within its arc, a class cannot be passed by another: steps on the circle keep the order.
        arcs = [np.sort(rng.uniform(k, k + 1, number)) for k, number in enumerate(counts)]
        return on_circle(2 * np.pi / counts.size * np.concatenate(arcs))
    places = np.repeat(even_directions(counts.size, 3), counts, axis=0)
    return _unit(places + _START * rng.normal(size=places.shape))


def _owned(points: FloatArray, labels: IntArray, n_classes: int) -> FloatArray:
    grid = even_directions(_GRID, points.shape[1])
    nearest = labels[(grid @ points.T).argmax(axis=1)]
    return np.asarray(np.bincount(nearest, minlength=n_classes) / _GRID)


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-300))
