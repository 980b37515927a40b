import os

import pytest

from ltcore.data.errors import DataError
from ltcore.data.manifest import manifest_of


def test_every_change_of_a_file_changes_the_manifest(tmp_path):
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("one")
    os.utime(file, ns=(0, 1000))
    before = manifest_of([file], tmp_path)
    assert manifest_of([file], tmp_path) == before
    os.utime(file, ns=(0, 2000))
    touched = manifest_of([file], tmp_path)
    file.write_text("three")
    os.utime(file, ns=(0, 2000))
    longer = manifest_of([file], tmp_path)
    file.rename(other)
    renamed = manifest_of([other], tmp_path)
    assert len({before, touched, longer, renamed}) == 4


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(DataError, match="gone"):
        manifest_of([tmp_path / "gone"], tmp_path)
