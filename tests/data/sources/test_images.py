import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ltcore.data import DataError
from ltcore.data.sources import decoders, images
from ltcore.data.sources.images import decode as decode_and_judge
from ltcore.data.sources.images import write_splits
from ltcore.data.writing import SourceWriter


def decode(path, image_size):
    return decode_and_judge(str(path), image_size)[0]


class Writer(SourceWriter):
    """Keeps what is written and noted."""

    def __init__(self):
        self.blocks, self.notes = [], []

    def append_split(self, split, images, labels):
        self.blocks.append((split, images, labels))

    def note(self, sentence):
        self.notes.append(sentence)


def written(paths, labels, progress=lambda *_: None, *, root=Path(), **splits):
    writer = Writer()
    examples = {"pool": (list(map(str, paths)), np.asarray(labels, dtype=np.int64)), **splits}
    write_splits(examples, root, 8, writer, progress)
    return writer


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
    with pytest.raises(
        DataError, match=r"broken\.jpg.*damaged.*Replace it or remove it from the data"
    ):
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

    with pytest.raises(
        DataError, match=r"bomb\.png has .* pixels; at most 50,000,000 are supported"
    ):
        written([tmp_path / "bomb.png"], [0])


def test_images_and_labels_go_together_over_all_splits(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "TASK", 5)
    paths = [str(picture(tmp_path / f"{value:02}.png", value=value)) for value in range(20)]
    shares = []
    writer = written(
        paths[:13],
        range(13),
        lambda share, _: shares.append(share),
        test=(paths[13:], np.arange(13, 20)),
    )
    assert [(split, len(labels)) for split, _, labels in writer.blocks] == [
        ("pool", 5),
        ("pool", 5),
        ("pool", 3),
        ("test", 5),
        ("test", 2),
    ]
    for _, block, labels in writer.blocks:
        assert block[:, 0, 0, 0].tolist() == labels.tolist()
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1


def test_what_was_unusual_is_counted_and_an_example_named(tmp_path):
    (tmp_path / "owl").mkdir()
    Image.fromarray(np.full((8, 8), 9000, np.uint16)).save(tmp_path / "owl" / "b.png")
    Image.fromarray(np.full((8, 8), 900, np.uint16)).save(tmp_path / "owl" / "c.png")
    Image.new("RGBA", (8, 8)).save(tmp_path / "d.png")
    picture(tmp_path / "a.png")
    writer = written(sorted(tmp_path.rglob("*.png")), range(4), root=tmp_path)
    assert writer.notes == [
        "2 images with 16 bits per channel: scaled to 8 (value / 257), such as owl/b.png",
        "1 image with transparent pixels: placed on white, such as d.png",
        "no 16-bit image reaches a quarter of the 16-bit range, so few grey levels remain: "
        "rescale the images yourself if fine differences matter",
    ]
    assert written([tmp_path / "a.png"], [0]).notes == []


class Stopped(BaseException):
    """What a worker raises to stop."""


def test_progress_is_told_while_a_slow_image_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(decoders, "WAIT_SECONDS", 0.01)
    told = threading.Event()

    def slow(path, image_size):
        assert told.wait(30)
        return np.zeros((image_size, image_size, 3), np.uint8), 0

    calls = []

    def progress(share, message):
        calls.append(share)
        if len(calls) == 4:
            told.set()

    monkeypatch.setattr(images, "decode", slow)
    written([tmp_path], [0], progress)
    assert len(calls) >= 4


def test_progress_that_raises_drops_the_images_that_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "TASK", 2)
    before = threading.active_count()
    raised, decoded = threading.Event(), []

    def decode_after(path, image_size):
        assert raised.wait(30)
        decoded.append(path)
        return np.zeros((image_size, image_size, 3), np.uint8), 0

    def progress(share, message):
        raised.set()
        raise Stopped

    monkeypatch.setattr(images, "decode", decode_after)
    with pytest.raises(Stopped):
        written([tmp_path] * 400, np.zeros(400), progress)
    assert threading.active_count() == before
    assert len(decoded) < 200
