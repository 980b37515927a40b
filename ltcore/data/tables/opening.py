"""Which reader a file needs: its content says so, not its name."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.tables.arff import ArffTable
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.csv import CsvTable
from ltcore.data.tables.libsvm import LibsvmTable, open_libsvm
from ltcore.data.tables.lines import refuse_not_utf8
from ltcore.data.tables.npz import NpzTable
from ltcore.data.tables.parquet import ParquetTable
from ltcore.data.tables.table import Table

SUFFIXES = ("", ".csv", ".parquet", ".npz", ".arff", ".dat", ".libsvm", ".svm", ".tsv", ".txt")
"""Endings under which train and test tables of a folder are looked for; the content decides the format."""
FORMS = "CSV, Parquet, npz, ARFF (also KEEL's .dat) and LIBSVM files"
LIBSVM_LINE = re.compile(rb"[+-]?[\d.eE+-]+(,[\d.]+)*(\s+(qid:\d+|\d+:\S+))+\s*(#.*)?")
LOOKED_AT = 2**16
WAYS_OUT = (
    ("gzip", "Unpack it first"),
    ("Excel", "Save the sheet as 'CSV UTF-8'"),
    ("NUL", "The file is damaged: write it again with the program that made it"),
    ("text", "Save it as UTF-8"),
)
"""Part of what a file looks like -> what to do about it; the first that is found."""


def open_table(path: Path) -> Table:
    """Open a table of a user's; only its header is read.

    Args:
        path: a file in any of the formats.

    Raises:
        DataError: it is in none of them, or its header is damaged.
    """
    try:
        found = describe(path)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    if found == "a zip archive" and not _is_workbook(path):
        return NpzTable(path)
    if found == "a Parquet table":
        return ParquetTable(path)
    if found == "text":
        return _of_text(path)
    if found == "text that is not UTF-8":
        refuse_not_utf8(path, "text")
    if found == "a zip archive":
        found = "an Excel workbook"
    raise DataError(
        f"{path} looks like {found}: expected a table. Supported are {FORMS}.{_way_out(found)}"
    )


def _of_text(path: Path) -> Table:
    with reading(path, "text"), path.open("rb") as file:
        lines = file.read(LOOKED_AT).removeprefix(b"\xef\xbb\xbf").splitlines()
    stated = [line.strip() for line in lines if line.strip()]
    declared = next((line for line in stated if not line.startswith(b"%")), b"")
    if re.match(rb"@(relation|attribute|data|inputs?|outputs?)\b", declared, re.IGNORECASE):
        return ArffTable(path)
    plain = next((line for line in stated if not line.startswith(b"#")), b"")
    if LIBSVM_LINE.fullmatch(plain):
        return LibsvmTable(path)
    return CsvTable(path)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist()[:100])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # the npz reader says what is wrong


def _way_out(found: str) -> str:
    return next((f" {way}" for part, way in WAYS_OUT if part in found), "")


def open_together(paths: Sequence[Path]) -> list[Table]:
    """Open the tables of one source, such as train and test, so that their columns mean the same.

    LIBSVM files tell neither how wide they are nor whether they count from 0 or 1: only all of them
    together do.

    Raises:
        DataError: as `open_table`.
    """
    tables = [open_table(path) for path in paths]
    if len(tables) > 1 and all(isinstance(table, LibsvmTable) for table in tables):
        return list(open_libsvm(paths))
    return tables
