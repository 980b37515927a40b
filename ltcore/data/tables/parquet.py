"""Parquet files: the columns of the file, whatever a note of pandas in it says about an index.

One thing stands in that note alone: pandas keeps an index of evenly spaced whole numbers as start and step
and writes no column for it. Where such an index has a name it was a column of the user's, and is read.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltcore.data.errors import DataError
from ltcore.data.tables.arrow import ArrowRows
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.header import checked_names
from ltcore.data.tables.parquet_footer import column_chunks, footer_of
from ltcore.data.tables.table import Rows, Table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

OPENING: dict[str, Any] = {
    "page_checksum_verification": True,
    "pre_buffer": False,
    "buffer_size": 2**20,
}
"""Arrow does not compare a page with its checksum unless it is asked to, and holds whole row groups."""


class ParquetTable(Table):
    """A Parquet file.

    Raises:
        DataError: the file is damaged, or two columns have one name.
    """

    form = "Parquet"

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        self.path = path
        with reading(path, self.form), parquet.ParquetFile(path, **OPENING) as file:
            self._names = list(file.schema_arrow.names)
            self._texts = _shared_texts(file, path)
            self.n_rows = int(file.metadata.num_rows)
            self._ranges = _ranges(file.schema_arrow.metadata, self._names, self.n_rows, path)
        self._names = [*self._ranges, *self._names]
        self.columns = checked_names(self._names, path)

    def blocks(
        self,
        columns: Sequence[str],
        *,
        text: Sequence[str] = (),  # noqa: ARG002 (the file says the type of each column)
        rows: int,
    ) -> Iterator[Rows]:
        """Yield all rows in order."""
        from pyarrow import parquet

        stored_as = dict(zip(self.columns, self._names, strict=True))
        place = {name: stored_as[name] for name in columns}
        stored = [name for name in place.values() if name not in self._ranges]
        first = 1
        # A long text that stands in many rows is held once, as the file holds it.
        texts = [name for name in stored if name in self._texts]
        with (
            reading(self.path, self.form),
            parquet.ParquetFile(self.path, read_dictionary=texts, **OPENING) as file,
        ):
            for batch in file.iter_batches(rows, columns=stored or self._names[-1:]):
                for name in set(place.values()) & self._ranges.keys():
                    batch = _with_range(batch, name, first, self._ranges[name])  # noqa: PLW2901
                block = ArrowRows(self.path, first, batch, place)
                yield block
                first += len(block)


def _shared_texts(file: "parquet.ParquetFile", path: Path) -> list[str]:
    """Return the columns of text that the file holds with each text once; Arrow opens no others so.

    How a column is written is read by us: where a footer is damaged, pyarrow ends the process that asks it.

    Raises:
        FooterError: the footer is damaged.
    """
    import pyarrow as pa

    texts = {
        field.name
        for field in file.schema_arrow
        if pa.types.is_string(field.type)
        or pa.types.is_large_string(field.type)
        or pa.types.is_binary(field.type)
    }
    for chunk in column_chunks(footer_of(path)) if texts else ():
        if any(encoding.startswith("DELTA") for encoding in chunk.encodings):
            texts.discard(chunk.path)
    return sorted(texts)


def _ranges(
    metadata: dict[bytes, bytes] | None, names: Sequence[str], n_rows: int, path: Path
) -> dict[str, range]:
    """Return the named indexes that pandas' note keeps as start, stop and step.

    A note outlives the rows that it was written for: Arrow keeps it where a table is filtered or joined to
    another. One of another length says nothing about these rows.
    """
    try:
        note = json.loads((metadata or {}).get(b"pandas", b"{}"))
        found = [index for index in note.get("index_columns", []) if isinstance(index, dict)]
        ranges = {
            index["name"]: range(index["start"], index["stop"], index["step"])
            for index in found
            if isinstance(index.get("name"), str) and index["name"] not in names
        }
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise DataError(
            f"{path}: pandas' column metadata cannot be read, so an index may be lost. The file "
            "is damaged: write it again"
        ) from error
    return {
        name: numbers for name, numbers in ranges.items() if len(numbers[: n_rows + 1]) == n_rows
    }


def _with_range(batch: "pa.RecordBatch", name: str, first: int, numbers: range) -> "pa.RecordBatch":
    import numpy as np
    import pyarrow as pa

    part: Any = numbers[first - 1 : first - 1 + batch.num_rows]
    return batch.append_column(name, pa.array(np.arange(part.start, part.stop, part.step)))
