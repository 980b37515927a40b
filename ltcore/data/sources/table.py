"""A user's feature table (npz, Parquet or CSV): tabular data, or features of a frozen network."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ltcore.config.sources import TableOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.labels import encode_labels
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.blocks import Block, csv_blocks, parquet_blocks
from ltcore.data.sources.npz import npz_blocks
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

SUFFIXES = (".npz", ".parquet", ".csv")


def table_files(root: Path) -> dict[str, Path]:
    """Return the file of each split: one "pool", or "train" and "test" of a folder.

    Raises:
        DataError: there is no such file.
    """
    if root.is_file():
        return {"pool": root}
    if not root.is_dir():
        raise DataError(
            f"root {root} does not exist: name a file ({', '.join(SUFFIXES)}) or a folder"
        )
    for suffix in SUFFIXES:
        files = {split: root / f"{split}{suffix}" for split in ("train", "test")}
        if all(file.is_file() for file in files.values()):
            return files
    raise DataError(
        f"root {root} is a folder without train and test tables: expected train.csv and test.csv there "
        "(or .parquet or .npz), or name one file"
    )


def read_blocks(path: Path, label: str) -> Iterator[Block]:
    """Yield the rows of a table; what kind of file it is, its content says.

    Raises:
        DataError: it is none of the three kinds, or not a table of finite numbers with labels.
    """
    try:
        found = describe(path)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    if found == "a zip archive":
        return npz_blocks(path)
    if found == "a Parquet table":
        return parquet_blocks(path, label)
    if found == "text":
        return csv_blocks(path, label)
    raise DataError(
        f"{path} looks like {found}: expected an npz file with arrays x and y, a Parquet table or a CSV file"
    )


def prepare(options: TableOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write float32 features (N, D), one pool or two splits."""
    given: dict[str, list[str]] = {}
    expected: tuple[str, ...] = ()
    for split, path in table_files(_root(options)).items():
        given[split] = []
        for block in read_blocks(path, options.label):
            expected = expected or block.columns
            if block.columns != expected:
                raise DataError(_other_columns(path, block.columns, expected))
            writer.append(f"{split}_inputs", np.ascontiguousarray(block.features))
            given[split] += block.labels
            progress(0.0, f"reading {path.name}: {len(given[split]):,} rows")
    class_names, labels = encode_labels(given)
    for split, numbers in labels.items():
        writer.append(f"{split}_labels", numbers)
    return class_names


def manifest(options: TableOptions) -> str:
    """Return a hash of the state of the files."""
    root = _root(options)
    return manifest_of(table_files(root).values(), root)


def _root(options: TableOptions) -> Path:
    return Path(options.root).expanduser()


def _other_columns(path: Path, columns: tuple[str, ...], expected: tuple[str, ...]) -> str:
    different = sorted(set(columns) ^ set(expected))
    what = f"differ in {different[0]!r}" if different else "are in another order"
    return (
        f"{path} has {len(columns)} feature columns, train has {len(expected)}; they {what}: "
        "both tables need the same columns in one order"
    )


ENTRY = DataEntry(
    name="table",
    title="Your own feature table",
    summary="Numbers in an npz, Parquet or CSV file, one row per example: tabular data or frozen features.",
    licence="yours",
    source=Source(
        "A file of yours", 2026, "https://numpy.org/doc/stable/reference/generated/numpy.savez.html"
    ),
    kind="features",
    options=TableOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
)
