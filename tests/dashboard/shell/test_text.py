import csv
import io

import pandas as pd
import pytest

from dashboard.shell.text import csv_bytes, literal

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


@pytest.mark.parametrize("before", ["", " ", "\n", "\ufeff", "\u00a0", "\u200b \ufeff"])
@pytest.mark.parametrize("sign", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_cell_that_a_spreadsheet_would_compute_is_quoted(sign, before):
    frame = pd.DataFrame({f"{before}{sign}name": [f"{before}{sign}1+1"], "number": [-1.5]})
    header, row = csv.reader(io.StringIO(csv_bytes(frame).decode(), newline=""))
    said = f"{before}{sign}".replace("\r", "\n")
    assert header == [f"'{said}name", "number"]
    assert row == [f"'{said}1+1", "-1.5"]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_no_cell_begins_a_row_of_its_own(end):
    written = csv_bytes(pd.DataFrame({"name": [f"a{end}=1+1"]})).decode()
    assert written == 'name\n"a\n=1+1"\n'


@pytest.mark.parametrize("text", ["cat", " cat", "a=b", "1-1", "\ufeffcat", "\u00e9"])
def test_other_cells_stay_as_they_are(text):
    written = csv_bytes(pd.DataFrame({"name": [text]})).decode()
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == [text]
