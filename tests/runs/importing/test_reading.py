import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import ImportSettings, read_foreign

LABELS = [0, 0, 0, 1, 1, 2]
PREDICTED = [0, 0, 1, 1, 0, 0]


@pytest.fixture
def csv(tmp_path):
    """Return a function that writes CSV text and gives its path."""

    def write(text: str, name: str = "file.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def npz(tmp_path):
    """Return a function that writes named arrays and gives the path."""

    def write(**arrays):
        path = tmp_path / "file.npz"
        np.savez(
            path, allow_pickle=True, **{name: np.asarray(value) for name, value in arrays.items()}
        )
        return path

    return write


def good_table() -> pd.DataFrame:
    return pd.DataFrame({"label": LABELS, "predicted": PREDICTED, "other": list("abcdef")})


def test_the_three_forms_are_one_run_in_all_but_name(store, tmp_path, npz):
    logits = np.eye(3)[PREDICTED]
    table = good_table().assign(
        index=range(10, 16), **{f"logit_{c}": logits[:, c] for c in range(3)}
    )
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_parquet(tmp_path / "a.parquet")
    archive = npz(y_true=LABELS, y_pred=PREDICTED, index=range(10, 16), logits=logits)
    for path in (tmp_path / "a.csv", tmp_path / "a.parquet", archive):
        record = store.import_predictions(path, name="theirs", class_counts=[100, 20, 3])
        assert (record.method, record.data, record.name) == ("imported", "", "theirs")
        assert (record.shown_state, record.config, record.seed) == ("finished", None, None)
        assert record.class_counts is not None
        assert record.class_counts.tolist() == [100, 20, 3]
        assert record.class_names == ("0", "1", "2")
        predictions = record.folder.read_predictions("test")
        assert predictions is not None
        assert predictions["index"].tolist() == list(range(10, 16))
        assert predictions["label"].tolist() == LABELS
        assert predictions["predicted"].tolist() == PREDICTED
        stored = record.folder.read_logits("test")
        assert stored is not None
        assert np.array_equal(stored, logits)
    assert len(store.records()) == 3


def test_scores_by_hand(store, npz):
    record = store.import_predictions(npz(y_true=LABELS, y_pred=PREDICTED), name="x")
    assert record.test_error == pytest.approx(3 / 6)
    assert record.test_balanced_error == pytest.approx(1 - (2 / 3 + 1 / 2 + 0) / 3)
    table = record.folder.read_per_class()
    assert table is not None
    assert table["recall"].tolist() == pytest.approx([2 / 3, 1 / 2, 0])
    assert table["precision"].tolist() == pytest.approx([2 / 4, 1 / 2, np.nan], nan_ok=True)
    assert record.class_counts is None
    assert record.folder.read_logits("test") is None


def test_a_class_without_test_examples_does_not_count(store, npz):
    record = store.import_predictions(
        npz(y_true=[0, 0], y_pred=[0, 2]), name="x", class_counts=[9, 9, 9]
    )
    assert record.test_balanced_error == pytest.approx(0.5)


def test_importing_twice_is_one_run(store, npz):
    path = npz(y_true=LABELS, y_pred=PREDICTED)
    first = store.import_predictions(path, name="x")
    assert store.import_predictions(path, name="x").id == first.id
    assert store.import_predictions(path, name="y").id != first.id
    content = json.loads((first.folder.path / "config.json").read_text())
    assert content["id"] == first.id
    assert content["imported"]["file"] == "file.npz"
    assert len(content["imported"]["sha256"]) == 64


@pytest.mark.parametrize("name", ["../x", "<script>", "\u202e", "a\nb\0c", "x" * 200])
def test_a_name_is_text_and_nothing_else(store, npz, name):
    record = store.import_predictions(npz(y_true=[0], y_pred=[0]), name=name)
    assert record.name == name
    assert [path.name for path in store.root.iterdir()] == [record.id]


def test_a_refused_file_leaves_nothing_behind(store, csv):
    with pytest.raises(ImportRefusedError):
        store.import_predictions(csv("label,predicted\n0,x\n"), name="x")
    with pytest.raises(ImportRefusedError, match="the name has 201 characters"):
        store.import_predictions(csv("label,predicted\n0,0\n"), name="x" * 201)
    assert list(store.root.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("label,predicted\n0,0\n1,x\n", "row 2, column predicted: 'x' is not a number, as '0' is"),
        ("label,predicted\n0,0\n0.5,0\n", "row 2, column label: '0.5' is not a class"),
        ("label,predicted\n0,0\n,0\n", "row 2: the label ('label') is empty"),
        ("label,predicted\n0,1e999\n", "row 1, column predicted: '1e999' is not a number"),
        ("label,predicted,index\n0,0,-3\n", "row 1, column index: '-3' is not a whole number"),
        ("label\n0\n", "column 'predicted' is missing (found 'label')"),
        ("", "looks like an empty file"),
        ("label,predicted\n", "has no row below its header"),
        ('label,predicted\n"0,0\n', "line 2: unexpected end of data. A quote that opens a field"),
        (
            "label,predicted,logit_0,logit_1\n0,0,1,nan\n",
            "row 1, column logit_1: nan is not a finite",
        ),
        (
            "label,predicted,logit_0,logit_1\n0,0,1,inf\n",
            "row 1, column logit_1: inf is not a finite",
        ),
        (
            "label,predicted,logit_0,logit_2\n0,0,1,1\n",
            "the column of class 1 is missing among the scores of 0 to 2",
        ),
        (
            "label,predicted,logit_0,logit_1\n2,0,1,1\n",
            "row 1, column label: '2' is not a class from 0 to 1",
        ),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_row_and_column(csv, text, message):
    with pytest.raises(ImportRefusedError) as caught:
        read_foreign(csv(text))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y_true": [0, 1]}, "column 'predicted' is missing (found 'y_true')"),
        ({"y_true": [0, 1], "y_pred": [0]}, "is int64 of shape (1,): expected one value"),
        (
            {"y_true": [0], "y_pred": [0], "logits": [[1.0], [2.0]]},
            "is float64 of shape (2, 1): expected one value",
        ),
        ({"y_true": [0], "y_pred": ["a"]}, "row 1, column y_pred: 'a' is not a number, as '0' is"),
        (
            {"y_true": [0], "y_pred": np.array([{}], dtype=object)},
            "would have to be unpickled and never are",
        ),
        ({"y_true": [0, np.nan], "y_pred": [0, 0]}, "row 2: the label ('y_true') is empty"),
        ({"y_true": [0], "y_pred": [0], "logits": [[1.0, np.nan]]}, "row 1, column logits[1]: nan"),
    ],
)
def test_what_is_wrong_in_an_archive_is_named(npz, arrays, message):
    with pytest.raises(ImportRefusedError) as caught:
        read_foreign(npz(**arrays))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([5, 5], "2 classes are given, the scores have 3 columns"),
        ([5, 5, -1], "whole numbers of at least 0"),
        ([0, 0, 0], "not all 0"),
        ([5, 5, 0.5], "whole numbers"),
        ([], "not all 0"),
        ([[5, 5, 5]], "one per class"),
    ],
)
def test_wrong_class_counts_are_refused(npz, counts, message):
    path = npz(y_true=LABELS, y_pred=PREDICTED, logits=np.zeros((6, 3)))
    with pytest.raises(ImportRefusedError, match=message):
        read_foreign(path, ImportSettings(class_counts=counts))


def test_labels_beyond_the_class_counts_are_refused(npz):
    with pytest.raises(
        ImportRefusedError, match="row 6, column y_true: '2' is not a class from 0 to 1"
    ):
        read_foreign(npz(y_true=LABELS, y_pred=PREDICTED), ImportSettings(class_counts=[10, 1]))


def test_an_absurd_header_is_refused_before_allocation(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<i8", "fortran_order": False, "shape": (10**15,)}
    )
    path = tmp_path / "file.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("y_true", "y_pred"):
            archive.writestr(f"{name}.npy", header.getvalue())
    with pytest.raises(ImportRefusedError, match="claims 8,000,000,000,000,128 bytes"):
        read_foreign(path)


@pytest.mark.parametrize("name", ["file.csv", "file.parquet", "file.npz"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\xff\xfe", b"PK\x03\x04", b"PAR1PAR1", b"\x93NUMPY\x01"]
)
def test_a_foreign_file_is_refused_whatever_its_ending(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError):
        read_foreign(path)


def test_what_is_no_file_of_a_known_form_is_refused(tmp_path):
    (tmp_path / "file.pkl").write_bytes(b"\x80\x04\x95" + bytes(20))
    with pytest.raises(
        ImportRefusedError, match="looks like a Python pickle, which is never opened"
    ):
        read_foreign(tmp_path / "file.pkl")
    with pytest.raises(ImportRefusedError, match="is not a file"):
        read_foreign(tmp_path / "missing.csv")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(ImportRefusedError, match="is not a file"):
        read_foreign(tmp_path / "folder.npz")


def test_nested_columns_are_refused(tmp_path):
    path = tmp_path / "file.parquet"
    pd.DataFrame({"label": [[0], [1]], "predicted": [0, 1]}).to_parquet(path)
    with pytest.raises(ImportRefusedError):
        read_foreign(path)
