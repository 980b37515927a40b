"""What a file looks like from its first bytes."""

import codecs
import pickle

import numpy as np
import pytest

from ltcore.data.foreign import LOOKED_AT, describe

SIGNS = ("é", "я", "猫", "😀", "क्षि")
"""Characters of two, two, three and four bytes, and one of several code points."""


@pytest.fixture
def looks(tmp_path):
    """Return a function: bytes -> what a file of them looks like."""

    def describe_bytes(content):
        path = tmp_path / "file.csv"
        path.write_bytes(content)
        return describe(path)

    return describe_bytes


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"label,x\n1,2\n", "text"),
        ("Übung,ß\n".encode(), "text"),
        ("aaé".encode(), "text"),
        (codecs.BOM_UTF8 + b"label,x\n", "text"),
        (bytes(range(256)), "unknown binary data"),
        (b"\xfe\xff\xfa\xfb\xfc" * 9, "unknown binary data"),
        (b"text\0text", "text with NUL bytes"),
        (b"\0", "unknown binary data"),
        (b"\xff\xd8\xff\xe0rest", "a JPEG image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP image"),
        (b"RIFF\0\0\0\0WAVEfmt \1\0\2\0", "unknown binary data"),
        (b"PAR1....", "a Parquet table"),
        (b"\x1f\x8b\x08", "a gzip archive"),
    ],
)
def test_files_are_told_by_their_first_bytes(content, what, looks):
    assert looks(content) == what


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_pickles_are_recognised(protocol, looks):
    assert "pickle" in looks(pickle.dumps({"x": np.zeros(2)}, protocol))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", range(12))
def test_a_character_may_be_cut_at_every_place_of_the_window(sign, before, looks):
    """The window ends after `before` bytes of a run of characters, whatever their length is."""
    plain = b"a" * (LOOKED_AT - before)
    assert looks(plain + sign.encode() * 20) == "text"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("shift", range(8))
def test_long_text_of_one_script_is_text(sign, shift, looks):
    assert looks(b"," * shift + sign.encode() * LOOKED_AT) == "text"


@pytest.mark.parametrize("length", [LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1])
def test_files_about_as_long_as_the_window(length, looks):
    assert looks(("猫" * length).encode()[: length // 3 * 3]) == "text"
    assert looks(b"a" * (length - 2) + "é".encode()) == "text"


def test_a_short_file_that_ends_inside_a_character_is_not_utf8(looks):
    assert looks(b"a" * 20 + "猫".encode()[:2]) == "text that is not UTF-8"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac-roman"])
def test_text_in_an_encoding_of_one_byte(encoding, looks):
    assert looks("Größe,Fläche\n1,groß\n".encode(encoding)) == "text that is not UTF-8"


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", SIGNS)
def test_utf16_is_told_by_its_mark_and_may_be_cut(mark, sign, looks):
    bom = codecs.BOM_UTF16_LE if mark == "utf-16-le" else codecs.BOM_UTF16_BE
    for before in range(6):
        assert looks(bom + ("a" * before + sign * LOOKED_AT).encode(mark)) == "text in UTF-16"
    assert looks(bom + (sign * 3).encode(mark)) == "text in UTF-16"
    assert looks(bom + (sign * 3).encode(mark)[:-1]) == "unknown binary data"


def test_utf32_and_noise_behind_a_mark_are_no_text(looks):
    assert looks("猫".encode("utf-32")) == "unknown binary data"
    assert looks(codecs.BOM_UTF16_LE + b"\x00\xdc" * 10) == "unknown binary data"


def test_a_nul_behind_the_window_is_not_looked_for_here(looks):
    assert looks(b"a" * LOOKED_AT + b"\0") == "text"  # the readers of text refuse it by its place
