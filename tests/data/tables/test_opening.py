"""The content of a file decides its reader, whatever its name is."""

import zipfile

import numpy as np
import pandas as pd
import pytest

from ltcore.data.errors import DataError
from ltcore.data.tables import open_table, open_together
from ltcore.data.tables.arff import ArffTable
from ltcore.data.tables.csv import CsvTable
from ltcore.data.tables.libsvm import LibsvmTable
from ltcore.data.tables.npz import NpzTable
from ltcore.data.tables.parquet import ParquetTable

ARFF = "@relation r\n@attribute x numeric\n@attribute class {a,b}\n@data\n1,a\n"
MARK = "\ufeff"


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".npz", ".arff", ".dat", ".data", ""])
@pytest.mark.parametrize(
    ("content", "reader"),
    [
        ("x,label\n1,a\n", CsvTable),
        ("label\n3\n", CsvTable),
        ("1 2\n3 4\n", CsvTable),
        ("time 12:30,label\n1,a\n", CsvTable),
        ("\n\n# a comment? a name!,label\n1,a\n", CsvTable),
        (ARFF, ArffTable),
        (MARK + ARFF, ArffTable),
        ("% about\n\n  @RELATION r\n" + ARFF[12:], ArffTable),
        ("1 1:0.5 3:2\n-1 2:1\n", LibsvmTable),
        (MARK + "1 1:0.5\n", LibsvmTable),
        ("# comment\n+1 1:0.5 # end\n", LibsvmTable),
    ],
)
def test_text_is_told_by_its_first_lines(content, reader, suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_text(content, "utf-8")
    assert type(open_table(path)) is reader


@pytest.mark.parametrize("line", ["1,3 1:0.5", "+1 qid:3 1:0.5"])
def test_several_labels_and_queries_reach_the_reader_that_refuses_them(line, tmp_path):
    (tmp_path / "a.csv").write_text(line + "\n")
    with pytest.raises(DataError, match="line 1"):
        open_table(tmp_path / "a.csv")


def test_binary_formats_are_told_by_their_signature(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        np.savez(file, x=np.eye(2), y=[0, 1])
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "b.npz")
    assert isinstance(open_table(tmp_path / "a.csv"), NpzTable)
    assert isinstance(open_table(tmp_path / "b.npz"), ParquetTable)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "looks like an empty file: expected a table. Supported are CSV, Parquet"),
        (
            b"x,label\n1,a\0\n",
            "looks like text with NUL bytes: .* The file is damaged: write it again",
        ),
        (b"\x1f\x8b\x08\0", "looks like a gzip archive.* Unpack it first"),
        ("x,label\n1,ä\n".encode("utf-16"), "looks like text in UTF-16.* Save it as UTF-8"),
        ("x,label\n1,ä\n".encode("latin-1"), r"line 2: byte 11 of the file \(0xe4\) is not UTF-8"),
        (
            b"\xd0\xcf\x11\xe0\0",
            "looks like an old Excel or Word document.* Save the sheet as 'CSV UTF-8'",
        ),
        (b"\x93NUMPY\x01\0", r"looks like a single numpy array \(npy\)"),
        (b"SQLite format 3\0", "looks like an SQLite database"),
        (b"ARROW1\0\0", "looks like an Arrow"),
    ],
)
def test_what_is_no_table_is_said_with_the_way_out(content, message, tmp_path):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        open_table(tmp_path / "a.csv")


def test_a_workbook_is_told_from_an_archive(tmp_path):
    for name, message in (
        ("xl/workbook.xml", "looks like an Excel workbook.* Save the sheet as 'CSV UTF-8'"),
        ("notes.txt", "is a zip archive, but not one that numpy wrote"),
    ):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(DataError, match=message):
            open_table(tmp_path / "a.xlsx")


def test_libsvm_files_of_one_source_have_one_width(tmp_path):
    (tmp_path / "train").write_text("0 1:1 5:1\n1 2:1\n")
    (tmp_path / "test").write_text("0 1:1\n")
    train, test = open_together([tmp_path / "train", tmp_path / "test"])
    assert train.columns == test.columns
    assert len(open_table(tmp_path / "test").columns) < len(test.columns)
    (tmp_path / "other").write_text("x,label\n1,a\n")
    kinds = [type(table) for table in open_together([tmp_path / "train", tmp_path / "other"])]
    assert kinds == [LibsvmTable, CsvTable]
