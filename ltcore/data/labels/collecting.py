"""From the labels of a file, block by block, to class names and label numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.data.errors import DataError
from ltcore.data.labels.names import NUMBER, class_name, in_order
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


@dataclass
class _Split:
    """Labels of one split so far; ``numbers`` count names in the order in which they were first seen."""

    names: dict[str, int] = field(default_factory=dict)
    numbers: list[NDArray[np.int32]] = field(default_factory=list)


class LabelCollector:
    """Takes labels in blocks; holds four bytes per label, whatever its text.

    Example:
        >>> labels = LabelCollector()
        >>> labels.add("train", ["10", " 9", "10"], where="a.csv", column="label")
        >>> labels.add("test", np.array([9.0]), where="b.npz", column="y")
        >>> found = labels.finish()
        >>> found.names, found.numbers["train"].tolist(), found.numbers["test"].tolist(), found.notes
        (('9', '10'), [1, 0, 1], [0], ('blanks around 1 label were removed',))
    """

    def __init__(self) -> None:
        self._splits: dict[str, _Split] = {}
        self._stripped = 0

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
        if array.dtype.kind in "SU":
            array = array.astype(object)
        codes, distinct = pd.factorize(array, use_na_sentinel=True)
        self.add_coded(
            split, codes, list(distinct), where=where, column=column, first_row=first_row
        )

    def add_coded(
        self,
        split: str,
        codes: NDArray[Any],
        distinct: Sequence[object],
        *,
        where: str,
        column: str,
        first_row: int = 1,
    ) -> None:
        """Take a block of labels as positions in a list of distinct ones, -1 where missing.

        Raises:
            DataError: as `add`.
        """
        names = [_named(value, where, column) for value in distinct]
        empty = np.array([not name for name in names] + [True])  # the last is for -1
        missing = np.flatnonzero(empty[codes])
        if len(missing):
            raise DataError(f"{where}, row {first_row + missing[0]}: the label ({column!r}) is empty")
        if not len(codes):
            return
        blanks = [isinstance(value, str | bytes) and value != value.strip() for value in distinct]
        if any(blanks):
            self._stripped += int(np.array(blanks)[codes].sum())
        of_split = self._splits.setdefault(split, _Split())
        number = [of_split.names.setdefault(name, len(of_split.names)) for name in names]
        of_split.numbers.append(np.array(number, dtype=np.int32)[codes])

    def finish(self) -> ClassLabels:
        """Number the classes.

        Raises:
            DataError: there are fewer than two classes, a later split has a class of its own, or the
                labels are measurements.
        """
        if not self._splits:
            raise DataError("there is no row with a label: expected one row per example")
        first, *others = self._splits
        found = self._splits[first].names
        if len(found) < 2:
            only = f" ({next(iter(found))!r})" if found else ""
            raise DataError(f"{first} has {len(found)} class{only}: a classifier needs at least two")
        self._refuse_measurements(first)
        for split in others:
            unknown = sorted(set(self._splits[split].names) - found.keys())
            if unknown:
                raise DataError(f"{split} has class {unknown[0]!r}, which {first} does not have")
        names = in_order(found)
        label = {name: number for number, name in enumerate(names)}
        numbers = {}
        for split, of_split in self._splits.items():
            table = np.array([label[name] for name in of_split.names], dtype=np.int64)
            numbers[split] = table[np.concatenate(of_split.numbers)]
        return ClassLabels(names, numbers, self._notes(names))

    def _notes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        notes = []
        if self._stripped:
            plural = "label" if self._stripped == 1 else "labels"
            notes.append(f"blanks around {self._stripped:,} {plural} were removed")
        if names == tuple(str(number) for number in range(1, len(names) + 1)):
            notes.append(f"labels run from 1 to {len(names)}: no class is called 0")
        return tuple(notes)

    def _refuse_measurements(self, split: str) -> None:
        names = self._splits[split].names
        n_rows = sum(map(len, self._splits[split].numbers))
        decimals = next((name for name in names if "." in name), "")
        if (
            decimals
            and len(names) > MEASURED_SHARE * n_rows
            and all(NUMBER.fullmatch(name) for name in names)
        ):
            raise DataError(
                f"{split} has {len(names):,} different labels in {n_rows:,} rows, such as {decimals}: that is a "
                "measured quantity, not a class. Name the column that holds the class"
            )


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


def _named(value: object, where: str, column: str) -> str:
    try:
        return class_name(value)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where}: the label {value!r} in {column!r} is not text in UTF-8: save the labels as text"
        ) from error
