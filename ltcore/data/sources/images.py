"""A user's own image files: which are taken, how they are listed, decoded and brought to one size.

Only PNG, JPEG and WebP are read, told by their content. Nothing outside the root is followed to: neither a
symbolic link nor a path with "..". An image of too many pixels is refused from its header.
"""

import functools
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ltcore.data.entry import Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.writing import SourceWriter
from ltcore.types import IntArray

FORMATS = ("PNG", "JPEG", "WEBP")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
OTHER_IMAGE_SUFFIXES = frozenset(
    {".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".heic", ".avif", ".jp2"}
)
MAX_PIXELS = 50_000_000
"""More than any camera of the common sets; a file that claims more could fill the memory."""
BLOCK_BYTES = 32 * 1024**2
MAX_BLOCK = 512
"""Decoded images that are held at once."""
TASK = 16
"""Images that a thread decodes in one go."""
MAX_THREADS = 8
WAIT_SECONDS = 0.5
"""How long the threads are waited for before the progress is told again."""

Decoded = Future[list[NDArray[np.uint8]]]


def list_images(folder: Path, root: Path) -> list[Path]:
    """Return the image files below a folder, sorted by path.

    Hidden files and folders, linked folders, links that lead out of the root, and files that are not
    images by name are left out.

    Raises:
        DataError: an image file of a format that is not read, or a folder that cannot be listed.
    """
    return [Path(name) for name in sorted(_walk(str(folder), root.resolve()))]


def inside(path: Path, resolved_root: Path) -> bool:
    """Tell whether a path, all links followed, lies in the root (itself already resolved)."""
    return path.resolve().is_relative_to(resolved_root)


def decode(path: Path, image_size: int) -> NDArray[np.uint8]:
    """Decode an image, scale its shorter side to ``image_size`` and crop the centre.

    Returns:
        uint8 (image_size, image_size, 3).

    Raises:
        DataError: the file is not an image of a known format, is damaged, or has too many pixels.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(path, f"{image.width} x {image.height} pixels")
            if image.format == "JPEG":
                image.draft("RGB", (2 * image_size, 2 * image_size))  # decodes large ones smaller
            return np.asarray(_to_square(image.convert("RGB"), image_size))
    except UnidentifiedImageError:
        raise DataError(
            f"{path} is not a PNG, JPEG or WebP image: it looks like {describe(path)}. Replace it or "
            "take it out of the data"
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path, "an enormous number of pixels") from error
    except (OSError, SyntaxError, EOFError) as error:
        raise DataError(
            f"{path} cannot be decoded, it is damaged ({error}). Replace it or take it out of the data"
        ) from error


def write_split(
    split: str,
    examples: tuple[Sequence[Path], IntArray],
    image_size: int,
    writer: SourceWriter,
    progress: Progress,
) -> None:
    """Decode images on several cores and append them to a split, block by block.

    Args:
        split: name of the split.
        examples: paths and their labels, int64 (N,).
        image_size: side in pixels.
        writer: where they go.
        progress: told the share of this split, about once a second; what it raises stops the decoding
            after the images that are under way.
    """
    paths, labels = examples
    block = max(1, min(MAX_BLOCK, BLOCK_BYTES // (3 * image_size**2)))

    with _decoders(image_size) as submit:
        for start in range(0, len(paths), block):
            message = f"reading images, {split}: {start:,} of {len(paths):,}"
            watch = functools.partial(progress, start / len(paths), message)
            part = paths[start : start + block]
            # Few images of a few pixels would cost more in hand-over than in decoding.
            futures = [submit(part[at : at + TASK]) for at in range(0, len(part), TASK)]
            images = [image for future in futures for image in _awaited(future, watch)]
            writer.append_split(split, np.stack(images), labels[start : start + block])


@contextmanager
def _decoders(image_size: int) -> Iterator[Callable[[Sequence[Path]], Decoded]]:
    """Yield what hands images to threads; at the end only images that are under way are finished."""
    stopped = threading.Event()

    def decode_all(task: Sequence[Path]) -> list[NDArray[np.uint8]]:
        return [decode(path, image_size) for path in task if not stopped.is_set()]

    workers = min(MAX_THREADS, os.cpu_count() or 1)
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as threads:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield lambda task: threads.submit(decode_all, task)
        finally:
            stopped.set()
            threads.shutdown(wait=False, cancel_futures=True)


def _awaited(future: Decoded, watch: Callable[[], None]) -> list[NDArray[np.uint8]]:
    """Return what a thread decoded; ``watch`` is called first, and again after each wait."""
    watch()
    while not wait([future], WAIT_SECONDS).done:
        watch()
    return future.result()


def _walk(folder: str, resolved_root: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        raise DataError(f"cannot list {folder}: {error.strerror}") from error
    for entry in visible:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, resolved_root)
        elif _is_image(entry) and (
            not entry.is_symlink() or inside(Path(entry.path), resolved_root)
        ):
            yield entry.path


def _is_image(entry: os.DirEntry[str]) -> bool:
    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 (a Path for each of a million names is slow)
    if suffix in OTHER_IMAGE_SUFFIXES:
        raise DataError(
            f"{entry.path} is of a format that is not read: convert it to PNG, JPEG or WebP"
        )
    return suffix in SUFFIXES


def _to_square(image: Image.Image, image_size: int) -> Image.Image:
    """Scale and crop in one step: the centre square of the shorter side becomes the image."""
    side = min(image.size)
    if image.size == (image_size, image_size):
        return image
    left, top = (image.width - side) / 2, (image.height - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((image_size, image_size), Image.Resampling.BILINEAR, box=box)


def _too_large(path: Path, size: str) -> DataError:
    return DataError(
        f"{path} has {size}, at most {MAX_PIXELS:,} are read. Scale it down or take it out of the data"
    )
