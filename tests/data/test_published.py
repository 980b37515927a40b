import hashlib

import numpy as np
import pytest

from ltcore.data import published
from ltcore.data.errors import DataError
from ltcore.data.published import checked, open_watched


def quiet():
    pass


def test_a_file_is_compared_with_its_checksum(tmp_path):
    path = tmp_path / "set.bin"
    path.write_bytes(b"abc")
    known = "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321, A.5
    assert hashlib.md5(b"abc", usedforsecurity=False).hexdigest() == known
    assert checked(path, known, quiet) == path
    path.write_bytes(b"abd")
    with pytest.raises(DataError, match=r"set.bin is not the published file.*download it again"):
        checked(path, known, quiet)


def test_a_file_is_watched_from_its_start_and_every_so_many_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(published, "WATCHED_BYTES", 2**18)
    content = np.random.default_rng(0).bytes(2**20 + 5)
    (tmp_path / "set.bin").write_bytes(content)
    calls = []
    with open_watched(tmp_path / "set.bin", lambda: calls.append(0)) as file:
        assert b"".join(iter(lambda: file.read(1000), b"")) == content
    assert len(calls) == 5
    calls.clear()
    known = hashlib.md5(content, usedforsecurity=False).hexdigest()
    checked(tmp_path / "set.bin", known, lambda: calls.append(0))
    assert len(calls) == 5


def test_a_watch_that_raises_stops_the_reading(tmp_path):
    (tmp_path / "set.bin").write_bytes(b"abc")

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(tmp_path / "set.bin", "", stop)
