"""Rows that Arrow holds; what files make of them is tested with CSV and Parquet."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from ltcore.data.tables.arrow import ArrowRows

BATCH = pa.record_batch({"f0": pa.array(range(7)), "f1": pa.array(list("abacaba"))})
ROWS = ArrowRows(Path("a.csv"), 11, BATCH, {"x": "f0", "label": "f1"})


def test_cutting_keeps_every_row_once_and_numbers_it():
    for size in range(1, 9):
        parts = list(ROWS.cut(101, size))
        assert [len(part) for part in parts[:-1]] == [size] * (len(parts) - 1)
        assert [part.first for part in parts] == list(range(101, 108, size))
        assert np.concatenate([part.values("x") for part in parts]).tolist() == list(range(7))
        assert np.concatenate([part.values("label") for part in parts]).tolist() == list("abacaba")


def test_codes_of_a_part_are_codes_of_its_own():
    (_, part) = ROWS.cut(1, 4)
    codes, distinct = part.coded("label")
    assert [distinct[code] for code in codes] == list("aba")


def test_a_matrix_has_the_columns_in_the_order_asked_for():
    rows = ArrowRows(
        Path("a"), 1, pa.record_batch({"a": [1, 2], "b": [0.5, None]}), {"a": "a", "b": "b"}
    )
    expected = [[0.5, 1, 0.5], [np.nan, 2, np.nan]]
    assert np.array_equal(rows.matrix(["b", "a", "b"]), expected, equal_nan=True)
    assert rows.matrix([]).shape == (2, 0)
