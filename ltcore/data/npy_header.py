"""The header of a foreign npy array, judged before anything that it claims is allocated or unpickled."""

import math
from typing import IO, NamedTuple

import numpy as np
from numpy.lib import format as npy

from ltcore.data.errors import DataError


class NpyHeader(NamedTuple):
    """What an npy array is: its shape, whether columns come first, the type of its numbers."""

    shape: tuple[int, ...]
    fortran_order: bool
    dtype: np.dtype[np.generic]


class PythonObjectsError(DataError):
    """An array that is sound, but holds Python objects; the arrays beside it may still be read."""


def read_npy_header(stream: IO[bytes], what: str, held: int) -> NpyHeader:
    """Read the header of an npy array and leave the stream at its first number.

    Args:
        stream: the array's bytes, from their beginning.
        what: how messages call the array.
        held: bytes that there are, the header included.

    Raises:
        DataError: there is no valid header, the array holds Python objects, or the header claims more or
            fewer bytes than there are.

    Example:
        >>> import io
        >>> file = io.BytesIO()
        >>> np.save(file, np.zeros((3, 2), dtype=np.float32))
        >>> held = file.tell()
        >>> _ = file.seek(0)
        >>> read_npy_header(file, "array 'x'", held)
        NpyHeader(shape=(3, 2), fortran_order=False, dtype=dtype('float32'))
    """
    header = _read(stream, what)
    if any(length < 0 for length in header.shape):
        raise DataError(f"{what} claims the shape {header.shape}, a length cannot be negative")
    if header.dtype.hasobject:
        raise PythonObjectsError(
            f"{what} holds Python objects, which only unpickling could read, and nothing is unpickled: "
            'save numbers, or labels as numbers or fixed-width text (y.astype("U"))'
        )
    claimed = math.prod(header.shape) * header.dtype.itemsize + stream.tell()
    if claimed != held:
        raise DataError(f"{what} claims {claimed:,} bytes in its header, the file holds {held:,}")
    return header


def _read(stream: IO[bytes], what: str) -> NpyHeader:
    try:
        version = npy.read_magic(stream)
        if version == (1, 0):
            return NpyHeader(*npy.read_array_header_1_0(stream))
        if version == (2, 0):
            return NpyHeader(*npy.read_array_header_2_0(stream))
    except Exception as error:  # numpy reads the header as Python source, which fails in many ways
        raise DataError(f"{what} has no valid header: {str(error)[:200]}") from error
    raise DataError(f"{what} has npy version {version}, expected 1.0 or 2.0")
