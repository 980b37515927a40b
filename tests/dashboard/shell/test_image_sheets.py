"""Sheets of images: what a browser cuts out of one is the image of the example, and a name says nothing of files."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dashboard.shell.image_sheets import Sheets, encoded
from dashboard.shell.loaders import DEMO_ROOT
from ltcore.data import CATALOG, split_images
from ltcore.runs import RunStore


@pytest.fixture(scope="module")
def record():
    return RunStore(DEMO_ROOT).records()[0]


def known(sheets, record, split, ids):
    sheet = sheets.of(record, split, ids)
    assert sheet is not None
    return sheet


def cut(content, columns, rows, number):
    """Return one image of a sheet, as ``pointed.js`` cuts it out."""
    pixels = np.asarray(Image.open(io.BytesIO(content)))
    height, width = pixels.shape[0] // rows, pixels.shape[1] // columns
    top, left = number // columns * height, number % columns * width
    return pixels[top : top + height, left : left + width]


def test_every_image_of_a_run_lies_where_its_example_says(record):
    sheets, ids = Sheets(), np.array([4, 1700, 12, 99, 300])
    sheet = known(sheets, record, "train", ids)
    assert (sheet.columns, sheet.rows) == (3, 2)
    found = sheets.picture(sheet.name)
    assert found is not None
    content, media_type = found
    assert media_type == "image/png"
    images = split_images(record.config.data, "train", ids)
    assert images is not None
    for number, image in enumerate(images):
        assert np.array_equal(cut(content, 3, 2, number), image[:, :, 0])


def test_colours_come_close_and_neighbours_keep_out_of_one_another():
    """Images as those of CIFAR-10 are: 32 x 32, in colour; black beside white, red beside blue."""
    images = np.zeros((5, 32, 32, 3), dtype=np.uint8)
    images[1] = 255
    images[2, ..., 0] = 200
    images[3, ..., 2] = 200
    images[4] = np.linspace(0, 255, 32, dtype=np.uint8)[:, None, None]
    content, media_type = encoded(images)
    assert media_type == "image/jpeg"
    for number, image in enumerate(images):
        off = np.abs(cut(content, 3, 2, number).astype(int) - image)
        assert off.max() <= 8


def test_a_name_is_of_its_content_alone(record):
    sheets, ids = Sheets(), np.arange(6)
    name = known(sheets, record, "test", ids).name
    assert len(name) == 64
    assert int(name, 16) >= 0
    assert known(sheets, record, "test", ids).name == name
    others = [("val", ids), ("test", ids[::-1]), ("test", ids[:5])]
    assert name not in {known(sheets, record, *other).name for other in others}


def test_what_no_page_has_shown_is_not_to_be_had(record):
    sheets = Sheets(most=1)
    first = known(sheets, record, "test", np.arange(2))
    assert sheets.picture("../../config.json") is None
    sheets.of(record, "test", np.arange(3))  # there is room for one
    assert sheets.picture(first.name) is None
    other = known(sheets, record, "test", np.array([10**6]))  # the source has no such example
    assert sheets.picture(other.name) is None


def test_without_images_there_is_no_sheet(record):
    imported = replace(record, config=None)
    assert Sheets().of(imported, "test", np.arange(2)) is None
    assert Sheets().of(record, "test", np.array([], dtype=np.int64)) is None
    features = next(name for name, entry in CATALOG.items() if entry.kind == "features")
    data = record.config.data.model_copy(update={"name": features})
    table = replace(record, config=record.config.model_copy(update={"data": data}))
    assert Sheets().of(table, "test", np.arange(2)) is None
