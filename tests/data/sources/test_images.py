import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ltcore.data import DataError
from ltcore.data.sources import images
from ltcore.data.sources.images import decode, list_images


def picture(path: Path, width=8, height=8, value=100, mode="RGB"):
    Image.new(mode, (width, height), value if mode == "L" else (value, 0, 255)).save(path)
    return path


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_three_formats_are_decoded_to_squares(suffix, tmp_path):
    pixels = decode(picture(tmp_path / f"a{suffix}", 20, 12), 8)
    assert pixels.shape == (8, 8, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - [100, 0, 255]).max() < 12


def test_the_content_decides_not_the_name(tmp_path):
    path = picture(tmp_path / "a.png")
    assert np.array_equal(
        decode(path.rename(tmp_path / "a.jpg"), 8), np.full((8, 8, 3), [100, 0, 255])
    )


def test_grey_images_get_three_channels(tmp_path):
    assert (decode(picture(tmp_path / "a.png", mode="L"), 8) == 100).all()


def test_an_image_of_the_size_is_taken_as_it_is(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(decode(tmp_path / "a.png", 8), pixels)


def test_the_centre_is_cropped(tmp_path):
    pixels = np.zeros((8, 24, 3), dtype=np.uint8)
    pixels[:, 8:16] = 200
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    assert (decode(tmp_path / "wide.png", 8) == 200).all()


def test_a_large_photograph_keeps_its_look(tmp_path):
    ramp = np.broadcast_to(np.linspace(0, 255, 512).astype(np.uint8)[:, None, None], (512, 512, 3))
    Image.fromarray(np.ascontiguousarray(ramp)).save(tmp_path / "a.jpg", quality=95)
    expected = np.linspace(8, 247, 16)
    assert np.abs(decode(tmp_path / "a.jpg", 16)[:, 8, 0] - expected).max() < 4


def test_a_damaged_image_is_named(tmp_path):
    path = picture(tmp_path / "broken.jpg", 64, 64)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(DataError, match=r"broken\.jpg.*damaged.*Replace it or take it out"):
        decode(path, 8)


@pytest.mark.parametrize(
    "content", [b"", b"hello, world", b"\x80\x04pickle", b"GIF89a" + bytes(50)]
)
def test_a_file_that_is_no_image_is_named(content, tmp_path):
    path = tmp_path / "wrong.png"
    path.write_bytes(content)
    with pytest.raises(
        DataError, match=r"wrong\.png is not a PNG, JPEG or WebP image: it looks like"
    ):
        decode(path, 8)


@pytest.mark.parametrize("side", [8_000, 11_000, 60_000])
def test_too_many_pixels_are_refused_from_the_header(side, tmp_path):
    header = struct.pack(">II5B", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    start = (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )
    data = struct.pack(">I", 4) + b"IDATabcd" + struct.pack(">I", zlib.crc32(b"IDATabcd"))
    (tmp_path / "bomb.png").write_bytes(start + data)

    def write(split, inputs, labels):
        pytest.fail("decoded")

    writer = type("Writer", (), {"append_split": staticmethod(write)})()
    with pytest.raises(DataError, match=r"bomb\.png has .* pixels, at most 50,000,000 are read"):
        images.write_split(
            "pool", ([tmp_path / "bomb.png"], np.zeros(1, np.int64)), 8, writer, lambda *_: None
        )


def test_listing_is_sorted_and_leaves_out_what_is_no_image(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("b.PNG", "a.jpeg", "deep/er/c.webp", ".hidden/d.png", ".e.png", "notes.txt", "f"):
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in list_images(tmp_path, tmp_path)]
    assert found == ["a.jpeg", "b.PNG", "deep/er/c.webp"]


def test_another_image_format_is_refused_rather_than_left_out(tmp_path):
    (tmp_path / "a.tiff").touch()
    with pytest.raises(
        DataError, match=r"a\.tiff is of a format that is not read: convert it to PNG"
    ):
        list_images(tmp_path, tmp_path)


def test_links_that_leave_the_root_are_not_followed(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    picture(outside / "secret.png")
    picture(root / "own.png")
    (root / "alias.png").symlink_to("own.png")
    (root / "leak.png").symlink_to(outside / "secret.png")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    assert [path.name for path in list_images(root, root)] == ["alias.png", "own.png"]


def test_blocks_keep_images_and_labels_together(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MAX_BLOCK", 5)
    monkeypatch.setattr(images, "TASK", 2)
    paths = [picture(tmp_path / f"{value:02}.png", value=value) for value in range(13)]
    seen = []
    writer = type("Writer", (), {"append_split": lambda self, *block: seen.append(block)})()
    shares = []
    images.write_split(
        "pool", (paths, np.arange(13)), 8, writer, lambda share, message: shares.append(share)
    )
    assert [len(labels) for _, _, labels in seen] == [5, 5, 3]
    for _, block, labels in seen:
        assert block[:, 0, 0, 0].tolist() == labels.tolist()
    assert shares == sorted(shares)


class Stopped(BaseException):
    """What a worker raises to stop."""


def test_progress_is_told_while_a_slow_image_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "WAIT_SECONDS", 0.01)
    told = threading.Event()

    def slow(path, image_size):
        assert told.wait(30)
        return np.zeros((image_size, image_size, 3), np.uint8)

    calls = []

    def progress(share, message):
        calls.append(share)
        if len(calls) == 4:
            told.set()

    monkeypatch.setattr(images, "decode", slow)
    writer = type("Writer", (), {"append_split": lambda *_: None})()
    images.write_split("pool", ([tmp_path], np.zeros(1, dtype=np.int64)), 8, writer, progress)
    assert len(calls) >= 4


def test_progress_that_raises_drops_the_images_that_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "TASK", 2)
    before = threading.active_count()
    raised, decoded = threading.Event(), []

    def decode_after(path, image_size):
        assert raised.wait(30)
        decoded.append(path)
        return np.zeros((image_size, image_size, 3), np.uint8)

    def progress(share, message):
        raised.set()
        raise Stopped

    monkeypatch.setattr(images, "decode", decode_after)
    writer = type("Writer", (), {"append_split": lambda *_: pytest.fail("written")})()
    with pytest.raises(Stopped):
        images.write_split("pool", ([tmp_path] * 400, np.zeros(400, np.int64)), 8, writer, progress)
    assert threading.active_count() == before
    assert len(decoded) < 200
