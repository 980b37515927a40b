"""Reading the tables of a run folder: Parquet, its columns and sizes judged before its rows are read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.tables.held import refuse_too_much
from ltcore.runs.reading import damage, read_plain
from ltcore.runs.schema.boundary import reading_of
from ltcore.runs.schema.columns import Column, ColumnError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

MOST_ROWS = 50_000_000
CODECS = ("UNCOMPRESSED", "SNAPPY")
"""What the lab writes; others shrink zeros a thousand times, and unfold into all memory there is."""


@dataclass(frozen=True)
class TableSchema:
    """What a table may hold.

    Attributes:
        columns: its columns; others are not read.
        keys: columns that together tell one row from all others.
        counted: column that counts the rows from 0, "" for none.
    """

    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    counted: str = ""

    def check_rows(self, columns: dict[str, NDArray[Any]]) -> None:
        """Refuse rows that stand twice, or are not in their place.

        Raises:
            ColumnError: there is one.
        """
        import pandas as pd

        if self.counted:
            values = columns[self.counted]
            wrong = np.flatnonzero(values != np.arange(len(values)))
            if wrong.size:
                row = int(wrong[0])
                raise ColumnError(
                    f"column {self.counted!r}, row {row + 1} holds {values[row]}; legal is {row}"
                )
        twice = pd.DataFrame({key: columns[key] for key in self.keys}).duplicated().to_numpy()
        if twice.any():
            named = " and ".join(map(repr, self.keys))
            raise ColumnError(f"row {int(np.argmax(twice)) + 1} has the same {named} as one before")


def read_table(path: Path, schema: TableSchema) -> "pd.DataFrame | None":
    """Return the Parquet file ``path``, or None where it is not there yet.

    Args:
        path: the file.
        schema: what it may hold.

    Returns:
        The columns of the schema that the file has, in the order of the schema; whole numbers are int64.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is no Parquet file of this schema; the message names column and row.
    """
    content = read_plain(path)
    if content is None:
        return None
    import pandas as pd

    with reading_of(path, "Parquet"):
        return pd.DataFrame(_columns(content, schema))


def require_below(path: Path, table: "pd.DataFrame", columns: Sequence[str], most: int) -> None:
    """Refuse a table that names a class which the class table does not have.

    Raises:
        DamagedRunError: a column holds ``most`` or more.
    """
    for name in columns:
        outside = table[name].to_numpy() >= most
        if outside.any():
            row = int(np.argmax(outside))
            raise damage(
                path,
                f": column {name!r}: row {row + 1} holds {table[name].iloc[row]}, but class_table.parquet "
                f"has {most} classes",
            )


def _columns(content: bytes, schema: TableSchema) -> dict[str, "pd.Series[Any] | NDArray[Any]"]:
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    texts = [column.name for column in schema.columns if column.kind == "text"]
    # Arrow gets bytes: a file that is cut while it is read would end the process.
    with parquet.ParquetFile(
        pa.BufferReader(content), read_dictionary=texts, page_checksum_verification=True
    ) as file:
        present = _present(file, schema)
        _check_sizes(file.metadata, len(content), [column.name for column in present])
        table = file.read([column.name for column in present], use_threads=False)
    if table.num_rows != file.metadata.num_rows:
        raise ColumnError(f"it holds {table.num_rows:,} rows and claims {file.metadata.num_rows:,}")
    values = {column.name: _value(column, table) for column in present}
    schema.check_rows(values)
    as_text = {name: pd.Series(values[name], dtype="str") for name in texts if name in values}
    return {**values, **as_text}


def _value(column: Column, table: "pa.Table") -> NDArray[Any]:
    try:
        return column.read(table.column(column.name))
    except ColumnError as error:
        raise ColumnError(f"column {column.name!r}: {error}") from error


def _present(file: "parquet.ParquetFile", schema: TableSchema) -> list[Column]:
    """Return the columns of the schema that the file has.

    Raises:
        ColumnError: one is missing, or is there twice.
    """
    names = Counter(file.schema_arrow.names)
    for column in schema.columns:
        if names[column.name] > 1:
            raise ColumnError(f"column {column.name!r} stands twice")
        if not names[column.name] and not column.optional:
            raise ColumnError(f"column {column.name!r} is missing")
    return [column for column in schema.columns if names[column.name]]


def _check_sizes(metadata: "parquet.FileMetaData", file_bytes: int, names: list[str]) -> None:
    """Refuse what the file says it unfolds into, before it is read.

    Raises:
        ColumnError: it has too many rows, or a column is packed as the lab never packs one.
        DataError: it would take too much memory.
    """
    if not 0 <= metadata.num_rows <= MOST_ROWS:
        raise ColumnError(f"it claims {metadata.num_rows:,} rows; legal are up to {MOST_ROWS:,}")
    held = 8 * metadata.num_rows * len(names)
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for number in range(group.num_columns):
            column = group.column(number)
            if column.path_in_schema not in names:
                continue
            if column.compression not in CODECS:
                raise ColumnError(
                    f"column {column.path_in_schema!r} is packed by {column.compression}; legal are "
                    f"{' and '.join(CODECS)}"
                )
            held += max(0, column.total_uncompressed_size)
    refuse_too_much(held, file_bytes, "its content")
