"""Tables of the three kinds, and files that are none."""

import decimal
import pickle
from typing import Any

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
        (b"", "looks like an empty file: expected a table. Supported are CSV"),
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
        ("label\na\nb\n", "has only the column 'label'"),
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


# ---- splits, arrays' spellings, declared classes and notes


def test_a_folder_may_have_validation_examples_too(configured, store, tmp_path):
    for split, rows in (("train", "1,a\n2,b\n3,a\n"), ("test", "4,b\n"), ("val", "5,a\n6,b\n")):
        (tmp_path / f"{split}.csv").write_text("x,label\n" + rows)
    source = prepare(configured("table", {"root": str(tmp_path)}), store=store)
    assert set(source.splits) == {"train", "test", "val"}
    for split, inputs, labels in (
        ("train", [1, 2, 3], [0, 1, 0]),
        ("test", [4], [1]),
        ("val", [5, 6], [0, 1]),
    ):
        assert source.inputs(split)[:, 0].tolist() == inputs
        assert source.labels(split).tolist() == labels
    for val_per_class, used in ((1, 2), (0, 0)):  # 0 asks for no validation examples
        config = configured("table", {"root": str(tmp_path)}, val_per_class=val_per_class)
        data = build(config, store=store)
        assert (len(data.train), len(data.val or ()), len(data.test)) == (3, used, 1)


def test_a_later_split_has_no_class_of_its_own(configured, store, tmp_path):
    for split, rows in (("train", "1,a\n2,b\n"), ("test", "4,b\n"), ("val", "5,c\n")):
        (tmp_path / f"{split}.csv").write_text("x,label\n" + rows)
    with pytest.raises(DataError, match="val has class 'c', which train does not have"):
        prepare(configured("table", {"root": str(tmp_path)}), store=store)


def test_two_tables_of_one_split_are_a_question(configured, store, tmp_path):
    for name in ("train.csv", "test.csv", "train.tsv"):
        (tmp_path / name).write_text("x,label\n1,a\n")
    with pytest.raises(
        DataError, match=r"has train\.csv and train\.tsv, so it is unclear which is the train table"
    ):
        prepare(configured("table", {"root": str(tmp_path)}), store=store)


@pytest.mark.parametrize("features", table_source.NPZ_FEATURES)
@pytest.mark.parametrize("labels", table_source.NPZ_LABELS)
@pytest.mark.parametrize("column", [False, True])
def test_npz_spellings(features, labels, column, table, store, tmp_path):
    numbers = np.array([1.0, 0.0, 1.0, 0.0])
    numbers = numbers[:, None] if column else numbers
    arrays: dict[str, Any] = {features: FEATURES, labels: numbers}
    np.savez(tmp_path / "t.npz", **arrays)
    source = prepare(table("t.npz"), store=store)
    assert source.class_names == ("0", "1")
    assert source.labels("pool").tolist() == [1, 0, 1, 0]
    assert np.array_equal(source.inputs("pool"), FEATURES.astype(np.float32))
    assert source.notes == ()


def test_arrays_that_nothing_uses_are_named(table, store, tmp_path):
    extra: dict[str, Any] = {"ids": np.arange(4), "images": np.zeros((4, 2, 2)), "X": FEATURES}
    np.savez(tmp_path / "t.npz", x=FEATURES[:, :1], y=LABELS, **extra)
    source = prepare(table("t.npz"), store=store)
    assert source.inputs("pool").shape == (4, 1)
    assert "t.npz: unused arrays: ids, images, X" in source.notes
    assert any("images (4, 2, 2)" in note for note in source.notes)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (
            {"x": FEATURES},
            r"has the arrays x \(4, 2\): expected x \(N, D\).* A file with splits becomes",
        ),
        ({"x": np.zeros((4, 2, 2)), "y": LABELS}, "For images, use the data set 'image_arrays'"),
        ({"x": FEATURES, "y": np.eye(4)}, r"has the arrays x \(4, 2\), y \(4, 4\): expected"),
    ],
)
def test_archives_that_are_no_table(arrays, message, table, store, tmp_path):
    np.savez(tmp_path / "t.npz", **arrays)
    with pytest.raises(DataError, match=message):
        prepare(table("t.npz"), store=store)


def test_a_label_that_is_named_is_meant(table, store, tmp_path):
    """Only where nobody names the label another is taken: y of npz, the class that ARFF declares."""
    np.savez(tmp_path / "t.npz", x=FEATURES, y=LABELS, kind=np.array([5, 7, 7, 7]))
    assert prepare(table("t.npz", label="kind"), store=store).class_names == ("5", "7")
    with pytest.raises(DataError, match=r"label: .* has no column 'kid'\. Did you mean 'kind'"):
        prepare(table("t.npz", label="kid"), store=store)
    arff = "@relation r\n@attribute x numeric\n@attribute kind {b,a}\n@data\n1,a\n2,b\n3,a\n"
    (tmp_path / "t.arff").write_text(arff)
    source = prepare(table("t.arff"), store=store)
    assert source.class_names == ("a", "b")
    assert source.labels("pool").tolist() == [0, 1, 0]
    with pytest.raises(DataError, match=r"label: .* has no column 'kid'"):
        prepare(table("t.arff", label="kid"), store=store)


def test_what_was_changed_in_the_labels_is_noted_once(configured, store, tmp_path):
    for split in ("train", "test"):
        (tmp_path / f"{split}.csv").write_text("x,label\n1, 1\n2,2 \n3,3\n")
    source = prepare(configured("table", {"root": str(tmp_path)}), store=store)
    assert source.class_names == ("1", "2", "3")
    assert source.notes == (
        "blanks around 4 labels were removed",
        "labels run from 1 to 3: there is no class 0",
    )


# ---- one truth in every format


def test_twelve_classes_have_one_order_in_every_format(table, store, tmp_path):
    labels = np.arange(24.0) % 12
    frame = pd.DataFrame({"x": np.arange(24.0), "label": labels})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "b.parquet")
    frame.astype({"label": int}).to_parquet(tmp_path / "c.parquet")
    frame.astype({"label": str}).to_parquet(tmp_path / "d.parquet")
    np.savez(tmp_path / "e.npz", x=frame[["x"]], y=labels.astype(np.uint8)[:, None])
    for name in ("a.csv", "b.parquet", "c.parquet", "d.parquet", "e.npz"):
        source = prepare(table(name), store=store)
        assert source.class_names == tuple(map(str, range(12)))
        assert source.labels("pool").tolist() == labels.astype(int).tolist()


@pytest.mark.parametrize(
    "order", [["negative", "positive", "gone"], ["gone", "positive", "negative"]]
)
def test_a_category_without_rows_is_no_class(order, table, store, tmp_path):
    kinds = pd.Categorical(["positive", "negative", "positive", "negative"], categories=order)
    pd.DataFrame({"x": FEATURES[:, 0], "label": kinds}).to_parquet(tmp_path / "t.parquet")
    source = prepare(table("t.parquet"), store=store)
    assert source.class_names == ("negative", "positive")
    assert source.labels("pool").tolist() == [1, 0, 1, 0]


def test_decimals_and_truth_values_are_features(table, store, tmp_path):
    frame = pd.DataFrame({"a": [decimal.Decimal("1.50"), decimal.Decimal("-2.25")] * 2})
    frame["b"] = [True, False] * 2
    frame["label"] = LABELS
    frame.to_parquet(tmp_path / "t.parquet")
    inputs = prepare(table("t.parquet"), store=store).inputs("pool")
    assert inputs.tolist() == [[1.5, 1], [-2.25, 0]] * 2


@pytest.mark.parametrize("index", ["first", "label"])
def test_the_index_of_pandas_is_a_column(index, table, store, tmp_path):
    FRAME.set_index(index).to_parquet(tmp_path / "t.parquet")
    source = prepare(table("t.parquet"), store=store)
    assert source.labels("pool").tolist() == [1, 0, 1, 0]
    assert sorted(map(tuple, source.inputs("pool").T.tolist())) == sorted(
        map(tuple, FEATURES.astype(np.float32).T.tolist())
    )


def test_columns_that_shift_are_refused(table, store):
    rows = "".join(f"{row % 7},{row % 5 + 10},{row % 3},{row % 2}\n" for row in range(95))
    with pytest.raises(DataError, match="line 2 has 4 fields, the header has 3"):
        prepare(table(content="a,b,label\n" + rows), store=store)


@pytest.mark.parametrize("seed", range(4))
def test_a_table_in_another_script_is_a_table(seed, table, store):
    rng = np.random.default_rng(seed)
    rows = [f"{rng.normal():.2f},{rng.choice(['опухоль', 'норма'])}" for _ in range(400)]
    source = prepare(table(content="длина,label\n" + "\n".join(rows)), store=store)
    assert source.class_names == ("норма", "опухоль")


def test_columns_that_name_or_count_the_rows_are_told(table, store):
    rows = "".join(f"{'ab'[at % 2]},{at + 5},{at % 3},{at % 2}\n" for at in range(30))
    source = prepare(table(content=f"label,n,x,case_id\n{rows}"), store=store)
    (note,) = source.notes
    assert "'n' (counts the rows), 'case_id' (is called an id)" in note
    plain = prepare(table("plain.csv", "label,grid,x\na,1,2\nb,2,2\na,2,5\n"), store=store)
    assert plain.notes == ()


def test_a_file_without_a_header_is_asked_for_one(table, store):
    with pytest.raises(
        DataError, match=r"line 1: most column names are numbers .5\.1 \.\.\.., so the file"
    ):
        prepare(
            table(content="5.1,3.5,1.4,setosa\n4.9,3.0,1.4,setosa\n", label="setosa"), store=store
        )
    numbered = prepare(table("n.csv", "0,1,label\n5.1,3.5,a\n4.9,3.0,b\n"), store=store)
    assert numbered.inputs("pool").shape == (2, 2)


def test_the_line_that_excel_writes_above_the_header_names_the_separator(table, store):
    source = prepare(table(content="sep=;\nlabel;x\na;1.5\nb;2.5\n"), store=store)
    assert source.inputs("pool").ravel().tolist() == [1.5, 2.5]
