"""MNIST and Fashion-MNIST from their idx files, packed or unpacked.

A packed file under its published name is compared with the published MD5.
"""

import functools
import gzip
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ltcore.config.sources import DownloadOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.manifest import manifest_of
from ltcore.data.published import PublishedFile, checked, missing, open_watched
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import IntArray

BYTE_TYPE = 0x08
"""The only type code of idx files that images and labels use: unsigned bytes."""
MAX_BYTES = 2**30
"""A header that claims more is not one of these sets: MNIST has 47 MB."""


@dataclass(frozen=True, kw_only=True)
class IdxLayout:
    """Where one of the two sets keeps what, in the order images, labels for train, then test."""

    name: str
    title: str
    folder: str
    files: tuple[PublishedFile, ...]
    class_names: tuple[str, ...]


def read_idx(file: BinaryIO, n_axes: int, what: str) -> NDArray[np.uint8]:
    """Read an idx array of unsigned bytes; the header is judged before anything is allocated.

    Args:
        file: an open binary file.
        n_axes: number of axes that are expected, 3 for images and 1 for labels.
        what: name of the file, for messages.

    Raises:
        DataError: the header is not that of such an array, or the content is not as long as it says.
    """
    start = file.read(4 + 4 * n_axes)
    if len(start) < 4 + 4 * n_axes or start[:4] != bytes((0, 0, BYTE_TYPE, n_axes)):
        raise DataError(
            f"{what} starts with {start[:4].hex(' ')}: expected an idx file of unsigned bytes with "
            f"{n_axes} axes (00 00 08 {n_axes:02x})"
        )
    shape: tuple[int, ...] = struct.unpack(f">{n_axes}I", start[4:])
    size = int(np.prod([int(length) for length in shape], dtype=object))
    if size > MAX_BYTES:
        raise DataError(f"{what} claims {size:,} bytes in its header, more than any such set has")
    content = file.read(size + 1)
    if len(content) != size:
        raise DataError(f"{what} claims {size:,} bytes in its header but holds fewer")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def prepare(
    layout: IdxLayout, options: DownloadOptions, writer: SourceWriter, progress: Progress
) -> tuple[str, ...]:
    """Write uint8 images (N, 28, 28, 1) of the two splits."""
    found = _found_files(layout, options)
    for position, split in enumerate(("train", "test")):
        watch = functools.partial(progress, position / 2, f"reading {layout.title}, {split}")
        images = _read(found[2 * position], layout.files[2 * position], 3, watch)
        labels = _read(found[2 * position + 1], layout.files[2 * position + 1], 1, watch)
        writer.append_split(split, images[..., None], _checked_labels(images, labels, layout))
    return layout.class_names


def manifest(layout: IdxLayout, options: DownloadOptions) -> str:
    """Return a hash of the state of the files under the root."""
    return manifest_of(_found_files(layout, options), Path(options.root).expanduser())


def _found_files(layout: IdxLayout, options: DownloadOptions) -> list[Path]:
    """Return the four files, packed where there is a packed one."""
    root = Path(options.root).expanduser()
    for folder in (root / layout.folder / "raw", root / "raw", root):
        found = [_found_file(folder, Path(file.path).name) for file in layout.files]
        if all(found):
            return [file for file in found if file]
    raise missing(layout.name, layout.title, root)


def _found_file(folder: Path, name: str) -> Path | None:
    """Return a file under its published name, or as it is called unpacked, or with a dot before "idx"."""
    dotted = name.replace("-idx", ".idx")
    for spelling in (name, name.removesuffix(".gz"), dotted, dotted.removesuffix(".gz")):
        if (folder / spelling).is_file():
            return folder / spelling
    return None


def _read(
    path: Path, published: PublishedFile, n_axes: int, watch: Callable[[], None]
) -> NDArray[np.uint8]:
    if path.suffix != ".gz":
        with open_watched(path, watch) as file:
            return read_idx(file, n_axes, str(path))
    if path.name == Path(published.path).name:  # under another name somebody else packed it
        checked(path, published.md5, watch)
    try:
        with open_watched(path, watch) as packed, gzip.open(packed) as unpacked:
            return read_idx(unpacked, n_axes, str(path))  # type: ignore[arg-type]  # GzipFile reads bytes
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged and cannot be unpacked: {error}") from error


def _checked_labels(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], layout: IdxLayout
) -> IntArray:
    if len(images) != len(labels) or labels.max(initial=0) >= len(layout.class_names):
        raise DataError(
            f"{layout.title}: {len(images)} images with {len(labels)} labels up to {labels.max(initial=0)} "
            f"do not belong together; expected labels below {len(layout.class_names)}"
        )
    return labels.astype(np.int64)


def _files(folder: str, address: str, md5: tuple[str, str, str, str]) -> tuple[PublishedFile, ...]:
    names = (
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    )
    return tuple(
        PublishedFile(f"{folder}/raw/{name}", digest, (f"{address}{name}",))
        for name, digest in zip(names, md5, strict=True)
    )


MNIST = IdxLayout(
    name="mnist",
    title="MNIST",
    folder="MNIST",
    files=_files(
        "MNIST",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        (
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
    class_names=tuple(str(digit) for digit in range(10)),
)
FASHION_MNIST = IdxLayout(
    name="fashion_mnist",
    title="Fashion-MNIST",
    folder="FashionMNIST",
    files=_files(
        "FashionMNIST",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        (
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
    ),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
)


def _entry(layout: IdxLayout, summary: str, licence: str, source: Source) -> DataEntry:
    return DataEntry(
        name=layout.name,
        title=layout.title,
        summary=summary,
        licence=licence,
        source=source,
        kind="images",
        options=DownloadOptions,
        bundled=False,
        prepare=functools.partial(prepare, layout),
        manifest=functools.partial(manifest, layout),
        published=layout.files,
    )


ENTRIES = (
    _entry(
        MNIST,
        "Handwritten digits, 28 x 28 grey pixels: 60,000 in 10 classes, 10,000 test images.",
        "CC BY-SA 3.0",
        Source(
            "LeCun et al., Gradient-Based Learning Applied to Document Recognition",
            1998,
            "http://yann.lecun.com/exdb/mnist/",
        ),
    ),
    _entry(
        FASHION_MNIST,
        "Pictures of clothes, 28 x 28 grey pixels: 10 classes of 6,000, 1,000 test images per class.",
        "MIT",
        Source(
            "Xiao et al., Fashion-MNIST: a Novel Image Dataset for Benchmarking",
            2017,
            "https://github.com/zalandoresearch/fashion-mnist",
        ),
    ),
)
