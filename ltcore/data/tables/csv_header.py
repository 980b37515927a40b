"""What stands above the first row of a CSV file: its separator and the names of its columns."""

import codecs
import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import visible

SEPARATORS = (",", ";", "\t", "|")
"""A header without a comma is split at the first of these that it has."""
LONGEST_HEADER = 2**26
"""A million short names fit."""
LONGEST_FIELD = 2**27
STATED = re.compile(r"sep=(.)", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")
"""Data frames without names number their columns 0, 1, 2: whole numbers are names, decimals are data."""


class CsvHeader(NamedTuple):
    """Separator and names, and where the header ends in lines and in bytes."""

    separator: str
    names: list[str]
    lines: int
    end: int


def opened(path: Path) -> io.TextIOWrapper:
    """Return the file as text, its line ends as they are, and let fields be as long as any here."""
    csv.field_size_limit(LONGEST_FIELD)
    return path.open(encoding="utf-8-sig", newline="")


def read_header(path: Path, file: io.TextIOWrapper) -> CsvHeader:
    """Return the header of a file that stands at its start.

    Raises:
        DataError: there is none, it cannot be read, or there is no row below it.
        UnicodeDecodeError: the file is not UTF-8.
    """
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
            f"{path}, line {skipped + 1}: the header is longer than {LONGEST_HEADER:,} "
            "characters: expected the column names on one line"
        )
    separator = next((sign for sign in SEPARATORS if sign in line), ",")
    separator = stated[1] if stated else separator
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise DataError(
            f"{path}, line {skipped + 1}: the header cannot be read ({visible(str(error))}): "
            "expected the column names on one line"
        ) from error
    decimals = [name for name in names if DECIMAL.fullmatch(name.strip())]
    if len(decimals) > len(names) / 2:
        raise DataError(
            f"{path}, line {skipped + 1}: most column names are numbers ({decimals[0].strip()} "
            "...), so the file seems to have no header. Write a line with the column names above "
            "the first row"
        )
    if not any(row.strip() for row in file):
        raise DataError(f"{path} has no row below its header: expected one row per example")
    with path.open("rb") as start:
        mark = len(codecs.BOM_UTF8) if start.read(3) == codecs.BOM_UTF8 else 0
    return CsvHeader(separator, names, skipped + 1, mark + len(above.encode("utf-8")))
