"""The header of a Parquet file of a run, judged before anything that it claims is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ltcore.data.tables.held import refuse_too_much
from ltcore.runs.schema.columns import Column, ColumnError, named

if TYPE_CHECKING:
    from pyarrow import parquet

MOST_ROWS = 50_000_000
CODECS = ("UNCOMPRESSED", "SNAPPY")
"""What the lab writes; others shrink zeros a thousand times, and unfold into all memory there is."""

LEVELS = (1, 0)
"""Of definition and of repetition: a value or none, and no list."""


def judged_columns(
    metadata: "parquet.FileMetaData", columns: Sequence[Column], file_bytes: int
) -> list[Column]:
    """Return the columns that a file has, each of a legal type.

    Args:
        metadata: the header.
        columns: those that the file may have; others are not looked at.
        file_bytes: size of the file.

    Raises:
        ColumnError: one is missing, there twice, of another type, or packed as the lab never packs one; or
            there are too many rows.
        DataError: they would take too much memory.
    """
    schema = metadata.schema.to_arrow_schema()
    times = Counter(schema.names)
    present = [column for column in columns if times[column.name]]
    for column in columns:
        if times[column.name] > 1:
            raise ColumnError(f"column {column.name!r} appears twice")
        if column in present:
            with named(column):
                column.check_type(schema.field(column.name).type)
        elif not column.optional:
            raise ColumnError(f"column {column.name!r} is missing")
    if not 0 <= metadata.num_rows <= MOST_ROWS:
        raise ColumnError(f"it claims {metadata.num_rows:,} rows; at most {MOST_ROWS:,} are legal")
    numbers = 8 * metadata.num_rows * len(present)
    pages = _unpacked_bytes(metadata, {column.name for column in present})
    refuse_too_much(numbers + pages, file_bytes, "its content")
    return present


def _unpacked_bytes(metadata: "parquet.FileMetaData", names: set[str]) -> int:
    total, places = 0, list(_places(metadata.schema, names))
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for number in places:
            chunk = group.column(number)
            if chunk.compression not in CODECS:
                raise ColumnError(
                    f"column {chunk.path_in_schema!r} is compressed with {chunk.compression}; "
                    f"{' and '.join(CODECS)} are legal"
                )
            total += max(0, chunk.total_uncompressed_size)
    return total


def _places(schema: "parquet.ParquetSchema", names: set[str]) -> Iterator[int]:
    """Yield where the columns are, once they are flat and may have gaps, as the lab writes each of them.

    pyarrow ends the process where the statistics of a column are of another level than its schema.
    """
    for number in range(len(schema)):
        column = schema.column(number)
        if column.path not in names:
            continue
        if (column.max_definition_level, column.max_repetition_level) != LEVELS:
            raise ColumnError(f"column {column.path!r} is not stored as a flat column with gaps")
        yield number
