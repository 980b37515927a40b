"""The header of a Parquet file of a run, judged before anything that it claims is read."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ltcore.data.tables.held import refuse_too_much
from ltcore.data.tables.parquet_footer import column_chunks
from ltcore.runs.schema.columns import Column, ColumnError, named

if TYPE_CHECKING:
    from pyarrow import parquet

MOST_ROWS = 50_000_000
CODECS = ("UNCOMPRESSED", "SNAPPY")
"""What the lab writes; others shrink zeros a thousand times, and unfold into all memory there is."""


def judged_columns(
    metadata: "parquet.FileMetaData", columns: Sequence[Column], content: bytes
) -> list[Column]:
    """Return the columns that a file has, each of a legal type.

    Args:
        metadata: the header.
        columns: those that the file may have; others are not looked at.
        content: the whole file.

    Raises:
        ColumnError: one is missing, there twice, of another type, or packed as the lab never packs one; or
            there are too many rows.
        FooterError: the footer is cut, or is none.
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
    pages = _unpacked_bytes(content, {column.name for column in present})
    refuse_too_much(numbers + pages, len(content), "its content")
    return present


def _unpacked_bytes(content: bytes, names: set[str]) -> int:
    total = 0
    for chunk in column_chunks(content):
        if chunk.path not in names:
            continue
        if chunk.codec not in CODECS:
            raise ColumnError(
                f"column {chunk.path!r} is compressed with {chunk.codec}; {' and '.join(CODECS)} are legal"
            )
        total += max(0, chunk.unpacked_bytes)
    return total
