"""The names of a table's columns."""

from pathlib import Path

import pytest

from ltcore.data.errors import DataError
from ltcore.data.tables import held
from ltcore.data.tables.header import checked_names, is_nameless, require_column, shown

FILE = Path("a.csv")


def test_names_lose_blanks_and_empty_ones_get_a_number():
    assert checked_names([" a\t", "b c", "", " "], FILE) == (
        "a",
        "b c",
        "column without a name (3)",
        "column without a name (4)",
    )


@pytest.mark.parametrize("names", [["a", "b", "a"], ["a", "b", " a "]])
def test_one_name_twice_is_refused_with_both_places(names):
    with pytest.raises(DataError, match=r"^a\.csv: columns 1 and 3 are both called 'a'\. Rename"):
        checked_names(names, FILE)
    assert checked_names(["a", "A"], FILE) == ("a", "A")


def test_too_many_columns_are_refused(monkeypatch):
    monkeypatch.setattr(held, "MAX_COLUMNS", 3)
    assert len(checked_names("abc", FILE)) == 3
    with pytest.raises(DataError, match=r"a\.csv has 4 columns; at most 3 are supported"):
        checked_names("abcd", FILE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Unnamed: 0", True),
        ("__index_level_0__", True),
        (checked_names([""], FILE)[0], True),
        ("Unnamed", False),
        ("index", False),
    ],
)
def test_columns_that_have_no_name_of_their_own(name, expected):
    assert is_nameless(name) is expected


def test_a_missing_column_is_named_with_its_neighbour():
    require_column("label", ("x", "label"), "label", FILE)
    with pytest.raises(DataError) as caught:
        require_column("lable", ("x", "label"), "label", FILE)
    assert str(caught.value) == (
        "label: a.csv has no column 'lable'. Did you mean 'label'? It has 'x', 'label'"
    )
    with pytest.raises(DataError, match=r"'q'\. It has 'x'$"):
        require_column("q", ("x",), "text", FILE)


def test_many_and_long_columns_are_cut():
    assert shown([str(number) for number in range(1010)]).endswith("'7' and 1,002 more")
    assert shown(list("abcdefgh")).endswith("'h'")
    assert len(shown(["x" * 1000])) == 82
