"""A second way to read each format, small and strict, that shares no code with the project's readers.

Each reader returns the columns of a file as text or numbers, or raises for what it does not understand.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

Columns = dict[str, list[Any]]


class NotUnderstoodError(Exception):
    """The file is none of the readings' own format."""


def csv_columns(content: bytes) -> Iterator[Columns]:
    """Yield one reading for each separator under which all rows have the header's fields."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for separator in ",;\t|":
        try:
            records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            rows = [row for row in records if row]
        except csv.Error:
            continue
        header = rows[0] if rows else []
        names = [name.strip() or f"Unnamed: {at}" for at, name in enumerate(header)]
        if len(set(names)) == len(names) > 1 and {len(row) for row in rows} == {len(names)}:
            yield dict(zip(names, map(list, zip(*rows[1:], strict=True)), strict=False))


def parquet_columns(path: Path) -> Columns:
    from pyarrow import parquet

    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        table = file.read()
        names = file.schema_arrow.names
        notes = json.loads((file.schema_arrow.metadata or {}).get(b"pandas", b"{}"))
    if len(set(names)) != len(names):
        raise NotUnderstoodError("two columns of one name")
    ranges = [index for index in notes.get("index_columns", []) if isinstance(index, dict)]
    even = {
        index["name"]: list(range(index["start"], index["stop"], index["step"]))
        for index in ranges
        if index["name"] is not None
    }
    stored = {name: column.to_pylist() for name, column in zip(names, table.columns, strict=True)}
    return {**even, **stored}


def npz_arrays(content: bytes) -> dict[str, np.ndarray[Any, Any]]:
    """Return the arrays of an archive whose checksums are right and whose arrays fill their members."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            member = io.BytesIO(archive.read(name))
            arrays[name.removesuffix(".npy")] = np.lib.format.read_array(member, allow_pickle=False)
            if member.read(1):
                raise NotUnderstoodError(f"{name} is longer than its array")
    return arrays


def arff_columns(content: bytes) -> tuple[Columns, str]:
    """Return the columns of an ARFF or KEEL file, and the one that is the class."""
    bodies = [line.strip() for line in re.split(r"\r\n|\n|\r", content.decode("utf-8-sig"))]
    bodies = [body for body in bodies if body and not body.startswith("%")]
    start = next(at for at, body in enumerate(bodies) if body.lower() == "@data")
    attributes, output = _header(bodies[:start])
    names, kinds = [name for name, _ in attributes], [kind for _, kind in attributes]
    rows = [_arff_row(body, kinds) for body in bodies[start + 1 :]]
    if not rows or len(set(names)) != len(names):
        raise NotUnderstoodError("no rows, or an attribute twice")
    nominal = [name for name, kind in attributes if kind is not None]
    label = output or next((name for name in nominal if name.lower() == "class"), nominal[-1])
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), label


def _header(bodies: list[str]) -> tuple[list[tuple[str, Any]], str]:
    attributes, output = [], ""
    for body in bodies:
        key = body.split()[0].lower()
        if key == "@attribute":
            attributes.append(_attribute(body))
        elif key in ("@output", "@outputs"):
            output = body.split(None, 1)[1].strip()
        elif key not in ("@relation", "@input", "@inputs"):
            raise NotUnderstoodError(body)
    return attributes, output


def _attribute(body: str) -> tuple[str, Any]:
    found = re.fullmatch(
        r"@attribute\s+('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\s'\"{}]+)\s*(.*)",
        body,
        re.IGNORECASE,
    )
    if not found:
        raise NotUnderstoodError(body)
    name, kind = (
        found[1].strip("'\""),
        found[2].split("%")[0].strip() if "{" not in found[2] else found[2],
    )
    if kind.startswith("{"):
        inner = kind[1 : kind.rindex("}")]
        return name, _tokens(inner)
    if not re.fullmatch(r"(numeric|real|integer)\s*(\[[^\]]*\])?", kind, re.IGNORECASE):
        raise NotUnderstoodError(kind)
    return name, None


def _arff_row(body: str, kinds: list[Any]) -> list[str]:
    body = re.sub(r",\s*\{[\d.]+\}$", "", body)
    if body.startswith("{"):
        if not body.endswith("}"):
            raise NotUnderstoodError(body)
        fields = ["0" if kind is None else kind[0] for kind in kinds]
        filled: set[int] = set()
        for pair in filter(None, _split(body[1:-1])):
            place, value = pair.split(None, 1)
            if int(place) in filled or not 0 <= int(place) < len(kinds):
                raise NotUnderstoodError(body)
            filled.add(int(place))
            fields[int(place)] = _unquoted(value)
    else:
        fields = _tokens(body)
    if len(fields) != len(kinds):
        raise NotUnderstoodError(body)
    for field, kind in zip(fields, kinds, strict=True):
        if kind is not None and field not in kind:
            raise NotUnderstoodError(field)
    return fields


def _split(text: str) -> list[str]:
    """Split at commas outside quotes."""
    parts, quote, start, at = [], "", 0, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and quote:
            at += 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            if text[start:at].strip() and not re.search(r"\s$", text[start:at]):
                raise NotUnderstoodError(text)
            quote = sign
        elif sign == ",":
            parts.append(text[start:at])
            start = at + 1
        at += 1
    if quote:
        raise NotUnderstoodError(text)
    return [part.strip() for part in [*parts, text[start:]]]


def _tokens(text: str) -> list[str]:
    return [_unquoted(part) for part in _split(text)]


def _unquoted(field: str) -> str:
    if field[:1] in ("'", '"'):
        if len(field) < 2 or field[-1] != field[0]:
            raise NotUnderstoodError(field)
        return re.sub(r"\\(.)", r"\1", field[1:-1]).strip()
    return field.strip()


def libsvm_columns(content: bytes, width: int, base: int) -> tuple[list[str], list[list[float]]]:
    """Return labels, and features dense with the given width at least; ``base`` is the first index."""
    labels, rows = [], []
    for line in re.split(r"\r\n|\n|\r", content.decode("utf-8-sig")):
        body = line.split("#")[0].split()
        if not body:
            continue
        pairs = [pair.split(":") for pair in body[1:]]
        if any(len(pair) != 2 or not pair[0].isascii() or not pair[0].isdigit() for pair in pairs):
            raise NotUnderstoodError(line)
        places = [int(place) - base for place, _ in pairs]
        if sorted(set(places)) != places or any(place < 0 for place in places):
            raise NotUnderstoodError(line)
        if "," in body[0]:
            raise NotUnderstoodError("several labels")
        number = float(body[0])
        labels.append(str(int(number)) if number.is_integer() else str(number))
        row = dict(zip(places, (float(value) for _, value in pairs), strict=True))
        width = max([width, *(place + 1 for place in places)])
        if width > 10_000:
            raise NotUnderstoodError("an index beyond any table")
        rows.append(row)
    return labels, [[row.get(at, 0.0) for at in range(width)] for row in rows]
