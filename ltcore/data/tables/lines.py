"""The lines of a user's text file, in UTF-8 and nothing else."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import reading


def utf8_lines(path: Path, form: str) -> Iterator[tuple[int, str]]:
    """Yield number, from 1, and text of each line; a byte order mark and the line ends are taken away.

    Args:
        path: the file.
        form: how messages call its format.

    Raises:
        DataError: the file cannot be read or is not UTF-8; the message names line and byte.
    """
    number, at = 0, 0
    with reading(path, form), path.open("rb") as file:
        for raw in file:
            start = len(codecs.BOM_UTF8) if at == 0 and raw.startswith(codecs.BOM_UTF8) else 0
            if at == 0 and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise DataError(f"{path} is text in UTF-16: save it as UTF-8")
            try:
                text = raw[start:].decode("utf-8")
            except UnicodeDecodeError as error:
                byte = start + error.start
                raise DataError(_not_utf8(path, number + 1, at + byte, raw[byte])) from error
            at += len(raw)
            for line in text.rstrip("\r\n").split("\r"):  # old files end their lines with \r alone
                number += 1
                yield number, line


def refuse_not_utf8(path: Path, form: str) -> None:
    """Read a file line by line and refuse the first byte that is not UTF-8.

    Raises:
        DataError: there is one; the message names line and byte.
    """
    for _ in utf8_lines(path, form):
        pass


def _not_utf8(path: Path, line: int, at: int, byte: int) -> str:
    return (
        f"{path}, line {line}: byte {at + 1:,} of the file (0x{byte:02x}) is not UTF-8. Save the file as "
        "UTF-8 (in a spreadsheet 'CSV UTF-8'), or convert it, from Latin-1 with: "
        f"iconv -f latin1 -t utf-8 {path.name} > utf8_{path.name}"
    )
