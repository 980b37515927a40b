"""Parquet files as pandas, Arrow and other writers make them: columns, types, and pandas' note."""

import decimal
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ltcore.data.errors import DataError
from ltcore.data.tables import open_table

DRAWN = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ["b", "a", None, "b", "ü", ""]
CODED = pa.array(NAMES, pa.large_string()).dictionary_encode()


@pytest.fixture
def file(tmp_path):
    """Return a function: a table of Arrow or pandas, or columns -> path of a file with it."""

    def write(table=None, columns=None, **how):
        path = tmp_path / "a.parquet"
        if columns is not None:
            table = pa.table(columns)
        if isinstance(table, pd.DataFrame):
            table = pa.Table.from_pandas(table)
        parquet.write_table(table, path, **how)
        return path

    return write


@given(
    rows=st.lists(
        st.tuples(
            st.floats(),
            st.floats(width=32),
            st.integers(-128, 127),
            st.booleans(),
            st.sampled_from(["a", "ü", "two\nlines", ""]),
        ),
        min_size=1,
        max_size=40,
    ),
    block=st.integers(1, 50),
    group=st.integers(1, 50),
)
@DRAWN
def test_drawn_frames_are_what_pandas_reads(rows, block, group, file, whole):
    frame = pd.DataFrame(rows, columns=["wide", "small", "whole", "truth", "text"])
    frame = frame.astype({"small": np.float32, "whole": np.int8})
    path = file(frame, row_group_size=group)
    expected = pd.read_parquet(path)
    numbers, text = whole(path, ["wide", "small", "whole", "truth"], ["text"], rows=block)
    as_numbers = expected.drop(columns="text").astype(np.float64).to_numpy()
    assert np.array_equal(numbers, as_numbers, equal_nan=True)
    assert text["text"] == expected["text"].tolist()


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, None, 3], pa.int8()),
        pa.array([1, None, 3], pa.uint64()),
        pa.array([1, None, 3], pa.float32()),
        pa.array(np.array([1, np.nan, 3], np.float16)),
        pa.array([1, float("nan"), 3], pa.float64()),
        pa.array([decimal.Decimal("1.00"), None, decimal.Decimal("3.00")]),
        pa.array([decimal.Decimal(1), None, decimal.Decimal(3)], pa.decimal256(60, 20)),
        pa.array([1, None, 3]).dictionary_encode(),
        pa.array([1.0, None, 3.0]).dictionary_encode(),
        pa.array(["1", None, " 3.0 "]),
        pa.array(["1", "NA", "3"], pa.large_string()),
        pa.array(["1", "", "3"], pa.string_view()),
        pa.array(["1", None, "3e0"]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type),
)
def test_numbers_of_every_type(column, file, whole):
    numbers, _ = whole(file(columns={"x": column}), ["x"], rows=2)
    assert np.array_equal(numbers, np.array([[1], [np.nan], [3]]), equal_nan=True)


def test_truth_values_are_numbers(file, whole):
    columns = {
        "a": [True, False, True],
        "b": [True, None, False],
        "c": pa.array([True, False, True]).dictionary_encode(),
        "d": pa.nulls(3),
    }
    numbers, _ = whole(file(columns=columns), list("abcd"))
    expected = np.array([[1, 1, 1, np.nan], [0, np.nan, 0, np.nan], [1, 0, 1, np.nan]])
    assert np.array_equal(numbers, expected, equal_nan=True)


@pytest.mark.parametrize("row", [1, 3, 250])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), "dictionary"])
def test_text_among_numbers_is_named_by_row_and_column(row, kind, file, whole):
    values = [str(number % 9) for number in range(250)]
    values[row - 1] = "red"
    column = (
        pa.array(values).dictionary_encode() if kind == "dictionary" else pa.array(values, kind)
    )
    path = file(columns={"x": range(250), "y": column}, row_group_size=100)
    with pytest.raises(
        DataError, match=rf"a\.parquet, row {row}, column 'y' is 'red': expected a num"
    ):
        whole(path, ["x", "y"], rows=70)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ([[1], [2]], "list<"),
        ([{"a": 1}, {"a": 2}], "struct<a: int64>"),
        (pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int64())), "map<"),
        (pa.array([[1.0, 2.0], [3.0, 4.0]], pa.list_(pa.float64(), 2)), "fixed_size_list<"),
    ],
)
def test_nested_columns_are_refused_by_name_and_only_where_they_are_read(column, kind, file, whole):
    path = file(columns={"x": [1.0, 2.0], "deep": column})
    assert open_table(path).columns == ("x", "deep")
    assert whole(path, ["x"])[0].tolist() == [[1], [2]]
    for wanted in ({"numbers": ["deep"]}, {"text": ["deep"]}):
        with pytest.raises(
            DataError, match=f"column 'deep' holds {kind}.*: expected one value per"
        ):
            whole(path, **wanted)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pd.to_datetime(["2020-01-01", "2021-01-01"]), "timestamp"),
        (pa.array([b"\0", b"\1"]), "binary"),
        (pa.array([1, 2], pa.duration("s")), "duration"),
        (pa.array([1, 2], pa.time32("s")), "time32"),
    ],
)
def test_what_is_no_number_is_refused_by_its_type(column, kind, file, whole):
    with pytest.raises(DataError, match=rf"column 'x' holds {kind}.*, not numbers"):
        whole(file(columns={"x": column}), ["x"])


@pytest.mark.parametrize(
    "column",
    [
        pa.array(NAMES),
        pa.array(NAMES, pa.large_string()),
        pa.array(NAMES, pa.string_view()),
        pa.array(NAMES).dictionary_encode(),
        *(
            pa.DictionaryArray.from_arrays(CODED.indices.cast(kind), CODED.dictionary)
            for kind in (pa.int8(), pa.uint8(), pa.uint32(), pa.uint64())
        ),
        pa.array([name if name is None else name.encode() for name in NAMES]),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("rows", [1, 4, 100])
def test_text_of_every_type(column, stored, rows, file, whole):
    path = file(columns={"x": column}, store_schema=stored, row_group_size=4)
    found = whole(path, text=["x"], rows=rows)[1]["x"]
    as_text = [value.decode() if isinstance(value, bytes) else value for value in found]
    assert as_text == NAMES
    values = [
        value for block in open_table(path).blocks(["x"], rows=rows) for value in block.values("x")
    ]
    assert values == found


def test_numbers_with_few_digits_keep_their_width_as_names(file, whole):
    path = file(columns={"x": pa.array([0.1, 2.5], pa.float32())})
    assert [str(value) for value in whole(path, text=["x"])[1]["x"]] == ["0.1", "2.5"]


def test_text_that_is_not_utf8_is_refused(file, whole):
    column = pa.array([b"a", b"\xfc"]).view(pa.string())
    path = file(columns={"x": column, "y": [1, 2]})
    with pytest.raises(DataError, match=r"a\.parquet cannot be read as .*utf-8"):
        whole(path, text=["x"])
    with pytest.raises(DataError, match=r"a\.parquet cannot be read as .*utf-8"):
        whole(path, ["x"])


# ---- names, and pandas' note about an index


def test_names_with_dots_blanks_and_none(file, whole):
    columns = {"a": [1, 2], "a.b": [3, 4], " c ": [5, 6], "": [7, 8], "s": [{"b": 0}, {"b": 0}]}
    path = file(columns=columns)
    assert open_table(path).columns == ("a", "a.b", "c", "column without a name (4)", "s")
    numbers, text = whole(path, ["c", "a.b", "column without a name (4)", "a"], ["a.b"])
    assert numbers.tolist() == [[5, 3, 7, 1], [6, 4, 8, 2]]
    assert text["a.b"] == [3, 4]


def test_two_columns_of_one_name_are_refused(file):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"])
    with pytest.raises(DataError, match="columns 1 and 2 are both called 'x'"):
        open_table(file(table))


@pytest.mark.parametrize("index", ["x", "label", ["x", "label"]])
def test_an_index_with_values_is_a_column(index, file, whole):
    frame = pd.DataFrame({"x": [1.5, 2.5], "y": [3.0, 4.0], "label": ["a", "b"]})
    path = file(frame.set_index(index))
    assert set(open_table(path).columns) == {"x", "y", "label"}
    numbers, text = whole(path, ["x", "y"], ["label"])
    assert numbers.tolist() == [[1.5, 3], [2.5, 4]]
    assert text["label"] == ["a", "b"]


def test_an_index_without_a_name_is_nameless(file):
    frame = pd.DataFrame({"x": [1, 2, 3]}, index=[5, 3, 4])
    assert open_table(file(frame)).columns == ("x", "__index_level_0__")
    assert open_table(file(frame.reset_index(drop=True))).columns == ("x",)


@pytest.mark.parametrize("steps", [range(100, 110), range(20, 0, -2), range(0, 1000, 100)])
@pytest.mark.parametrize("rows", [1, 3, 100])
def test_a_named_range_is_a_column(steps, rows, file, whole):
    frame = pd.DataFrame({"x": np.arange(10.0)}, index=pd.RangeIndex(steps, name="id"))
    path = file(frame, row_group_size=4)
    assert open_table(path).columns == ("id", "x")
    numbers, text = whole(path, ["x", "id"], ["id"], rows=rows)
    assert numbers.tolist() == [[at, number] for at, number in enumerate(steps)]
    assert text["id"] == list(steps)
    assert whole(path, ["id"], rows=rows)[0][:, 0].tolist() == list(steps)


def test_a_note_that_outlived_its_rows_says_nothing(file, whole):
    """Arrow keeps pandas' note where rows are taken out or tables are joined: its range is of others."""
    frame = pd.DataFrame({"x": np.arange(10)}, index=pd.RangeIndex(100, 110, name="id"))
    table = pa.Table.from_pandas(frame)
    assert open_table(file(table)).columns == ("id", "x")
    for other in (table.slice(2, 3), pa.concat_tables([table, table])):
        path = file(other)
        assert open_table(path).columns == ("x",)
        assert len(whole(path, ["x"])[0]) == other.num_rows


@pytest.mark.parametrize(
    "note",
    [
        json.dumps({"index_columns": [{"name": "x", "start": 0, "stop": 2, "step": 1}]}).encode(),
        json.dumps({"index_columns": [{"name": 5, "start": 0, "stop": 2, "step": 1}]}).encode(),
        json.dumps(
            {"index_columns": [{"name": "i", "start": 0, "stop": 10**30, "step": 1}]}
        ).encode(),
    ],
)
def test_a_note_that_is_not_pandas_own_is_no_column(note, file, whole):
    path = file(pa.table({"x": [7, 8]}).replace_schema_metadata({b"pandas": note}))
    assert open_table(path).columns == ("x",)
    assert whole(path, ["x"])[0].tolist() == [[7], [8]]


@pytest.mark.parametrize(
    "note",
    [
        b"no json",
        b"[]",
        b"3",
        json.dumps({"index_columns": None}).encode(),
        json.dumps({"index_columns": [{"name": "id"}]}).encode(),
        json.dumps(
            {"index_columns": [{"name": "id", "start": 0, "stop": "2", "step": 1}]}
        ).encode(),
        json.dumps({"index_columns": [{"name": "id", "start": 0, "stop": 2, "step": 0}]}).encode(),
    ],
)
def test_a_damaged_note_is_refused_for_it_may_have_held_a_column(note, file):
    path = file(pa.table({"x": [7, 8]}).replace_schema_metadata({b"pandas": note}))
    with pytest.raises(DataError, match="column metadata cannot be read"):
        open_table(path)


def test_a_file_cut_short_is_refused(file):
    path = file(columns={"x": list(range(1000))})
    content = path.read_bytes()
    for kept in (10, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:kept])
        with pytest.raises(DataError, match=r"a\.parquet cannot be read as Parquet"):
            list(open_table(path).blocks(["x"], rows=10))


def test_the_header_tells_the_number_of_rows(file):
    table = open_table(file(columns={"x": list(range(1000))}, row_group_size=7))
    assert table.n_rows == 1000
    assert len(list(table.blocks(["x"], rows=300))) >= 4
