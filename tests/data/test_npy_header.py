import io

import numpy as np
import pytest
from numpy.lib import format as npy

from ltcore.data import DataError
from ltcore.data.npy_header import read_npy_header


def stored(array, version=(1, 0)) -> bytes:
    file = io.BytesIO()
    npy.write_array(file, array, version=version)
    return file.getvalue()


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
@pytest.mark.parametrize("array", [np.zeros((3, 2), order="F"), np.array(["a", "bc"]), np.int8(3)])
def test_a_header_is_read_and_the_stream_left_at_the_numbers(array, version):
    content = stored(np.asarray(array), version)
    file = io.BytesIO(content)
    header = read_npy_header(file, "array 'x'", len(content))
    assert header.shape == array.shape
    assert header.dtype == array.dtype
    assert file.read() == np.asarray(array).tobytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (stored(np.zeros(4))[:-1], "claims 160 bytes in its header, the file holds 159"),
        (stored(np.zeros(4)) + b"x", "claims 160 bytes in its header, the file holds 161"),
        (stored(np.zeros(4), (3, 0)), "npy version"),
        (b"", "no valid header"),
        (b"PK\x03\x04 and more", "no valid header"),
        (
            stored(np.zeros(4)).replace(b"(4,), }", b"(-2,-2)}"),
            r"claims the shape \(-2, -2\), a length cannot be negative",
        ),
        (stored(np.array([{}], dtype=object)), "nothing is unpickled: save numbers"),
    ],
)
def test_other_content_is_refused(content, message):
    with pytest.raises(DataError, match=f"^array 'x' .*{message}"):
        read_npy_header(io.BytesIO(content), "array 'x'", len(content))
