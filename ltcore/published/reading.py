"""Reads the tables in ``assets/published``: closed and checked, every refusal names file and row."""

import csv
import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from ltcore.published.records import (
    Correction,
    Family,
    Kind,
    Metric,
    Profile,
    PublishedData,
    PublishedTable,
    Result,
    Setting,
    Status,
    Subset,
)
from ltcore.registry import Registry, Source

T = TypeVar("T")
COLUMNS = (
    "data",
    "profile",
    "ratio",
    "method",
    "ours",
    "settings",
    "subset",
    "metric",
    "value",
    "spread",
    "status",
    "note",
)
LEGAL: Mapping[str, tuple[str, ...]] = {
    "profile": get_args(Profile),
    "subset": get_args(Subset),
    "metric": get_args(Metric),
    "status": get_args(Status),
}


class PublishedDataError(ValueError):
    """A file of the tables is not as it must be; the message names the file and the row."""


def assets_folder() -> Path:
    """Return where the tables are: beside the code where it is installed, else in the working tree."""
    installed = Path(__file__).with_name("assets")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "assets" / "published"


def read_data(folder: Path) -> Registry[PublishedData]:
    """Return the data sets that the tables are about.

    Raises:
        PublishedDataError: the file is not TOML, or an entry has wrong fields.
    """
    path = folder / "data.toml"
    entries = _toml(path).items()
    return Registry(
        "data set",
        [_made(PublishedData, path, name, name=name, **entry) for name, entry in entries],
    )


def read_families(folder: Path) -> Registry[Family]:
    """Return the recipe families.

    Raises:
        PublishedDataError: the file is not TOML, or an entry has wrong fields.
    """
    path = folder / "families.toml"
    families = [
        _made(Family, path, name, name=name, **entry) for name, entry in _toml(path).items()
    ]
    for family in families:
        _require(family.kind in get_args(Kind), path, family.name, f"kind {family.kind!r}")
    return Registry("recipe family", families)


def read_tables(folder: Path, families: Mapping[str, Family]) -> Registry[PublishedTable]:
    """Return the tables, without their rows.

    Raises:
        PublishedDataError: the file is not TOML, an entry has wrong fields, a family is unknown, or a table
            has no file of rows or the other way round.
    """
    path = folder / "tables.toml"
    tables = []
    for name, entry in _toml(path).items():
        source = _made(Source, path, name, **entry.pop("source", {}))
        fields = {"notes": {}, **entry, "source": source}
        table = _made(PublishedTable, path, name, name=name, **fields)
        _require(table.family in families, path, name, f"family {table.family!r}")
        tables.append(table)
    files = {file.stem for file in (folder / "tables").glob("*.csv")}
    for name in sorted(files ^ {table.name for table in tables}):
        raise PublishedDataError(
            f"{path}: {name} must be here and have its rows in tables/{name}.csv"
        )
    return Registry("published table", tables)


def read_results(
    folder: Path, table: PublishedTable, data: Mapping[str, PublishedData]
) -> Iterator[Result]:
    """Yield the rows of a table.

    Raises:
        PublishedDataError: columns or values are not legal, a note is unknown or never used, or two rows
            are about the same.
    """
    path = folder / "tables" / f"{table.name}.csv"
    seen: dict[tuple[object, ...], int] = {}
    notes = set(table.notes)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        _require(tuple(reader.fieldnames or ()) == COLUMNS, path, "row 1", "columns")
        for number, row in enumerate(reader, start=2):
            place = f"row {number}"
            _require(None not in row and None not in row.values(), path, place, "number of cells")
            _check(row, path, place, data, table.notes)
            notes.discard(row["note"])
            result = _result(row, table, path, place)
            key = (
                result.setting,
                result.examples,
                result.label,
                result.subset,
                result.metric,
            )
            first = seen.setdefault(key, number)
            _require(first == number, path, place, f"the same as row {first}:")
            yield result
    _require(not notes, path, "end", f"no row refers to the notes {sorted(notes)}:")


def read_corrections(folder: Path, tables: Mapping[str, PublishedTable]) -> tuple[Correction, ...]:
    """Return the corrections.

    Raises:
        PublishedDataError: the file is not TOML, an entry has wrong fields or names an unknown table.
    """
    path = folder / "corrections.toml"
    corrections = []
    for number, entry in enumerate(_toml(path).get("correction", []), start=1):
        place = f"correction {number}"
        names = tuple(entry.pop("tables", ()))
        for name in names:
            _require(name in tables, path, place, f"table {name!r}")
        corrections.append(_made(Correction, path, place, **entry, tables=names))
    return tuple(corrections)


def _check(
    row: Mapping[str, str],
    path: Path,
    place: str,
    data: Mapping[str, PublishedData],
    notes: Mapping[str, str],
) -> None:
    _require(row["data"] in data, path, place, f"data {row['data']!r}")
    for column, legal in LEGAL.items():
        _require(row[column] in legal, path, place, f"{column} {row[column]!r}")
    _require((row["profile"] == "as_is") == (not row["ratio"]), path, place, "profile with ratio")
    _require(bool(row["method"]), path, place, "method")
    _require(not row["note"] or row["note"] in notes, path, place, f"note {row['note']!r}")


def _result(row: Mapping[str, str], table: PublishedTable, path: Path, place: str) -> Result:
    value = _number(row["value"], path, place, low=0, high=100)
    ratio = _number(row["ratio"], path, place, low=1, high=1e6) if row["ratio"] else 0.0
    spread = _number(row["spread"], path, place, low=0, high=100) if row["spread"] else math.nan
    ours, _, ours_settings = row["ours"].partition("; ")
    return Result(
        table=table.name,
        family=table.family,
        setting=Setting(row["data"], row["profile"], ratio),  # type: ignore[arg-type]  # checked
        method=row["method"],
        ours=ours,
        ours_settings=_pairs(ours_settings, path, place, "ours"),
        settings=_pairs(row["settings"], path, place, "settings"),
        subset=row["subset"],  # type: ignore[arg-type]  # checked
        metric=row["metric"],  # type: ignore[arg-type]  # checked
        value=value,
        printed=" ± ".join(filter(None, (row["value"], row["spread"]))),
        spread=spread,
        status=row["status"],  # type: ignore[arg-type]  # checked
        note=table.notes.get(row["note"], ""),
    )


def _pairs(text: str, path: Path, place: str, column: str) -> dict[str, str]:
    pairs = [part.split("=", 1) for part in text.split("; ") if part]
    _require(all(len(pair) == 2 for pair in pairs), path, place, column)
    return dict(pairs)


def _number(text: str, path: Path, place: str, *, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    _require(low <= number <= high, path, place, f"{text!r}, a number from {low:g} to {high:g},")
    return number


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PublishedDataError(f"{path} cannot be read: {error}") from error


def _made(record: type[T], path: Path, place: str, **fields: Any) -> T:  # noqa: ANN401 (from TOML)
    try:
        return record(**fields)
    except TypeError as error:
        raise PublishedDataError(f"{path}, {place}: {error}") from error


def _require(holds: bool, path: Path, place: str, what: str) -> None:  # noqa: FBT001 (a condition)
    if not holds:
        raise PublishedDataError(f"{path}, {place}: {what} is not legal")
