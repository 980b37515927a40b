"""Class names and training counts in files of their own."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ltcore.data.errors import DataError
from ltcore.data.labels import class_name
from ltcore.data.tables import open_table
from ltcore.data.tables.boundary import reading
from ltcore.runs.errors import ImportRefusedError

MOST_BYTES = 64 * 2**20
NAME_COLUMNS = ("name", "class", "label", "class_name")
COUNT_COLUMNS = ("train_count", "count", "n", "counts", "train")


def read_counts(path: Path) -> list[int] | dict[str, int]:
    """Return training counts: a list in label order, or by class name where the file has names.

    Read are one count per line; `name,count` lines (also with a tab or a blank between), with or without
    a header; a JSON list or object; and a Parquet file with the columns name and train_count, as a run
    folder has it.

    Raises:
        ImportRefusedError: the file is none of these; the message names the line.
    """
    content = _content(path)
    if content is None:
        try:
            return _of_table(path)
        except DataError as error:
            raise ImportRefusedError(str(error)) from error
    if isinstance(content, tuple):
        return _by_name(((*pair, repr(pair[0])) for pair in content), path)
    if all(len(row) == 1 for _, row in content):
        return [_count(row[0], path, f"line {line}") for line, row in content]
    for line, row in content:
        if len(row) != 2:
            raise ImportRefusedError(
                f"{path}, line {line}: expected a name and a count, found {row!r}"
            )
    if not any(character.isdigit() for character in str(content[0][1][1])):
        content = content[1:]  # the header
    return _by_name(((*row, f"line {line}") for line, row in content), path)


def read_names(path: Path) -> list[str]:
    """Return class names, one per line or as a JSON list, in label order; "" where a line between is empty.

    Raises:
        ImportRefusedError: the file is not such a list.
    """
    content = _content(path, split=False)
    if not isinstance(content, list):
        raise ImportRefusedError(f"{path}: expected one class name per line, in label order")
    for place, row in content:
        if not isinstance(row[0], str | int | float):
            raise ImportRefusedError(f"{path}, entry {place}: {row[0]!r} is not a class name")
    by_place = {place: class_name(row[0]) for place, row in content}
    return [by_place.get(place, "") for place in range(1, max(by_place, default=0) + 1)]


def _content(path: Path, *, split: bool = True) -> Any:  # noqa: ANN401 (whatever the JSON holds)
    """Return numbered rows of fields, the pairs of a JSON object, or None for a Parquet file."""
    try:
        with reading(path, "text"):
            text = _text(path)
            if text is None:
                return None
            if text.lstrip()[:1] not in ("[", "{"):
                lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
                return [(at, _fields(line) if split else [line]) for at, line in lines]
            # Pairs, not a dict, so that a name that stands twice is told.
            held = json.loads(text, object_pairs_hook=tuple)
    except DataError as error:
        raise ImportRefusedError(str(error)) from error
    return held if isinstance(held, tuple) else list(enumerate(([value] for value in held), 1))


def _text(path: Path) -> str | None:
    """Return the text of a file, None where it is a Parquet file."""
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return None
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{path} is larger than {MOST_BYTES // 2**20} MiB.")
        file.seek(0)
        return file.read().decode("utf-8-sig")


def _by_name(entries: Iterable[tuple[Any, Any, str]], path: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for called, count, where in entries:
        name = class_name(called)
        if name in counts:
            raise ImportRefusedError(f"{path}, {where}: class {name!r} already has a count")
        counts[name] = _count(count, path, where)
    return counts


def _fields(line: str) -> list[str]:
    for separator in (",", ";", "\t"):
        if separator in line:
            return next(csv.reader([line], delimiter=separator), [])
    name, _, count = line.strip().rpartition(" ")
    return [name, count] if name and count.isdigit() else [line.strip()]


def _of_table(path: Path) -> dict[str, int]:
    table = open_table(path)
    name, count = _one_of(NAME_COLUMNS, table.columns), _one_of(COUNT_COLUMNS, table.columns)
    if not name or not count:
        raise ImportRefusedError(
            f"{path} has the columns {', '.join(table.columns[:8])}: expected name and train_count"
        )
    entries = (
        (called, value, repr(called))
        for rows in table.blocks([name, count], text=[name], rows=100_000)
        for called, value in zip(rows.values(name), rows.values(count), strict=True)
    )
    return _by_name(entries, path)


def _one_of(spellings: Sequence[str], columns: Sequence[str]) -> str:
    return next((name for name in spellings if name in columns), "")


def _count(value: object, path: Path, where: str) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ImportRefusedError(
            f"{path}, {where}: {text[:40]!r} is not a count: give a whole number of at least 0"
        )
    return int(text)
