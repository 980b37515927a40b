"""What every table of a user's is, whatever its format: named columns, read in blocks of rows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError

MISSING = ("", "NaN", "nan", "NA", "N/A", "null", "NULL", "None", "?")
"""What counts as a missing number where a format writes numbers as text."""
TRUTH = {"True": 1.0, "TRUE": 1.0, "true": 1.0, "False": 0.0, "FALSE": 0.0, "false": 0.0}
WORDS = {**dict.fromkeys(MISSING, float("nan")), **TRUTH}


class Rows(ABC):
    """Some rows of a table.

    Attributes:
        path: the file, for messages.
        first: number of the first of these rows in the file, from 1.
    """

    path: Path
    first: int

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of rows."""

    @abstractmethod
    def values(self, column: str) -> NDArray[Any]:
        """Return a column as it stands: numbers, truth values, or objects (text, None), (n,)."""

    def coded(self, column: str) -> tuple[NDArray[Any], list[object]]:
        """Return a column as positions (n,) in a list of distinct values, -1 where one is missing."""
        import pandas as pd

        values = self.values(column)
        native = values.astype(values.dtype.newbyteorder("="), copy=False)
        codes, distinct = pd.factorize(native)
        return codes, list(distinct)

    def matrix(self, columns: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Return columns as numbers, float32 or float64 (n, len(columns)), NaN where one is missing.

        Raises:
            DataError: a value is not a number; the message names row and column.
        """
        return np.stack([self._numbers(column) for column in columns], axis=1)

    def _numbers(self, column: str) -> NDArray[np.float64]:
        values = self.values(column)
        if values.dtype.kind in "fiub":
            return values.astype(np.float64)
        return numbers_of_text(values, path=self.path, first=self.first, column=column)


class Table(ABC):
    """A user's table; opening it reads the header, and nothing else.

    Attributes:
        path: the file.
        form: how messages call the format: "CSV", "Parquet", "ARFF" ...
        columns: names of all columns in the order of the file, each name once.
        declared_label: the column that the format itself declares as the class, "" where it has none.
        n_rows: number of rows, None where only reading tells.
        unreadable: what looks like a column and cannot be one -> the reason, a sentence.
        notes: sentences about what the format holds beside rows and is not used (weights, comments ...).
    """

    path: Path
    form: str
    columns: tuple[str, ...]
    declared_label: str = ""
    n_rows: int | None = None
    unreadable: Mapping[str, str] = MappingProxyType({})
    notes: tuple[str, ...] = ()

    @abstractmethod
    def blocks(
        self, columns: Sequence[str], *, text: Sequence[str] = (), rows: int
    ) -> Iterator[Rows]:
        """Yield all rows in order.

        Args:
            columns: the columns that are needed.
            text: those of them that are wanted as they are written (labels, texts), not as numbers.
            rows: at most so many in a block.

        Raises:
            DataError: the file is damaged; the message names the row and the column where it can.
        """


@dataclass(frozen=True, eq=False)
class ArrayRows(Rows):
    """Rows that are held as one array per column."""

    path: Path
    first: int
    arrays: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.arrays.values())))

    def values(self, column: str) -> NDArray[Any]:
        """Return a column as it stands."""
        return self.arrays[column]


def numbers_of_text(
    values: NDArray[Any], *, path: Path, first: int, column: str
) -> NDArray[np.float64]:
    """Return the numbers that objects mean, NaN where one is missing.

    Args:
        values: text, numbers, truth values, decimals or None, object (n,).
        path: the file, for messages.
        first: number of the first of these rows in the file.
        column: name of the column.

    Raises:
        DataError: a value is not a number; the message names row and column.

    Example:
        >>> numbers_of_text(np.array(["1", " 2.5", None, "NA", "True"], dtype=object), path=Path("a.csv"),
        ...                 first=1, column="a").tolist()
        [1.0, 2.5, nan, nan, 1.0]
    """
    numbers = np.empty(len(values))
    for at, value in enumerate(values):
        number = _number(value)
        if number is None:
            raise DataError(
                f"{path}, row {first + at}, column {column!r} is {str(value)[:40]!r}: expected a number. "
                "Encode the column as numbers or remove it; for text use the data set 'text'"
            )
        numbers[at] = number
    return numbers


def _number(value: object) -> float | None:
    """Return a value as a float, NaN where it is missing, None where it is no number."""
    text = "" if value is None else str(value).strip()
    if text in WORDS:
        return WORDS[text]
    try:
        return None if "_" in text else float(text)  # Python takes 1_000, no file format does
    except ValueError:
        return None
