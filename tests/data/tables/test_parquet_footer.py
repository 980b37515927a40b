"""The footer of a Parquet file as we read it ourselves: what pyarrow says, and no end of the process."""

import subprocess
import sys
from contextlib import suppress

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from ltcore.data.tables.parquet_footer import ColumnChunk, FooterError, column_chunks, footer_of
from tests.runs.test_fixtures import FIXTURES


def by_pyarrow(path):
    metadata = parquet.read_metadata(path)
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for number in range(group.num_columns):
            chunk = group.column(number)
            yield ColumnChunk(
                chunk.path_in_schema,
                frozenset(chunk.encodings),
                chunk.compression,
                chunk.total_uncompressed_size,
            )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.parquet"


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "zstd"])
def test_it_says_what_pyarrow_says(path, codec):
    columns = {
        "whole": pa.array(range(1000), pa.int16()),
        "number": np.linspace(0, 1, 1000),
        "true": [True, False] * 500,
        "text": [f"text {n % 7}" for n in range(1000)],
        "list": [[n] * (n % 3) for n in range(1000)],
        "struct": [{"a": {"b": n}} for n in range(1000)],
    }
    parquet.write_table(pa.table(columns), path, compression=codec, row_group_size=150)
    found = list(column_chunks(path.read_bytes()))
    assert list(column_chunks(footer_of(path))) == found
    assert len(footer_of(path)) < path.stat().st_size
    assert found == list(by_pyarrow(path))
    assert len(found) == 6 * 7


def test_so_do_the_files_of_the_first_release():
    files = sorted(FIXTURES.rglob("*.parquet"))
    assert files
    for file in files:
        assert list(column_chunks(file.read_bytes())) == list(by_pyarrow(file))


def small():
    buffer = pa.BufferOutputStream()
    frame = pd.DataFrame({"index": np.arange(16), "label": np.repeat([-1, 0, 1, 2], 4)})
    parquet.write_table(pa.Table.from_pandas(frame), buffer)
    return buffer.getvalue().to_pybytes()


SMALL = small()


@pytest.mark.parametrize("content", [b"", b"PAR1", SMALL[:-1], SMALL[:-4] + b"PAR2", SMALL[-8:]])
def test_a_file_that_has_none_is_told(content):
    with pytest.raises(FooterError, match="it has no footer"):
        list(column_chunks(content))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(footer):
    content = b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    try:
        chunks = list(column_chunks(content))
    except FooterError:
        return
    assert len(chunks) <= len(footer)


@given(st.integers(len(SMALL) - 1600, len(SMALL) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_read_or_refused(place, bit):
    content = bytearray(SMALL)
    content[place] ^= 1 << bit
    with suppress(FooterError):
        assert len(list(column_chunks(bytes(content)))) <= len(SMALL)


def test_lists_within_lists_have_an_end():
    footer = b"\x49" + b"\x19" * 100_000
    content = b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    with pytest.raises(FooterError, match="nested too deeply"):
        list(column_chunks(content))


READ_EACH = """
import sys
from pathlib import Path
from ltcore.data.errors import DataError
from ltcore.data.tables.parquet import ParquetTable
from ltcore.runs import RunError
from ltcore.runs.schema.files import HIDDEN_TRUTH
from ltcore.runs.schema.tables import read_table

def read_own(path):
    read_table(path, HIDDEN_TRUTH)

def read_foreign(path):
    table = ParquetTable(path)
    list(table.blocks(table.columns, rows=100))

read = {"own": read_own, "foreign": read_foreign}[sys.argv[2]]
path, whole = Path(sys.argv[1]), Path(sys.argv[1]).read_bytes()
start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
for place in range(start, start + 260):  # schema and columns; a note of pandas follows
    for bit in (0, 2, 6):
        content = bytearray(whole)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        try:
            read(path)
        except (RunError, DataError):
            pass
print("alive")
"""


@pytest.mark.parametrize("whose", ["own", "foreign"])
def test_no_flipped_bit_of_a_footer_ends_the_process(path, whose):
    """Codecs that do not exist and levels that do not fit did: pyarrow throws past its own handlers."""
    if whose == "own":
        path.write_bytes(SMALL)
    else:
        frame = pd.DataFrame({"label": np.repeat([0, 1, 2], 4), "text": ["x", "y"] * 6})
        parquet.write_table(pa.Table.from_pandas(frame), path)
    done = subprocess.run(
        [sys.executable, "-c", READ_EACH, str(path), whose],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "alive\n", done.stderr[:2000]
