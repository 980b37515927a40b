"""Feature arrays from an npz file, streamed; nothing in it is unpickled or believed unchecked.

``numpy.load`` would allocate what a header claims. Here the header of each array is read first, compared
with the size that the archive holds, and the rows then come block by block.
"""

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.npy_header import read_npy_header
from ltcore.data.sources.blocks import BLOCK_VALUES, Block, require_finite

FEATURES, LABELS = "x", "y"


class _Member:
    """One array of the archive, positioned behind its header."""

    def __init__(self, archive: zipfile.ZipFile, name: str, path: Path) -> None:
        self.what = f"array {name!r} of {path}"
        if f"{name}.npy" not in archive.namelist():
            known = ", ".join(
                sorted(member.removesuffix(".npy") for member in archive.namelist()[:8])
            )
            raise DataError(
                f"{path} has no array {name!r}, it has: {known or 'none'}. Expected x (N, D) and y (N,)"
            )
        self._stream: IO[bytes] = archive.open(f"{name}.npy")
        self.shape, self.fortran_order, self.dtype = read_npy_header(
            self._stream, self.what, archive.getinfo(f"{name}.npy").file_size
        )

    def rows(self, n_rows: int) -> NDArray[np.generic]:
        """Read the next rows."""
        row_shape = self.shape[1:]
        size = n_rows * math.prod(row_shape) * self.dtype.itemsize
        content = self._stream.read(size)
        if len(content) != size:
            raise DataError(f"{self.what} ends early: the file is damaged")
        return np.frombuffer(content, dtype=self.dtype).reshape(n_rows, *row_shape)

    def whole(self) -> NDArray[np.generic]:
        """Read everything, for arrays that are not stored row by row."""
        flat = self.rows(self.shape[0]).ravel()
        return flat.reshape(self.shape, order="F" if self.fortran_order else "C")


def npz_blocks(path: Path) -> Iterator[Block]:
    """Yield the rows of an npz file with arrays ``x`` (N, D) and ``y`` (N,).

    Raises:
        DataError: the archive is damaged, its arrays are not of this form, or a value is not finite.
    """
    with _opened(path) as archive:
        features, labels = _Member(archive, FEATURES, path), _Member(archive, LABELS, path)
        _check_form(features, labels)
        names = _label_names(labels.whole(), labels.what)
        columns = tuple(f"x[{index}]" for index in range(features.shape[1]))
        block = max(1, BLOCK_VALUES // features.shape[1])
        whole = features.whole() if features.fortran_order else None
        for start in range(0, len(names), block):
            n_rows = min(block, len(names) - start)
            rows = features.rows(n_rows) if whole is None else whole[start : start + n_rows]
            with np.errstate(
                over="ignore"
            ):  # too large for float32 becomes infinite, and is refused
                numbers = rows.astype(np.float32)
            require_finite(numbers, columns, start + 1, path)
            yield Block(numbers, columns, names[start : start + n_rows])


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise DataError(f"{path} is damaged: {error}") from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error


def _check_form(features: _Member, labels: _Member) -> None:
    if len(features.shape) != 2 or 0 in features.shape or features.dtype.kind not in "fiub":
        raise DataError(
            f"{features.what} is {features.dtype} of shape {features.shape}, expected numbers of shape (N, D)"
        )
    if labels.shape != features.shape[:1]:
        raise DataError(
            f"{labels.what} has shape {labels.shape}, expected one label per row of x: ({features.shape[0]},)"
        )


def _label_names(labels: NDArray[np.generic], what: str) -> list[str]:
    if labels.dtype.kind == "f" and bool(np.all(labels == np.rint(labels.astype(np.float64)))):
        labels = labels.astype(np.int64)
    if labels.dtype.kind == "S":
        labels = np.char.decode(labels.astype(np.bytes_), "utf-8", "replace")
    if labels.dtype.kind not in "iubU":
        raise DataError(
            f"{what} is {labels.dtype}: expected whole numbers or text, one label per row"
        )
    return [str(label) for label in labels.tolist()]
