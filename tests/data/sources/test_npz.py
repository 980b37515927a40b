import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from numpy.lib import format as npy

from ltcore.data import DataError
from ltcore.data.sources import npz
from ltcore.data.sources.npz import npz_blocks

X = np.arange(12, dtype=np.float64).reshape(6, 2)
Y = np.array([0, 1, 0, 1, 2, 2])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.npz"


def read(path):
    blocks = list(npz_blocks(path))
    features = np.concatenate([block.features for block in blocks])
    return features, [label for block in blocks for label in block.labels]


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("x", [X, X.astype(np.int16), np.asfortranarray(X), X.astype(">f4")])
def test_arrays_are_read_in_blocks(save, x, path, monkeypatch):
    monkeypatch.setattr(npz, "BLOCK_VALUES", 8)
    save(path, x=x, y=Y)
    features, labels = read(path)
    assert np.array_equal(features, X)
    assert labels == ["0", "1", "0", "1", "2", "2"]


@pytest.mark.parametrize(
    "y", [Y.astype(np.float64), Y.astype("U3"), Y.astype("S1"), Y.astype(np.uint8)]
)
def test_labels_may_be_numbers_or_text(y, path):
    np.savez(path, x=X, y=y)
    assert read(path)[1] == ["0", "1", "0", "1", "2", "2"]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": X.astype(object), "y": Y}, "array 'x' .* holds Python objects"),
        ({"x": X, "y": Y.astype(object)}, "array 'y' .* holds Python objects.*astype"),
        ({"x": X, "z": Y}, "has no array 'y', it has: x, z"),
        ({"x": X[:, 0], "y": Y}, r"expected numbers of shape \(N, D\)"),
        ({"x": X.astype("U3"), "y": Y}, "expected numbers"),
        ({"x": X.astype(complex), "y": Y}, "expected numbers"),
        ({"x": X[:0], "y": Y[:0]}, "expected numbers of shape"),
        ({"x": X, "y": Y[:-1]}, r"has shape \(5,\), expected one label per row of x: \(6,\)"),
        ({"x": X, "y": Y + 0.5}, "expected whole numbers or text"),
        ({"x": np.where(X == 7, np.nan, X), "y": Y}, r"row 4, column 'x\[1\]' is nan"),
    ],
)
def test_arrays_of_another_form_are_refused(arrays, message, path):
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=message):
        read(path)


def member(shape, content, version=(1, 0)):
    stream = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": shape}
    write = npy.write_array_header_1_0 if version == (1, 0) else npy.write_array_header_2_0
    write(stream, header)
    return stream.getvalue() + content


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            member((2**38, 2**5), bytes(96)),
            "claims 70,368,744,177,792 bytes in its header, the file holds",
        ),
        (member((6, 2), bytes(95)), "claims 96|claims .* holds"),
        (b"\x93NUMPY\x01\x00\x40\x00{'descr': __import__('os')}" + b" " * 40, "no valid header"),
        (b"not an array", "no valid header"),
        (b"\x93NUMPY\x03\x00" + bytes(20), "npy version"),
    ],
)
def test_headers_are_not_believed(x, message, path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", x)
        archive.writestr("y.npy", member((6,), bytes(48)))
    tracemalloc.start()
    with pytest.raises(DataError, match=message):
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def test_the_second_header_version_is_read(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", member((6, 2), X.tobytes(), (2, 0)))
        archive.writestr("y.npy", member((6,), Y.astype(np.float64).tobytes()))
    assert np.array_equal(read(path)[0], X)


def test_a_flipped_byte_in_the_archive_is_found(path):
    np.savez(path, x=X, y=Y)
    content = bytearray(path.read_bytes())
    content[content.index(X.tobytes()) + 8] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="is damaged: Bad CRC"):
        read(path)
