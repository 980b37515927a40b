"""Rows of an npz archive: columns are slices of its arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.table import Rows

FORM = "npz"


@dataclass(frozen=True)
class Place:
    """Where a column is: in which array, and at which position of its second axis."""

    array: str
    at: int


@dataclass(frozen=True, eq=False)
class NpzRows(Rows):
    """Some rows of the arrays of an archive."""

    path: Path
    first: int
    arrays: Mapping[str, NDArray[Any]]
    places: Mapping[str, Place]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.arrays.values())))

    def values(self, column: str) -> NDArray[Any]:
        """Return a column; text as objects.

        Raises:
            DataError: text is not UTF-8.
        """
        place = self.places[column]
        array = self.arrays[place.array]
        values = array if array.ndim == 1 else array[:, place.at]
        if values.dtype.kind == "S":
            return self._decoded(values, column)
        if values.dtype.kind == "U":
            with reading(self.path, FORM):  # a damaged character
                return values.astype(object)
        return values

    def matrix(self, columns: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Return columns as numbers; neighbours in an array are taken at once, not one by one."""
        parts = [self._run(list(run)) for run in _runs(columns, self.places)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def _run(self, columns: list[str]) -> NDArray[np.floating[Any]]:
        place = self.places[columns[0]]
        array = self.arrays[place.array]
        if array.dtype.kind not in "fiub":
            return super().matrix(columns)
        numbers = array.reshape(len(array), -1)[:, place.at : place.at + len(columns)]
        small = array.dtype.kind == "f" and array.dtype.itemsize <= 4
        with np.errstate(over="ignore"):  # too large for float64 becomes infinite
            return numbers.astype(np.float32 if small else np.float64, copy=False)

    def _decoded(self, values: NDArray[Any], column: str) -> NDArray[Any]:
        decoded = np.empty(len(values), dtype=object)
        for at, value in enumerate(values.tolist()):
            try:
                decoded[at] = value.decode("utf-8")
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{self.path}, row {self.first + at}, column {column!r} is {value[:40]!r}, which is not "
                    "UTF-8: save the text as text (fixed-width, U)"
                ) from error
        return decoded


def _runs(columns: Sequence[str], places: Mapping[str, Place]) -> Iterator[list[str]]:
    """Split columns into runs of neighbours of one array."""
    numbered = enumerate(columns)
    for _, run in groupby(
        numbered, key=lambda item: (places[item[1]].array, places[item[1]].at - item[0])
    ):
        yield [column for _, column in run]
