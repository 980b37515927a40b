"""Rows of a feature table, block by block, from a Parquet or CSV file.

A block has at most ``BLOCK_VALUES`` numbers whatever the table's width, so that a table of any length can
be prepared in little memory.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

BLOCK_VALUES = 4_000_000
SHOWN_COLUMNS = 8
MISSING = ("", "NaN", "nan", "NA", "N/A", "null", "NULL", "None")
"""What counts as a missing number in a CSV; in the label column such words are ordinary names."""
NAMELESS = ("Unnamed: ", "__index_level_")


class Block(NamedTuple):
    """Some rows: features float32 (n, D), their column names, and labels as text."""

    features: NDArray[np.float32]
    columns: tuple[str, ...]
    labels: list[str]


def csv_blocks(path: Path, label: str) -> Iterator[Block]:
    """Yield the rows of a CSV file with a header line.

    Raises:
        DataError: the file is not such a table, or a value is not a finite number.
    """
    header = csv_columns(path)
    features = _feature_columns(header, label, path)
    frames = csv_frames(
        path,
        chunksize=max(1, BLOCK_VALUES // len(header)),
        dtype={label: str},
        na_values={column: list(MISSING) for column in features},
    )
    yield from _blocks(frames, label, path)


def parquet_blocks(path: Path, label: str) -> Iterator[Block]:
    """Yield the rows of a Parquet file.

    Raises:
        DataError: the file is not such a table, or a value is not a finite number.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as table:
            header = list(table.schema_arrow.names)
            _feature_columns(header, label, path)
            batches = table.iter_batches(max(1, BLOCK_VALUES // len(header)))
            yield from _blocks((batch.to_pandas() for batch in batches), label, path)
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{path} cannot be read as a Parquet table, it is damaged: {error}"
        ) from error


def csv_columns(path: Path) -> list[str]:
    """Return the column names of a CSV file.

    Raises:
        DataError: the file is not a CSV file.
    """
    frame = next(csv_frames(path, chunksize=1, dtype=str), None)
    if frame is None or frame.empty:
        raise DataError(f"{path} has no row below its header: expected one row per example")
    return [str(column) for column in frame.columns]


def csv_frames(path: Path, **reading: Any) -> Iterator["pd.DataFrame"]:  # noqa: ANN401 (handed to pandas)
    """Yield frames of a CSV file; ``reading`` goes to ``pandas.read_csv``.

    Raises:
        DataError: the file is not a CSV file.
    """
    import pandas as pd  # slow to import, and needed for a user's tables only

    try:
        reader = pd.read_csv(
            path, encoding="utf-8-sig", keep_default_na=False, low_memory=False, **reading
        )
        with reader as frames:
            yield from frames
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        reason = str(error).strip()
        raise DataError(
            f"{path} cannot be read as CSV with a header line, comma-separated, UTF-8: {reason}"
        ) from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error


def require_column(column: str, columns: Sequence[str], setting: str, path: Path) -> None:
    """Refuse a table without a column, naming the nearest one.

    Raises:
        DataError: the column is missing.
    """
    if column in columns:
        return
    near = difflib.get_close_matches(column, columns, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    shown = ", ".join(map(repr, columns[:SHOWN_COLUMNS]))
    more = f" and {len(columns) - SHOWN_COLUMNS} more" if len(columns) > SHOWN_COLUMNS else ""
    raise DataError(f"{setting}: {path} has no column {column!r}.{hint} It has {shown}{more}")


def require_finite(
    features: NDArray[np.float32], columns: Sequence[str], row: int, path: Path
) -> None:
    """Refuse features that are missing or infinite.

    Args:
        features: (n, D).
        columns: D names.
        row: number of the first of these rows in the file, from 1.
        path: the file, for the message.

    Raises:
        DataError: naming the first such value by row and column.
    """
    bad = np.argwhere(~np.isfinite(features))
    if len(bad):
        at, column = bad[0]
        raise DataError(
            f"{path}, row {row + at}, column {columns[column]!r} is {features[at, column]}: features must be "
            "finite numbers. Fill or remove missing values first"
        )


def _feature_columns(header: Sequence[str], label: str, path: Path) -> list[str]:
    require_column(label, header, "label", path)
    nameless = [column for column in header if column.startswith(NAMELESS)]
    if nameless:
        raise DataError(
            f"{path} has a column without a name ({nameless[0]!r}), as pandas writes its row "
            "numbers: they are no feature. Remove it (index=False when writing)"
        )
    features = [column for column in header if column != label]
    if not features:
        raise DataError(f"{path} has the column {label!r} only: expected features beside it")
    return features


def _blocks(frames: Iterable["pd.DataFrame"], label: str, path: Path) -> Iterator[Block]:
    row = 1
    for frame in frames:
        labels = frame.pop(label)
        empty = np.flatnonzero(labels.isna() | (labels.astype(str) == ""))
        if len(empty):
            raise DataError(f"{path}, row {row + empty[0]}: the label ({label!r}) is empty")
        columns = tuple(map(str, frame.columns))
        features = _numbers(frame, row, path)
        require_finite(features, columns, row, path)
        yield Block(features, columns, labels.astype(str).tolist())
        row += len(frame)


def _numbers(frame: "pd.DataFrame", row: int, path: Path) -> NDArray[np.float32]:
    import pandas as pd

    for name in frame.columns:
        column = frame[name]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
            at = int(np.argmax(pd.to_numeric(column, errors="coerce").isna() & column.notna()))
            raise DataError(
                f"{path}, row {row + at}, column {name!r} is {str(column.iloc[at])[:40]!r}: features must be "
                "numbers. Encode the column as numbers or remove it; for text use the data set 'text'"
            )
    with np.errstate(
        over="ignore"
    ):  # too large for float32 becomes infinite, which is refused by name
        numbers: NDArray[np.float32] = frame.to_numpy(np.float64, na_value=np.nan).astype(
            np.float32
        )
    return numbers
