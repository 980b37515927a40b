"""A user's feature table in any of the formats: tabular data, or features of a frozen network."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltcore.config.sources import TableOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.labels import LabelCollector
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.row_ids import RowIds
from ltcore.data.tables import Table, open_together
from ltcore.data.tables.header import is_nameless, require_column
from ltcore.data.tables.held import refuse_to_unfold
from ltcore.data.tables.npz import NpzTable
from ltcore.data.tables.opening import FORMS, SUFFIXES
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

BLOCK_VALUES = 2_000_000
"""Numbers in a block, whatever the table's width, so that a table of any length takes little memory."""
NPZ_FEATURES = ("x", "X", "data", "features")
NPZ_LABELS = ("y", "Y", "labels", "label", "target", "targets")


class _Layout(NamedTuple):
    """What the columns of a table are: the label, the features, and what nothing uses."""

    label: str
    features: list[str]
    unused: list[str]


def table_files(root: Path) -> dict[str, Path]:
    """Return the file of each split: one "pool", or "train" and "test" of a folder, perhaps "val".

    Raises:
        DataError: there is no such file, or a split has two.
    """
    if root.is_file():
        return {"pool": root}
    if not root.is_dir():
        raise DataError(
            f"root {root} does not exist: name a file or a folder with train and test tables. "
            f"Supported are {FORMS}"
        )
    files = {}
    for split in ("train", "test", "val"):
        found = [root / f"{split}{suffix}" for suffix in SUFFIXES]
        found = [file for file in found if file.is_file()]
        if len(found) > 1:
            raise DataError(
                f"root {root} has {found[0].name} and {found[1].name}, so it is unclear which is "
                f"the {split} table: remove one"
            )
        if found:
            files[split] = found[0]
    if {"train", "test"} <= files.keys():
        return files
    raise DataError(
        f"root {root} is a folder without train and test tables: expected train.csv and test.csv "
        f"there (or {', '.join(SUFFIXES[2:])}), or name one file"
    )


def prepare(options: TableOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write float32 features (N, D), one pool or the splits of a folder."""
    labels = LabelCollector()
    expected: list[str] = []
    files = table_files(_root(options))
    for split, table in zip(files, open_together(list(files.values())), strict=True):
        layout = _layout(table, options.label)
        expected = expected or layout.features
        if layout.features != expected:
            raise DataError(_other_columns(table.path, layout.features, expected))
        n_rows = 0
        row_ids = RowIds(layout.features)
        for features in _features(table, layout, split, labels):
            writer.append(f"{split}_inputs", features)
            row_ids.watch(features)
            n_rows += len(features)
            progress(0.0, f"reading {table.path.name}: {n_rows:,} rows")
        if not n_rows:
            raise DataError(f"{table.path} has no rows: expected one row per example")
        # Some of these are known only behind the rows.
        for note in (*table.notes, *_notes(table, layout), *row_ids.notes(table.path.name)):
            writer.note(note)
    found = labels.finish()
    for split, numbers in found.numbers.items():
        writer.append(f"{split}_labels", numbers)
    for note in found.notes:
        writer.note(note)
    return found.names


def manifest(options: TableOptions) -> str:
    """Return a hash of the state of the files."""
    root = _root(options)
    return manifest_of(table_files(root).values(), root)


def _features(
    table: Table, layout: _Layout, split: str, labels: LabelCollector
) -> Iterator[NDArray[np.float32]]:
    """Yield the features of all rows; their labels go to the collector."""
    width = len(layout.features)
    if table.n_rows is not None:
        refuse_to_unfold(4 * table.n_rows * width, table.path)
    of_split = labels.of_split(split, where=str(table.path), column=layout.label)
    columns = [layout.label, *layout.features]
    for rows in table.blocks(columns, text=[layout.label], rows=max(1, BLOCK_VALUES // width)):
        of_split.add(*rows.coded(layout.label), rows.first)
        # A number too large for float32 becomes infinite, which is refused by name.
        with np.errstate(over="ignore", invalid="ignore"):
            features = np.ascontiguousarray(rows.matrix(layout.features), dtype=np.float32)
        _require_finite(features, layout.features, rows.first, table.path)
        yield features


def _layout(table: Table, label: str) -> _Layout:
    if label != TableOptions.model_fields["label"].default:  # a person named it: no other is meant
        require_column(label, table.columns, "label", table.path)
    if isinstance(table, NpzTable):
        return _npz_layout(table, label)
    if label not in table.columns and table.declared_label:
        label = table.declared_label
    require_column(label, table.columns, "label", table.path)
    nameless = [column for column in table.columns if is_nameless(column)]
    if nameless:
        raise DataError(
            f"{table.path} has a column without a name ({nameless[0]!r}). pandas and R write row "
            "names this way, and they are not a feature. Remove it (write with index=False or "
            "row.names=FALSE)"
        )
    features = [column for column in table.columns if column != label]
    if not features:
        raise DataError(f"{table.path} has only the column {label!r}: expected features as well")
    return _Layout(label, features, [])


def _npz_layout(table: NpzTable, label: str) -> _Layout:
    arrays = table.arrays
    for name in (label, *NPZ_FEATURES, *NPZ_LABELS):
        images = name in arrays and len(arrays[name].shape) > 2  # another data set's
        if name in table.unreadable and not table.columns_of(name) and not images:
            raise DataError(table.unreadable[name])
    found = next((name for name in (label, *NPZ_LABELS) if name in table.columns), "")
    of = next(
        (name for name in NPZ_FEATURES if name in arrays and len(arrays[name].shape) == 2), ""
    )
    if not found or not of:
        raise DataError(_not_a_table(table))
    features = [column for column in table.columns_of(of) if column != found]
    if not features:
        raise DataError(table.unreadable.get(of, _not_a_table(table)))
    unused = [name for name in arrays if name not in (found, of)]
    return _Layout(found, features, unused)


def _not_a_table(table: NpzTable) -> str:
    has = ", ".join(f"{name} {header.shape}" for name, header in list(table.arrays.items())[:8])
    images = [name for name, header in table.arrays.items() if len(header.shape) > 2]
    way_out = (
        " For images, use the data set 'image_arrays'"
        if images
        else " A file with splits becomes train.npz and test.npz in one folder"
    )
    return (
        f"{table.path} has the arrays {has or 'none'}: expected x (N, D), also called "
        f"{', '.join(NPZ_FEATURES[1:])}, and y (N,), also called {', '.join(NPZ_LABELS[1:])}.{way_out}"
    )


def _notes(table: Table, layout: _Layout) -> Iterator[str]:
    if layout.unused:
        yield f"{table.path.name}: unused arrays: {', '.join(layout.unused[:8])}"


def _require_finite(
    features: NDArray[np.float32], columns: list[str], first: int, path: Path
) -> None:
    bad = np.argwhere(~np.isfinite(features))
    if len(bad):
        at, column = bad[0]
        raise DataError(
            f"{path}, row {first + at}, column {columns[column]!r} is {features[at, column]}: "
            "features must be finite float32 numbers. Fill or remove missing values first"
        )


def _root(options: TableOptions) -> Path:
    return Path(options.root).expanduser()


def _other_columns(path: Path, columns: list[str], expected: list[str]) -> str:
    different = sorted(set(columns) ^ set(expected))
    what = f"differ in {different[0]!r}" if different else "are in another order"
    return (
        f"{path} has {len(columns)} feature columns, train has {len(expected)}; they {what}: both "
        "tables need the same columns in the same order"
    )


ENTRY = DataEntry(
    name="table",
    title="Your own feature table",
    summary="Numbers with a label column in CSV, Parquet, npz, ARFF, KEEL or LIBSVM, one row per example.",
    licence="yours",
    source=Source(
        "A file of yours", 2026, "https://numpy.org/doc/stable/reference/generated/numpy.savez.html"
    ),
    kind="features",
    options=TableOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
    reading=2,
)
