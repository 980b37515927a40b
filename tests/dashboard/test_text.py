import pandas as pd
import pytest

from dashboard.text import csv_bytes, literal

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "**bold** _it_ `code` ~~gone~~ # head",
    ":red[colour] :material/face: $\\href{http://evil.example}{x}$",
    "line\nbreak\r\n# heading",
    "\u202eright to left",
    "https://evil.example www.evil.example me@evil.example",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name):
    shown = literal(name)
    unescaped = shown.replace("\\\\", "")
    for sign in "<>[]()*_`~#$:!|{}&":
        position = unescaped.find(sign)
        while position >= 0:
            assert unescaped[position - 1] == "\\", (sign, shown)
            position = unescaped.find(sign, position + 1)
    assert "\n" not in shown
    assert "\u202e" not in shown


def test_no_address_becomes_a_link():
    shown = literal("https://a.example www.a.example me@a.example").replace("\\", "")
    assert "://" not in shown
    assert "www." not in shown
    assert "e@" not in shown


def test_ordinary_names_read_as_they_are():
    assert literal("Class 9") == "Class 9"


def test_a_long_name_ends_in_an_ellipsis():
    assert literal("a" * 300, 10) == "a" * 9 + "…"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_compute_is_quoted(sign):
    frame = pd.DataFrame({f"{sign}name": [f"{sign}1+1"], "number": [-1.5]})
    header, row = csv_bytes(frame).decode().split("\n", 1)
    assert header.lstrip('"').startswith("'")
    assert row.lstrip('"').startswith("'")
    assert row.rstrip().endswith(",-1.5")
