"""Ways in which a file of a run can be damaged: each is a small change that a reader has to notice or bear."""

import io
import json
import os
import random
import socket
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

Act = Callable[[Path], object]


@dataclass(frozen=True)
class Damage:
    """One way to damage one file.

    Attributes:
        file: name inside the run folder.
        what: what is done, for messages of the test.
        act: does it to the file at a path.
        field: what the reader's message must name; "" where any sound answer will do.
    """

    file: str
    what: str
    act: Act
    field: str = ""


def damages(run: Path, other: Path, file: str, draw: random.Random) -> list[Damage]:
    """Return all ways to damage a file of ``run``; ``other`` is another run with that file."""
    found = [*_in_place_of(file, other), *_bytes(file, (run / file).read_bytes(), draw)]
    name = file.rpartition(".")[2]
    by_form = {"json": _json, "jsonl": _lines, "parquet": _table, "npy": _array, "npz": _archive}
    return [*found, *by_form[name](file, (run / file).read_bytes())] if name in by_form else found


def _writes(content: bytes) -> Act:
    return lambda path: path.write_bytes(content)


def _in_place_of(file: str, other: Path) -> Iterator[Damage]:
    def instead(make: Act) -> Act:
        def act(path: Path) -> None:
            path.unlink()
            make(path)

        return act

    yield Damage(file, "missing", lambda path: path.unlink())
    yield Damage(file, "folder", instead(lambda path: path.mkdir()), file)
    yield Damage(file, "pipe", instead(os.mkfifo), file)
    yield Damage(file, "loop", instead(lambda path: path.symlink_to(path.name)), file)
    yield Damage(file, "broken link", instead(lambda path: path.symlink_to("nowhere")), file)
    yield Damage(file, "link", instead(lambda path: path.symlink_to(other / file)), file)
    yield Damage(file, "link to a device", instead(lambda path: path.symlink_to("/dev/zero")), file)
    yield Damage(file, "another run's", _writes((other / file).read_bytes()))
    if file != "log.txt":
        yield Damage(file, "a terabyte of nothing", lambda path: os.truncate(path, 2**40), file)
        yield Damage(file, "socket", instead(_bind), file)


def _bind(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may have some hundred characters only
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _bytes(file: str, content: bytes, draw: random.Random) -> Iterator[Damage]:
    for text in (b"", b"\0" * len(content), content * 2, content[::-1], draw.randbytes(200)):
        yield Damage(file, f"{len(text)} other bytes", _writes(text))
    for _ in range(20):
        at = draw.randrange(len(content))
        bit, byte = 1 << draw.randrange(8), draw.randrange(256)
        flipped = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        yield Damage(file, f"bit {bit} of byte {at}", _writes(flipped))
        put_in = content[:at] + bytes([byte]) + content[at:]
        yield Damage(file, f"{byte} put in at {at}", _writes(put_in))
        yield Damage(file, f"cut at {at}", _writes(content[:at]))
        yield Damage(file, f"doubled from {at}", _writes(content + content[at:]))
        filled = content[:at] + b"\xff" * 8 + content[at + 8 :]
        yield Damage(file, f"filled at {at}", _writes(filled))


STRANGE = {
    "null": "null",
    "text": '"x"',
    "half a character": '"\\ud800"',
    "negative": "-7",
    "401 digits": "1" + "0" * 400,
    "5000 digits": "1" + "0" * 5000,
    "infinite": "1e999",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "list": "[[]]",
    "object": '{"a": {}}',
    "true": "true",
    "2**63": str(2**63),
    "fraction": "0.3125",
    "long": json.dumps("x" * 200_000),
}
NEVER = ("half a character", "401 digits", "5000 digits", "infinite", "NaN", "Infinity", "2**63")
"""What no field may hold."""


def _json(file: str, content: bytes) -> Iterator[Damage]:
    whole = json.loads(content)
    for place in _places(whole):
        name = ".".join(place)
        yield Damage(file, f"{name} missing", _writes(_with(whole, place, None)))
        for what, text in STRANGE.items():
            field = file if what in NEVER else ""
            yield Damage(file, f"{name} {what}", _writes(_with(whole, place, text)), field)
    twice = content.replace(b"{", b'{"schema": 1, "schema": 1,', 1)
    yield Damage(file, "a key twice", _writes(twice), "schema")
    for text in ("[]", "3", "[" * 100_000, '{"a":' * 100_000, "{}", "nul"):
        yield Damage(file, f"content {text[:9]}", _writes(text.encode()))
    yield Damage(file, "UTF-16", _writes(content.decode().encode("utf-16")), file)


def _places(value: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, item in value.items() if isinstance(value, dict) else ():
        yield (*place, key)
        yield from _places(item, (*place, key))


def _with(whole: object, place: tuple[str, ...], text: str | None) -> bytes:
    """Return JSON in which one field holds another text, or is not there."""
    changed = json.loads(json.dumps(whole))
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = "HERE"
    if text is None:
        del inner[place[-1]]
    return json.dumps(changed).replace('"HERE"', text or "").encode()


def _lines(file: str, content: bytes) -> Iterator[Damage]:
    first, *rest = content.splitlines(keepends=True)
    row = json.loads(first)
    for name in [*row, "run", "at", "label"]:
        for what, text in STRANGE.items():
            line = _with(row | {name: 0}, (name,), text)
            yield Damage(file, f"{name} {what}", _writes(line + b"\n" + b"".join(rest)))
            yield Damage(file, f"{name} {what} in all lines", _writes((line + b"\n") * 2))
    yield Damage(file, "no valid line", _writes(b"x\n" + b"[]\n"), "line 1")


def _table(file: str, content: bytes) -> Iterator[Damage]:
    table = parquet.read_table(io.BytesIO(content))
    for at, name in enumerate(table.column_names):
        optional = name in OPTIONAL
        yield Damage(file, f"no {name}", _stored(table.drop([name])), "" if optional else name)
        yield Damage(file, f"{name} twice", _stored(_beside(table, name)), name)
        for what, column in _columns(len(table)).items():
            stored = _stored(table.set_column(at, name, column))
            kind = "string" if "string" in str(table.schema.field(name).type) else "int64"
            legal = str(column.type) == kind and what not in ILLEGAL
            yield Damage(file, f"{name} {what}", stored, "" if legal or optional else name)
    yield Damage(file, "no rows", _stored(table.slice(0, 0)))
    yield Damage(file, "rows twice", _stored(pa.concat_tables([table, table])), "row")
    yield Damage(file, "packed", _stored(table, compression="zstd"), "ZSTD")
    yield Damage(file, "unpacked", _stored(table, compression="none"))
    many = pa.concat_tables([table.slice(0, 1)] * 1000).combine_chunks()
    yield Damage(file, "many rows", _stored(many), "row")
    yield Damage(file, "other metadata", _stored(table.replace_schema_metadata({"pandas": "[]"})))


OPTIONAL = (
    "predicted",
    "correct",
    "recall",
    "precision",
    "margin_min",
    "margin_q05",
    "margin_median",
    "min_adjusted_probability",
    "gradient_share",
    "accuracy",
    "strength",
    "pruned_share",
)
"""Columns that a table may lack, or whose strange values are judged in other tests."""
ILLEGAL = ("negative", "huge", "missing", "infinite", "half missing", "long text")


def _columns(rows: int) -> dict[str, pa.Array]:
    whole = np.arange(rows)
    return {
        "negative": pa.array(whole - 1),
        "huge": pa.array(whole + 2**62),
        "unsigned": pa.array(np.full(rows, 2**64 - 1, np.uint64)),
        "missing": pa.nulls(rows, pa.int64()),
        "half missing": pa.array([None, *whole[1:].tolist()], pa.int64()),
        "text": pa.array(["x"] * rows),
        "long text": pa.array(["x" * 20_000] * rows),
        "bytes": pa.array([b"\xff\xfe"] * rows),
        "floats": pa.array(whole / 7),
        "infinite": pa.array(np.full(rows, np.inf)),
        "half a number": pa.array(np.full(rows, 3, np.float16)),
        "truth": pa.array(whole > 1),
        "lists": pa.array([[1.0, 2.0]] * rows),
        "objects": pa.array([{"a": 1}] * rows),
        "dates": pa.array(whole, pa.timestamp("ns")),
        "decimals": pa.array(whole).cast(pa.decimal128(38)),
        "nothing": pa.nulls(rows),
    }


def _beside(table: pa.Table, name: str) -> pa.Table:
    return table.append_column(name, table.column(name))


def _stored(table: pa.Table, **options: str) -> Act:
    return lambda path: parquet.write_table(table, path, **options)


def _array(file: str, content: bytes) -> Iterator[Damage]:
    array = np.load(io.BytesIO(content))
    for what, changed in _arrays(array).items():
        yield Damage(file, what, _writes(_npy(changed)), "" if what in BORNE else file)
    for what, header in HEADERS.items():
        yield Damage(file, f"header {what}", _writes(_with_header(content, header)), file)


BORNE = ("fewer rows", "no rows", "by columns", "float64")
"""What the array alone cannot tell to be wrong."""
HEADERS = {
    "huge": "{'descr': '<f4', 'fortran_order': False, 'shape': (10000000000000, 3), }",
    "astronomic": f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({10**60}, 0), }}",
    "negative": "{'descr': '<f4', 'fortran_order': False, 'shape': (-4, -9), }",
    "true": "{'descr': '<f4', 'fortran_order': 3, 'shape': (True,), }",
    "not closed": "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 3",
    "deep": "(" * 3000,
    "indented": "  {'descr':\n      3\n  x",
    "bytes": "{b'descr': '<f4', 'fortran_order': False, 'shape': (12, 3), }",
    "structured": "{'descr': [('a', '<f4', (3,))], 'fortran_order': False, 'shape': (12,), }",
    "no type": "{'descr': '<q9', 'fortran_order': False, 'shape': (12, 3), }",
    "unhashable": "{[]: 3}",
    "objects": "{'descr': '|O', 'fortran_order': False, 'shape': (12, 3), }",
    "null": "\0" * 64,
}


def _with_header(content: bytes, header: str) -> bytes:
    length = int.from_bytes(content[8:10], "little")
    padded = header.encode("latin-1").ljust(length)
    return content[:8] + len(padded).to_bytes(2, "little") + padded + content[10 + length :]


def _arrays(array: np.ndarray) -> dict[str, np.ndarray]:
    numbers = array.astype(np.float32)
    strange = {value: numbers.copy() for value in (np.nan, np.inf, -np.inf)}
    for value, changed in strange.items():
        changed.reshape(-1)[-1:] = value
    records = np.zeros(len(array), dtype=[("a", "<f4"), ("b", "<f4")]) if array.ndim else array
    return {
        **{f"holds {value}": changed for value, changed in strange.items()},
        "text": np.full(array.shape, "x"),
        "records": np.asarray(records).view(),
        "complex": array.astype(np.complex64),
        "truth": array.astype(bool),
        "int64": array.astype(np.int64) - 1,
        "dates": array.astype(np.int64).astype("datetime64[s]"),
        "big-endian": array.astype(">f4"),
        "float64": array.astype(np.float64),
        "flat": array.reshape(-1),
        "one more dimension": array[None, ..., None],
        "one number": np.asarray(array.reshape(-1)[0]),
        "fewer rows": array[:-1] if array.ndim else array,
        "no rows": array[:0] if array.ndim else array,
        "by columns": np.asfortranarray(array),
    }


def _npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _archive(file: str, content: bytes) -> Iterator[Damage]:
    arrays = dict(np.load(io.BytesIO(content)))
    for name, array in arrays.items():
        rest = {other: arrays[other] for other in arrays if other != name}
        yield Damage(file, f"no {name}", _writes(_npz(rest)), name)
        for what, changed in _arrays(array).items():
            yield Damage(file, f"{name} {what}", _writes(_npz({**arrays, name: changed})))
        for what, header in HEADERS.items():
            members = {other: _npy(arrays[other]) for other in arrays}
            members[name] = _with_header(members[name], header)
            yield Damage(file, f"{name} header {what}", _writes(_zip(members)), name)
    packed = _zip({name: _npy(array) for name, array in arrays.items()}, zipfile.ZIP_DEFLATED)
    yield Damage(file, "packed", _writes(packed), "compressed")
    yield Damage(file, "more arrays", _writes(_npz({**arrays, "more": np.zeros(3)})))


def _npz(arrays: dict[str, np.ndarray]) -> bytes:
    return _zip({name: _npy(array) for name, array in arrays.items()})


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()
