"""The margin bound for any number of classes: its terms, its best margins, and what these can gain.

With probability at least ``1 - n ** -5`` over the training data, for a balanced test,

    L_bal <~ (1 / K) sum_j [ (1 / gamma_j) sqrt(C(F) / n_j) + log n / sqrt(n_j) ]

where gamma_j is the smallest training margin of class j and n the number of training examples. All gamma_j
must be above 0: before a model separates its training set, or with label noise, nothing is said. ``<~`` hides
constants and C(F) is not known, so that only the shape of the first part means something. The second part has
neither, and is often above 1/2 by itself: numerically vacuous, qualitatively useful.

Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss", NeurIPS 2019,
Theorem 2 and Sec. 3.1, as in the lecture notes, where the index of the sum was garbled.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import ldam_margins
from ltcore.theory.shared.legal import where_legal
from ltcore.types import FloatArray


def undefined_because(*, counts: ArrayLike, total: float = 1.0, complexity: float = 1.0) -> str:
    """Return why there is no bound for these classes, empty where there is one.

    Args:
        counts: training examples per class, (K,).
        total: sum of all margins.
        complexity: C(F).

    Example:
        >>> undefined_because(counts=[5000, 0])
        'counts[1] is 0: each class needs at least 1 training example'
    """
    sizes = np.asarray(counts, dtype=np.float64)
    if sizes.ndim != 1 or sizes.size == 0:
        return f"counts has shape {sizes.shape}: give one number per class"
    for label in np.flatnonzero(~(np.isfinite(sizes) & (sizes >= 1))):
        return f"counts[{label}] is {sizes[label]:g}: each class needs at least 1 training example"
    for name, number in (("total", total), ("complexity", complexity)):
        if not (math.isfinite(number) and number > 0):
            return f"{name} is {number:g}: give a finite number above 0"
    return ""


def not_separated_because(margins: ArrayLike) -> str:
    """Return why the bound says nothing about these margins, empty where it does.

    Args:
        margins: smallest training margin per class, (K,); NaN for a class not seen yet.

    Example:
        >>> not_separated_because([0.4, -0.1])
        'not separated yet: the smallest margin is not above 0 in 1 of 2 classes'
        >>> not_separated_because([0.4, 0.1])
        ''
    """
    smallest = np.atleast_1d(np.asarray(margins, dtype=np.float64))
    wrong = int((~(smallest > 0)).sum())
    if not wrong:
        return ""
    return f"not separated yet: the smallest margin is not above 0 in {wrong} of {smallest.size} classes"


def optimal_margins(counts: ArrayLike, total: float = 1.0) -> FloatArray:
    """Return the margins of a fixed sum that make the bound smallest: ``gamma_j ~ n_j ** -1/4``, LDAM's.

    Args:
        counts: training examples per class, (K,).
        total: sum of all margins, above 0.

    Returns:
        Float64 (K,); NaN where ``undefined_because`` says why.

    Example:
        >>> optimal_margins([5000, 50]).round(6).tolist()
        [0.240253, 0.759747]
    """
    if undefined_because(counts=counts, total=total):
        return np.full(np.shape(counts), np.nan)
    margins = ldam_margins(counts, 1.0)
    return np.asarray(total * margins / margins.sum())


def margin_terms(margins: ArrayLike, counts: ArrayLike, complexity: float = 1.0) -> FloatArray:
    """Return ``(1 / gamma_j) sqrt(C(F) / n_j) / K`` per class: the part that margins change.

    Args:
        margins: smallest training margin per class, (..., K): one row per epoch, say.
        counts: training examples per class, (K,).
        complexity: C(F), above 0.

    Returns:
        Float64 (..., K); NaN for a class that is not separated, see ``not_separated_because``.

    Example:
        >>> margin_terms([[0.5, 0.5], [0.5, -0.1]], [100, 25]).tolist()
        [[0.1, 0.2], [0.1, nan]]
    """
    smallest = np.asarray(margins, dtype=np.float64)
    if undefined_because(counts=counts, complexity=complexity):
        return np.full(smallest.shape, np.nan)
    roots = np.sqrt(complexity / np.asarray(counts, dtype=np.float64)) / np.size(counts)
    smallest, roots = np.broadcast_arrays(smallest, roots)
    return where_legal(smallest > 0, lambda gamma, root: root / gamma, smallest, roots)


def count_terms(counts: ArrayLike) -> FloatArray:
    """Return ``log n / sqrt(n_j) / K`` per class: the part that no margin changes.

    Its sum is ``ltcore.theory.ldam_margin.margin_free_term``.

    Args:
        counts: training examples per class, (K,).

    Returns:
        Float64 (K,); NaN where ``undefined_because`` says why.

    Example:
        >>> count_terms([100, 25]).round(4).tolist()
        [0.2414, 0.4828]
    """
    if undefined_because(counts=counts):
        return np.full(np.shape(counts), np.nan)
    sizes = np.asarray(counts, dtype=np.float64)
    return np.asarray(math.log(sizes.sum()) / np.sqrt(sizes) / sizes.size)


def balanced_bound(margins: ArrayLike, counts: ArrayLike, complexity: float = 1.0) -> FloatArray:
    """Return the bound for a balanced test, up to constants: all terms of both parts.

    Args:
        margins: smallest training margin per class, (..., K).
        counts: training examples per class, (K,).
        complexity: C(F), above 0.

    Returns:
        Float64 (...); NaN unless all classes are separated.

    Example:
        >>> float(balanced_bound([0.5, 0.5], [100, 25]).round(4))
        1.0242
    """
    terms = margin_terms(margins, counts, complexity) + count_terms(counts)
    return np.asarray(terms.sum(axis=-1))


def imbalanced_bound(margins: ArrayLike, counts: ArrayLike, complexity: float = 1.0) -> FloatArray:
    """Return ``(1 / gamma_min) sqrt(C(F) / n)``, for a test as imbalanced as the training set.

    Only the smallest margin of all counts, and the size of the whole set: nothing asks for a larger margin
    of the tail.

    Args:
        margins: smallest training margin per class, (..., K).
        counts: training examples per class, (K,).
        complexity: C(F), above 0.

    Returns:
        Float64 (...), up to constants; NaN unless all classes are separated.

    Example:
        >>> float(imbalanced_bound([0.5, 0.25], [75, 25]))
        0.4
    """
    smallest = np.asarray(margins, dtype=np.float64).min(axis=-1)
    if undefined_because(counts=counts, complexity=complexity):
        return np.full(smallest.shape, np.nan)
    root = np.asarray(math.sqrt(complexity / np.sum(counts)))
    return where_legal(smallest > 0, lambda gamma: root / gamma, smallest)


def gain_over_ratio(ratio: ArrayLike, n_classes: int) -> FloatArray:
    """Return what the best margins leave of the first part, over that with equal margins of the same sum.

    For counts that fall geometrically from n to n / ratio, not rounded to whole numbers, n cancels. For given
    counts it is ``ltcore.theory.ldam_margin.bound_ratio``.

    Args:
        ratio: imbalance ratio, at least 1, any shape.
        n_classes: K, at least 2.

    Returns:
        Float64, shape of ``ratio``, in (1 / 2, 1] for two classes; 1 where the classes are balanced, NaN
        where the ratio is illegal.

    Example:
        >>> gain_over_ratio([1, 100], 2).round(6).tolist()
        [1.0, 0.78748]
    """
    ratios = np.asarray(ratio, dtype=np.float64)
    legal = np.isfinite(ratios) & (ratios >= 1) & (n_classes >= 2)

    def gain(rho: FloatArray) -> FloatArray:
        quarter = rho[..., None] ** (np.linspace(0, 1, n_classes) / 4)
        return np.asarray(quarter.sum(-1) ** 2 / (n_classes * (quarter**2).sum(-1)))

    return where_legal(legal, gain, ratios)
