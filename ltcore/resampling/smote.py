"""SMOTE: new examples of a class on the segments between its examples and their neighbours.

Source: Chawla et al., "SMOTE: Synthetic Minority Over-sampling Technique", JAIR 16, 2002, Sec. 4.2, by
imbalanced-learn 0.14, which is imported only when it is called.

A new example is ``x + u (x_nn - x)`` with u drawn from [0, 1) and ``x_nn`` one of the k nearest of the same
class. The docstring of imbalanced-learn's ``_generate_samples`` has the sign the other way round,
``x - x_nn``, which would leave the segment; its code is right, and the test of this module holds it to that.

Differences from imbalanced-learn: k shrinks to what a class has (its default refuses a class of 5, issues 27
and 572), a class of one example is copied, and each class has a seed of its own (theirs starts the same
random numbers again for every class).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.resampling.label_checks import (
    checked_labels,
    checked_targets,
    one_seed,
    refuse_nothing_to_copy,
)
from ltcore.types import IntArray

NEIGHBOURS = 5
"""Chawla et al. use 5 neighbours, and so does imbalanced-learn."""


def smote(
    inputs: NDArray[Any],
    labels: ArrayLike,
    target_counts: ArrayLike,
    *,
    neighbours: int = NEIGHBOURS,
    rng: np.random.Generator,
) -> tuple[NDArray[Any], IntArray]:
    """Return new examples that bring each class to its target.

    Every new example lies on the segment between two originals of its class (of a class of one example it
    is a copy). Integer inputs, such as pixels, are rounded after that. On raw images such a point is a
    blur of two; features are what it is meant for.

    Args:
        inputs: floating or integer, finite, shape (N, D).
        labels: class of each example, integers (N,), in any order.
        target_counts: examples to reach per class, old and new together, (C,); a class with as many or
            more gets none.
        neighbours: nearest of the same class to choose from, at least 1; a class of n examples has
            min(neighbours, n - 1).
        rng: the draw; a given state gives the same examples.

    Returns:
        The new examples alone, (M, D) in the dtype of ``inputs``, ordered by class, and their labels,
        int64 (M,).

    Raises:
        ValueError: the shapes do not go together, a value, label or target is illegal, or a class of no
            example is to have some.

    Example:
        >>> ends = np.array([[1.0, 2.0], [3.0, 6.0], [9.0, 0.0]])
        >>> new, new_labels = smote(ends, [1, 1, 0], [1, 5], rng=np.random.default_rng(0))
        >>> bool(np.allclose(new[:, 1], 2 * new[:, 0])), new_labels.tolist()
        (True, [1, 1, 1])
    """
    targets = checked_targets(target_counts)
    classes = checked_labels(labels, len(targets))
    _check_inputs(inputs, classes, neighbours)
    counts = np.bincount(classes, minlength=len(targets))
    refuse_nothing_to_copy(counts, targets)
    missing = np.maximum(targets - counts, 0)
    parts = [
        _new_of_class(inputs[classes == index], int(missing[index]), neighbours, one_seed(rng))
        for index in np.flatnonzero(missing)
    ]
    new = np.concatenate(parts) if parts else np.empty((0, inputs.shape[1]), inputs.dtype)
    return new, np.repeat(np.arange(len(targets)), missing)


def filled_up_size(counts: IntArray, keep_largest: float = 1.0) -> int:
    """Return how many examples every class has after SMOTE: a share of the largest one's, halves up.

    Args:
        counts: examples per class, (C,).
        keep_largest: that share, above 0 and at most 1; larger classes are cut to it.

    Example:
        >>> filled_up_size(np.array([100, 10]), 0.5), filled_up_size(np.array([3, 1]))
        (50, 3)
    """
    return max(1, int(keep_largest * int(counts.max()) + 0.5))


def _new_of_class(own: NDArray[Any], number: int, neighbours: int, seed: int) -> NDArray[Any]:
    """Return ``number`` new examples of a class with the examples ``own``, (n, D)."""
    from imblearn.over_sampling import SMOTE  # slow to import

    if len(own) == 1:
        return np.repeat(own, number, axis=0)
    floating = own if np.issubdtype(own.dtype, np.floating) else own.astype(np.float64)
    # One row of another class: the library refuses labels of one class alone.
    rows = np.concatenate([floating, floating[:1]])
    labels = np.append(np.zeros(len(own), dtype=np.int64), 1)
    sampler = SMOTE(
        sampling_strategy={0: len(own) + number},
        k_neighbors=min(neighbours, len(own) - 1),
        random_state=seed,
    )
    new = sampler.fit_resample(rows, labels)[0][len(rows) :]
    if floating is not own:
        new = np.rint(new)
    return np.asarray(new, dtype=own.dtype)


def _check_inputs(inputs: NDArray[Any], classes: IntArray, neighbours: int) -> None:
    if inputs.ndim != 2 or len(inputs) != len(classes):
        raise ValueError(
            f"inputs have shape {inputs.shape} and labels {classes.shape}: give (N, D) and (N,)"
        )
    if neighbours < 1:
        raise ValueError(f"neighbours is {neighbours}: give 1 or more")
    bad = np.flatnonzero(~np.isfinite(inputs).all(axis=1))
    if bad.size:
        raise ValueError(f"inputs[{bad[0]}] holds a value that is not finite (NaN or infinity)")
