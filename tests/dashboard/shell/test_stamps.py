"""The key of what is read from a run: it is another one after every change of the files."""

import os

from dashboard.shell.stamps import folder_stamp

FILES = ("config.json", "per_class", "missing.npy")


def test_a_stamp_stays_as_long_as_the_files_do(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "per_class").mkdir()
    assert folder_stamp(tmp_path, FILES) == folder_stamp(tmp_path, FILES)


def test_size_and_time_of_before_hide_no_change(tmp_path):
    path = tmp_path / "config.json"
    path.write_text("1")
    kept, before = path.stat(), folder_stamp(tmp_path, FILES)
    path.write_text("2")
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert folder_stamp(tmp_path, FILES) != before


def test_a_file_that_comes_or_goes_is_a_change(tmp_path):
    before = folder_stamp(tmp_path, FILES)
    (tmp_path / "per_class").mkdir()
    made = folder_stamp(tmp_path, FILES)
    (tmp_path / "per_class" / "train-000001.parquet").touch()
    assert len({before, made, folder_stamp(tmp_path, FILES)}) == 3
