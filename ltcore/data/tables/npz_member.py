"""One array of an npz archive, read from its beginning, row by row."""

import math
import zipfile
from typing import IO

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.npy_header import NpyHeader, read_npy_header

CHUNK = 2**20
SUFFIX = ".npy"


class NpzMember:
    """An array whose header is read and judged; nothing of its numbers is held yet.

    Args:
        archive: the open archive.
        name: the array's key.
        what: how messages call the array.

    Attributes:
        header: shape, order and type.

    Raises:
        DataError: the header is not valid, or claims more or fewer bytes than the archive holds.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, what: str) -> None:
        self._what = what
        self._stream: IO[bytes] = archive.open(name + SUFFIX)
        held = archive.getinfo(name + SUFFIX).file_size
        self.header: NpyHeader = read_npy_header(self._stream, what, held)
        self._whole: NDArray[np.generic] | None = None
        self._row = 0

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return math.prod(self.header.shape[1:]) * self.header.dtype.itemsize

    @property
    def column_by_column(self) -> bool:
        """Whether the numbers are stored column by column, so that all must be held at once."""
        return self.header.fortran_order and sum(length > 1 for length in self.header.shape) > 1

    def rows(self, n_rows: int) -> NDArray[np.generic]:
        """Read the next rows, (n_rows, ...), in the array's own type.

        Raises:
            DataError: the array ends early.
        """
        if not self.column_by_column:
            return self._read(n_rows).reshape(n_rows, *self.header.shape[1:])
        if self._whole is None:
            flat = self._read(self.header.shape[0])
            self._whole = flat.reshape(self.header.shape, order="F")
        start, self._row = self._row, self._row + n_rows
        return self._whole[start : self._row]

    def _read(self, n_rows: int) -> NDArray[np.generic]:
        content = np.empty(n_rows * self.row_bytes, dtype=np.uint8)
        view = content.data
        for start in range(0, len(content), CHUNK):  # a zip stream copies what is read at once
            part = view[start : start + CHUNK]
            if self._stream.readinto(part) != len(part):  # type: ignore[attr-defined] # it has
                raise DataError(f"{self._what} ends early: the file is damaged")
        return content.view(self.header.dtype)
