"""Rows that Arrow holds, as CSV and Parquet files give them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.table import Rows, numbers_of_text

if TYPE_CHECKING:
    import pyarrow as pa


FORM = "a table"


@dataclass(frozen=True, eq=False)
class ArrowRows(Rows):
    """Rows of an Arrow batch.

    Attributes:
        path: the file, for messages.
        first: number of the first of these rows in the file, from 1.
        batch: the columns.
        keys: name of a column -> what the batch calls it.
    """

    path: Path
    first: int
    batch: "pa.RecordBatch"
    keys: Mapping[str, str]

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.batch.num_rows)

    def values(self, column: str) -> NDArray[Any]:
        """Return a column as it stands: numbers (NaN where missing), or objects (None where missing)."""
        import pyarrow as pa

        array = self._stored(column)
        kind = array.type
        if pa.types.is_dictionary(kind):
            codes, distinct = self.coded(column)
            each_once: NDArray[Any] = np.array([*distinct, None], dtype=object)
            shared: NDArray[Any] = each_once[codes]
            return shared
        with reading(self.path, FORM):
            if pa.types.is_decimal(kind):
                array = array.cast(pa.float64())
            elif pa.types.is_boolean(kind) and array.null_count:
                return np.array(array.to_pylist(), dtype=object)
            return np.asarray(array.to_numpy(zero_copy_only=False))

    def coded(self, column: str) -> tuple[NDArray[Any], list[object]]:
        """Return a column as positions in a list of distinct values, -1 where one is missing."""
        import pyarrow as pa

        array = self._stored(column)
        with reading(self.path, FORM):  # text that is not UTF-8 shows only when it is wanted
            if not pa.types.is_dictionary(array.type):
                array = array.dictionary_encode()
            # Some libraries number the values without a sign, which leaves no -1.
            codes = array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
            if pa.types.is_floating(array.dictionary.type):
                # As numbers of their own width: a float32 of 0.1 is called 0.1 in every format.
                return codes, list(array.dictionary.to_numpy(zero_copy_only=False))
            return codes, array.dictionary.to_pylist()

    def cut(self, first: int, rows: int) -> Iterator["ArrowRows"]:
        """Yield these rows in blocks of at most ``rows``, numbered from ``first``."""
        for start in range(0, len(self), rows):
            part = self.batch.slice(start, rows)
            yield ArrowRows(self.path, first + start, part, self.keys)

    def matrix(self, columns: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Return columns as numbers, float64 (n, len(columns)), NaN where one is missing."""
        numbers = np.empty((len(self), len(columns)), order="F")  # as they lie in Arrow
        for at, column in enumerate(columns):
            numbers[:, at] = self._numbers(column)
        return numbers

    def _numbers(self, column: str) -> NDArray[np.float64]:
        import pyarrow as pa

        array = self._stored(column)
        kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
        if pa.types.is_null(kind):
            return np.full(len(array), np.nan)
        if pa.types.is_boolean(kind):
            array = array.cast(pa.uint8())
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return numbers_of_text(
                self.values(column), path=self.path, first=self.first, column=column
            )
        elif not (
            pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        ):
            raise DataError(
                f"{self.path}, column {column!r} holds {kind}, not numbers. Encode the column as numbers or "
                "remove it"
            )
        return np.asarray(array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))

    def _stored(self, column: str) -> "pa.Array":
        """Return a column as the batch holds it, other than lists and structures.

        Of columns with a dictionary those of text keep it, those of numbers do not.
        """
        import pyarrow as pa

        array = self.batch.column(self.keys[column])
        kind = array.type
        if pa.types.is_nested(kind):
            raise DataError(
                f"{self.path}, column {column!r} holds {kind}: expected one value per row. Split "
                "it into several columns or remove it"
            )
        if pa.types.is_dictionary(kind):
            return array.dictionary_decode() if pa.types.is_primitive(kind.value_type) else array
        if pa.types.is_string_view(kind) or pa.types.is_binary_view(kind):
            array = array.cast(pa.string() if pa.types.is_string_view(kind) else pa.binary())
        return array
