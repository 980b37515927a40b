import pickle

import numpy as np
import pytest

from ltcore.data.foreign import describe


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"label,x\n1,2\n", "text"),
        ("Übung,ß\n".encode(), "text"),
        ("aaé".encode(), "text"),
        (bytes(range(256)), "unknown binary data"),
        (b"\xfe\xff\xfa\xfb\xfc" * 9, "unknown binary data"),
        (b"\xff\xd8\xff\xe0rest", "a JPEG image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP image"),
        (b"PAR1....", "a Parquet table"),
        (b"\x1f\x8b\x08", "a gzip archive"),
    ],
)
def test_files_are_told_by_their_first_bytes(content, what, tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert describe(path) == what


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_pickles_are_recognised(protocol, tmp_path):
    path = tmp_path / "file.npz"
    path.write_bytes(pickle.dumps({"x": np.zeros(2)}, protocol))
    assert "pickle" in describe(path)
