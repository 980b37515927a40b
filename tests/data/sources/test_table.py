"""Tables of the three kinds, and files that are none."""

import pickle

import numpy as np
import pandas as pd
import pytest

from ltcore.data import DataError, build, prepare
from ltcore.data.sources import table as table_source

FEATURES = np.array([[1.5, -2.0], [0.25, 4.0], [3.0, 1e-3], [7.0, 8.0]])
LABELS = ["b", "a", "b", "a"]
FRAME = pd.DataFrame({"first": FEATURES[:, 0], "label": LABELS, "second": FEATURES[:, 1]})
WRITERS = {
    "csv": lambda path: FRAME.to_csv(path, index=False),
    "parquet": lambda path: FRAME.to_parquet(path, index=False),
    "npz": lambda path: np.savez(path, x=FEATURES, y=np.array(LABELS)),
}


@pytest.fixture
def table(configured, tmp_path):
    """Return a function: file name and content -> configuration of a table."""

    def make(name="table.csv", content=None, **options):
        if content is not None:
            (tmp_path / name).write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        return configured("table", {"root": str(tmp_path / name), **options})

    return make


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("block_values", [table_source.BLOCK_VALUES, 3])
def test_the_three_kinds_hold_the_same(kind, block_values, table, store, tmp_path, monkeypatch):
    monkeypatch.setattr(table_source, "BLOCK_VALUES", block_values)
    WRITERS[kind](tmp_path / f"table.{kind}")
    source = prepare(table(f"table.{kind}"), store=store)
    assert source.class_names == ("a", "b")
    assert source.labels("pool").tolist() == [1, 0, 1, 0]
    assert np.array_equal(source.inputs("pool"), FEATURES.astype(np.float32))
    assert source.inputs("pool").dtype == np.float32


@pytest.mark.parametrize("kind", WRITERS)
def test_the_content_decides_not_the_suffix(kind, table, store, tmp_path):
    WRITERS[kind](tmp_path / f"x.{kind}")
    (tmp_path / f"x.{kind}").rename(tmp_path / "table.data")
    assert prepare(table("table.data"), store=store).splits == ("pool",)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_folder_has_train_and_test(kind, configured, store, tmp_path):
    for split in ("train", "test"):
        WRITERS[kind](tmp_path / f"{split}.{kind}")
    data = build(configured("table", {"root": str(tmp_path)}), store=store)
    assert (len(data.train), len(data.test)) == (4, 4)


def test_a_folder_without_tables_is_told(configured, store, tmp_path):
    (tmp_path / "train.csv").touch()
    with pytest.raises(DataError, match="folder without train and test tables"):
        build(configured("table", {"root": str(tmp_path)}), store=store)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "looks like an empty file: expected a table. Read are CSV"),
        (
            pickle.dumps({"x": 1}),
            "looks like a Python pickle, which is never opened: expected a table",
        ),
        (bytes(range(256)) * 4, "looks like unknown binary data"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "looks like a PNG image"),
        (b"PAR1" + bytes(40), "cannot be read as Parquet"),
        (b"PK\x03\x04" + bytes(40), "cannot be read as npz: File is not a zip file"),
        ("first,second\n1,2\n", "has no column 'label'"),
        ("lable,x\na,1\n", "has no column 'label'. Did you mean 'lable'?"),
        ("label,x\n", "has no row below its header"),
        ("label\na\nb\n", "has the column 'label' only"),
        ("label,x\na,1\nb,NaN\n", "row 2, column 'x' is nan: features must be finite"),
        ("label,x,y\na,1,2\nb,1,\n", "row 2, column 'y' is nan"),
        ("label,x\na,inf\nb,2\n", "row 1, column 'x' is inf"),
        ("label,x\na,1e300\nb,2\n", "row 1, column 'x' is inf"),
        ("label,x\na,1\nb,red\n", "row 2, column 'x' is 'red': expected a number"),
        ("label,x\na,1\n,2\n", r"row 2: the label \('label'\) is empty"),
        ("label,x\na,1\na,2\n", "has 1 class"),
        ("label,x\na,1\nb,2,3,4\n", "line 3 has 4 fields, the header has 2"),
        (",label,x\n0,a,1\n1,b,2\n", "column without a name .* Remove it"),
    ],
)
def test_what_was_found_and_what_is_expected(content, message, table, store):
    with pytest.raises(DataError, match=message):
        build(table("table.csv", content), store=store)
    assert not list(store.glob("table-*"))


def test_row_numbers_count_over_blocks(table, store, monkeypatch):
    monkeypatch.setattr(table_source, "BLOCK_VALUES", 4)
    with pytest.raises(DataError, match="row 5, column 'x' is nan"):
        build(table(content="label,x\n" + "a,1\nb,2\n" * 2 + "a,\n"), store=store)


def test_words_for_missing_are_names_in_the_label_column(table, store):
    source = prepare(table(content="label,x\nNA,1\nNone,2\n"), store=store)
    assert source.class_names == ("NA", "None")


def test_whole_numbers_stay_whole_as_names(table, store):
    source = prepare(table(content="kind,x\n10,1\n9,2\n", label="kind"), store=store)
    assert source.class_names == ("9", "10")


def test_missing_values_in_parquet_are_named(table, store, tmp_path):
    FRAME.assign(second=[1.0, None, 2.0, 3.0]).to_parquet(tmp_path / "t.parquet", index=False)
    with pytest.raises(DataError, match="row 2, column 'second' is nan"):
        build(table("t.parquet"), store=store)


def test_tables_with_other_columns_do_not_go_together(configured, store, tmp_path):
    (tmp_path / "train.csv").write_text("label,x,y\na,1,2\nb,1,2\n")
    for header, message in (("label,x,z", "differ in 'y'"), ("label,y,x", "are in another order")):
        (tmp_path / "test.csv").write_text(f"{header}\na,1,2\n")
        with pytest.raises(DataError, match=message):
            build(configured("table", {"root": str(tmp_path)}), store=store)
