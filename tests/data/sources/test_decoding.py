"""What every kind of pixels becomes, against values by hand and Pillow's own conversions."""

import io
import json
import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from ltcore.data.sources.decoding import (
    ORIENTATION,
    TURNS,
    Oddity,
    UnreadableImageError,
    decode,
    filter_warnings,
    serve,
    to_rgb,
)

RNG = np.random.default_rng(0)
SIDE = 8


def png(path, depth, colour, rows, *chunks):
    """Write a PNG file by hand: rows are the bytes of each line."""
    height = len(rows)
    width = len(rows[0]) * 8 // (depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour])

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = chunk(b"IHDR", struct.pack(">II5B", width, height, depth, colour, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    between = b"".join(chunk(*one) for one in chunks)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + between + pixels + chunk(b"IEND", b""))
    return str(path)


def saved(path, image, **how):
    image.save(path, **how)
    return str(path)


def test_grey_of_sixteen_bits_is_divided_by_257(tmp_path):
    values = np.array([0, 128, 129, 257, 5000, 30000, 65406, 65535], dtype=np.uint16)
    image = Image.fromarray(np.tile(values, (SIDE, 1)))
    pixels, oddity = decode(saved(tmp_path / "deep.png", image), SIDE)
    assert pixels[0, :, 0].tolist() == [0, 0, 1, 1, 19, 117, 254, 255]
    assert (pixels == pixels[:1, :, :1]).all()
    assert oddity == Oddity.SIXTEEN_BITS


def test_every_value_of_sixteen_bits_is_rounded_to_the_nearest(tmp_path):
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    pixels, _ = decode(saved(tmp_path / "all.png", Image.fromarray(values)), 256)
    assert np.array_equal(pixels[..., 1], np.rint(values / 257))


def test_faint_images_of_sixteen_bits_are_told(tmp_path):
    camera = RNG.integers(0, 4096, (SIDE, SIDE)).astype(np.uint16)
    _, oddity = decode(saved(tmp_path / "a.png", Image.fromarray(camera)), SIDE)
    assert oddity == Oddity.SIXTEEN_BITS | Oddity.FAINT


@pytest.mark.parametrize(("colour", "channels"), [(2, 3), (4, 2), (6, 4)])
def test_colour_and_alpha_of_sixteen_bits_lose_at_most_one_level(colour, channels, tmp_path):
    values = RNG.integers(0, 65536, (SIDE, SIDE, channels)).astype(">u2")
    if channels != 3:
        values[..., -1] = 65535
    path = png(tmp_path / "a.png", 16, colour, [row.tobytes() for row in values])
    pixels, oddity = decode(path, SIDE)
    shown = values[..., :3] if channels > 2 else values[..., :1]
    assert np.abs(pixels - shown / 257).max() <= 1
    assert oddity == Oddity.SIXTEEN_BITS


@pytest.mark.parametrize(("depth", "white"), [(1, 1), (2, 3), (4, 15)])
def test_few_grey_levels_reach_from_black_to_white(depth, white, tmp_path):
    row = bytes(depth)
    light = bytes([0xFF] * depth)
    pixels, oddity = decode(png(tmp_path / "a.png", depth, 0, [row] * 4 + [light] * 4), SIDE)
    assert (pixels[:4] == 0).all()
    assert (pixels[4:] == 255).all()
    assert oddity == Oddity.PLAIN
    assert white == 2**depth - 1


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [
        *((".png", mode) for mode in ("1", "L", "P", "RGB")),
        *((".webp", mode) for mode in ("L", "RGB")),
        *((".jpg", mode) for mode in ("L", "RGB")),
    ],
)
def test_plain_images_are_what_pillow_makes_of_them(suffix, mode, tmp_path):
    image = Image.fromarray(RNG.integers(0, 256, (20, 12, 3), dtype=np.uint8)).convert(mode)
    path = saved(tmp_path / f"a{suffix}", image)
    with Image.open(path) as opened:
        if suffix == ".jpg":
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
        box = (0.0, 4.0, 12.0, 16.0)
        expected = opened.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box)
    pixels, oddity = decode(path, SIDE)
    assert np.array_equal(pixels, np.asarray(expected))
    assert oddity == Oddity.PLAIN


def test_transparent_pixels_lie_on_white(tmp_path):
    image = Image.new("RGBA", (SIDE, SIDE), (10, 20, 30, 255))
    image.putpixel((0, 0), (10, 20, 30, 0))
    image.putpixel((1, 0), (0, 100, 200, 128))
    for suffix in (".png", ".webp"):
        pixels, oddity = decode(saved(tmp_path / f"a{suffix}", image, lossless=True), SIDE)
        assert pixels[0, 0].tolist() == [255, 255, 255]
        assert np.abs(pixels[0, 1] - [127, 177, 227.4]).max() <= 1
        assert pixels[1, 0].tolist() == [10, 20, 30]
        assert oddity == Oddity.TRANSPARENT


def test_grey_with_alpha_lies_on_white(tmp_path):
    pixels, _ = decode(saved(tmp_path / "a.png", Image.new("LA", (SIDE, SIDE), (40, 0))), SIDE)
    assert (pixels == 255).all()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_that_hides_nothing_changes_nothing(mode, tmp_path):
    colours = RNG.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    image = Image.fromarray(colours).convert("L" if mode == "LA" else "RGB")
    plain = image.copy()
    image.putalpha(255)
    pixels, oddity = decode(saved(tmp_path / "a.png", image), SIDE)
    assert np.array_equal(pixels, np.asarray(plain.convert("RGB")))
    assert oddity == Oddity.PLAIN


@pytest.mark.parametrize("transparency", [3, bytes([255] * 3 + [0])])
def test_a_transparent_colour_of_a_palette_lies_on_white(transparency, tmp_path):
    image = Image.fromarray(np.tile(np.arange(8, dtype=np.uint8), (8, 1))).convert("P")
    image.putpalette([50] * 768)
    pixels, oddity = decode(saved(tmp_path / "a.png", image, transparency=transparency), SIDE)
    assert pixels[0, :, 0].tolist() == [50, 50, 50, 255, 50, 50, 50, 50]
    assert oddity == Oddity.TRANSPARENT


@pytest.mark.parametrize(
    ("mode", "value", "key"), [("RGB", (1, 2, 3), (1, 2, 3)), ("L", 7, 7), ("1", 0, 0)]
)
def test_a_transparent_colour_without_a_palette_lies_on_white(mode, value, key, tmp_path):
    image = Image.new(mode, (SIDE, SIDE), value)
    pixels, oddity = decode(saved(tmp_path / "a.png", image, transparency=key), SIDE)
    assert (pixels == 255).all()
    assert oddity == Oddity.TRANSPARENT


@pytest.mark.parametrize(("depth", "colour"), [(16, 0), (16, 2)])
def test_a_transparent_colour_of_sixteen_bits_is_refused(depth, colour, tmp_path):
    width = 2 * (3 if colour else 1)
    path = png(tmp_path / "a.png", depth, colour, [bytes(width)], (b"tRNS", bytes(width)))
    with pytest.raises(UnreadableImageError, match="one colour that means transparent"):
        decode(path, SIDE)


@pytest.mark.parametrize("orientation", range(1, 10))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_orientation_is_applied_as_viewers_do(orientation, suffix, tmp_path):
    corner = np.zeros((16, 16, 3), dtype=np.uint8)
    corner[:8, :8], corner[:8, 8:] = [250, 0, 0], [0, 250, 0]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = saved(tmp_path / f"a{suffix}", Image.fromarray(corner), exif=exif)
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    pixels, oddity = decode(path, 16)
    assert np.array_equal(pixels, expected)
    assert oddity == (Oddity.TURNED if orientation in TURNS else Oddity.PLAIN)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0"]
)
def test_damaged_exif_data_hides_no_image(exif, tmp_path):
    image = Image.fromarray(RNG.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8))
    with warnings.catch_warnings():
        filter_warnings()
        pixels, oddity = decode(saved(tmp_path / "a.png", image, exif=exif), SIDE)
    assert np.array_equal(pixels, np.asarray(image))
    assert oddity == Oddity.PLAIN


def test_cmyk_is_converted_and_told(tmp_path):
    image = Image.new("CMYK", (SIDE, SIDE), (0, 255, 255, 0))
    pixels, oddity = decode(saved(tmp_path / "a.jpg", image, quality=95), SIDE)
    assert np.abs(pixels - np.array([255.0, 0, 0])).max() < 8
    assert oddity == Oddity.CMYK


@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_of_an_animation_the_first_picture_is_taken_and_told(suffix, tmp_path):
    frames = [Image.new("RGB", (SIDE, SIDE), (level, 0, 0)) for level in (40, 200)]
    path = saved(
        tmp_path / f"a{suffix}", frames[0], save_all=True, append_images=frames[1:], lossless=True
    )
    pixels, oddity = decode(path, SIDE)
    assert pixels[0, 0].tolist() == [40, 0, 0]
    assert oddity == Oddity.ANIMATED


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I"])
def test_every_mode_of_sixteen_bits_is_scaled(mode):
    image = Image.new(mode, (2, 2), 30000)
    plain, oddity = to_rgb(image, deep_colour=False)
    assert plain.getpixel((0, 0)) == (117, 117, 117)
    assert oddity == Oddity.SIXTEEN_BITS


@pytest.mark.parametrize("mode", ["F", "LAB", "HSV", "La", "RGBa"])
def test_a_mode_that_no_rule_covers_is_refused(mode):
    with pytest.raises(UnreadableImageError, match=f"Pillow's mode {mode}. Save it with 8 bits"):
        to_rgb(Image.new(mode, (2, 2)), deep_colour=False)


@pytest.mark.parametrize("value", [-1, 70000])
def test_whole_numbers_beyond_sixteen_bits_are_refused(value):
    with pytest.raises(UnreadableImageError, match="more than 16 bits can hold"):
        to_rgb(Image.new("I", (2, 2), value), deep_colour=False)


def test_a_palette_with_alpha_lies_on_white():
    image = Image.new("PA", (2, 2))
    plain, oddity = to_rgb(image, deep_colour=False)
    assert plain.getpixel((0, 0)) == (255, 255, 255)
    assert oddity == Oddity.TRANSPARENT


def test_a_worker_answers_each_line_with_oddities_and_pixels(tmp_path):
    clear = saved(tmp_path / "a.png", Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0)))
    plain = saved(tmp_path / "b.png", Image.new("RGB", (SIDE, SIDE), (1, 2, 3)))
    lines = [{"paths": [clear, plain], "image_size": SIDE}, {"paths": [plain], "image_size": SIDE}]
    replies = io.BytesIO()
    with warnings.catch_warnings():
        serve(io.BytesIO("".join(f"{json.dumps(line)}\n" for line in lines).encode()), replies)
    found = np.frombuffer(replies.getvalue(), np.uint8)
    n_bytes = SIDE * SIDE * 3
    assert len(found) == 3 + 3 * n_bytes
    assert found[:2].tolist() == [Oddity.TRANSPARENT, Oddity.PLAIN]
    assert (found[2 : 2 + n_bytes] == 255).all()
    assert found[-3:].tolist() == [1, 2, 3]
