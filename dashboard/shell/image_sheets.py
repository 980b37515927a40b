"""Images of many examples as one sheet, which a browser asks for once, when the first of them is pointed at.

A page says which examples it shows, and gets a name that stands for them: a digest, which says nothing
of files. The sheet is made from the run's own data when somebody asks for it by that name.
"""

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dashboard.shell import answers
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError, split_images
from ltcore.runs import RunRecord
from ltcore.types import IntArray, Split

PATH = "_lab/images/"
"""Below the base path; relative to the page, as the libraries that draw pictures."""
MOST = 256
"""Sheets that can be asked for; of more those that no page has shown for longest are forgotten."""
QUALITY = 90
"""Of a JPEG."""


@dataclass(frozen=True)
class Sheet:
    """Images, row by row.

    Attributes:
        name: what the browser asks for it by.
        columns: images in a row; the last row may hold fewer.
        rows: how many rows there are.
    """

    name: str
    columns: int
    rows: int


@dataclass(frozen=True, eq=False)
class _Asked:
    config: DataConfig
    split: Split
    examples: IntArray


class Sheets:
    """The sheets that pages have shown; sessions share them.

    Args:
        most: how many are known at most.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._asked: OrderedDict[str, _Asked] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, record: RunRecord, split: Split, examples: IntArray) -> Sheet | None:
        """Return the sheet of some examples of a run, None where they have no images.

        Args:
            record: the run.
            split: that the examples are of.
            examples: their ids, int64 (n,), in the order of the images.
        """
        if record.config is None or not len(examples):
            return None
        config = record.config.data
        if CATALOG[config.name].kind != "images":
            return None
        ids = np.asarray(examples, dtype=np.int64)
        told = f"{config.model_dump_json()} {split} ".encode() + ids.tobytes()
        name = hashlib.sha256(told).hexdigest()
        with self._lock:
            self._asked[name] = _Asked(config, split, ids)
            self._asked.move_to_end(name)
            while len(self._asked) > self._most:
                self._asked.popitem(last=False)
        columns = _columns(len(ids))
        return Sheet(name, columns, -(-len(ids) // columns))

    def picture(self, name: str) -> tuple[bytes, str] | None:
        """Return a sheet as a picture and its media type, None where it is not known or has no images."""
        with self._lock:
            asked = self._asked.get(name)
        if asked is None:
            return None
        try:
            return answers.ANSWERS.once((self, name), lambda: _made(asked))
        except DataError:  # gone since the page was drawn; it says so where an image is clicked
            return None


SHEETS = Sheets()


def _made(asked: _Asked) -> tuple[bytes, str]:
    """Return a sheet; what cannot be made now may be made later, so that nothing is kept of it."""
    images = split_images(asked.config, asked.split, asked.examples)
    if images is None:
        raise DataError("these examples are no images")
    return encoded(images)


def encoded(images: NDArray[np.uint8]) -> tuple[bytes, str]:
    """Return images as one picture: without loss where they are grey, else as a JPEG.

    Args:
        images: uint8, shape (n, H, W, channels), n > 0; 1 channel is grey, 3 are red, green and blue.

    Returns:
        The file, and its media type.

    Example:
        >>> encoded(np.zeros((5, 8, 8, 1), dtype=np.uint8))[1]
        'image/png'
    """
    n, height, width, channels = images.shape
    columns = _columns(n)
    rows = -(-n // columns)
    places = np.zeros((rows * columns, height, width, channels), dtype=np.uint8)
    places[:n] = images
    grid = places.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    pixels = grid.reshape(rows * height, columns * width, channels)
    file = io.BytesIO()
    if channels == 1:
        Image.fromarray(pixels[:, :, 0]).save(file, "png")
        return file.getvalue(), "image/png"
    # With the colours of every pixel, so that neighbours on the sheet keep out of one another.
    Image.fromarray(pixels).save(file, "jpeg", quality=QUALITY, subsampling=0)
    return file.getvalue(), "image/jpeg"


def _columns(n: int) -> int:
    return int(np.ceil(np.sqrt(n)))
