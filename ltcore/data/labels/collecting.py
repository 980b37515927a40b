"""From the labels of a file, block by block, to class names and label numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.data.errors import DataError
from ltcore.data.labels.names import NUMBER, class_name, differ_in_capitals, in_order
from ltcore.types import IntArray

MEASURED_SHARE = 0.5
"""Numbers with decimals of which more than this share of rows are distinct are measurements, no classes."""


@dataclass(frozen=True)
class ClassLabels:
    """The labels of a source as numbers.

    Attributes:
        names: one name per class, in label order.
        numbers: split -> label of each example, int64 (N,).
        notes: sentences for people about what was changed or is unusual; none where all is plain.
    """

    names: tuple[str, ...]
    numbers: Mapping[str, IntArray]
    notes: tuple[str, ...]


class NamedCodes:
    """Labels of one column, block by block: four bytes each, and every name once.

    Attributes:
        names: names in the order in which they were first seen.
        stripped: labels that had blanks around them.
    """

    def __init__(self, where: str, column: str) -> None:
        self.where = where
        self._column = column
        self._numbers: dict[str, int] = {}
        self._codes: list[NDArray[np.int32]] = []
        self.stripped = 0

    def __len__(self) -> int:
        """Return the number of labels so far."""
        return sum(map(len, self._codes))

    @property
    def names(self) -> list[str]:
        """The names in the order in which they were first seen."""
        return list(self._numbers)

    def add(self, codes: NDArray[Any], distinct: Sequence[object], first_row: int) -> None:
        """Take a block of labels as positions in a list of distinct ones, -1 where one is missing.

        Raises:
            DataError: a label is missing, or is bytes that are not UTF-8.
        """
        # A list may hold values that no row has: categories of pandas outlive the rows of a class.
        present = np.zeros(len(distinct) + 1, dtype=bool)  # the last is for -1
        present[codes] = True
        names = [
            self._named(value) if used else ""
            for value, used in zip(distinct, present, strict=False)
        ]
        empty = np.array([not name for name in names] + [True])
        missing = np.flatnonzero(empty[codes])
        if len(missing):
            raise DataError(
                f"{self.where}, row {first_row + missing[0]}: the label ({self._column!r}) is empty"
            )
        blanks = [isinstance(value, str | bytes) and value != value.strip() for value in distinct]
        if any(blanks):
            self.stripped += int(np.array(blanks)[codes].sum())
        numbers = [
            self._numbers.setdefault(name, len(self._numbers)) if name else -1 for name in names
        ]
        self._codes.append(np.array(numbers, dtype=np.int32)[codes])

    def numbered(self, number: Mapping[str, int]) -> IntArray:
        """Return the labels as numbers, int64 (N,)."""
        table = np.array([number[name] for name in self._numbers], dtype=np.int64)
        return table[np.concatenate(self._codes)]

    def first_row_of(self, name: str) -> int:
        """Return the number of the first row with this label, from 1."""
        return int(np.argmax(np.concatenate(self._codes) == self._numbers[name])) + 1

    def _named(self, value: object) -> str:
        try:
            return class_name(value)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{self.where}: the label {value!r} in {self._column!r} is not text in UTF-8: save the "
                "labels as text"
            ) from error


class LabelCollector:
    """Takes the labels of a source in blocks and numbers its classes.

    Example:
        >>> labels = LabelCollector()
        >>> labels.add("train", ["10", " 9", "10"], where="a.csv", column="label")
        >>> labels.add("test", np.array([9.0]), where="b.npz", column="y")
        >>> found = labels.finish()
        >>> found.names, found.numbers["train"].tolist(), found.numbers["test"].tolist(), found.notes
        (('9', '10'), [1, 0, 1], [0], ('blanks around 1 label were removed',))
    """

    def __init__(self) -> None:
        self._splits: dict[str, NamedCodes] = {}

    def add(
        self, split: str, values: ArrayLike, *, where: str, column: str, first_row: int = 1
    ) -> None:
        """Take a block of labels.

        Args:
            split: name of the split; the first decides which classes there are.
            values: numbers, truth values or text, None or NaN where missing, (n,).
            where: how messages call the file.
            column: how messages call the labels.
            first_row: number of the first of these rows in the file.

        Raises:
            DataError: a label is missing, or is bytes that are not UTF-8.
        """
        import pandas as pd

        array = np.asarray(values)
        kind = object if array.dtype.kind in "SU" else array.dtype.newbyteorder("=")
        array = array.astype(kind, copy=False)
        codes, distinct = pd.factorize(array)
        self.of_split(split, where=where, column=column).add(codes, list(distinct), first_row)

    def of_split(self, split: str, *, where: str, column: str) -> NamedCodes:
        """Return where the labels of a split go; ``where`` and ``column`` are for messages."""
        return self._splits.setdefault(split, NamedCodes(where, column))

    def finish(self) -> ClassLabels:
        """Number the classes.

        Raises:
            DataError: there are fewer than two classes, a later split has a class of its own, or the
                labels are measurements.
        """
        if not any(map(len, self._splits.values())):
            raise DataError("no row has a label: expected one row per example")
        first, *others = self._splits
        found = self._splits[first].names
        if len(found) < 2:
            only = f" ({next(iter(found))!r})" if found else ""
            raise DataError(
                f"{self._place(first)} has {len(found)} class{only}: a classifier needs at least two"
            )
        self._refuse_measurements(first)
        for split in others:
            unknown = sorted(set(self._splits[split].names) - set(found))
            if unknown:
                raise DataError(
                    f"{self._place(split)} has class {unknown[0]!r}, which {first} does not have"
                )
        names = in_order(found)
        label = {name: number for number, name in enumerate(names)}
        numbers = {split: codes.numbered(label) for split, codes in self._splits.items()}
        return ClassLabels(names, numbers, self._notes(names))

    def _place(self, split: str) -> str:
        """Return how messages call a split: its file, and its name where that says more."""
        where = self._splits[split].where
        return split if where == split else f"{where}, {split}"

    def _notes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        notes = []
        stripped = sum(codes.stripped for codes in self._splits.values())
        if stripped:
            notes.append(blanks_removed(stripped))
        notes += differ_in_capitals(names)
        if names == tuple(str(number) for number in range(1, len(names) + 1)):
            notes.append(f"labels run from 1 to {len(names)}: there is no class 0")
        return tuple(notes)

    def _refuse_measurements(self, split: str) -> None:
        names = self._splits[split].names
        n_rows = len(self._splits[split])
        decimals = next((name for name in names if "." in name), "")
        if (
            decimals
            and len(names) > MEASURED_SHARE * n_rows
            and all(NUMBER.fullmatch(name) for name in names)
        ):
            raise DataError(
                f"{self._place(split)} has {len(names):,} different labels in {n_rows:,} rows, "
                f"such as {decimals}: this is a measured quantity, not a class. Name the column "
                "with the class"
            )


def blanks_removed(n_labels: int) -> str:
    """Return what is said about labels that had blanks around them.

    Example:
        >>> blanks_removed(1)
        'blanks around 1 label were removed'
    """
    return f"blanks around {n_labels:,} label{'' if n_labels == 1 else 's'} were removed"


def encode_labels(
    by_split: Mapping[str, Sequence[str]],
) -> tuple[tuple[str, ...], dict[str, IntArray]]:
    """Number the classes of labels that are in memory.

    Args:
        by_split: split -> one label per example; the first split decides which classes there are.

    Returns:
        The class names in label order, and the labels of each split, int64 (N,).

    Raises:
        DataError: as `LabelCollector.finish`.

    Example:
        >>> names, labels = encode_labels({"train": ["10", "9", "10"], "test": ["9"]})
        >>> names, labels["train"].tolist(), labels["test"].tolist()
        (('9', '10'), [1, 0, 1], [0])
    """
    collector = LabelCollector()
    for split, values in by_split.items():
        collector.add(split, np.array(values, dtype=object), where=split, column="label")
    labels = collector.finish()
    return labels.names, dict(labels.numbers)
