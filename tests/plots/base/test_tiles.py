import base64
import io

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from ltcore.plots.base.tiles import LONGEST_SIDE, SHARP_SIDE, placed, tile

IMAGE = np.zeros((8, 8, 1), dtype=np.uint8)


def opened(source):
    head, _, data = source.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_a_small_image_is_enlarged_by_whole_pixels():
    image = np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
    drawn = opened(tile(image, "#FF0000", 2))
    inside = drawn[2:-2, 2:-2]
    assert inside.shape == (96, 96, 3)
    np.testing.assert_array_equal(inside[::12, ::12, 0], image[..., 0])
    assert np.ptp(inside[:12, :12]) == 0
    np.testing.assert_array_equal(drawn[0, 0], [255, 0, 0])


def test_colours_survive():
    image = np.zeros((4, 6, 3), dtype=np.uint8)
    image[..., 1] = 200
    inside = opened(tile(image, "#000000", 1))[1:-1, 1:-1]
    assert inside.shape[1] >= SHARP_SIDE
    np.testing.assert_array_equal(inside[0, 0], [0, 200, 0])


def test_a_large_image_is_made_smaller():
    drawn = opened(tile(np.zeros((300, 600), dtype=np.uint8), "#000000", 0))
    assert drawn.shape[:2] == (LONGEST_SIDE // 2, LONGEST_SIDE)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((8, 8)),
        np.zeros((8, 8, 2), np.uint8),
        np.zeros(8, np.uint8),
        np.zeros((0, 8), np.uint8),
    ],
)
def test_what_is_no_image_is_refused(image):
    with pytest.raises(ValueError, match=r"shape \("):
        tile(image, "#000000")


def test_a_tile_keeps_its_proportions_in_its_place():
    figure = go.Figure(layout={"images": [placed(tile(IMAGE, "#000000"), (2, 3), (0.9, 0.5))]})
    drawn = figure.layout.images[0]
    assert (drawn.x, drawn.y, drawn.sizex, drawn.sizey) == (2, 3, 0.9, 0.5)
    assert drawn.sizing == "contain"


def test_the_same_image_in_another_frame_is_another_tile():
    assert tile(IMAGE, "#000000") == tile(IMAGE.copy(), "#000000")
    assert tile(IMAGE, "#000000") != tile(IMAGE, "#FFFFFF")
