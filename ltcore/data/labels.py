"""From the labels of a user's file to class names and label numbers."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from ltcore.data.errors import DataError
from ltcore.types import IntArray

WHOLE_NUMBER = re.compile(r"-?\d{1,18}")


def encode_labels(
    by_split: Mapping[str, Sequence[str]],
) -> tuple[tuple[str, ...], dict[str, IntArray]]:
    """Number the classes of a source by name, numbers in numeric order and other names by alphabet.

    Args:
        by_split: split -> one label per example; the first split decides which classes there are.

    Returns:
        The class names in label order, and the labels of each split, int64 (N,).

    Raises:
        DataError: there are fewer than two classes, or a later split has a class of its own.

    Example:
        >>> names, labels = encode_labels({"train": ["10", "9", "10"], "test": ["9"]})
        >>> names, labels["train"].tolist(), labels["test"].tolist()
        (('9', '10'), [1, 0, 1], [0])
    """
    first, *others = by_split
    found = set(by_split[first])
    if len(found) < 2:
        raise DataError(f"{first} has {len(found)} class: a classifier needs at least two")
    numeric = all(WHOLE_NUMBER.fullmatch(name) for name in found)
    names = tuple(sorted(found, key=(lambda name: (int(name), name)) if numeric else None))
    for split in others:
        unknown = sorted(set(by_split[split]) - found)
        if unknown:
            raise DataError(f"{split} has class {unknown[0]!r}, which {first} does not have")
    number = {name: label for label, name in enumerate(names)}
    labels = {
        split: np.array([number[name] for name in given], dtype=np.int64)
        for split, given in by_split.items()
    }
    return names, labels
