"""What every table is, and the numbers that text means."""

import datetime
import decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.data.errors import DataError
from ltcore.data.tables import ArrayRows
from ltcore.data.tables.table import MISSING, numbers_of_text

FILE = Path("a.csv")


def numbers(*values, first=1):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return numbers_of_text(array, path=FILE, first=first, column="x")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (" 2.5\t", 2.5),
        ("1e-3", 1e-3),
        ("-inf", -np.inf),
        ("true", 1),
        ("FALSE", 0),
        (True, 1),
        (np.False_, 0),
        (decimal.Decimal("0.10"), 0.1),
        (7, 7),
        (np.float32(0.5), 0.5),
    ],
)
def test_values_that_are_numbers(value, number):
    assert numbers(value).tolist() == [number]


@pytest.mark.parametrize("value", [*MISSING, None, " ", float("nan"), np.float32("nan")])
def test_values_that_are_missing(value):
    assert np.isnan(numbers(value)).all()


@pytest.mark.parametrize(
    "value", ["red", "1_000", "1,5", "yes", "TrUe", b"1", datetime.date(2020, 1, 1)]
)
def test_values_that_are_no_numbers_are_named(value):
    with pytest.raises(DataError, match=r"^a\.csv, row 12, column 'x' is .*: expected a number\."):
        numbers(1, None, value, "red", first=10)


def test_a_long_value_is_cut():
    with pytest.raises(DataError) as caught:
        numbers("q" * 10_000)
    assert "'" + "q" * 40 + "'" in str(caught.value)


@given(st.lists(st.floats()))
def test_numbers_written_by_python_come_back(values):
    assert np.array_equal(numbers(*map(repr, values)), np.array(values), equal_nan=True)


def test_rows_of_arrays_are_columns_of_their_types():
    rows = ArrayRows(
        FILE,
        5,
        {
            "whole": np.array([3, 1, 3]),
            "truth": np.array([True, False, True]),
            "text": np.array(["1", None, "True"], dtype=object),
        },
    )
    assert len(rows) == 3
    expected = np.array([[3, 1, 1], [1, 0, np.nan], [3, 1, 1]])
    assert np.array_equal(rows.matrix(["whole", "truth", "text"]), expected, equal_nan=True)
    codes, distinct = rows.coded("text")
    assert (codes.tolist(), distinct) == ([0, -1, 1], ["1", "True"])
    with pytest.raises(DataError, match="row 6, column 'text' is 'b'"):
        ArrayRows(FILE, 5, {"text": np.array(["1", "b"], dtype=object)}).matrix(["text"])
