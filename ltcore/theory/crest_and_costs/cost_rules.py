"""Threshold moving and minimum expected cost: where both rules decide alike, and where they cannot.

``costs[k, j]`` is the cost of taking an example of class k for class j, with diagonal 0. Minimum expected
cost takes the j with the smallest ``sum_k p_k costs[k, j]``. Threshold moving takes the k with the largest
``p_k sum_j costs[k, j]``: only the row sums of the matrix count.

* Threshold moving is minimum expected cost for another matrix, in which every mistake on class k costs the
  mean of its row: then ``sum_k p_k costs[k, j]`` is a constant minus ``p_j costs[j, .]``. So the rules agree
  for all p where the costs of a row are equal, always for two classes, and otherwise on a part of the simplex
  only.
* With row sums ``prior ** -tau`` threshold moving is ``softmax(z - tau log prior)``: post-hoc logit
  adjustment.

For three classes each decision is taken on a convex polygon of the triangle of all p, so that the share on
which the rules agree is an exact area; for more it is counted at random points.

Source: Zhou and Liu, "Training Cost-Sensitive Neural Networks with Methods Addressing the Class Imbalance
Problem", TKDE 2006, as the lecture notes give it; the areas are this lab's. On scores of a run the rules are
``ltcore.posthoc.threshold_moving`` and ``minimum_expected_cost``.
"""

from dataclasses import dataclass
from operator import mul

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray, IntArray

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
"""Where the three classes lie in pictures: an equilateral triangle with sides of length 1, shape (3, 2)."""

NO_AREA = 1e-12
"""A polygon of a smaller share is an edge that rounding has widened."""
Polygon = list[tuple[float, ...]]
WHOLE: Polygon = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]


@dataclass(frozen=True, eq=False)
class Overlap:
    """Where threshold moving takes one class and minimum expected cost one.

    Attributes:
        moved: class that threshold moving takes.
        cheapest: class of minimum expected cost.
        corners: of the polygon, as probabilities of the three classes, in turn around it, shape (V, 3).
        share: of the triangle's area, in (0, 1].
    """

    moved: int
    cheapest: int
    corners: FloatArray
    share: float


def undefined_because(*, costs: ArrayLike) -> str:
    """Return why there is nothing to decide, empty where there is.

    Args:
        costs: ``costs[true, decided]``, shape (C, C), or several such matrices, shape (..., C, C).

    Example:
        >>> undefined_because(costs=[[0, 1], [1, 2]])
        'the diagonal of costs is not 0: a correct decision costs nothing'
        >>> undefined_because(costs=[[0, 1], [1, 0]])
        ''
    """
    array = np.asarray(costs, dtype=np.float64)
    if array.ndim < 2 or array.shape[-1] != array.shape[-2] or array.size == 0:
        return f"costs have shape {array.shape}: give as many rows as columns, one per class"
    if not (np.isfinite(array) & (array >= 0)).all():
        return "costs hold a number that is not finite and at least 0"
    if np.diagonal(array, axis1=-2, axis2=-1).any():
        return "the diagonal of costs is not 0: a correct decision costs nothing"
    return ""


def prior_costs(priors: ArrayLike, tau: float = 1.0) -> FloatArray:
    """Return costs whose row sums are ``prior ** -tau``, equal within a row: logit adjustment as costs.

    Args:
        priors: of the classes, above 0 and finite, shape (C,), at least 2 classes.
        tau: temperature of the adjustment, finite.

    Returns:
        Float64, shape (C, C), diagonal 0.

    Raises:
        ValueError: a prior is not above 0, there is one class, or tau is not finite.

    Example:
        >>> prior_costs([0.7, 0.2, 0.1]).sum(axis=1).round(6).tolist()
        [1.428571, 5.0, 10.0]
    """
    shares = np.asarray(priors, dtype=np.float64)
    if shares.ndim != 1 or shares.size < 2 or not (np.isfinite(shares) & (shares > 0)).all():
        raise ValueError(
            f"priors are {shares.tolist()}: give at least 2 classes, each finite and above 0"
        )
    if not np.isfinite(tau):
        raise ValueError(f"tau is {tau}: give a finite temperature")
    return row_means(np.tile(shares[:, None] ** -tau / (shares.size - 1), shares.size))


def row_means(costs: ArrayLike) -> FloatArray:
    """Return the costs in which every mistake on a class costs the mean of its row, the diagonal left out.

    Minimum expected cost with these is threshold moving with ``costs``.

    Args:
        costs: ``costs[true, decided]``, shape (..., C, C), at least 2 classes.

    Returns:
        Float64, shape of ``costs``, diagonal 0.

    Example:
        >>> row_means([[0, 1, 5], [1, 0, 1], [10, 10, 0]]).tolist()
        [[0.0, 3.0, 3.0], [1.0, 0.0, 1.0], [10.0, 10.0, 0.0]]
    """
    array = np.asarray(costs, dtype=np.float64)
    mistakes = 1 - np.eye(array.shape[-1])
    means = (array * mistakes).sum(axis=-1, keepdims=True) / max(array.shape[-1] - 1, 1)
    return np.asarray(means * mistakes, dtype=np.float64)


def cheapest(probabilities: ArrayLike, costs: ArrayLike) -> IntArray:
    """Return the class of least expected cost at points of the simplex, for one or several cost matrices.

    Args:
        probabilities: shape (N, C).
        costs: ``costs[true, decided]``, shape (..., C, C).

    Returns:
        Classes, int64, shape (..., N); of equal costs the first class.

    Example:
        >>> costs = np.array([[0, 1, 5], [1, 0, 1], [10, 10, 0]])
        >>> cheapest([[0.7, 0.25, 0.05]], np.stack([costs, row_means(costs)])).tolist()
        [[0], [0]]
    """
    expected = np.asarray(probabilities, dtype=np.float64) @ np.asarray(costs, dtype=np.float64)
    decided: IntArray = expected.argmin(axis=-1)
    return decided


def triangle_grid(steps: int) -> FloatArray:
    """Return points of the triangle of probabilities, the middles of its ``steps ** 2`` small triangles.

    Args:
        steps: parts of each side, at least 1.

    Returns:
        Probabilities, float64, shape (steps ** 2, 3), each above 0; ``points @ CORNERS`` are their places.

    Raises:
        ValueError: steps is below 1.

    Example:
        >>> (6 * triangle_grid(2)).round(9).tolist()
        [[1.0, 1.0, 4.0], [1.0, 4.0, 1.0], [4.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}: a side has at least 1 part")
    first, second = np.meshgrid(np.arange(steps), np.arange(steps), indexing="ij")
    upright = [side[first + second <= steps - 1] + 1 / 3 for side in (first, second)]
    turned = [side[first + second <= steps - 2] + 2 / 3 for side in (first, second)]
    pairs = np.concatenate([np.stack(upright, axis=1), np.stack(turned, axis=1)]) / steps
    return np.column_stack([pairs, 1 - pairs.sum(axis=1)])


def overlaps(costs: ArrayLike) -> tuple[Overlap, ...]:
    """Return the polygons on which the pair of decisions is the same; together they are the triangle.

    Args:
        costs: ``costs[true, decided]``, shape (3, 3), diagonal 0.

    Returns:
        Polygons of an area above 0, by ``moved``, then ``cheapest``; none where ``undefined_because`` says
        why, or there are not three classes.

    Example:
        >>> found = overlaps([[0, 1, 5], [1, 0, 1], [10, 10, 0]])
        >>> [(part.moved, part.cheapest, round(part.share, 3)) for part in found]
        [(0, 0, 0.166), (0, 1, 0.048), (1, 1, 0.039), (2, 0, 0.068), (2, 1, 0.05), (2, 2, 0.63)]
    """
    array = np.asarray(costs, dtype=np.float64)
    if array.shape != (3, 3) or undefined_because(costs=array):
        return ()
    found, means = [], row_means(array)
    for moved in range(3):
        of_moved = _region(WHOLE, means, moved)
        for decided in range(3):
            corners = _region(of_moved, array, decided)
            if (share := _share(corners)) > NO_AREA:
                found.append(Overlap(moved, decided, np.array(corners), share))
    return tuple(found)


def agreement(costs: ArrayLike) -> float:
    """Return the exact share of the triangle of three probabilities on which both rules decide the same.

    Args:
        costs: ``costs[true, decided]``, shape (3, 3), diagonal 0.

    Returns:
        In [0, 1], 1 where the costs of each row are equal; NaN where there are not three classes or
        ``undefined_because`` says why.

    Example:
        >>> round(agreement([[0, 1, 5], [1, 0, 1], [10, 10, 0]]), 6)
        0.834438
    """
    parts = overlaps(costs)
    return (
        sum(part.share for part in parts if part.moved == part.cheapest) if parts else float("nan")
    )


def simulate(costs: ArrayLike, *, points: int, trials: int, rng: np.random.Generator) -> FloatArray:
    """Return the share of random points of the simplex on which both rules decide the same.

    Args:
        costs: ``costs[true, decided]``, shape (C, C), diagonal 0.
        points: of one trial, uniform over the simplex, at least 1.
        trials: how often.
        rng: source of randomness.

    Returns:
        Shares in [0, 1], float64, shape (trials,).

    Raises:
        ValueError: ``undefined_because`` says why, or points is below 1.

    Example:
        >>> costs = [[0, 1, 5], [1, 0, 1], [10, 10, 0]]
        >>> simulate(costs, points=10_000, trials=2, rng=np.random.default_rng(0)).round(2).tolist()
        [0.84, 0.83]
    """
    if reason := undefined_because(costs=costs):
        raise ValueError(reason)
    if points < 1:
        raise ValueError(f"points is {points}: a share needs at least 1 point")
    array = np.asarray(costs, dtype=np.float64)
    drawn = rng.dirichlet(np.ones(array.shape[-1]), size=(trials, points))
    alike = cheapest(drawn, row_means(array)) == cheapest(drawn, array)
    return np.asarray(alike.mean(axis=-1), dtype=np.float64)


def _region(polygon: Polygon, costs: FloatArray, decided: int) -> Polygon:
    """Return the part of a polygon where ``decided`` costs least, of equal decisions the first."""
    for other in range(3):
        more = tuple((costs[:, other] - costs[:, decided]).tolist())
        if other < decided and not any(more):
            return []
        polygon = _cut(polygon, [sum(map(mul, corner, more)) for corner in polygon])
    return polygon


def _cut(polygon: Polygon, heights: list[float]) -> Polygon:
    """Return the part of a convex polygon where a linear function is at least 0, given its corner heights."""
    corners: Polygon = []
    for index, (here, low) in enumerate(zip(polygon, heights, strict=True)):
        before, high = polygon[index - 1], heights[index - 1]
        if low < 0 < high or high < 0 < low:
            part = low / (low - high)
            corners.append(tuple(a + (b - a) * part for a, b in zip(here, before, strict=True)))
        if low >= 0:
            corners.append(here)
    return corners


def _share(polygon: Polygon) -> float:
    """Return the area over that of the triangle, by the shoelace formula in two of the probabilities."""
    turns = (
        polygon[index - 1][0] * here[1] - here[0] * polygon[index - 1][1]
        for index, here in enumerate(polygon)
    )
    return abs(sum(turns))
