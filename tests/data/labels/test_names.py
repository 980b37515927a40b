"""What a label is called, whatever type it has in its file, and the order of classes."""

import datetime
import decimal
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.data.labels import class_name, in_order


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (3, "3"),
        (3.0, "3"),
        ("3.0", "3"),
        ("3.", "3"),
        ("+3", "3"),
        (" 3.000\t", "3"),
        (np.float32(3), "3"),
        (np.int8(-3), "-3"),
        (-0.0, "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        (decimal.Decimal("3.00"), "3"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (1e20, "100000000000000000000"),
        (0.5, "0.5"),
        (np.float32(0.1), "0.1"),
        (np.float64(0.1), "0.1"),
        ("0.50", "0.50"),
        ("007", "007"),
        ("00", "00"),
        ("12e3", "12e3"),
        ("1_000", "1_000"),
        ("٣", "٣"),
        ("", ""),
        (" \t\n", ""),
        (None, ""),
        (float("nan"), ""),
        (np.float32("nan"), ""),
        (float("inf"), "inf"),
        ("nan", "nan"),
        ("NA", "NA"),
        (True, "True"),
        (np.False_, "False"),
        ("True", "True"),
        (b"owl ", "owl"),
        (b"3.0", "3"),
        ("ü".encode(), "ü"),
        ("  two  words ", "two  words"),
        ("\u00a0cat\u3000", "cat"),
        ("1:cat", "1:cat"),
        (datetime.date(2020, 1, 2), "2020-01-02"),
    ],
)
def test_one_name_for_one_class_in_every_format(value, name):
    assert class_name(value) == name


def test_names_are_composed():
    apart = unicodedata.normalize("NFD", "café")
    assert apart != "café"
    assert class_name(apart) == class_name(apart.encode()) == "café"


def test_bytes_that_are_not_utf8_are_no_name():
    with pytest.raises(UnicodeDecodeError):
        class_name("ü".encode("latin-1"))


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_has_one_name_in_every_type(number):
    written = (number, float(number), str(number), f"{number}.0", f" {number} ", np.int64(number))
    assert {class_name(value) for value in written} == {str(number)}


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_name_is_its_own_name(value):
    name = class_name(value)
    assert class_name(name) == name
    assert name == name.strip()


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["10", "9", "-1"], ("-1", "9", "10")),
        (["0.5", "10", "2", "-2.5"], ("-2.5", "0.5", "2", "10")),
        (["b", "10", "a", "9"], ("10", "9", "a", "b")),
        (["b", "a", "b"], ("a", "b")),
        (["010", "2"], ("2", "010")),
        (["01", "1"], ("01", "1")),
        (["a", "B", "ä"], ("B", "a", "ä")),
        ([], ()),
    ],
)
def test_numbers_come_by_value_and_names_by_alphabet(names, order):
    assert in_order(names) == order


def test_twelve_classes_are_not_in_text_order():
    numbers = [float(number) for number in range(12)]
    assert in_order(map(class_name, numbers)) == tuple(map(str, range(12)))


@given(st.lists(st.integers(-(10**17), 10**17), unique=True))
def test_the_order_of_numbers_is_pythons(numbers):
    assert in_order(map(str, reversed(numbers))) == tuple(map(str, sorted(numbers)))


@given(st.lists(st.text(), unique=True), st.randoms())
def test_the_order_does_not_depend_on_what_came_first(names, random):
    shuffled = random.sample(names, len(names))
    assert in_order(shuffled) == in_order(names)
    assert sorted(in_order(names)) == sorted(names)
