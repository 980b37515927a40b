"""Reading the tables of a run folder: Parquet, its columns and sizes judged before its rows are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ltcore.runs.reading import damage, read_plain
from ltcore.runs.schema.boundary import reading_of
from ltcore.runs.schema.columns import Column, ColumnError, named
from ltcore.runs.schema.parquet_header import judged_columns

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow import parquet


@dataclass(frozen=True)
class TableSchema:
    """What a table may hold.

    Attributes:
        columns: its columns; others are not read.
        keys: columns that together tell one row from all others; none where rows are counted.
        counted: column that counts the rows from 0, "" for none.
    """

    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
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
                    f"column {self.counted!r}, row {row + 1} holds {values[row]}; it must be {row}"
                )
        keys = [columns[key] for key in self.keys]
        if not keys or (len(keys) == 1 and pd.Index(keys[0]).is_unique):  # which is far quicker
            return
        twice = pd.DataFrame(dict(enumerate(keys))).duplicated().to_numpy()
        if twice.any():
            named = " and ".join(map(repr, self.keys))
            raise ColumnError(
                f"row {int(np.argmax(twice)) + 1} has the same {named} as an earlier one"
            )


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


def count_rows(path: Path, schema: TableSchema) -> int | None:
    """Return how many rows a table has, or None where it is not there yet; the rows stay unread.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: its header is not that of a Parquet file of this schema.
    """
    content = read_plain(path)
    if content is None:
        return None
    with reading_of(path, "Parquet"):
        return int(_header(content, schema)[0].num_rows)


def require_below(
    path: Path, table: "pd.DataFrame", columns: Sequence[str], most: int | None
) -> None:
    """Refuse a table that names a class which the class table does not have.

    Raises:
        DamagedRunError: a column holds ``most`` or more; None is no limit, as there is no class table.
    """
    for name in columns if most is not None else ():
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

    # Arrow gets bytes: a file that is cut while it is read would end the process.
    metadata, present = _header(content, schema)
    texts = [column.name for column in present if column.kind == "text"]
    with parquet.ParquetFile(
        pa.BufferReader(content),
        metadata=metadata,
        read_dictionary=texts,
        page_checksum_verification=True,
    ) as file:
        table = file.read([column.name for column in present], use_threads=False)
    if table.num_rows != metadata.num_rows:
        raise ColumnError(f"it holds {table.num_rows:,} rows but claims {metadata.num_rows:,}")
    values = {}
    for column in present:
        with named(column):
            values[column.name] = column.read(table.column(column.name))
    schema.check_rows(values)
    return {**values, **{name: pd.Series(values[name], dtype="str") for name in texts}}


def _header(content: bytes, schema: TableSchema) -> tuple["parquet.FileMetaData", list[Column]]:
    import pyarrow as pa
    from pyarrow import parquet

    metadata = parquet.read_metadata(pa.BufferReader(content))
    return metadata, judged_columns(metadata, schema.columns, content)
