"""What the unlabelled examples of a run really are. Whoever trains must not ask; analysis may."""

from pathlib import Path

import numpy as np

from ltcore.config.data import DataConfig
from ltcore.data.build import choose_rows, prepare, split_names
from ltcore.types import IntArray

IRRELEVANT = -1
"""Stands for the class of an example that is of none of the task's."""


def hidden_labels(config: DataConfig, *, store: Path | None = None) -> IntArray:
    """Return the class of each unlabelled example, in the order of ``LongTailData.unlabelled``.

    Args:
        config: data set, profile, splits and unlabelled data.
        store: folder of prepared sources, None for the default one.

    Returns:
        Classes, int64 (n,): 0 to C - 1, and -1 for those of foreign classes; (0,) where there is no
        unlabelled data.

    Raises:
        DataError: the source cannot be read, or has fewer examples than the configuration asks for.
    """
    source = prepare(config, store=store)
    labels = source.labels(split_names(source)[0])
    rows, counts = choose_rows(config, source, labels)
    found = labels[rows.unlabelled]
    return np.asarray(np.where(found < len(counts), found, IRRELEVANT), dtype=np.int64)
