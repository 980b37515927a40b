"""CSV files: a header line, one row per line, UTF-8; fields are counted in every row.

Arrow reads the numbers, since it is quick and refuses a row of another length anywhere. Where it refuses,
and where there are quotes, Python's own strict reader walks the lines: it knows their numbers, and it does
not take an unclosed quote for a long text.
"""

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.tables import csv_blocks
from ltcore.data.tables.arrow import ArrowRows
from ltcore.data.tables.boundary import reading, visible
from ltcore.data.tables.csv_blocks import CsvRefusedError, CsvRequest
from ltcore.data.tables.csv_header import LONGEST_FIELD, opened, read_header
from ltcore.data.tables.header import checked_names
from ltcore.data.tables.lines import refuse_not_utf8
from ltcore.data.tables.table import Rows, Table

HINT = (
    "Put quotes around fields that contain a separator, and give every column a name in the "
    "header (R's write.table omits the first: use row.names=FALSE)"
)


class CsvTable(Table):
    """A CSV file with a header line.

    Blanks around column names are no part of them. The separator is a comma, or where the header has
    none a semicolon, a tab or a bar.

    Raises:
        DataError: there is no header or no row below it, or two columns have one name.
    """

    form = "CSV"

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path, self.form), opened(path) as file:
            try:
                self._header = read_header(path, file)
            except UnicodeDecodeError:
                refuse_not_utf8(path, self.form)
                raise
        self.columns = checked_names(self._header.names, path)

    def blocks(
        self, columns: Sequence[str], *, text: Sequence[str] = (), rows: int
    ) -> Iterator[Rows]:
        """Yield all rows in order."""
        number = {name: at for at, name in enumerate(self.columns)}
        place = {name: f"f{number[name]}" for name in columns}
        request = CsvRequest(
            path=self.path,
            start=self._header.end,
            separator=self._header.separator,
            n_columns=len(self.columns),
            columns={key: name in text for name, key in place.items()},
            quoted=False,
            block_bytes=csv_blocks.BLOCK_BYTES,
        )
        done = 0
        whole = False
        while not whole:
            behind = done
            try:
                with reading(self.path, self.form):
                    for batch in csv_blocks.read_blocks(request):
                        skipped = min(behind, batch.num_rows)
                        behind -= skipped
                        block = ArrowRows(self.path, 1, batch.slice(skipped), place)
                        yield from block.cut(done + 1, rows)
                        done += len(block)
                whole = True
            except CsvRefusedError as error:
                request = self._otherwise(error, request)

    def _otherwise(self, error: CsvRefusedError, before: CsvRequest) -> CsvRequest:
        """Return how to go on where Arrow stopped; raise where the file itself is wrong."""
        if not before.quoted or error.is_structure:
            self._walk()  # names the line where its fields are not as many as the header's
        if error.of_quotes:
            return replace(before, quoted=True)
        if error.of_length and before.block_bytes < LONGEST_FIELD:
            return replace(before, block_bytes=8 * before.block_bytes)
        if error.is_structure or all(before.columns.values()):
            raise DataError(f"{self.path} cannot be read as CSV: {visible(str(error))}") from error
        # Arrow is strict about numbers ("True" is none): read as text, they tell row and column.
        return replace(before, columns=dict.fromkeys(before.columns, True))

    def _walk(self) -> None:
        """Read all lines strictly and refuse the first that is not as the header says."""
        csv_blocks.refuse_nul(self.path)
        with reading(self.path, self.form), opened(self.path) as file:
            lines = itertools.islice(file, self._header.lines, None)
            records = csv.reader(lines, delimiter=self._header.separator, strict=True)
            line = self._header.lines + 1
            try:
                for fields in records:
                    if fields and len(fields) != len(self.columns):
                        raise DataError(self._other_length(line, fields))
                    line = self._header.lines + records.line_num + 1
            except csv.Error as error:
                raise DataError(
                    f"{self.path}, line {line}: {visible(str(error))}. A quote that opens a field "
                    "must also close it, and quotes inside it must be doubled"
                ) from error
            except UnicodeDecodeError:
                refuse_not_utf8(self.path, self.form)
                raise

    def _other_length(self, line: int, fields: list[str]) -> str:
        shown = self._header.separator.join(fields)[:60]
        return (
            f"{self.path}, line {line} has {len(fields)} field{'s' if len(fields) != 1 else ''}, the header "
            f"has {len(self.columns)}: {shown!r}. {HINT}"
        )
