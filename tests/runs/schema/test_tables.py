import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from ltcore.runs import DamagedRunError
from ltcore.runs.schema.columns import LONGEST_TEXT
from ltcore.runs.schema.files import CLASS_TABLE, PER_CLASS, PREDICTIONS
from ltcore.runs.schema.tables import TableSchema, read_table

MIB = 2**20


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "a-1"
    folder.mkdir()
    return folder / "table.parquet"


def refused(path, schema):
    """Return what is said of a table that is refused, and the most memory that Arrow took for it."""
    usual = pa.default_memory_pool()
    counted = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(counted)
    try:
        with pytest.raises(DamagedRunError) as told:
            read_table(path, schema)
    finally:
        pa.set_memory_pool(usual)
    return str(told.value), counted.max_memory()


def written(path, columns, **options):
    parquet.write_table(pa.table(columns), path, **options)


CLASSES = {"class": [0, 1], "name": ["cat", "lynx"], "train_count": [50, 5]}
EXAMPLES = {"index": [7, 9], "label": [0, 1], "predicted": [0, 0]}


def test_a_table_comes_back_with_the_types_of_the_schema(path):
    written(path, {**CLASSES, "class": pa.array([0, 1], pa.uint8()), "more": [1.5, 2.5]})
    table = read_table(path, CLASS_TABLE)
    assert table is not None
    assert table.to_dict("list") == CLASSES
    assert [str(kind) for kind in table.dtypes] == ["int64", "str", "int64"]


@pytest.mark.parametrize(
    ("schema", "columns", "said"),
    [
        (CLASS_TABLE, {"class": [0], "name": ["a"]}, ": column 'train_count' is missing"),
        (PREDICTIONS, {"index": [0], "predicted": [0]}, ": column 'label' is missing"),
        (
            CLASS_TABLE,
            {**CLASSES, "class": [1, 0]},
            ": column 'class', row 1 holds 1; it must be 0",
        ),
        (
            CLASS_TABLE,
            {**CLASSES, "train_count": [5, -1]},
            "'train_count': row 2 holds -1; it must be",
        ),
        (CLASS_TABLE, {**CLASSES, "train_count": ["5", "1"]}, "holds string, not whole numbers"),
        (CLASS_TABLE, {**CLASSES, "train_count": [5, None]}, "'train_count': row 2 is missing"),
        (CLASS_TABLE, {**CLASSES, "name": [["a"], ["b"]]}, "'name': holds list"),
        (
            PREDICTIONS,
            {**EXAMPLES, "index": [7, 7]},
            ": row 2 has the same 'index' as an earlier one",
        ),
        (PREDICTIONS, {**EXAMPLES, "label": [0.0, 1.0]}, "'label': holds double, not whole"),
        (
            PREDICTIONS,
            {**EXAMPLES, "label": pa.array([2**63, 0], pa.uint64())},
            "holds a number that does not fit in 64 bits",
        ),
        (
            PER_CLASS,
            {
                **{key: [1, 2] for key in ("epoch", "class", "support")},
                "stage": ["train"] * 2,
                "split": ["val"] * 2,
                "recall": [0.5, np.inf],
            },
            "'recall': row 2 holds inf; it must be 0 to 1",
        ),
    ],
)
def test_the_message_names_column_row_and_range(path, schema, columns, said):
    written(path, columns)
    told, _ = refused(path, schema)
    assert told.startswith("table.parquet: ")
    assert said in told
    assert told.endswith(f"(ltlab runs delete a-1 --runs {path.parents[1]}).")


def test_a_small_file_never_takes_much_memory(path):
    """A name of 8 MiB in two hundred rows is held once in the file: 1.6 GB for whoever reads it plainly."""
    rows = 200
    written(
        path,
        {
            "class": np.arange(rows),
            "name": pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), ["x" * 8 * MIB]),
            "train_count": np.ones(rows, dtype=np.int64),
        },
    )
    assert path.stat().st_size < MIB
    told, taken = refused(path, CLASS_TABLE)
    assert f"at most {LONGEST_TEXT:,} are legal" in told
    assert taken < 100 * MIB


def test_rows_are_counted_before_they_are_read(path, monkeypatch):
    part = pa.table({key: np.zeros(10**6, np.int64) for key in EXAMPLES})
    with parquet.ParquetWriter(path, part.schema) as writer:
        for _ in range(15):
            writer.write_table(part)
    assert path.stat().st_size < MIB
    told, taken = refused(path, PREDICTIONS)
    assert "takes 344 MiB of memory at once; a file of this size may take at most 256 MiB" in told
    assert taken < MIB
    monkeypatch.setattr("ltcore.runs.schema.parquet_header.MOST_ROWS", 10**7)
    assert (
        "it claims 15,000,000 rows; at most 10,000,000 are legal" in refused(path, PREDICTIONS)[0]
    )


def test_packing_that_unfolds_without_bound_is_refused(path):
    written(path, EXAMPLES, compression="zstd")
    assert (
        "column 'index' is compressed with ZSTD; UNCOMPRESSED and SNAPPY are legal"
        in refused(path, PREDICTIONS)[0]
    )


def test_keys_may_be_of_several_columns(path):
    written(path, {"a": [0, 0, 1], "b": [0, 1, 0]})
    columns = tuple(type(CLASS_TABLE.columns[0])(name=name) for name in "ab")
    table = read_table(path, TableSchema(columns, ("a", "b")))
    assert table is not None
    assert len(table) == 3
    assert "row 2 has the same 'a'" in refused(path, TableSchema(columns, ("a",)))[0]
