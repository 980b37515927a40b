"""Logistic regression on one feature, for many training sets at once."""

import numpy as np
from scipy.special import expit

from ltcore.types import FloatArray

MOST_STEPS = 60
FLAT = 1e-10
"""Slope of the loss at which a fit is done."""


def fit_lines(
    x: FloatArray,
    weight: FloatArray | float,
    positive: FloatArray,
    *,
    ridge: float,
    start: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, FloatArray]:
    """Return slope and intercept of least weighted log-loss plus ``ridge slope^2``, by Newton's method.

    A step is halved where it would raise the loss, so that it ends for every sample that has both classes,
    even for one that a cut divides without error, if the ridge is above 0.

    Args:
        x: the feature, shape (T, N): training sets by examples.
        weight: of an example, of any class, above 0; broadcasts to (T, N).
        positive: the part of that weight which is of the positive class, shape (T, N).
        ridge: at least 0.
        start: slope and intercept from which the search begins, each of shape (T,).

    Returns:
        ``(slope, intercept)``, float64, each of shape (T,).

    Example:
        >>> x = np.array([[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]])
        >>> y = np.array([[0, 0, 1, 0, 1, 1]])
        >>> slope, intercept = fit_lines(x, 1 / 6, y / 6, ridge=0.0, start=(np.zeros(1), np.zeros(1)))
        >>> slope.round(6).tolist(), (intercept.round(6) + 0.0).tolist()
        ([0.693147], [0.0])
    """
    line = np.stack(start, axis=-1).astype(np.float64)  # (T, 2)
    penalty = np.array([ridge, 0.0])
    wanted = np.stack([(positive * x).sum(axis=1), positive.sum(axis=1)], axis=-1)

    def loss(lines: FloatArray) -> FloatArray:
        score = lines[:, :1] * x + lines[:, 1:]
        entropy = (weight * (np.maximum(score, 0) + np.log1p(np.exp(-np.abs(score))))).sum(axis=1)
        value: FloatArray = (
            entropy - (wanted * lines).sum(axis=1) + (penalty * lines**2).sum(axis=1)
        )
        return value

    now = loss(line)
    for _ in range(MOST_STEPS):
        probability = expit(line[:, :1] * x + line[:, 1:])
        pull = weight * probability
        slope = np.stack([(pull * x).sum(axis=1), pull.sum(axis=1)], axis=-1)
        slope += 2 * penalty * line - wanted
        if np.abs(slope).max(initial=0.0) < FLAT:
            break
        step = _newton_step(slope, x, pull * (1 - probability), 2 * ridge)
        size, then = np.ones(len(line)), loss(line - step)
        while (rises := then > now + 1e-13).any() and size.min() > 1e-12:
            size = np.where(rises, size / 2, size)
            then = loss(line - size[:, None] * step)
        line, now = line - size[:, None] * step, then
    return line[:, 0], line[:, 1]


def _newton_step(slope: FloatArray, x: FloatArray, bend: FloatArray, firm: float) -> FloatArray:
    """Solve the 2 by 2 system of every training set; ``firm`` is the curvature of the penalty."""
    bent = bend * x
    along, mixed, level = (bent * x).sum(axis=1) + firm, bent.sum(axis=1), bend.sum(axis=1)
    # Where all probabilities are 0 or 1 the loss has no curvature; a little keeps the step finite.
    along, level = along + 1e-12, level + 1e-12
    determinant = along * level - mixed**2
    solved = np.stack(
        [level * slope[:, 0] - mixed * slope[:, 1], along * slope[:, 1] - mixed * slope[:, 0]],
        axis=-1,
    )
    return np.asarray(solved / determinant[:, None], dtype=np.float64)
