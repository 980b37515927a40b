"""One image file -> square pixels with 8 bits and three channels, whatever its file holds.

What is not plain becomes plain by one stated rule each: 16 bits are scaled (value / 257, rounded; Pillow
keeps the upper byte of 16-bit colour, at most one level beside it), transparent pixels lie on white, EXIF
orientation is applied, CMYK is converted without its colour profile, of an animation the first picture is
taken. Grey becomes three equal channels. Every other image keeps its bytes.

This file imports nothing of the lab: a worker process that runs it alone is ready at once.
"""

import enum
import io
import json
import os
import signal
import struct
import sys
import warnings
import zlib
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 50_000_000
"""More than any camera of the common sets; a file that claims more could fill the memory."""
READ_AT_ONCE = 64 * 1024**2
OPAQUE = frozenset({"1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr"})
WITH_ALPHA = frozenset({"LA", "RGBA", "PA"})
SIXTEEN_BITS = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
"""Grey of 16 bits; Pillow called it "I" before version 11."""
DEEP_COLOUR = ("RGB", "RGBA")
FAINT_BELOW = 2**14
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what shows the picture upright; 1 is upright."""
MAY_HOLD_ORIENTATION = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})


DAMAGED = (
    OSError,
    SyntaxError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for files that are damaged."""


class Oddity(enum.IntFlag):
    """What is unusual about an image and was brought to the usual form."""

    PLAIN = 0
    SIXTEEN_BITS = 1
    FAINT = 2
    """Of 16 bits, and no value reaches a quarter of the range."""
    TRANSPARENT = 4
    TURNED = 8
    CMYK = 16
    ANIMATED = 32


class UnreadableImageError(Exception):
    """An image that is of a known format and is not read; the message goes on after the file's name."""


def decode(path: str, image_size: int) -> tuple[NDArray[np.uint8], Oddity]:
    """Decode an image, scale its shorter side to ``image_size`` and crop the centre.

    Returns:
        uint8 (image_size, image_size, 3), and what was unusual about the image.

    Raises:
        UnreadableImageError: too many pixels, or a kind of pixels that is not read.
        DAMAGED: any of these, for a file that is damaged or no image.
    """
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (a Path for each image is slow)
        # Pillow reads bit by bit: from memory that is quicker.
        in_memory = os.fstat(file.fileno()).st_size <= READ_AT_ONCE
        with Image.open(io.BytesIO(file.read()) if in_memory else file, formats=FORMATS) as image:
            return _decoded(image, image_size)


def to_rgb(image: Image.Image, *, deep_colour: bool) -> tuple[Image.Image, Oddity]:
    """Return an image with three channels of 8 bits, and what was unusual about its pixels.

    Args:
        image: an image of any mode.
        deep_colour: whether it is colour that Pillow brought from 16 bits to 8 itself.

    Raises:
        UnreadableImageError: its mode is not read.
    """
    transparent_colour = "transparency" in image.info
    if image.mode in SIXTEEN_BITS or deep_colour:
        if transparent_colour:
            raise UnreadableImageError(
                "has 16 bits per channel and one colour that means transparent. Save it with 8 bits"
            )
        if not deep_colour:
            return _from_sixteen_bits(image)
    oddities = Oddity.SIXTEEN_BITS if deep_colour else Oddity.PLAIN
    if image.mode in WITH_ALPHA or (image.mode in OPAQUE and transparent_colour):
        plain, found = _on_white(image.convert("RGBA"))
        return plain, oddities | found
    if image.mode not in OPAQUE:
        raise UnreadableImageError(
            f"has pixels in Pillow's mode {image.mode}. Save it with 8 bits, grey or RGB"
        )
    if image.mode == "CMYK":
        oddities |= Oddity.CMYK
    return image.convert("RGB"), oddities


def to_square(image: Image.Image, image_size: int) -> Image.Image:
    """Scale and crop in one step: the centre square of the shorter side becomes the image."""
    if image.size == (image_size, image_size):
        return image
    side = min(image.size)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((image_size, image_size), Image.Resampling.BILINEAR, box=box)


def filter_warnings() -> None:
    """Make a claim of enormous size an error, and pass over damaged EXIF data: see `_orientation`."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Decode what is asked for until nobody asks any more; whatever goes wrong ends the process.

    Args:
        requests: one JSON object a line, with "paths" and "image_size".
        replies: for each the oddities, uint8 (n,), then the pixels, uint8 (n, size, size, 3).
    """
    filter_warnings()
    for line in requests:
        request = json.loads(line)
        images, oddities = zip(
            *(decode(path, request["image_size"]) for path in request["paths"]), strict=True
        )
        replies.write(bytes(oddities))
        replies.writelines(np.ascontiguousarray(image).data for image in images)
        replies.flush()


def _decoded(image: Image.Image, image_size: int) -> tuple[NDArray[np.uint8], Oddity]:
    if image.width * image.height > MAX_PIXELS:
        raise UnreadableImageError(
            f"has {image.width} x {image.height} pixels; at most {MAX_PIXELS:,} are supported. "
            "Scale it down"
        )
    oddities, deep_colour = Oddity.PLAIN, False
    if image.format == "JPEG":
        image.draft("RGB", (2 * image_size, 2 * image_size))  # decodes large ones smaller
    elif image.format != "MPO":  # whose further pictures are of the same moment
        if getattr(image, "is_animated", False):
            oddities |= Oddity.ANIMATED
        deep_colour = image.mode in DEEP_COLOUR and _raw_mode(image).endswith(";16B")
    image.load()  # a PNG file may hold its orientation behind its pixels
    turn = TURNS.get(_orientation(image))
    plain = image
    if image.mode != "RGB" or deep_colour or "transparency" in image.info:
        plain, found = to_rgb(image, deep_colour=deep_colour)
        oddities |= found
    if turn is not None:
        plain, oddities = plain.transpose(turn), oddities | Oddity.TURNED
    return _pixels(to_square(plain, image_size)), oddities


def _raw_mode(image: Image.Image) -> str:
    """Return how the pixels lie in a file that is opened and not yet read; "" where it is not told."""
    tiles = getattr(image, "tile", ())
    return str(tiles[0].args) if tiles else ""


def _pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.frombuffer(image.tobytes(), np.uint8).reshape(image.height, image.width, 3)


def _from_sixteen_bits(image: Image.Image) -> tuple[Image.Image, Oddity]:
    values = np.asarray(image)
    low, high = int(values.min()), int(values.max())
    if low < 0 or high > 0xFFFF:
        raise UnreadableImageError(
            f"has values from {low:,} to {high:,}, more than 16 bits can hold. Save it with 8 bits"
        )
    scaled = ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    faint = Oddity.FAINT if high < FAINT_BELOW else Oddity.PLAIN
    return Image.fromarray(scaled).convert("RGB"), Oddity.SIXTEEN_BITS | faint


def _on_white(image: Image.Image) -> tuple[Image.Image, Oddity]:
    if image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB"), Oddity.PLAIN
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image).convert("RGB"), Oddity.TRANSPARENT


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1, upright, where there is none or the data about it is damaged."""
    if MAY_HOLD_ORIENTATION.isdisjoint(image.info):
        return 1
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except DAMAGED:
        return 1  # as every viewer shows it: the picture itself may be sound
    return found if isinstance(found, int) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for who started this
    serve(sys.stdin.buffer, sys.stdout.buffer)
