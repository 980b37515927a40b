import hashlib

import pytest

from ltcore.data.errors import DataError
from ltcore.data.published import checked


def test_a_file_is_compared_with_its_checksum(tmp_path):
    path = tmp_path / "set.bin"
    path.write_bytes(b"abc")
    known = "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321, A.5
    assert hashlib.md5(b"abc", usedforsecurity=False).hexdigest() == known
    assert checked(path, known) == path
    path.write_bytes(b"abd")
    with pytest.raises(DataError, match=r"set.bin is not the published file.*download it again"):
        checked(path, known)
