"""Points on a sphere as far from each other as can be: the simplex, and even covers of circle and sphere.

K unit vectors whose pairs all have the same cosine can have -1 / (K - 1) at best, since the squared length of
their sum, K + K (K - 1) cos, is never negative; it is reached where they sum to 0, which takes K - 1
dimensions. GH keeps such a simplex as the fixed places of its surrogate classes.

Source: the lecture notes ("geometric uniform structure") and Zhou et al., "Combating Representation Learning
Disparity with Geometric Harmonization", NeurIPS 2023.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray


def undefined_because(*, n_classes: float, d: float) -> str:
    """Return why there is no simplex of so many classes, empty where there is one.

    Args:
        n_classes: K, at least 2.
        d: dimension of the space around the sphere: 2 for a circle, 3 for a sphere.

    Example:
        >>> undefined_because(n_classes=5, d=3)
        'n_classes is 5: at most d + 1 = 4 directions can be equally far from each other in 3 dimensions'
        >>> undefined_because(n_classes=4, d=3)
        ''
    """
    if not (math.isfinite(n_classes) and n_classes == int(n_classes) and n_classes >= 2):
        return f"n_classes is {n_classes:g}: give a whole number of at least 2"
    if not (math.isfinite(d) and d == int(d) and d >= 1):
        return f"d is {d:g}: give a whole number of at least 1"
    if n_classes > d + 1:
        return (
            f"n_classes is {n_classes:g}: at most d + 1 = {d + 1:g} directions can be equally far from each "
            f"other in {d:g} dimensions"
        )
    return ""


def simplex_cosine(n_classes: float) -> float:
    """Return the cosine between any two vertices, -1 / (K - 1); NaN below two classes.

    Example:
        >>> simplex_cosine(3)
        -0.5
    """
    return math.nan if undefined_because(n_classes=n_classes, d=1e9) else -1 / (n_classes - 1)


def simplex(n_classes: int, d: int) -> FloatArray:
    """Return the K vertices of a simplex on the unit sphere of R^d.

    Args:
        n_classes: K, from 2 to d + 1.
        d: dimension.

    Returns:
        Unit rows that sum to 0, float64 (K, d); the first is the first axis. NaN where there is none.

    Example:
        >>> simplex(3, 2).round(3).tolist()
        [[1.0, 0.0], [-0.5, 0.866], [-0.5, -0.866]]
    """
    if undefined_because(n_classes=n_classes, d=d):
        return np.full((n_classes, d), np.nan)
    vertices = np.zeros((n_classes, d))
    # One axis after the other: what is left of the unit length, then the share that all later ones owe it.
    for k in range(n_classes - 1):
        vertices[k, k] = math.sqrt(1 - (vertices[k] ** 2).sum())
        owed = simplex_cosine(n_classes) - vertices[k + 1 :] @ vertices[k]
        vertices[k + 1 :, k] = owed / vertices[k, k]
    return vertices


def even_directions(n: int, d: int) -> FloatArray:
    """Return ``n`` directions that cover the circle evenly, or the sphere nearly so (a Fibonacci spiral).

    Args:
        n: how many, at least 1.
        d: 2 for the circle, 3 for the sphere.

    Returns:
        Unit rows, float64 (n, d).

    Raises:
        ValueError: for another dimension, or none to return.

    Example:
        >>> even_directions(4, 2).round(3).tolist()
        [[0.707, 0.707], [-0.707, 0.707], [-0.707, -0.707], [0.707, -0.707]]
    """
    if n < 1 or d not in (2, 3):
        raise ValueError(f"n is {n}, d is {d}: give at least 1 direction, in 2 or 3 dimensions")
    steps = np.arange(n, dtype=np.float64) + 0.5
    if d == 2:
        return on_circle(2 * np.pi * steps / n)
    heights = 1 - 2 * steps / n
    around = on_circle(np.pi * (1 + math.sqrt(5)) * steps)
    return np.column_stack([np.sqrt(1 - heights**2)[:, None] * around, heights])


def on_circle(angles: ArrayLike) -> FloatArray:
    """Return the unit vectors at some angles, (n, 2).

    Example:
        >>> on_circle([0.0]).tolist()
        [[1.0, 0.0]]
    """
    return np.column_stack([np.cos(angles), np.sin(angles)])
