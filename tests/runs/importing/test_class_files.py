"""Class names and training counts in files of their own."""

import json

import pandas as pd
import pytest

from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import class_files
from ltcore.runs.importing.class_files import read_counts, read_names


@pytest.fixture
def file(tmp_path):
    """Return a function: content -> path of a file that holds it."""

    def write(content):
        path = tmp_path / "classes"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        "500\n50\n5",
        "500\r\n50\r\n5\r\n",
        "\ufeff500\n\n 50 \n5\n\n",
        "[500, 50, 5]",
        ' ["500", 50, 5]',
    ],
)
def test_counts_in_label_order(content, file):
    assert read_counts(file(content)) == [500, 50, 5]


@pytest.mark.parametrize(
    "content",
    [
        "big cat,500\nowl,5\n",
        "name,count\nbig cat,500\nowl,5\n",
        "\ufeffclass;n\r\nbig cat;500\r\nowl;5",
        "big cat\t500\n\nowl\t5\n",
        "big cat 500\nowl 5\n",
        '"big cat",500\n"owl", 5\n',
        '{"big cat": 500, "owl": 5}',
        '\n{" big cat ": "500", "owl": 5}',
    ],
)
def test_counts_by_name(content, file):
    assert read_counts(file(content)) == {"big cat": 500, "owl": 5}


@pytest.mark.parametrize(
    ("name", "count"), [("name", "train_count"), ("label", "count"), ("class_name", "n")]
)
def test_counts_in_parquet(name, count, tmp_path):
    frame = pd.DataFrame({name: ["cat", "owl"], count: [500, 5], "other": [1, 2]})
    frame.to_parquet(tmp_path / "classes")
    assert read_counts(tmp_path / "classes") == {"cat": 500, "owl": 5}
    numbers = pd.DataFrame({name: [3.0, 4.0], count: [500, 5]})
    numbers.to_parquet(tmp_path / "classes")
    assert read_counts(tmp_path / "classes") == {"3": 500, "4": 5}


def test_what_value_counts_of_pandas_writes(tmp_path):
    labels = pd.Series([1.0, 3.0, 3.0], name="label")
    labels.value_counts().to_csv(tmp_path / "classes")
    assert read_counts(tmp_path / "classes") == {"3": 2, "1": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("500\nx\n5", "classes, line 2: 'x' is not a count"),
        (
            "500\n\n\n-5\n",
            "classes, line 4: '-5' is not a count: give a whole number of at least 0",
        ),
        ("500\n5.5", "classes, line 2: '5.5' is not a count"),
        ("500\n1000000000000000000", "line 2: '1000000000000000000' is not a count"),
        ("500\n٣", "line 2: '٣' is not a count"),
        ("name,count\ncat,5\n\nowl,x\n", "classes, line 4: 'x' is not a count"),
        ("cat,-5\nowl,3\n", "classes, line 1: '-5' is not a count"),
        ("cat,5.0\nowl,3\n", "classes, line 1: '5.0' is not a count"),
        (
            "cat,5\n\nowl,3,4\n",
            "classes, line 3: expected a name and a count, found ['owl', '3', '4']",
        ),
        ("cat,5\nowl\n", "classes, line 2: expected a name and a count, found ['owl']"),
        ("cat,5\nowl,3\n\n cat ,7\n", "classes, line 4: class 'cat' already has a count"),
        ("1,5\n1.0,3\n", "classes, line 2: class '1' already has a count"),
        ('{"cat": 5, "cat": 6}', "classes, 'cat': class 'cat' already has a count"),
        ('{"cat": [5]}', "classes, 'cat': '[5]' is not a count"),
        ('{"cat": {"n": 5}}', "classes, 'cat': "),
        ("[5, true]", "classes, line 2: 'True' is not a count"),
        ("[5, null]", "classes, line 2: 'None' is not a count"),
        ('{"cat": 5', "classes cannot be read as text: "),
        (b"cat,5\n\xfc,3\n", "classes cannot be read as text: 'utf-8'"),
        ("[" * 100_000, "classes cannot be read as text: "),
        ("a,b,c", "line 1: expected a name and a count, found ['a', 'b', 'c']"),
        ("a," + "1" * 200_000, "classes"),
    ],
)
def test_what_is_wrong_in_counts_is_named_by_line(content, message, file):
    with pytest.raises(ImportRefusedError) as caught:
        read_counts(file(content))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            {"kind": ["a"], "count": [1]},
            "has the columns kind, count: expected name and train_count",
        ),
        ({"name": ["a", "a "], "count": [1, 2]}, "'a ': class 'a' already has a count"),
        ({"name": ["a", "b"], "count": [1.0, 2.5]}, "'a': '1.0' is not a count"),
    ],
)
def test_what_is_wrong_in_parquet_is_named(frame, message, tmp_path):
    pd.DataFrame(frame).to_parquet(tmp_path / "classes")
    with pytest.raises(ImportRefusedError) as caught:
        read_counts(tmp_path / "classes")
    assert message in str(caught.value)


@pytest.mark.parametrize("read", [read_counts, read_names])
def test_files_that_cannot_be_read_are_said(read, file, tmp_path, monkeypatch):
    with pytest.raises(ImportRefusedError, match=r"cannot read .*gone: No such file"):
        read(tmp_path / "gone")
    (tmp_path / "broken").write_bytes(b"PAR1" + bytes(20))
    with pytest.raises(ImportRefusedError):
        read(tmp_path / "broken")
    monkeypatch.setattr(class_files, "MOST_BYTES", 2**20)
    with pytest.raises(ImportRefusedError, match=r"classes is larger than 1 MiB\.$"):
        read(file("1\n" * 2**20))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("big cat\nowl\n", ["big cat", "owl"]),
        ("\ufeffbig cat\r\n owl \r\n\r\n", ["big cat", "owl"]),
        ("a,b\nc;d\n", ["a,b", "c;d"]),
        ('["big cat", "owl"]', ["big cat", "owl"]),
        ("[0, 1.0, 10]", ["0", "1", "10"]),
        ("a\n\nb\n", ["a", "", "b"]),
        ("", []),
    ],
)
def test_names_in_label_order(content, names, file):
    assert read_names(file(content)) == names


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 0}', "expected one class name per line, in label order"),
        ('["a", ["b"]]', r"entry 2: \['b'\] is not a class name"),
        ('["a", null]', "entry 2: None is not a class name"),
        ('[{"name": "a"}]', "entry 1: .* is not a class name"),
        (b"\xff\xfea\0", "cannot be read as text"),
    ],
)
def test_what_is_no_list_of_names_is_refused(content, message, file):
    with pytest.raises(ImportRefusedError, match=message):
        read_names(file(content))


def test_the_class_table_of_a_run_is_read(tmp_path, store, csv):
    path = csv("label,predicted\ncat,cat\nowl,cat\n", "p.csv")
    record = store.import_predictions(path, name="x", class_counts=[7, 2])
    assert read_counts(record.folder.path / "class_table.parquet") == {"cat": 7, "owl": 2}
    assert (
        json.loads((record.folder.path / "config.json").read_text())["imported"]["file"] == "p.csv"
    )
