"""The rows of a CSV file as Arrow reads them, block by block.

A file without quotes is cut at line ends, and threads read the pieces side by side. Quotes may hold line
ends, so a file with quotes is read as one stream.

Arrow is given bytes, or a file that it opens and closes itself. A Python file that is closed while Arrow
still reads ahead in it gives its number to the next file that is opened, and a part of that one is read.
"""

import collections
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ltcore.data.errors import DataError
from ltcore.data.tables import csv_header
from ltcore.data.tables.table import MISSING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

BLOCK_BYTES = 4 * 1024**2
MOST_THREADS = 4
AHEAD = 2
"""Pieces that each thread may be ahead of the reader."""
QUOTES = "quotes"


@dataclass(frozen=True, kw_only=True)
class CsvRequest:
    """What is wanted of a CSV file, and how.

    Attributes:
        path: the file.
        start: where the first row begins, in bytes.
        separator: one character.
        n_columns: number of columns of the file; they are called f0, f1, ...
        columns: the wanted ones -> whether they are read as text.
        quoted: whether quotes are known, and may hold line ends.
        block_bytes: bytes that are looked at together; with quotes, a row is no longer.
    """

    path: Path
    start: int
    separator: str
    n_columns: int
    columns: Mapping[str, bool]
    quoted: bool
    block_bytes: int

    def options(
        self, block_bytes: int
    ) -> tuple["arrow_csv.ReadOptions", "arrow_csv.ParseOptions", "arrow_csv.ConvertOptions"]:
        """Return Arrow's options."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        return (
            arrow_csv.ReadOptions(
                block_size=block_bytes,
                column_names=[f"f{at}" for at in range(self.n_columns)],
                use_threads=self.quoted,
            ),
            arrow_csv.ParseOptions(delimiter=self.separator, newlines_in_values=self.quoted),
            arrow_csv.ConvertOptions(
                column_types={
                    name: pa.string() if is_text else pa.float64()
                    for name, is_text in self.columns.items()
                },
                include_columns=list(self.columns),
                null_values=list(MISSING),
                strings_can_be_null=False,
            ),
        )


class CsvRefusedError(Exception):
    """Arrow does not read the file in this way."""

    @property
    def of_quotes(self) -> bool:
        """Whether there is a quote, which was not expected."""
        return str(self) == QUOTES

    @property
    def of_length(self) -> bool:
        """Whether a row is longer than the bytes that are looked at together."""
        return "straddling" in str(self)

    @property
    def is_structure(self) -> bool:
        """Whether a row has another length or is no text, rather than a field no number."""
        return not self.of_quotes and ("conversion error" not in str(self) or "UTF8" in str(self))


def read_blocks(request: CsvRequest) -> Iterator["pa.RecordBatch"]:
    """Yield all rows in order.

    Raises:
        CsvRefusedError: the file cannot be read in this way; all rows before the place have been yielded,
            or none of the piece that holds it.
        DataError: there is a NUL.
    """
    import pyarrow as pa

    try:
        yield from _stream(request) if request.quoted else _pieces(request)
    except pa.ArrowInvalid as error:
        raise CsvRefusedError(str(error)) from error


def refuse_nul(path: Path) -> None:
    """Refuse a file with a NUL, which no text has.

    Raises:
        DataError: there is one; the message names the byte.
    """
    with path.open("rb") as file:
        at = 0
        while content := file.read(BLOCK_BYTES):
            if b"\0" in content:
                byte = at + content.index(0) + 1
                raise DataError(
                    f"{path}: byte {byte:,} of the file is NUL (0x00), which text never contains: "
                    "the file is damaged. Write it again with the program that made it"
                )
            at += len(content)


def _stream(request: CsvRequest) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    file = pa.OSFile(str(request.path))
    file.seek(request.start)
    yield from arrow_csv.open_csv(file, *request.options(request.block_bytes))


def _pieces(request: CsvRequest) -> Iterator["pa.RecordBatch"]:
    n_threads = min(MOST_THREADS, os.cpu_count() or 1)
    under_way: collections.deque[Future[pa.Table]] = collections.deque()
    with ThreadPoolExecutor(n_threads) as threads:
        try:
            for content, end in _cut(request):
                under_way.append(threads.submit(_read, content, end, request))
                if len(under_way) > AHEAD * n_threads:
                    yield from under_way.popleft().result().to_batches()
            while under_way:
                yield from under_way.popleft().result().to_batches()
        finally:
            for one in under_way:
                one.cancel()


def _cut(request: CsvRequest) -> Iterator[tuple[bytes, int]]:
    """Yield the file piece by piece, and up to where each holds whole lines."""
    with request.path.open("rb") as file:
        at, size = request.start, request.block_bytes
        while True:
            file.seek(at)
            content = file.read(size)
            is_last = len(content) < size
            end = len(content) if is_last else _end_of_line(content)
            if end:
                yield content, end
                at, size = at + end, request.block_bytes
            elif size < csv_header.LONGEST_FIELD:
                size *= 8
            elif not is_last:
                raise CsvRefusedError(f"straddling: a line is longer than {size:,} bytes")
            if is_last:
                return


def _end_of_line(content: bytes) -> int:
    """Return how many of some bytes make whole lines, 0 where there is no end of a line."""
    end = content.rfind(b"\n") + 1
    # Old files end their lines with \r alone; at the very end it may be half of a \r\n.
    return end or content.rfind(b"\r", 0, len(content) - 1) + 1


def _read(content: bytes, end: int, request: CsvRequest) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if b'"' in content:
        raise CsvRefusedError(QUOTES)
    if b"\0" in content:
        refuse_nul(request.path)
    lines = pa.BufferReader(pa.py_buffer(content).slice(0, end))
    return arrow_csv.read_csv(lines, *request.options(end + 1))
