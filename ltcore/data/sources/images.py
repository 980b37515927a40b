"""A user's own image files, decoded and brought to one size, split by split.

Only PNG, JPEG and WebP are read, told by their content. An image of too many pixels is refused from its
header. What is done with images that are not plain RGB or grey with 8 bits: see `decoding`.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ltcore.data.entry import Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.labels.summary import shown_name
from ltcore.data.sources import decoding
from ltcore.data.sources.decoders import Decoded, decoded_in_order, decoders
from ltcore.data.sources.decoding import MAX_PIXELS, Oddity, UnreadableImageError
from ltcore.data.writing import SourceWriter
from ltcore.types import IntArray

TASK = 64
"""Images that a thread decodes in one go: fewer would cost more in hand-over than in decoding."""
TASK_BYTES = 4 * 1024**2
"""Pixels of one task at most."""
REPLACE = "Replace it or remove it from the data"
SENTENCES = {
    Oddity.SIXTEEN_BITS: "{n} with 16 bits per channel: scaled to 8 (value / 257)",
    Oddity.TRANSPARENT: "{n} with transparent pixels: placed on white",
    Oddity.TURNED: "{n} turned upright according to the EXIF data",
    Oddity.CMYK: "{n} in CMYK: converted to RGB without the colour profile",
    Oddity.ANIMATED: "{n} animated: the first frame is used",
}


def decode(path: str, image_size: int) -> tuple[NDArray[np.uint8], Oddity]:
    """Decode an image, scale its shorter side to ``image_size`` and crop the centre.

    Returns:
        uint8 (image_size, image_size, 3), and what was unusual about the image.

    Raises:
        DataError: the file is not an image of a known format and mode, is damaged, or has too many pixels.
    """
    try:
        return decoding.decode(path, image_size)
    except UnreadableImageError as error:
        raise DataError(f"{path} {error}, or remove it from the data") from error
    except UnidentifiedImageError:
        raise DataError(
            f"{path} is not a PNG, JPEG or WebP image: it looks like {describe(Path(path))}. {REPLACE}"
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(
            f"{path} has an enormous number of pixels; at most {MAX_PIXELS:,} are supported. "
            "Scale it down, or remove it from the data"
        ) from error
    except decoding.DAMAGED as error:
        raise DataError(f"{path} is damaged and cannot be decoded ({error}). {REPLACE}") from error


def write_splits(
    splits: Mapping[str, tuple[Sequence[str], IntArray]],
    root: Path,
    image_size: int,
    writer: SourceWriter,
    progress: Progress,
) -> None:
    """Decode the images of all splits on several cores and append them, in their order.

    Args:
        splits: split -> paths and their labels, int64 (N,).
        root: folder that an example is named from.
        image_size: side in pixels.
        writer: where they go; told what was unusual about images.
        progress: told the share of all images, several times a second; what it raises stops the decoding
            after the images that are under way.

    Raises:
        DataError: an image cannot be read.
    """
    size = max(1, min(TASK, TASK_BYTES // (3 * image_size**2)))
    parts = [(split, at) for split in splits for at in range(0, len(splits[split][0]), size)]
    tasks = (splits[split][0][at : at + size] for split, at in parts)
    n_images = sum(len(paths) for paths, _ in splits.values())
    n_done = 0
    odd = _OddImages()

    def watch() -> None:
        progress(n_done / n_images, f"reading images: {n_done:,} of {n_images:,}")

    with decoders(image_size, n_images, lambda task: _decode_all(task, image_size)) as submit:
        for (split, at), decoded in zip(parts, decoded_in_order(tasks, submit, watch), strict=True):
            paths, labels = splits[split]
            images, oddities = decoded
            writer.append_split(split, images, labels[at : at + len(images)])
            odd.count(paths[at : at + len(images)], oddities)
            n_done += len(images)
    for sentence in odd.sentences(root):
        writer.note(sentence)


class _OddImages:
    """How many images had which oddity, and the first of each."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(Oddity, 0)
        self._first: dict[Oddity, str] = {}

    def count(self, paths: Sequence[str], oddities: NDArray[np.uint8]) -> None:
        if not oddities.any():
            return
        for oddity in Oddity:
            where = np.flatnonzero(oddities & oddity)
            if len(where):
                self._counts[oddity] += len(where)
                self._first.setdefault(oddity, paths[where[0]])

    def sentences(self, root: Path) -> list[str]:
        found = []
        for oddity, sentence in SENTENCES.items():
            if n := self._counts[oddity]:
                which = f"{n:,} image{'s' if n > 1 else ''}"
                example = shown_name(os.path.relpath(self._first[oddity], root))
                found.append(f"{sentence.format(n=which)}, such as {example}")
        if self._counts[Oddity.FAINT] == self._counts[Oddity.SIXTEEN_BITS] > 0:
            found.append(
                "no 16-bit image reaches a quarter of the 16-bit range, so few grey levels "
                "remain: rescale the images yourself if fine differences matter"
            )
        return found


def _decode_all(task: Sequence[str], image_size: int) -> Decoded:
    images, oddities = zip(*(decode(path, image_size) for path in task), strict=True)
    return np.stack(images), np.array(oddities, dtype=np.uint8)
