import io
import struct
import zipfile

from ltcore.runs.zip_directory import directory_size


def archive_of(n_files: int, comment: bytes = b"") -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = comment
        for number in range(n_files):
            archive.writestr(f"{number:04d}", b"x")
    return file


def test_the_directory_is_as_large_as_a_reader_finds_it():
    for n_files in (0, 1, 7, 300):
        for comment in (b"", b"text", b"x" * 65535):
            file = archive_of(n_files, comment)
            with zipfile.ZipFile(file) as archive:
                assert len(archive.namelist()) == n_files
            assert directory_size(file) >= n_files * (46 + 4)
            assert file.tell() == 0
    assert directory_size(archive_of(7)) == 7 * 50
    assert (
        directory_size(archive_of(7, b"PK\x05\x06")) == 7 * 50
    )  # a comment that looks like an end


def test_the_end_of_a_large_file_counts_where_there_is_one(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    file = archive_of(7)
    assert b"PK\x06\x06" in file.getvalue()
    small = bytearray(file.getvalue())
    end = small.rindex(b"PK\x05\x06")
    for said in (bytes(4), b"\xff" * 4):  # what the old record says is passed over by readers
        small[end + 12 : end + 16] = said
        assert directory_size(io.BytesIO(small)) == 7 * 50


def test_what_only_looks_like_the_end_of_a_large_file_hides_no_directory():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(300):
            member = zipfile.ZipInfo(f"{number:04d}")
            if number == 299:  # as the last words: a record of nothing, its locator
                member.comment = bytes(56) + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
            archive.writestr(member, b"")
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == 300
    assert directory_size(file) >= 300 * 50


def test_what_is_no_zip_file_has_no_directory():
    for content in (b"", b"PK\x05\x06", b"PK\x05\x06" + bytes(10), b"text" * 100_000):
        assert directory_size(io.BytesIO(content)) == 0
