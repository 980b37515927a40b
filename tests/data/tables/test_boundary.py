import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from ltcore.data import DataError
from ltcore.data.labels import in_order
from ltcore.data.tables.boundary import reading, visible

PATH = Path("a.xyz")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("odd"),
        KeyError("odd"),
        EOFError("odd"),
        RuntimeError("odd"),
        NotImplementedError("odd"),
        RecursionError("odd"),
        OverflowError("odd"),
        OSError("odd"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "odd"),
        struct.error("odd"),
        zlib.error("odd"),
        zipfile.BadZipFile("odd"),
        pa.ArrowException("odd"),
        pa.ArrowInvalid("odd"),
        pa.ArrowNotImplementedError("odd"),
        pd.errors.ParserError("odd"),
        TypeError("odd"),  # raised in this file, which is none of the project's
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_library_raises_becomes_one_line(error):
    with pytest.raises(DataError) as caught, reading(PATH, "XYZ"):
        raise error
    message = str(caught.value)
    assert message.startswith("a.xyz cannot be read as XYZ: ")
    assert "odd" in message
    assert type(error).__name__ in message
    assert "write it again" in message
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FileNotFoundError(2, "No such file or directory"), "cannot read a.xyz: No such file"),
        (MemoryError(), "a.xyz needs more memory than is available"),
        (ValueError(), "no reason given"),
    ],
)
def test_some_errors_have_a_message_of_their_own(error, message):
    with pytest.raises(DataError, match=message), reading(PATH, "XYZ"):
        raise error


def test_refusals_of_our_own_pass_unchanged():
    with pytest.raises(DataError, match=r"^mine$"), reading(PATH, "XYZ"):
        raise DataError("mine")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_interruptions_pass(error):
    with pytest.raises(error), reading(PATH, "XYZ"):
        raise error


def test_a_fault_of_our_own_code_passes():
    with pytest.raises(TypeError), reading(PATH, "XYZ"):
        in_order(3)  # type: ignore[arg-type]


def test_a_fault_inside_a_library_does_not(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00\x02\x00{]")
    with pytest.raises(DataError, match="cannot be read as npy"), reading(PATH, "npy"):
        np.load(tmp_path / "a.npy")


def test_nothing_happens_without_an_error():
    with reading(PATH, "XYZ"):
        value = 3
    assert value == 3


def test_messages_have_one_line_and_an_end():
    with pytest.raises(DataError) as caught, reading(Path("a\nb"), "XYZ"):
        raise ValueError("first\r\nsecond\x1b[31m\u2028" + "x" * 1000)
    message = str(caught.value)
    assert message.isprintable()
    assert "a\\nb" in message
    assert "first\\r\\nsecond\\x1b[31m\\u2028" in message
    assert len(message) < 400


@pytest.mark.parametrize("text", ["", "plain", "ümläut 猫", "x" * 200])
def test_plain_text_is_shown_as_it_is(text):
    assert visible(text) == text
