"""What is known of the training counts of runs, in words: an import may not tell them.

Counts that nobody told are 0 for all classes in a run's files; here alone they become words.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.base.classes import UNKNOWN
from ltcore.runs import RunRecord

UNKNOWN_COUNTS = "training examples unknown"
SAME = "All were trained on the same classes with the same counts."
SAME_AS_GIVEN = f"{SAME[:-1]}; those of imports are as given."
SAME_CLASSES = "All know the same classes; the training counts are unknown and may differ."


def counts_unknown(frame: pd.DataFrame) -> bool:
    """Return whether nobody told the training counts of the classes of a frame with a column group.

    Example:
        >>> counts_unknown(pd.DataFrame({"group": ["unknown", "unknown"]}))
        True
    """
    return bool((frame["group"] == UNKNOWN).all())


def sizes_in_words(counts: ArrayLike | None) -> str:
    """Say how many training examples the largest and the smallest class have.

    Args:
        counts: training examples per class, shape (C,); None where unknown.

    Example:
        >>> sizes_in_words([50, 5000]), sizes_in_words(None)
        ('5,000 to 50 per class', 'training examples unknown')
    """
    if counts is None:
        return UNKNOWN_COUNTS
    array = np.asarray(counts)
    return f"{array.max():,} to {array.min():,} per class"


def order_in_words(*, known: bool) -> str:
    """Say in which order the classes of an axis stand.

    Example:
        >>> order_in_words(known=True), order_in_words(known=False)
        ('most frequent first', 'in label order (training counts unknown)')
    """
    return "most frequent first" if known else "in label order (training counts unknown)"


def bins_note(n_classes: int, bins: int, *, known: bool = True) -> str:
    """Say that neighbouring classes are taken together, "" where each stands by itself.

    Args:
        n_classes: classes.
        bins: places on the axis that they have.
        known: whether their training counts are, which make their ranks.

    Example:
        >>> bins_note(100, 50), bins_note(100, 50, known=False), bins_note(9, 9)
        ('100 classes in 50 bins of neighbouring ranks', '100 classes in 50 bins of neighbouring labels', '')
    """
    if bins >= n_classes:
        return ""
    neighbours = "ranks" if known else "labels"
    return f"{n_classes:,} classes in {bins} bins of neighbouring {neighbours}"


def sameness_in_words(records: Sequence[RunRecord]) -> str:
    """Say what runs that stand side by side share of their training data; "" for one run.

    Args:
        records: runs with equal class tables.

    Raises:
        RunError: the first run is gone or damaged.
    """
    if len(records) < 2:
        return ""
    if records[0].class_counts is None:
        return SAME_CLASSES
    return SAME_AS_GIVEN if any(record.config is None for record in records) else SAME
