"""Surrogate labels of geometric harmonization (GH): soft labels whose classes have given shares, by Sinkhorn.

Among all tables of soft labels, one row an example, whose rows sum to 1 and whose columns sum to N times the
class shares, the one with the largest score plus temperature times entropy. Rows and columns are scaled in
turn until both sums fit. With classes that must all be used, the rare ones cannot be swallowed by the head.

The lecture notes write the table as classes by examples (Q 1_N = N pi, Q' 1_K = 1_N); the authors' code and
this file keep examples by classes. All is done on logarithms, since exp(score / temperature) overflows.

Source: Zhou et al., "Combating Representation Learning Disparity with Geometric Harmonization", NeurIPS 2023;
temperature, number of rounds and the order of the two scalings are those of the authors' code
(MediaBrain-SJTU/Geometric-Harmonization, 9f7057c).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray

TEMPERATURE = 0.05
"""What the authors' code divides the scores by."""
ROUNDS = 300
"""Times that the authors' code scales columns, then rows."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """Soft labels and how fast they were found.

    Attributes:
        targets: (N, K), at least 0; each row sums to 1, and column k to N times the share of class k, as far
            as the last residual says.
        residuals: after each round, the share of all examples that are still in the wrong class: half the
            summed distance between the shares that the columns have and those asked for, (rounds,).
    """

    targets: FloatArray
    residuals: FloatArray


def undefined_because(
    *, scores: ArrayLike, class_shares: ArrayLike, temperature: float = TEMPERATURE
) -> str:
    """Return why there is no allocation, empty where there is one.

    Args:
        scores: examples by classes, (N, K).
        class_shares: (K,), at least 0, sum 1.
        temperature: above 0.

    Example:
        >>> undefined_because(scores=[[1, 0], [0, 1]], class_shares=[0.5, 0.6])
        'class_shares sum to 1.1: divide them by their sum'
        >>> undefined_because(scores=[[1, 0], [0, 1]], class_shares=[0.5, 0.5])
        ''
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or table.size == 0 or not np.isfinite(table).all():
        return f"scores have shape {table.shape}: give finite numbers, examples by classes"
    if not (math.isfinite(temperature) and temperature > np.abs(table).max() / 1e300):
        return f"temperature is {temperature:g}: give a finite number above 0, 0.05 as the authors"
    return _no_shares_because(np.asarray(class_shares, dtype=np.float64), table.shape[1])


def allocate(
    scores: ArrayLike,
    class_shares: ArrayLike,
    *,
    temperature: float = TEMPERATURE,
    rounds: int = ROUNDS,
) -> Allocation:
    """Return the soft labels of all examples.

    Args:
        scores: how well each example fits each class, (N, K), cosines in GH.
        class_shares: share of the examples that each class shall have, (K,), at least 0, sum 1. A class of
            share 0 gets nothing. GH measures them, and they are no use unless N is much larger than K.
        temperature: above 0; towards 0 the labels become hard, and rounds must be many.
        rounds: how often columns, then rows are scaled, at least 1.

    Returns:
        The allocation; ``ltcore.theory.sphere.sinkhorn.Allocation``.

    Raises:
        ValueError: as ``undefined_because`` says, and for rounds below 1.

    Example:
        >>> found = allocate([[1, 0], [1, 0], [1, 0], [0.9, 0]], [0.75, 0.25])
        >>> found.targets.round(2).tolist(), found.targets.sum(axis=0).round(6).tolist()
        ([[0.85, 0.15], [0.85, 0.15], [0.85, 0.15], [0.44, 0.56]], [3.0, 1.0])
    """
    if reason := undefined_because(
        scores=scores, class_shares=class_shares, temperature=temperature
    ):
        raise ValueError(reason)
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}: scale at least once")
    shares = np.asarray(class_shares, dtype=np.float64)
    used = shares > 0
    logs = np.asarray(scores, dtype=np.float64)[:, used] / temperature
    wanted = np.log(shares[used])
    residuals = np.empty(rounds)
    for k in range(rounds):
        logs = logs + (wanted - _log_sums(logs, axis=0))
        logs = logs - _log_sums(logs, axis=1) - math.log(len(logs))
        residuals[k] = np.abs(np.exp(logs).sum(axis=0) - shares[used]).sum() / 2
    targets = np.zeros((len(logs), shares.size))
    targets[:, used] = len(logs) * np.exp(logs)
    return Allocation(targets, residuals)


def softmax_labels(scores: ArrayLike, temperature: float = TEMPERATURE) -> FloatArray:
    """Return the labels that no constraint on the classes is laid on: a softmax over each row, (N, K).

    Example:
        >>> softmax_labels([[1, 0], [0, 0]], temperature=1).round(3).tolist()
        [[0.731, 0.269], [0.5, 0.5]]
    """
    logs = np.asarray(scores, dtype=np.float64) / temperature
    return np.asarray(np.exp(logs - _log_sums(logs, axis=1)))


def _no_shares_because(shares: FloatArray, n_classes: int) -> str:
    if shares.shape != (n_classes,):
        return f"class_shares have shape {shares.shape}: give one for each of {n_classes} classes"
    if not (np.isfinite(shares).all() and (shares >= 0).all()):
        return "class_shares hold a negative or infinite number: each is at least 0"
    if not math.isclose(shares.sum(), 1, rel_tol=1e-9):
        return f"class_shares sum to {shares.sum():g}: divide them by their sum"
    return ""


def _log_sums(logs: FloatArray, axis: int) -> FloatArray:
    """Log of the sum of the exponentials, the axis kept; leaner than scipy's, which costs most of a round."""
    largest = logs.max(axis=axis, keepdims=True)
    return np.asarray(largest + np.log(np.exp(logs - largest).sum(axis=axis, keepdims=True)))
