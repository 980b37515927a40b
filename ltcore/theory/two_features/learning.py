"""What a two-layer linear network learns of two features with labels, and what without.

* Supervised: W2 W1 x of least |W1' W1|^2 + |W2' W2|^2 (Frobenius norms) in which every example's own score is
  ahead of the others by at least 1; W1 is kept. Given M = W2 W1 the least is 2 |M|^2, and W1 then spans the
  rows of M. So M is the multi-class maximum margin solution, and what W1 keeps is the row space of M.
* Self-supervised: W of least -E[(W(x + u))' W(x + v)] + |W' W|^2 / 2, with u and v independent perturbations
  of mean 0. Up to a constant that is |W' W - S|^2 / 2, S the mean of x x': W keeps the top eigenvectors of S.

Source: Liu et al., "Self-supervised Learning is More Robust to Dataset Imbalance", ICLR 2022, Sec. 3.1, for
both algorithms; that they come down to a maximum margin and to eigenvectors is worked out by this lab.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import nnls

from ltcore.theory.two_features.shares import Setting, draw
from ltcore.types import FloatArray, IntArray

KEPT_FEATURES = 2
"""Features that self-supervision may keep: as many as the supervised solution, whose M has rank 2."""
_PLANE = np.array([[1, 1], [-1, 1], [0, -2]]) / np.sqrt([2, 6])
"""Orthonormal basis of the class scores of sum 0, (3, 2): the columns of every best M lie there."""


def supervised_map(points: FloatArray, labels: IntArray) -> FloatArray:
    """Return M = W2 W1 of least norm whose every margin is at least 1.

    Solved exactly, as the least distance problem of Lawson and Hanson (1974, ch. 23).

    Args:
        points: (N, d).
        labels: (N,), each 0, 1 or 2.

    Returns:
        M, float64 (3, d), its rows summing to 0; NaN where no M separates the examples.

    Example:
        >>> found = supervised_map(np.array([[1.0, 0], [-1, 0], [0, 1]]), np.arange(3))
        >>> (found.round(3) + 0.0).tolist()  # no zero keeps the sign of its rounding
        [[1.0, -0.333], [-1.0, -0.333], [0.0, 0.667]]
    """
    pairs = [(_PLANE[labels] - _PLANE[(labels + k) % 3]) for k in (1, 2)]
    margins = np.concatenate(
        [(pair[:, :, None] * points[:, None, :]).reshape(len(points), -1) for pair in pairs]
    )
    table = np.vstack([margins.T, np.ones(len(margins))])
    target = np.zeros(len(table))
    target[-1] = 1
    multipliers, distance = nnls(table, target, maxiter=30 * len(margins))
    if distance < 1e-7:
        return np.full((3, points.shape[1]), np.nan)
    residual = table @ multipliers - target
    return np.asarray(_PLANE @ (-residual[:-1] / residual[-1]).reshape(2, -1))


def supervised_directions(points: FloatArray, labels: IntArray) -> FloatArray:
    """Return an orthonormal basis of what the supervised solution keeps, (2, d), the stronger first.

    NaN where no M separates the examples.
    """
    scores = supervised_map(points, labels)
    if np.isnan(scores).any():
        return scores[:2]
    return np.asarray(np.linalg.svd(scores, full_matrices=False)[2][:2])


def self_supervised_directions(points: FloatArray) -> FloatArray:
    """Return an orthonormal basis of what self-supervision keeps, (..., 2, d), the stronger first.

    Args:
        points: (..., N, d), d at least 2.

    Example:
        >>> np.abs(self_supervised_directions(np.diag([1.0, 3.0, 2.0]))).round(6).tolist()
        [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    moments = np.swapaxes(points, -1, -2) @ points
    vectors = np.linalg.eigh(moments)[1]
    return np.asarray(np.swapaxes(vectors[..., : -KEPT_FEATURES - 1 : -1], -1, -2))


def kept(directions: FloatArray) -> FloatArray:
    """Return the shares of e1 and e2 inside a row space, (..., 2), each in [0, 1].

    Args:
        directions: an orthonormal basis, (..., 2, d).

    Example:
        >>> kept(np.array([[1.0, 0, 0], [0, 0.6, 0.8]])).round(6).tolist()
        [1.0, 0.36]
    """
    return np.asarray((directions[..., :2] ** 2).sum(axis=-2))


@dataclass(frozen=True, eq=False)
class Learned:
    """One training set and what was learned from it.

    Attributes:
        points: (N, 2), the examples seen along e1 and e2.
        labels: (N,).
        supervised: (2, d), orthonormal rows, NaN where the classes are not separable.
        self_supervised: (2, d), orthonormal rows.
    """

    points: FloatArray
    labels: IntArray
    supervised: FloatArray
    self_supervised: FloatArray


@lru_cache(maxsize=256)
def learned(setting: Setting, seed: int = 0) -> Learned:
    """Draw a training set and learn both representations from it; remembered.

    Example:
        >>> both = learned(Setting(d=20, n_frequent=50))
        >>> bool(kept(both.self_supervised).min() > 0.9 > 0.6 > kept(both.supervised)[1])
        True
    """
    points, labels = draw(setting, np.random.default_rng(seed))
    # Copies: a view would keep the whole matrix behind it for as long as this is remembered.
    return Learned(
        points[:, :2].copy(),
        labels,
        supervised_directions(points, labels).copy(),
        self_supervised_directions(points).copy(),
    )
