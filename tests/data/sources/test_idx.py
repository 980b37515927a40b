import gzip
import hashlib
import io
import struct
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from torchvision import datasets

from ltcore.config.sources import DownloadOptions
from ltcore.data import CATALOG, DataError
from ltcore.data.sources import idx
from ltcore.data.sources.idx import FASHION_MNIST, MNIST, read_idx
from ltcore.data.store import prepare_once


def idx_bytes(array):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return header + array.tobytes()


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return [
        rng.integers(0, 256, (6, 28, 28), dtype=np.uint8),
        np.array([0, 9, 3, 3, 1, 2], dtype=np.uint8),
        rng.integers(0, 256, (2, 28, 28), dtype=np.uint8),
        np.array([4, 5], dtype=np.uint8),
    ]


def write(root, arrays, packed):
    """Write the four files; return the layout with their checksums."""
    files = []
    for file, array in zip(MNIST.files, arrays, strict=True):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        content = gzip.compress(idx_bytes(array)) if packed else idx_bytes(array)
        (path if packed else path.with_suffix("")).write_bytes(content)
        files.append(replace(file, md5=hashlib.md5(content, usedforsecurity=False).hexdigest()))
    return replace(MNIST, files=tuple(files))


def read(layout, root, store, progress=lambda *_: None):
    entry = replace(
        CATALOG["mnist"],
        prepare=partial(idx.prepare, layout),
        manifest=partial(idx.manifest, layout),
    )
    return prepare_once(entry, DownloadOptions(root=str(root)), store, progress)


@pytest.mark.parametrize("packed", [True, False])
def test_packed_and_unpacked_files_are_read(packed, arrays, store, tmp_path):
    source = read(write(tmp_path, arrays, packed), tmp_path, store)
    assert np.array_equal(source.inputs("train")[..., 0], arrays[0])
    assert np.array_equal(source.labels("train"), arrays[1])
    assert np.array_equal(source.inputs("test")[..., 0], arrays[2])
    assert source.class_names == tuple("0123456789")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("layout", [MNIST, FASHION_MNIST])
def test_names_with_a_dot_are_read(layout, packed, arrays, store, tmp_path):
    for file, array in zip(layout.files, arrays, strict=True):
        name = Path(file.path).name.replace("-idx", ".idx")
        content = gzip.compress(idx_bytes(array)) if packed else idx_bytes(array)
        (tmp_path / (name if packed else name.removesuffix(".gz"))).write_bytes(content)
    source = read(layout, tmp_path, store)
    assert np.array_equal(source.inputs("train")[..., 0], arrays[0])
    assert np.array_equal(source.labels("test"), arrays[3])


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(bytes(5000), mtime=0)[:-20]])
def test_a_packed_file_with_a_dot_that_is_damaged_is_named(content, arrays, store, tmp_path):
    for file in MNIST.files:
        (tmp_path / Path(file.path).name.replace("-idx", ".idx")).write_bytes(content)
    with pytest.raises(
        DataError,
        match=r"train-images\.idx3-ubyte\.gz (is damaged and cannot be unpacked|starts with)",
    ):
        read(MNIST, tmp_path, store)


def test_a_packed_file_that_is_not_the_published_one_is_refused(arrays, store, tmp_path):
    write(tmp_path, arrays, packed=True)
    with pytest.raises(DataError, match="is not the published file"):
        read(MNIST, tmp_path, store)


@pytest.mark.parametrize("labels", [[1, 2], [1, 2, 3, 4, 5, 10]])
def test_labels_that_do_not_belong_are_refused(labels, arrays, store, tmp_path):
    arrays[1] = np.array(labels, dtype=np.uint8)
    with pytest.raises(DataError, match="do not belong together"):
        read(write(tmp_path, arrays, packed=False), tmp_path, store)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected an idx file"),
        (b"\0\0\x0d\x03" + bytes(12), "starts with 00 00 0d 03: expected an idx file"),
        (
            struct.pack(">4B3I", 0, 0, 8, 3, 2**31, 2**20, 2**20),
            "claims .* more than any such set has",
        ),
        (struct.pack(">4B3I", 0, 0, 8, 3, 2, 2, 2) + bytes(7), "claims 8 bytes"),
        (struct.pack(">4B3I", 0, 0, 8, 3, 2, 2, 2) + bytes(9), "claims 8 bytes"),
    ],
)
def test_headers_are_judged_before_anything_is_allocated(content, message):
    with pytest.raises(DataError, match=message):
        read_idx(io.BytesIO(content), 3, "images")


@pytest.mark.parametrize(
    ("ours", "theirs"), [(MNIST, datasets.MNIST), (FASHION_MNIST, datasets.FashionMNIST)]
)
def test_names_and_checksums_are_those_of_torchvision(ours, theirs):
    assert [(Path(file.path).name, file.md5) for file in ours.files] == theirs.resources
    assert all(file.urls[0].startswith(tuple(theirs.mirrors)) for file in ours.files)
    assert ours.folder == theirs.__name__
    assert FASHION_MNIST.class_names == tuple(datasets.FashionMNIST.classes)


@pytest.mark.parametrize(("packed", "watched"), [(True, 8), (False, 4)])
def test_reading_can_be_stopped(packed, watched, arrays, store, tmp_path, stopped_at_every_call):
    layout = write(tmp_path, arrays, packed)
    stopped_at_every_call(partial(read, layout, tmp_path, store), at_least=watched)
