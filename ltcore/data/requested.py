"""How many training examples a configuration asks of each class."""

import numpy as np

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError
from ltcore.data.profiles import exponential_counts, pareto_counts, step_counts
from ltcore.types import IntArray

SHOWN_NAMES = 3
"""Classes named in a message; there may be thousands."""


def requested_counts(
    config: DataConfig, available: IntArray, class_names: tuple[str, ...]
) -> IntArray:
    """Return the training examples per class under the profile.

    Args:
        config: profile, ratio, n_max and so on.
        available: examples of each class that are not set aside, int64 (C,).
        class_names: names, for messages; C of them.

    Returns:
        Counts in label order, int64 (C,).

    Raises:
        DataError: a class has fewer examples than the profile asks of it, or the number of explicit
            counts is not the number of classes.

    Example:
        >>> requested_counts(DataConfig(ratio=10), np.array([40, 50, 60]), ("a", "b", "c")).tolist()
        [40, 12, 4]
    """
    if config.profile == "as_is":
        return np.minimum(available, config.n_max) if config.n_max else available.copy()
    counts = (
        _explicit(config, available) if config.profile == "counts" else _ranked(config, available)
    )
    short = np.flatnonzero(counts > available)
    if len(short):
        shown = ", ".join(
            f"{class_names[label]!r} (asked {counts[label]}, available {available[label]})"
            for label in short[:SHOWN_NAMES]
        )
        more = f" and {len(short) - SHOWN_NAMES} more" if len(short) > SHOWN_NAMES else ""
        raise DataError(
            f'profile "{config.profile}" asks for more training examples than there are of class '
            f"{shown}{more}. Lower n_max (0 takes the largest that fits), or lower val_per_class or "
            "test_per_class"
        )
    return counts


def _explicit(config: DataConfig, available: IntArray) -> IntArray:
    if len(config.counts) != len(available):
        raise DataError(
            f"counts has {len(config.counts)} numbers, the data set {len(available)} classes: "
            "give one count per class, in label order"
        )
    return np.array(config.counts, dtype=np.int64)


def _ranked(config: DataConfig, available: IntArray) -> IntArray:
    n_classes = len(available)
    n_max = config.n_max or int(available.min())
    if config.profile == "exponential":
        by_rank = exponential_counts(n_max, n_classes, config.ratio)
    elif config.profile == "step":
        by_rank = step_counts(n_max, n_classes, config.ratio, config.minority_share)
    else:
        by_rank = pareto_counts(n_max, n_classes, config.exponent)
    counts = np.empty(n_classes, dtype=np.int64)
    counts[_labels_by_rank(config, n_classes)] = by_rank
    return counts


def _labels_by_rank(config: DataConfig, n_classes: int) -> IntArray:
    if config.class_order == "label":
        return np.arange(n_classes)
    return np.random.default_rng([config.subset_seed, n_classes, 1]).permutation(n_classes)
