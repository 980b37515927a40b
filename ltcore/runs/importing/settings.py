"""What a person may say about a file of predictions beyond what stands in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ltcore.data.labels import class_name, in_order
from ltcore.runs.errors import ImportRefusedError
from ltcore.types import IntArray, Split

MOST_CLASSES = 100_000


@dataclass(frozen=True, kw_only=True)
class ImportSettings:
    """What is known of predictions.

    Attributes:
        class_counts: training examples per class, in label order or by class name; None where unknown.
        class_names: one name per class, in label order; None where the file says them.
        split: what the predictions are of.
        epoch: after which epoch of the training they were made, at least 1.
        label: column of the true class, "" where its name says so.
        predicted: column of the predicted class, "" where its name says so.
    """

    class_counts: Sequence[int] | Mapping[str, int] | None = None
    class_names: Sequence[str] | None = None
    split: Split = "test"
    epoch: int = 1
    label: str = ""
    predicted: str = ""

    def __post_init__(self) -> None:
        """Refuse counts that are none.

        Raises:
            ImportRefusedError: they are not whole numbers of at least 0, one per class, not all 0.
        """
        if isinstance(self.class_counts, Mapping):
            by_name = {class_name(name): count for name, count in self.class_counts.items()}
            if len(by_name) != len(self.class_counts) or "" in by_name:
                raise ImportRefusedError("class_counts: each class has one name and one count")
            object.__setattr__(self, "class_counts", by_name)
        given = self.class_counts
        if given is None:
            return
        counts = np.asarray(list(given.values()) if isinstance(given, Mapping) else given)
        legal = counts.ndim == 1 and counts.dtype.kind in "iu" and counts.min(initial=1) >= 0
        if not legal or not counts.any():
            raise ImportRefusedError(
                "class_counts must be whole numbers of at least 0, one per class, not all 0."
            )

    def names(self) -> tuple[str, ...] | None:
        """Return the class names that are given, in label order.

        Raises:
            ImportRefusedError: a name is given twice, or names and counts name different classes.
        """
        by_name = self.class_counts if isinstance(self.class_counts, Mapping) else None
        if self.class_names is None:
            return None if by_name is None else in_order(by_name)
        names = tuple(map(class_name, self.class_names))
        if "" in names:
            raise ImportRefusedError(f"class_names: name {names.index('') + 1} is empty")
        twice = next((name for name, n in Counter(names).items() if n > 1), None)
        if twice is not None:
            raise ImportRefusedError(
                f"class_names name {twice!r} twice: give each class one name, at least two"
            )
        if len(names) < 2:
            raise ImportRefusedError("class_names: give at least two names, separated by commas")
        if by_name is not None and set(names) != set(by_name):
            odd = sorted(set(names) ^ set(by_name))[0]
            raise ImportRefusedError(f"class_names and class_counts disagree about class {odd!r}")
        return names

    def n_classes(self) -> int | None:
        """Return the number of classes where names or counts say it."""
        given = self.class_names if self.class_names is not None else self.class_counts
        return None if given is None else len(given)

    def counts(self, names: Sequence[str]) -> IntArray:
        """Return the training examples per class, int64 (C,), zeros where they are not known.

        Raises:
            ImportRefusedError: there are not as many as classes.
        """
        given = self.class_counts
        if given is None:
            return np.zeros(len(names), np.int64)
        counts = [given[name] for name in names] if isinstance(given, Mapping) else given
        if len(counts) != len(names):
            raise ImportRefusedError(
                f"class_counts names {len(counts)} classes, but the file has {len(names)}."
            )
        return np.asarray(counts, dtype=np.int64)
