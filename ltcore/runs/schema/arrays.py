"""Reading the arrays of a run folder: npy and npz, judged by their headers before memory is taken."""

import os
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.npy_header import NpyHeader, read_npy_header
from ltcore.data.tables.held import refuse_too_much
from ltcore.runs.reading import open_file
from ltcore.runs.schema.boundary import reading_of
from ltcore.runs.strict_json import shown, span
from ltcore.runs.zip_directory import directory_size

SUFFIX = ".npy"
BLOCK = 2**20
"""Numbers that are judged at once, so that no second array of the whole size is made."""
MOST_MEMBERS = 100
MOST_DIRECTORY_BYTES = 2**16
"""Of `MOST_MEMBERS` with long names."""


@dataclass(frozen=True, kw_only=True)
class ArraySchema:
    """What an array may hold.

    Attributes:
        types: its legal types of numbers.
        shape: a letter for each dimension; a letter has one size in all arrays of a file.
        low: least legal number.
        high: largest legal number.
        sizes: legal sizes of a letter; any where it is not named.
        may_be_empty: whether the array may have no number instead.
    """

    types: tuple[type[np.generic], ...]
    shape: tuple[str, ...]
    low: float = 0
    high: float = 255
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    may_be_empty: bool = False

    def check_header(self, header: NpyHeader, known: dict[str, int]) -> None:
        """Refuse another type or shape; learn the sizes of the letters.

        Args:
            header: of the array.
            known: letter -> its size in the arrays of the file before this one.

        Raises:
            DataError: type or shape is not legal.
        """
        if header.dtype not in [np.dtype(one) for one in self.types]:
            legal = ", ".join(np.dtype(one).name for one in self.types)
            raise DataError(f"holds {shown(str(header.dtype))}; it must be {legal}")
        if self.may_be_empty and header.shape == (0,):
            return
        wanted = tuple(str(known.get(letter, letter)) for letter in self.shape)
        told = f"({', '.join(wanted)}{',' * (len(wanted) == 1)})"
        if len(header.shape) != len(self.shape):
            raise DataError(f"has shape {header.shape}; it must be {told}")
        for letter, size in zip(self.shape, header.shape, strict=True):
            if known.setdefault(letter, size) != size:
                raise DataError(f"has shape {header.shape}; it must be {told}")
            if size not in (legal_sizes := self.sizes.get(letter, (size,))):
                raise DataError(
                    f"has shape {header.shape}; {letter} must be {' or '.join(map(str, legal_sizes))}"
                )

    def check_values(self, array: NDArray[Any]) -> None:
        """Refuse numbers that are not finite, or not legal.

        Raises:
            DataError: there is one; the message names its place.
        """
        flat = array.reshape(-1, order="A")  # a view, whichever order the numbers are in
        for start in range(0, flat.size, BLOCK):
            block = flat[start : start + BLOCK]
            with np.errstate(invalid="ignore"):  # of a NaN that signals
                # As float64, which holds both ends; NaN is neither above nor below.
                good = (block >= np.float64(self.low)) & (block <= np.float64(self.high))
            if not good.all():
                at = start + int(np.argmin(good))
                row = _row(array, at) + 1
                raise DataError(
                    f"row {row} holds {flat[at]}; it must be {span(self.low, self.high)}"
                )


def read_array(path: Path, schema: ArraySchema) -> NDArray[Any] | None:
    """Return the npy file ``path`` memory-mapped read-only, or None where it is not there yet.

    Args:
        path: the file.
        schema: what it may hold.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is no npy file of this schema.
    """
    file = open_file(path)
    if file is None:
        return None
    with file, reading_of(path, "an array"):
        header = _header(file, schema)
        array = _mapped(file, header)
        schema.check_values(array)
        return array


def read_shape(path: Path, schema: ArraySchema) -> tuple[int, ...] | None:
    """Return the shape of the npy file ``path``, or None where it is not there yet; its numbers stay unread.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: its header is not that of an npy file of this schema.
    """
    file = open_file(path)
    if file is None:
        return None
    with file, reading_of(path, "an array"):
        return _header(file, schema).shape


def read_arrays(path: Path, schema: Mapping[str, ArraySchema]) -> dict[str, NDArray[Any]] | None:
    """Return the named arrays in the npz file ``path``, or None where it is not there yet.

    Args:
        path: the file.
        schema: name of an array -> what it may hold; others are not read.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is no npz file of this schema; the message names the array.
    """
    file = open_file(path)
    if file is None:
        return None
    with file, reading_of(path, "arrays"), _archive(file) as archive:
        members = _members(archive, schema)
        file_bytes = os.fstat(file.fileno()).st_size
        known: dict[str, int] = {}
        found = {}
        for name, one in schema.items():
            with _named(name), archive.open(members[name]) as stream:
                header = read_npy_header(stream, "the array", members[name].file_size)
                one.check_header(header, known)
                refuse_too_much(members[name].file_size, file_bytes, "the array")
                found[name] = _unpacked(stream, header)
                one.check_values(found[name])
        return found


def _row(array: NDArray[Any], at: int) -> int:
    """Return the row of the number that lies at a place in memory."""
    if not array.ndim:
        return 0
    by_columns = array.flags.f_contiguous and not array.flags.c_contiguous
    return at % len(array) if by_columns else at // (array.size // len(array))


def _header(file: BinaryIO, schema: ArraySchema) -> NpyHeader:
    header = read_npy_header(file, "the array", os.fstat(file.fileno()).st_size)
    schema.check_header(header, {})
    return header


def _mapped(file: BinaryIO, header: NpyHeader) -> NDArray[Any]:
    if 0 in header.shape:  # nothing to map
        return np.empty(header.shape, header.dtype)
    order = "F" if header.fortran_order else "C"
    return np.asarray(np.memmap(file, header.dtype, "r", file.tell(), header.shape, order))  # type: ignore[call-overload]


def _archive(file: BinaryIO) -> zipfile.ZipFile:
    """Return the open zip file; its directory is held whole, and so judged before it is read."""
    if (size := directory_size(file)) > MOST_DIRECTORY_BYTES:
        raise DataError(
            f"has a directory of {size:,} bytes; at most {MOST_DIRECTORY_BYTES:,} are legal"
        )
    return zipfile.ZipFile(file)


def _members(
    archive: zipfile.ZipFile, schema: Mapping[str, ArraySchema]
) -> dict[str, zipfile.ZipInfo]:
    """Return where the arrays of the schema lie.

    Raises:
        DataError: one is missing, twice there, or packed, which the lab never does.
    """
    infos = archive.infolist()
    counted = Counter(info.filename for info in infos)
    if len(infos) > MOST_MEMBERS:
        raise DataError(f"holds {len(infos):,} arrays; at most {MOST_MEMBERS} are legal")
    members = {}
    for name in schema:
        if counted[name + SUFFIX] != 1:
            missing = not counted[name + SUFFIX]
            raise DataError(f"array {name!r} {'is missing' if missing else 'appears twice'}")
        members[name] = archive.getinfo(name + SUFFIX)
        if members[name].compress_type != zipfile.ZIP_STORED:
            raise DataError(f"array {name!r} is compressed; it must be stored as numpy.savez does")
    return members


def _unpacked(stream: IO[bytes], header: NpyHeader) -> NDArray[Any]:
    content = bytearray(stream.read())  # to the end, where the checksum is compared
    order = "F" if header.fortran_order else "C"
    return np.frombuffer(content, header.dtype).reshape(header.shape, order=order)  # type: ignore[call-overload,no-any-return]


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except DataError as error:
        raise DataError(f"array {name!r} {str(error).removeprefix('the array ')}") from error
