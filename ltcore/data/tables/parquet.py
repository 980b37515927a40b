"""Parquet files: the columns of the file, whatever a note of pandas in it says about an index."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ltcore.data.tables.arrow import ArrowRows
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.header import checked_names
from ltcore.data.tables.table import Rows, Table


class ParquetTable(Table):
    """A Parquet file.

    Raises:
        DataError: the file is damaged, or two columns have one name.
    """

    form = "Parquet"

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        self.path = path
        with reading(path, self.form), parquet.ParquetFile(path) as file:
            self._names = list(file.schema_arrow.names)
            self.n_rows = int(file.metadata.num_rows)
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

        place = {name: self._names[self.columns.index(name)] for name in columns}
        first = 1
        with reading(self.path, self.form), parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(rows, columns=list(place.values())):
                block = ArrowRows(self.path, first, batch, place)
                yield block
                first += len(block)
