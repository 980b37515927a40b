"""CSV files: a header line, one row per line, UTF-8; fields are counted in every row.

Arrow reads the numbers, since it is quick and refuses a row of another length anywhere. Where it refuses,
and where there are quotes, Python's own strict reader walks the lines: it knows their numbers, and it does
not take an unclosed quote for a long text.
"""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.tables.arrow import ArrowRows
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.header import checked_names
from ltcore.data.tables.lines import refuse_not_utf8
from ltcore.data.tables.table import MISSING, Rows, Table

SEPARATORS = (",", ";", "\t", "|")
"""A header without a comma is split at the first of these that it has."""
BLOCK_BYTES = 4 * 1024**2
LONGEST_HEADER = 2**26
"""Characters; 200,000 names fit many times."""
LONGEST_FIELD = 2**27
HINT = (
    "Put quotes around fields that hold a separator, and give every column a name in the header "
    "(R's write.table leaves the first out: row.names=FALSE)"
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
        with reading(path, self.form), _opened(path) as file:
            try:
                self._separator, names, header = _header(path, file)
            except UnicodeDecodeError:
                refuse_not_utf8(path, self.form)
                raise
        self.columns = checked_names(names, path)
        self._header_lines = len(header)
        self._header_bytes = len("".join(header).encode("utf-8"))

    def blocks(
        self, columns: Sequence[str], *, text: Sequence[str] = (), rows: int
    ) -> Iterator[Rows]:
        """Yield all rows in order."""
        quoted = _has_quotes(self.path, self._header_bytes)
        if quoted:
            self._walk()
        first = 1
        try:
            for block in self._arrow_blocks(columns, text, quoted=quoted):
                yield from block.cut(first, rows)
                first += len(block)
        except _RefusedError as error:
            self._walk()  # names the line where its fields are not as many as the header's
            if error.is_structure:
                raise DataError(f"{self.path} cannot be read as CSV: {error}") from error
            # Arrow is strict about numbers ("True" is none): read them as text, which tells row and column.
            yield from self._as_text(columns, rows, behind=first - 1, quoted=quoted)

    def _as_text(
        self, columns: Sequence[str], rows: int, *, behind: int, quoted: bool
    ) -> Iterator[Rows]:
        first = 1
        for block in self._arrow_blocks(columns, columns, quoted=quoted):
            end = first + len(block)
            if end > behind + 1:
                start = max(0, behind + 1 - first)
                yield from block.after(start).cut(first + start, rows)
            first = end

    def _arrow_blocks(
        self, columns: Sequence[str], text: Sequence[str], *, quoted: bool
    ) -> Iterator[ArrowRows]:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        place = {name: f"f{self.columns.index(name)}" for name in columns}
        types = {key: pa.string() if name in text else pa.float64() for name, key in place.items()}
        try:
            with arrow_csv.open_csv(
                self.path,
                arrow_csv.ReadOptions(
                    block_size=BLOCK_BYTES,
                    skip_rows=self._header_lines,
                    column_names=[f"f{at}" for at in range(len(self.columns))],
                ),
                arrow_csv.ParseOptions(delimiter=self._separator, newlines_in_values=quoted),
                arrow_csv.ConvertOptions(
                    column_types=types,
                    include_columns=list(place.values()),
                    null_values=list(MISSING),
                    strings_can_be_null=False,
                ),
            ) as stream:
                for batch in stream:
                    yield ArrowRows(self.path, 1, batch, place)
        except pa.ArrowInvalid as error:
            raise _RefusedError(str(error)) from error

    def _walk(self) -> None:
        """Read all lines strictly and refuse the first that is not as the header says."""
        with reading(self.path, self.form), _opened(self.path) as file:
            lines = itertools.islice(file, self._header_lines, None)
            records = csv.reader(lines, delimiter=self._separator, strict=True)
            line = self._header_lines + 1
            try:
                for fields in records:
                    if fields and len(fields) != len(self.columns):
                        raise DataError(self._other_length(line, fields))
                    line = self._header_lines + records.line_num + 1
            except csv.Error as error:
                raise DataError(
                    f"{self.path}, line {line}: {error}. A quote that opens a field has to close it, and is "
                    "doubled inside"
                ) from error
            except UnicodeDecodeError:
                refuse_not_utf8(self.path, self.form)
                raise

    def _other_length(self, line: int, fields: list[str]) -> str:
        shown = self._separator.join(fields)[:60]
        return (
            f"{self.path}, line {line} has {len(fields)} field{'s' if len(fields) != 1 else ''}, the header "
            f"has {len(self.columns)}: {shown!r}. {HINT}"
        )


class _RefusedError(Exception):
    """Arrow does not read the file: a row has another length, or a field is not of its column's type."""

    @property
    def is_structure(self) -> bool:
        return "conversion error" not in str(self) or "UTF8" in str(self)


def _opened(path: Path) -> io.TextIOWrapper:
    csv.field_size_limit(LONGEST_FIELD)
    return path.open(encoding="utf-8-sig", newline="")


def _header(path: Path, file: io.TextIOWrapper) -> tuple[str, list[str], list[str]]:
    """Return separator, column names and the lines down to the first row."""
    lines = [file.readline(LONGEST_HEADER)]
    while lines[-1] and not lines[-1].strip():
        lines.append(file.readline(LONGEST_HEADER))
    line = lines[-1]
    if len(line) == LONGEST_HEADER:
        raise DataError(
            f"{path}, line {len(lines)}: the header is longer than {LONGEST_HEADER:,} characters: expected "
            "the names of the columns in one line"
        )
    separator = next((sign for sign in SEPARATORS if sign in line), ",")
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise DataError(
            f"{path}, line {len(lines)}: the header cannot be read ({error}): expected the names of the "
            "columns in one line"
        ) from error
    if not any(row.strip() for row in file):
        raise DataError(f"{path} has no row below its header: expected one row per example")
    return separator, names, lines


def _has_quotes(path: Path, header_bytes: int) -> bool:
    """Return whether the rows hold quotes; refuse a NUL, with which a file is no text wherever it stands."""
    found, at = False, header_bytes
    with path.open("rb") as file:
        file.seek(at)
        for block in iter(lambda: file.read(2**22), b""):
            if b"\0" in block:
                raise DataError(
                    f"{path}: byte {at + block.index(0) + 1:,} of the file is NUL (0x00), which no text has: "
                    "the file is damaged. Write it again with the program that made it"
                )
            found = found or b'"' in block
            at += len(block)
    return found
