"""Choosing the value of a correction by balanced error: on validation, or cross-fitted without one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Chosen:
    """What was chosen from a grid.

    Attributes:
        index: place in the grid.
        value: of the parameter.
        error: balanced error there, in [0, 1].
        curve: balanced error of every value of the grid, shape (G,).
    """

    index: int
    value: float
    error: float
    curve: FloatArray


@dataclass(frozen=True, eq=False)
class CrossFitted:
    """What a choice is worth on examples that it has not seen.

    Attributes:
        values: what was chosen without each fold, shape (K,).
        decided: class of every example, under the value chosen without its fold, shape (N,).
        error: balanced error of those decisions, in [0, 1].
    """

    values: FloatArray
    decided: IntArray
    error: float


def choose(values: ArrayLike, curve: ArrayLike, *, neutral: float = 0.0) -> Chosen:
    """Return the value with the smallest balanced error; of equally good ones the mildest.

    Args:
        values: grid of the parameter, shape (G,).
        curve: balanced error of each value on validation, in [0, 1], shape (G,).
        neutral: value that changes nothing; the mildest is the nearest to it, and of two the first.

    Raises:
        ValueError: shapes differ, or no error is a number.

    Example:
        >>> choose([0.0, 1.0, 2.0], [0.5, 0.2, 0.2]).value
        1.0
    """
    grid, errors = (np.asarray(array, dtype=np.float64) for array in (values, curve))
    if grid.shape != errors.shape or grid.ndim != 1:
        raise ValueError(f"values have shape {grid.shape} but errors {errors.shape}: give one each")
    if not np.isfinite(errors).any():
        raise ValueError("no balanced error is a number: give at least one example of a class")
    # Two sums of the same recalls in another order may differ in the last digit.
    best = np.flatnonzero(errors <= np.nanmin(errors) + 1e-12)
    index = int(best[np.argmin(np.abs(grid[best] - neutral))])
    return Chosen(index, float(grid[index]), float(errors[index]), errors)


def balanced_errors(decided: IntArray, labels: IntArray, n_classes: int) -> FloatArray:
    """Return the balanced error of many decisions over the same examples.

    Args:
        decided: classes, shape (G, N).
        labels: true classes, shape (N,).
        n_classes: number of classes C.

    Returns:
        Mean of 1 - recall over the classes that have examples, in [0, 1], shape (G,); NaN without examples.

    Example:
        >>> balanced_errors(np.array([[0, 0, 1], [1, 0, 1]]), np.array([0, 0, 1]), 3).tolist()
        [0.0, 0.25]
    """
    support = np.bincount(labels, minlength=n_classes)
    present = np.count_nonzero(support)
    if present == 0:
        return np.full(len(decided), np.nan)
    shares = 1 / (
        present * support[labels]
    )  # what being right on each example adds to the mean recall
    errors: FloatArray = np.clip(1 - (decided == labels) @ shares, 0, 1)
    return errors


def stratified_folds(labels: IntArray, folds: int, rng: np.random.Generator) -> IntArray:
    """Return the fold of each example; each class is spread over the folds as evenly as it goes.

    Args:
        labels: true classes, shape (N,).
        folds: number of folds K, from 2 to N.
        rng: draws which example of a class goes where.

    Returns:
        Folds in [0, K), shape (N,).

    Raises:
        ValueError: there are fewer than 2 folds, or more than examples.

    Example:
        >>> folds = stratified_folds(np.array([0, 0, 1, 1]), 2, np.random.default_rng(0))
        >>> sorted(folds[:2].tolist()), sorted(folds[2:].tolist())
        ([0, 1], [0, 1])
    """
    if not 2 <= folds <= len(labels):
        raise ValueError(
            f"folds is {folds}: with {len(labels)} examples it lies from 2 to {len(labels)}"
        )
    order = np.lexsort((rng.permutation(len(labels)), labels))
    assigned = np.empty(len(labels), dtype=np.int64)
    assigned[order] = np.arange(len(labels)) % folds
    return assigned


def cross_fit(
    values: ArrayLike, decided: IntArray, labels: IntArray, folds: IntArray, *, neutral: float = 0.0
) -> CrossFitted:
    """Choose without each fold in turn, and decide the examples of that fold by what was chosen.

    No example has a say in the value that decides it, so that the error is an honest one; there is one
    value per fold, and so none to keep.

    Args:
        values: grid of the parameter, shape (G,).
        decided: classes under each value, shape (G, N).
        labels: true classes, shape (N,).
        folds: fold of each example, in [0, K), shape (N,).
        neutral: see ``choose``.

    Raises:
        ValueError: see ``choose``; or a fold holds all examples.

    Example:
        >>> decided = np.array([[0, 0, 0, 0], [0, 1, 0, 1]])
        >>> found = cross_fit([0, 1], decided, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
        >>> found.values.tolist(), found.error
        ([1.0, 1.0], 0.0)
    """
    n_classes = int(labels.max()) + 1
    out = np.empty(len(labels), dtype=np.int64)
    chosen = []
    for fold in range(int(folds.max()) + 1):
        others, own = folds != fold, folds == fold
        curve = balanced_errors(decided[:, others], labels[others], n_classes)
        pick = choose(values, curve, neutral=neutral)
        out[own] = decided[pick.index, own]
        chosen.append(pick.value)
    error = float(balanced_errors(out[None], labels, n_classes)[0])
    return CrossFitted(np.array(chosen), out, error)
