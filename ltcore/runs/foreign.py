"""Reading a file of predictions that somebody else wrote, without trusting any of it."""

import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.npy_header import read_npy_header
from ltcore.runs.errors import ImportRefusedError
from ltcore.types import IntArray

MOST_BYTES = 2 * 2**30
MOST_CLASSES = 100_000
FORMS = (
    "Accepted are CSV and Parquet with columns label, predicted [, index] [, logit_0 ... logit_{C-1}], "
    "and npz with arrays y_true, y_pred [, index] [, logits]."
)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What the readers of the three forms raise for content that is not theirs."""


@dataclass(frozen=True, eq=False)
class Foreign:
    """Predictions made elsewhere, checked.

    Attributes:
        labels: true classes, int64, shape (N,).
        predicted: predicted classes, int64, shape (N,).
        index: example ids, int64, shape (N,).
        logits: float32, shape (N, C), None where the file has none.
        n_classes: C.
    """

    labels: IntArray
    predicted: IntArray
    index: IntArray
    logits: NDArray[np.float32] | None
    n_classes: int


@dataclass(frozen=True, eq=False)
class _Raw:
    """Columns as they stand in the file, under the names that messages use."""

    label: tuple[str, NDArray[Any]]
    predicted: tuple[str, NDArray[Any]]
    index: tuple[str, NDArray[Any]] | None
    logits: NDArray[Any] | None


def read_foreign(path: Path, class_counts: Sequence[int] | None = None) -> Foreign:
    """Return the predictions in a CSV, Parquet or npz file.

    Args:
        path: the file; its ending says the form.
        class_counts: training examples per class, where known; their number is C.

    Raises:
        ImportRefusedError: anything is not as it should be; the message names row (from 1) and column.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ImportRefusedError(f"{path.name}: the ending {path.suffix!r} is not known. {FORMS}")
    if not path.is_file():
        raise ImportRefusedError(f"{str(path)!r} is not a file. {FORMS}")
    if path.stat().st_size > MOST_BYTES:
        raise ImportRefusedError(f"{path.name} is larger than {MOST_BYTES // 2**30} GiB.")
    try:
        raw = reader(path)
    except ImportRefusedError:
        raise
    except UNREADABLE as error:
        raise ImportRefusedError(f"{path.name} could not be read ({error}). {FORMS}") from error
    return _checked(raw, class_counts)


def _read_csv(path: Path) -> _Raw:
    import pandas as pd

    return _from_table(pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8"))


def _read_parquet(path: Path) -> _Raw:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            columns = [name for name in file.schema_arrow.names if _wanted(name)]
            if file.metadata.num_rows * max(len(columns), 1) * 8 > MOST_BYTES:
                raise ImportRefusedError(f"{path.name} claims {file.metadata.num_rows:,} rows.")
            return _from_table(file.read(columns=columns).to_pandas())
    except pa.ArrowException as error:
        raise ImportRefusedError(f"{path.name} is not readable as Parquet ({error}).") from error


def _wanted(name: str) -> bool:
    return name in ("label", "predicted", "index") or name.startswith("logit_")


def _from_table(table: Any) -> _Raw:  # noqa: ANN401 (a DataFrame; pandas is imported late)
    missing = [name for name in ("label", "predicted") if name not in table.columns]
    if missing:
        found = ", ".join(map(repr, table.columns[:10]))
        raise ImportRefusedError(f"column {missing[0]!r} is missing (found {found}). {FORMS}")
    names = [name for name in table.columns if str(name).startswith("logit_")]
    expected = [f"logit_{number}" for number in range(len(names))]
    if sorted(names) != sorted(expected):
        absent = next(name for name in expected if name not in names)
        raise ImportRefusedError(
            f"column {absent!r} is missing: logits are logit_0 to logit_{{C-1}}."
        )
    index = ("index", table["index"].to_numpy()) if "index" in table.columns else None
    return _Raw(
        label=("label", table["label"].to_numpy()),
        predicted=("predicted", table["predicted"].to_numpy()),
        index=index,
        logits=table[expected].to_numpy() if names else None,
    )


def _read_npz(path: Path) -> _Raw:
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        for name in ("y_true", "y_pred"):
            if f"{name}.npy" not in members:
                raise ImportRefusedError(f"array {name!r} is missing. {FORMS}")
        wanted = [
            name for name in ("y_true", "y_pred", "index", "logits") if f"{name}.npy" in members
        ]
        for name in wanted:
            _check_header(name, archive)
    with np.load(path, allow_pickle=False) as arrays:
        read = {name: arrays[name] for name in wanted}
    for name in ("y_true", "y_pred", "index"):
        if name in read and read[name].ndim != 1:
            raise ImportRefusedError(
                f"array {name!r} has shape {read[name].shape}: it should be (N,)."
            )
    if "logits" in read and read["logits"].ndim != 2:
        raise ImportRefusedError(
            f"array 'logits' has shape {read['logits'].shape}: it should be (N, C)."
        )
    return _Raw(
        label=("y_true", read["y_true"]),
        predicted=("y_pred", read["y_pred"]),
        index=("index", read["index"]) if "index" in read else None,
        logits=read.get("logits"),
    )


def _check_header(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse pickles, and shapes that the archive could not hold, before anything is allocated."""
    held = archive.getinfo(f"{name}.npy").file_size
    if held > MOST_BYTES:
        raise ImportRefusedError(f"array {name!r} is larger than {MOST_BYTES // 2**30} GiB.")
    with archive.open(f"{name}.npy") as file:
        dtype = read_npy_header(file, f"array {name!r}", held).dtype
    if dtype.kind not in "biuf":
        raise ImportRefusedError(f"array {name!r} holds {dtype}, not plain numbers.")


READERS: Mapping[str, Callable[[Path], _Raw]] = {
    ".csv": _read_csv,
    ".parquet": _read_parquet,
    ".npz": _read_npz,
}


def _checked(raw: _Raw, class_counts: Sequence[int] | None) -> Foreign:
    name, labels = raw.label
    if not len(labels):
        raise ImportRefusedError("the file has no rows.")
    others = {raw.predicted[0]: raw.predicted[1]}
    if raw.index is not None:
        others["index"] = raw.index[1]
    if raw.logits is not None:
        others["logits"] = raw.logits
    for other, values in others.items():
        if len(values) != len(labels):
            raise ImportRefusedError(f"{name} has {len(labels)} rows, {other} has {len(values)}.")
    width = None if raw.logits is None else raw.logits.shape[1]
    n_classes = _n_classes(class_counts, width)
    true = _whole_numbers(name, labels, n_classes)
    chosen = _whole_numbers(*raw.predicted, n_classes)
    index = np.arange(len(true)) if raw.index is None else _whole_numbers(*raw.index, None)
    if n_classes is None:
        n_classes = int(max(true.max(), chosen.max())) + 1
    return Foreign(true, chosen, index, _logits(raw.logits), n_classes)


def _n_classes(class_counts: Sequence[int] | None, width: int | None) -> int | None:
    """Return C where the counts or the logits say it."""
    if class_counts is None:
        return width
    counts = np.asarray(class_counts)
    if (
        counts.ndim != 1
        or counts.dtype.kind not in "iu"
        or counts.min(initial=1) < 0
        or not counts.any()
    ):
        raise ImportRefusedError(
            "class_counts must be whole numbers of at least 0, one per class, not all 0."
        )
    if width is not None and width != len(counts):
        raise ImportRefusedError(
            f"class_counts names {len(counts)} classes, the logits have {width} columns."
        )
    return len(counts)


def _whole_numbers(column: str, values: NDArray[Any], n_classes: int | None) -> IntArray:
    """Return ``values`` as int64, refusing the first row that is not a whole number in range."""
    limit = 2**53 if column == "index" else n_classes or MOST_CLASSES
    numbers = _numbers(values)
    with np.errstate(invalid="ignore"):
        wrong = ~((numbers >= 0) & (numbers < limit) & (numbers == np.floor(numbers)))
    if wrong.any():
        row = int(np.argmax(wrong))
        legal = "a whole number" if column == "index" else f"a class from 0 to {limit - 1}"
        value = str(values[row])[:40]
        raise ImportRefusedError(f"row {row + 1}, column {column}: {value!r} is not {legal}.")
    return numbers.astype(np.int64)


def _logits(values: NDArray[Any] | None) -> NDArray[np.float32] | None:
    if values is None:
        return None
    numbers = np.stack([_numbers(column) for column in values.T], axis=1)
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        value = str(values[row, column])[:40]
        raise ImportRefusedError(
            f"row {row + 1}, column logit_{column}: {value!r} is not a finite number."
        )
    return numbers.astype(np.float32)


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return ``values`` as float64, NaN where one is not a number."""
    import pandas as pd

    try:
        return np.asarray(pd.to_numeric(pd.Series(values), errors="coerce"), dtype=np.float64)
    except TypeError as error:
        raise ImportRefusedError(
            f"a column holds lists or objects, not numbers. {FORMS}"
        ) from error
