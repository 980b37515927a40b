"""Images and labels as arrays of one npz file: MedMNIST's six keys, Keras' four, or one pair.

Nothing is unpickled; headers are judged before memory is taken, and images are read in blocks. Grey images
keep their one channel.
"""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ltcore.config.sources import ArraysOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.labels import ClassLabels, LabelCollector
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.array_pairs import Pair, check_pair, find_pairs
from ltcore.data.sources.decoding import to_square
from ltcore.data.tables.boundary import reading, visible
from ltcore.data.tables.held import refuse_to_unfold, refuse_too_much
from ltcore.data.tables.npz import NpzTable
from ltcore.data.tables.npz_member import NpzMember
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

BLOCK_BYTES = 8 * 2**20
FORM = "npz"


def prepare(options: ArraysOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write uint8 images (N, H, W, 1 or 3), one pool or the splits of the file."""
    path = _path(options)
    table = NpzTable(path)
    pairs = find_pairs(table)
    shapes = {check_pair(table, pair, options.image_size) for pair in pairs.values()}
    if len(shapes) > 1:
        raise DataError(
            f"the images of {path} differ in shape between splits: "
            f"{' and '.join(map(str, sorted(shapes)))}. Give them all one size (--image-size) and "
            "the same number of channels"
        )
    labels = _labels(path, pairs)
    for sentence in (*_notes(table, pairs), *labels.notes):
        writer.note(sentence)
    n_images = sum(map(len, labels.numbers.values()))
    refuse_to_unfold(n_images * int(np.prod(shapes.pop())), path)
    n_done = 0
    for split, pair in pairs.items():
        for at, block in _blocks(path, pair.images):
            progress(n_done / n_images, f"reading images: {n_done:,} of {n_images:,}")
            images = _resized(block, options.image_size)
            writer.append_split(split, images, labels.numbers[split][at : at + len(block)])
            n_done += len(block)
    return labels.names


def manifest(options: ArraysOptions) -> str:
    """Return a hash of the state of the file."""
    path = _path(options)
    return manifest_of([path], path.parent)


def _path(options: ArraysOptions) -> Path:
    return Path(options.root).expanduser()


def _labels(path: Path, pairs: Mapping[str, Pair]) -> ClassLabels:
    collector = LabelCollector()
    for split, pair in pairs.items():
        for at, block in _blocks(path, pair.labels):
            column = block.reshape(len(block))
            collector.add(split, column, where=str(path), column=pair.labels, first_row=at + 1)
    return collector.finish()


def _blocks(path: Path, name: str) -> Iterator[tuple[int, NDArray[np.generic]]]:
    """Yield the rows of an array with the position of the first of them."""
    what = f"array {visible(name)!r} of {path}"
    with ExitStack() as stack:
        with reading(path, FORM):
            archive = stack.enter_context(zipfile.ZipFile(path))
            member = NpzMember(archive, name, what)
        n_rows = member.header.shape[0]
        held = (
            member.row_bytes * n_rows
            if member.column_by_column
            else max(member.row_bytes, BLOCK_BYTES)
        )
        refuse_too_much(held, path.stat().st_size, what)
        size = max(1, BLOCK_BYTES // max(1, member.row_bytes))
        for at in range(0, n_rows, size):
            with reading(path, FORM):
                rows = member.rows(min(size, n_rows - at))
            yield at, rows


def _resized(images: NDArray[np.generic], image_size: int) -> NDArray[np.uint8]:
    """Return images with an axis of channels, scaled and cropped to squares where a size is given.

    Args:
        images: uint8 (n, H, W) or (n, H, W, 1 or 3).
        image_size: side in pixels, 0 for images as they are.
    """
    pixels = images.astype(np.uint8, copy=False)
    pixels = pixels.reshape(*pixels.shape[:3], -1)
    if image_size:
        flat = pixels[..., 0] if pixels.shape[3] == 1 else pixels
        squares = [np.asarray(to_square(Image.fromarray(image), image_size)) for image in flat]
        pixels = np.stack(squares).reshape(len(images), image_size, image_size, -1)
    return np.ascontiguousarray(pixels)


def _notes(table: NpzTable, pairs: Mapping[str, Pair]) -> list[str]:
    """Return sentences about what serves for another, and about arrays that nothing uses."""
    notes = []
    used = {name for pair in pairs.values() for name in pair}
    if "test" in pairs and "test" not in pairs["test"].images:
        notes.append(
            f"there are no test arrays: {pairs['test'].images!r} is used as the test split"
        )
    unused = sorted((set(table.arrays) | set(table.unreadable)) - used)
    if unused:
        notes.append(f"unused arrays: {visible(', '.join(unused))}")
    return notes


ENTRY = DataEntry(
    name="image_arrays",
    title="Your own image arrays",
    summary="Images and labels as arrays in one npz file, like MedMNIST; grey or RGB, uint8.",
    licence="yours",
    source=Source(
        "Yang et al., MedMNIST v2, a Lightweight Benchmark for Biomedical Image Classification",
        2023,
        "https://doi.org/10.1038/s41597-022-01721-8",
    ),
    kind="images",
    options=ArraysOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
)
