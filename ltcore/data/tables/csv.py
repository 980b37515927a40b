"""CSV files: a header line, one row per line, UTF-8; fields are counted in every row.

Arrow reads the numbers, since it is quick and refuses a row of another length anywhere. Where it refuses,
and where there are quotes, Python's own strict reader walks the lines: it knows their numbers, and it does
not take an unclosed quote for a long text.
"""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ltcore.data.errors import DataError
from ltcore.data.tables.arrow import ArrowRows
from ltcore.data.tables.boundary import reading, visible
from ltcore.data.tables.header import checked_names
from ltcore.data.tables.lines import refuse_not_utf8
from ltcore.data.tables.table import MISSING, Rows, Table

SEPARATORS = (",", ";", "\t", "|")
"""A header without a comma is split at the first of these that it has."""
BLOCK_BYTES = 4 * 1024**2
LONGEST_HEADER = 2**26
"""A million short names fit."""
LONGEST_FIELD = 2**27
QUOTES = "quotes"
STATED = re.compile(r"sep=(.)", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")
"""Data frames without names number their columns 0, 1, 2: whole numbers are names, decimals are data."""
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
                self._header = _header(path, file)
            except UnicodeDecodeError:
                refuse_not_utf8(path, self.form)
                raise
        self.columns = checked_names(self._header.names, path)

    def blocks(
        self, columns: Sequence[str], *, text: Sequence[str] = (), rows: int
    ) -> Iterator[Rows]:
        """Yield all rows in order."""
        reading_as = _As(tuple(text), quoted=False, block_bytes=BLOCK_BYTES)
        done = 0
        whole = False
        while not whole:
            try:
                for block in self._arrow_blocks(columns, reading_as, behind=done):
                    yield from block.cut(done + 1, rows)
                    done += len(block)
                whole = True
            except _RefusedError as error:
                reading_as = self._otherwise(error, reading_as, columns)

    def _otherwise(self, error: "_RefusedError", before: "_As", columns: Sequence[str]) -> "_As":
        """Return how to go on where Arrow stopped; raise where the file itself is wrong."""
        if not before.quoted or error.is_structure:
            self._walk()  # names the line where its fields are not as many as the header's
        if error.of_quotes:
            return replace(before, quoted=True)
        if "straddling" in str(error) and before.block_bytes < LONGEST_FIELD:
            return replace(before, block_bytes=8 * before.block_bytes)
        if error.is_structure or before.text == tuple(columns):
            raise DataError(f"{self.path} cannot be read as CSV: {visible(str(error))}") from error
        # Arrow is strict about numbers ("True" is none): read as text, they tell row and column.
        return replace(before, text=tuple(columns))

    def _arrow_blocks(
        self, columns: Sequence[str], reading_as: "_As", *, behind: int
    ) -> Iterator[ArrowRows]:
        """Yield what Arrow makes of the rows behind the first ``behind``."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        number = {name: at for at, name in enumerate(self.columns)}
        place = {name: f"f{number[name]}" for name in columns}
        types = {
            key: pa.string() if name in reading_as.text else pa.float64()
            for name, key in place.items()
        }
        file = _WatchedFile(self.path, self._header.end)
        with reading(self.path, self.form), file:
            try:
                with arrow_csv.open_csv(
                    file,
                    arrow_csv.ReadOptions(
                        block_size=reading_as.block_bytes,
                        column_names=[f"f{at}" for at in range(len(self.columns))],
                    ),
                    arrow_csv.ParseOptions(
                        delimiter=self._header.separator, newlines_in_values=reading_as.quoted
                    ),
                    arrow_csv.ConvertOptions(
                        column_types=types,
                        include_columns=list(place.values()),
                        null_values=list(MISSING),
                        strings_can_be_null=False,
                    ),
                ) as stream:
                    for batch in stream:
                        file.refuse_surprise(quoted=reading_as.quoted)
                        skipped = min(behind, batch.num_rows)
                        behind -= skipped
                        if skipped < batch.num_rows:
                            yield ArrowRows(self.path, 1, batch.slice(skipped), place)
                    file.refuse_surprise(quoted=reading_as.quoted)
            except pa.ArrowInvalid as error:
                file.refuse_surprise(quoted=reading_as.quoted)
                raise _RefusedError(str(error)) from error

    def _walk(self) -> None:
        """Read all lines strictly and refuse the first that is not as the header says."""
        with reading(self.path, self.form), _opened(self.path) as file:
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
                    f"{self.path}, line {line}: {visible(str(error))}. A quote that opens a field has to "
                    "close it, and is doubled inside"
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


class _Header(NamedTuple):
    """What stands above the first row: separator, names, and where it ends in lines and in bytes."""

    separator: str
    names: list[str]
    lines: int
    end: int


@dataclass(frozen=True)
class _As:
    """How Arrow is asked to read.

    Attributes:
        text: the columns that are read as text.
        quoted: whether quotes may hold line breaks.
        block_bytes: bytes that are looked at together; a row is no longer.
    """

    text: tuple[str, ...]
    quoted: bool
    block_bytes: int


class _RefusedError(Exception):
    """Arrow does not read the file in this way."""

    @property
    def of_quotes(self) -> bool:
        return str(self) == QUOTES

    @property
    def is_structure(self) -> bool:
        """Whether a row has another length or is no text, rather than a field no number."""
        return not self.of_quotes and ("conversion error" not in str(self) or "UTF8" in str(self))


class _WatchedFile(io.FileIO):
    """A file that is read from its first row on and knows whether there was a quote or a NUL so far.

    Arrow reads ahead of the rows that it gives: rows that came while there was no quote mean the same
    with and without quoting.
    """

    def __init__(self, path: Path, start: int) -> None:
        super().__init__(path, "rb")
        self.seek(start)
        self._path = path
        self._quoted = False
        self._nul = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        content = super().read(-1 if size is None else size) or b""
        if b"\0" in content and not self._nul:
            self._nul = self.tell() - len(content) + content.index(0) + 1
        self._quoted = self._quoted or b'"' in content
        return content

    def refuse_surprise(self, *, quoted: bool) -> None:
        """Refuse what was read so far where it is no text, or has quotes that were not expected.

        Raises:
            DataError: there is a NUL.
            _RefusedError: there is a quote, and ``quoted`` is False.
        """
        if self._nul:
            raise DataError(
                f"{self._path}: byte {self._nul:,} of the file is NUL (0x00), which no text has: the file is "
                "damaged. Write it again with the program that made it"
            )
        if self._quoted and not quoted:
            raise _RefusedError(QUOTES)


def _opened(path: Path) -> io.TextIOWrapper:
    csv.field_size_limit(LONGEST_FIELD)
    return path.open(encoding="utf-8-sig", newline="")


def _header(path: Path, file: io.TextIOWrapper) -> _Header:
    above = file.readline(LONGEST_HEADER)
    line = above
    skipped = 0
    while line and not line.strip():
        skipped += 1
        line = file.readline(LONGEST_HEADER)
        above += line
    stated = STATED.fullmatch(line.rstrip("\r\n"))
    if stated:  # Excel's own line above the header
        skipped += 1
        line = file.readline(LONGEST_HEADER)
        above += line
    if len(line) == LONGEST_HEADER:
        raise DataError(
            f"{path}, line {skipped + 1}: the header is longer than {LONGEST_HEADER:,} characters: expected "
            "the names of the columns in one line"
        )
    separator = next((sign for sign in SEPARATORS if sign in line), ",")
    separator = stated[1] if stated else separator
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise DataError(
            f"{path}, line {skipped + 1}: the header cannot be read ({visible(str(error))}): expected the "
            "names of the columns in one line"
        ) from error
    decimals = [name for name in names if DECIMAL.fullmatch(name.strip())]
    if len(decimals) > len(names) / 2:
        raise DataError(
            f"{path}, line {skipped + 1}: most names of columns are numbers ({decimals[0].strip()} ...), so "
            "it seems to have no header. Write a line with the names of the columns above the first row"
        )
    if not any(row.strip() for row in file):
        raise DataError(f"{path} has no row below its header: expected one row per example")
    with path.open("rb") as start:
        mark = len(codecs.BOM_UTF8) if start.read(3) == codecs.BOM_UTF8 else 0
    return _Header(separator, names, skipped + 1, mark + len(above.encode("utf-8")))
