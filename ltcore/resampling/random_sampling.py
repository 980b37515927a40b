"""Random under- and over-sampling to exact class counts: which examples, and how often.

Both are imbalanced-learn's samplers, applied to a column of positions instead of the inputs, so that
images stay where they are. imbalanced-learn is imported only when it is called: it brings scikit-learn.

Difference from imbalanced-learn: it refuses labels of a single class, and it raises where a class has more
(fewer) examples than its target; here such a class stays as it is.
"""

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ltcore.resampling.label_checks import (
    checked_labels,
    checked_targets,
    one_seed,
    refuse_nothing_to_copy,
)
from ltcore.types import IntArray


def under_sample(labels: ArrayLike, target_counts: ArrayLike, rng: np.random.Generator) -> IntArray:
    """Return which examples stay when each class is cut to its target at random.

    Source: imbalanced-learn 0.14, ``RandomUnderSampler``, without replacement.

    Args:
        labels: class of each example, integers (N,), in any order.
        target_counts: examples to keep per class, (C,); a class with fewer keeps all it has.
        rng: the draw; one of its numbers is used.

    Returns:
        Positions in ``labels``, int64, sorted, each at most once; ``min(target, count)`` of each class.

    Raises:
        ValueError: a label or a target is illegal.

    Example:
        >>> kept = under_sample([0, 0, 0, 1, 0], [2, 1], np.random.default_rng(0))
        >>> len(kept), 3 in kept
        (3, True)
    """
    from imblearn.under_sampling import RandomUnderSampler  # slow to import

    targets = checked_targets(target_counts)
    classes = checked_labels(labels, len(targets))
    counts = np.bincount(classes, minlength=len(targets))
    strategy = {int(name): int(targets[name]) for name in np.flatnonzero(targets < counts)}
    sampler = RandomUnderSampler(sampling_strategy=strategy, random_state=one_seed(rng))
    return np.sort(_sampled(sampler, classes, len(targets)))


def over_sample(labels: ArrayLike, target_counts: ArrayLike, rng: np.random.Generator) -> IntArray:
    """Return every example once, then copies drawn with replacement until each class has its target.

    Source: imbalanced-learn 0.14, ``RandomOverSampler``, without shrinkage.

    Args:
        labels: class of each example, integers (N,), in any order.
        target_counts: examples to reach per class, (C,); a class with more stays as it is.
        rng: the draw; one of its numbers is used.

    Returns:
        Positions in ``labels``, int64: 0 to N - 1 first, the copies after them;
        ``max(target, count)`` of each class.

    Raises:
        ValueError: a label or a target is illegal, or a class of no example is to have some.

    Example:
        >>> over_sample([0, 0, 0, 1], [3, 3], np.random.default_rng(0)).tolist()
        [0, 1, 2, 3, 3, 3]
    """
    from imblearn.over_sampling import RandomOverSampler  # slow to import

    targets = checked_targets(target_counts)
    classes = checked_labels(labels, len(targets))
    counts = np.bincount(classes, minlength=len(targets))
    refuse_nothing_to_copy(counts, targets)
    strategy = {int(name): int(targets[name]) for name in np.flatnonzero(targets > counts)}
    sampler = RandomOverSampler(sampling_strategy=strategy, random_state=one_seed(rng))
    return _sampled(sampler, classes, len(targets))


def _sampled(sampler: Any, classes: IntArray, n_classes: int) -> IntArray:  # noqa: ANN401 (imblearn's)
    """Return the positions that a sampler takes."""
    if not sampler.sampling_strategy:
        return np.arange(len(classes))
    # Two rows of two more classes, left alone: the library refuses labels of one class alone.
    stand_ins = [n_classes, n_classes + 1]
    labels = np.concatenate([classes, stand_ins])
    with warnings.catch_warnings():
        # With as many classes as examples in most, scikit-learn suspects a regression.
        warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
        sampler.fit_resample(np.arange(len(labels))[:, None], labels)
    positions = np.asarray(sampler.sample_indices_, dtype=np.int64)
    return positions[positions < len(classes)]
