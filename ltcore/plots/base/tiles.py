"""Example images as small PNGs in the text of a figure, with crisp pixels and a thin frame."""

import base64
import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

SHARP_SIDE = 96
"""Pixels that the longer side of a tile has at least, so that a browser hardly blurs small images."""
COMPRESSION = 4
"""Of zlib; a higher one takes several times as long for a few per cent."""
KEPT = 2000
"""Tiles kept, of some kilobytes each."""
LONGEST_SIDE = 160
"""Pixels that the longer side of a tile has at most; a tile is not drawn larger."""


def tile(image: NDArray[np.uint8], frame: str, frame_width: int = 2) -> str:
    """Return one image as a PNG in a data address, small ones enlarged by whole pixels.

    Args:
        image: uint8, shape (H, W, channels) or (H, W); 1 channel is grey, 3 are red, green and blue.
        frame: colour of the frame, hexadecimal.
        frame_width: width of the frame in pixels of the tile.

    Returns:
        A ``data:image/png;base64,`` address; nothing has to be loaded for it.

    Raises:
        ValueError: the array is no image.

    Example:
        >>> tile(np.zeros((8, 8, 1), dtype=np.uint8), "#B9BCC0")[:22]
        'data:image/png;base64,'
    """
    drawn = _picture(image)
    return _encoded(drawn.tobytes(), drawn.mode, drawn.size, frame, frame_width)


@lru_cache(maxsize=KEPT)
def _encoded(pixels: bytes, mode: str, size: tuple[int, int], frame: str, frame_width: int) -> str:
    """Return the tile; kept, because a slider mostly shows the same images again."""
    drawn = Image.frombytes(mode, size, pixels)
    longer = max(drawn.size)
    if longer > LONGEST_SIDE:
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    elif longer < SHARP_SIDE:
        drawn = ImageOps.scale(drawn, -(-SHARP_SIDE // longer), Image.Resampling.NEAREST)
    framed = ImageOps.expand(drawn.convert("RGB"), frame_width, frame)
    file = io.BytesIO()
    framed.save(file, "png", compress_level=COMPRESSION)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def placed(source: str, centre: tuple[float, float], size: tuple[float, float]) -> dict[str, Any]:
    """Return a tile as ``layout.images`` wants it, as large as fits into its place, proportions kept.

    A figure takes all its tiles at once: plotly checks every one again for each that is added.

    Args:
        source: address of ``tile``.
        centre: middle of the place, in units of the axes.
        size: width and height of the place, in units of the axes.

    Example:
        >>> placed("data:image/png;base64,", (2, 3), (0.9, 0.5))["sizing"]
        'contain'
    """
    return {
        "source": source,
        "x": centre[0],
        "y": centre[1],
        "xref": "x",
        "yref": "y",
        "xanchor": "center",
        "yanchor": "middle",
        "sizex": size[0],
        "sizey": size[1],
        "sizing": "contain",
        "layer": "above",
    }


def _picture(image: NDArray[np.uint8]) -> Image.Image:
    pixels = np.asarray(image)
    grey = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 1)
    if pixels.dtype != np.uint8 or not (grey or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(
            f"an image has dtype {pixels.dtype} and shape {pixels.shape}: it must be uint8 with shape "
            "(H, W), (H, W, 1) or (H, W, 3)"
        )
    if 0 in pixels.shape:
        raise ValueError(f"an image has shape {pixels.shape}: it needs at least one pixel")
    return Image.fromarray(pixels.reshape(pixels.shape[:2]) if grey else pixels)
