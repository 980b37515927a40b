"""What the footer of a Parquet file says of its columns, read without pyarrow.

pyarrow ends the process where the footer of a damaged file names a codec that does not exist, or levels that
do not fit the schema: the metadata of a column is read outside of its handlers. A footer is a struct of the
compact protocol of Thrift; the few fields that are needed are numbered as in ``parquet.thrift``.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAGIC = b"PAR1"
TAIL = 8
"""Bytes after the footer: its size, and the magic bytes."""
DEEPEST = 12
"""Structs and lists within each other; a footer has nine."""
CODECS = ("UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW")
TRUE, FALSE, BYTE, INTS, BINARY, LISTS, STRUCT = 1, 2, 3, (4, 5, 6), 8, (9, 10), 12
PLAIN_BYTES = {BYTE: 1, 7: 8}
"""Kinds of values that take as many bytes each: a byte, and a double."""
ENCODINGS = (
    *("PLAIN", "GROUP_VAR_INT", "PLAIN_DICTIONARY", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED"),
    *("DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"),
)
ROW_GROUPS, COLUMNS, META_DATA, ENCODED, PATH, CODEC, UNPACKED_BYTES = 4, 1, 3, 2, 3, 4, 6


class FooterError(ValueError):
    """The footer of a Parquet file is missing or damaged."""


@dataclass(frozen=True)
class ColumnChunk:
    """A column of a row group: its name, how it is written and packed, and how large it is unpacked."""

    path: str
    encodings: frozenset[str]
    codec: str
    unpacked_bytes: int


def footer_of(path: Path) -> bytes:
    """Return the end of a file, from its footer on: what `column_chunks` needs of one that is large.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        file.seek(max(0, size - TAIL - int.from_bytes(tail[:4], "little")))
        return file.read()


def column_chunks(content: bytes) -> Iterator[ColumnChunk]:
    """Yield the columns of all row groups of a Parquet file.

    Args:
        content: the file, or its end from the footer on.

    Raises:
        FooterError: the footer is cut, or is none.
    """
    size = int.from_bytes(content[-TAIL:-4], "little")
    if content[-4:] != MAGIC or not 0 < size <= len(content) - TAIL:
        raise FooterError("it has no footer")
    try:
        yield from map(_chunk, _chunks(_Reader(content[-TAIL - size : -TAIL]).struct()))
    except (IndexError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise FooterError("its footer cannot be read") from error


def _chunks(footer: dict[int, Any]) -> Iterator[dict[int, Any]]:
    for group in footer[ROW_GROUPS]:
        for column in group[COLUMNS]:
            yield column[META_DATA]


def _chunk(found: dict[int, Any]) -> ColumnChunk:
    path = ".".join(part.decode() for part in found[PATH])
    encodings = frozenset(_named(number, ENCODINGS, "encoding") for number in found[ENCODED])
    codec = _named(found[CODEC], CODECS, "codec")
    return ColumnChunk(path, encodings, codec, int(found[UNPACKED_BYTES]))


def _named(number: int, names: Sequence[str], kind: str) -> str:
    return names[number] if 0 <= number < len(names) else f"an unknown {kind} ({number})"


class _Reader:
    """Reads a struct of the compact protocol; every value takes a byte at least, so none is without end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return number of a field -> its value."""
        found: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            found[number] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:  # noqa: ANN401 (what the footer holds)
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind in INTS:
            return self._signed()
        if kind in PLAIN_BYTES:
            return self._bytes(PLAIN_BYTES[kind])
        return self._nested(kind, depth + 1)

    def _nested(self, kind: int, depth: int) -> Any:  # noqa: ANN401
        if depth > DEEPEST:
            raise FooterError("its footer is nested too deeply")
        if kind == BINARY:
            return self._bytes(self._unsigned())
        if kind == STRUCT:
            return self.struct(depth)
        if kind in LISTS:
            return self._list(depth)
        raise FooterError(f"its footer holds a value of kind {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = head >> 4 if head >> 4 < 15 else self._unsigned()
        kind = BYTE if head & 15 in (TRUE, FALSE) else head & 15
        return [self._value(kind, depth) for _ in range(size)]

    def _byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1]

    def _bytes(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > len(self.content):
            raise IndexError
        return self.content[start : self.at]

    def _unsigned(self) -> int:
        value, shift = 0, 0
        while (byte := self._byte()) & 128:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift

    def _signed(self) -> int:
        value = self._unsigned()
        return value >> 1 ^ -(value & 1)
