"""CSV files as programs and people write them: against Python's and pandas' readers, and by hand."""

import csv
import io
from functools import partial

import numpy as np
import pandas as pd
import pyarrow.csv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ltcore.data.errors import DataError
from ltcore.data.tables import csv_blocks, csv_header, open_table
from ltcore.data.tables.csv import CsvTable

DRAWN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGNS = st.text(alphabet="ab ,;\t|\"\n\r'é猫😀", max_size=6)


@pytest.fixture
def file(tmp_path):
    """Return a function: content -> path of a file that holds it."""

    def write(content):
        path = tmp_path / "a.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def small_blocks(monkeypatch):
    """Let Arrow read a few rows at a time."""
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 200)


def text_of(whole, path, column="text", **more):
    return whole(path, text=[column], **more)[1][column]


# ---- what a file may look like


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_separators_and_marks(end, separator, mark, last, file, whole):
    lines = [separator.join(row) for row in (("x", "label"), ("1.5", "a"), ("-2", "b"))]
    path = file(mark + (end.join(lines) + end * last).encode())
    assert open_table(path).columns == ("x", "label")
    numbers, text = whole(path, ["x"], ["label"])
    assert numbers.tolist() == [[1.5], [-2]]
    assert text["label"] == ["a", "b"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_are_no_rows(end, file, whole):
    path = file(end.join(["", "  ", "x,label", "", "1,a", "", "", "2,b", "", ""]))
    numbers, text = whole(path, ["x"], ["label"])
    assert numbers.tolist() == [[1], [2]]
    assert text["label"] == ["a", "b"]


def test_blanks_around_names_are_no_part_of_them(file, whole):
    assert CsvTable(file(" x ,\tlabel \n1,a\n")).columns == ("x", "label")
    numbers, text = whole(file(" x , label \n 1 , a \n"), ["x"], ["label"])
    assert numbers.tolist() == [[1]]
    assert text["label"] == [" a "]  # labels lose blanks where they are named, and it is said


def test_names_in_quotes_hold_separators(file, whole):
    path = file('"x, of ""all""",label\n1,a\n')
    assert open_table(path).columns == ('x, of "all"', "label")
    assert whole(path, ['x, of "all"'])[0].tolist() == [[1]]


def test_a_column_without_a_name_is_called_by_its_number(file):
    assert open_table(file(",x,\n0,1,2\n")).columns == (
        "column without a name (1)",
        "x",
        "column without a name (3)",
    )


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("x,y,x", "columns 1 and 3 are both called 'x'. Rename or remove one"),
        ("x,label, x ", "columns 1 and 3 are both called 'x'"),
        ('"x\ny",label', "line 1: the header cannot be read"),
        ('x,"label', "line 1: the header cannot be read"),
        ('\n\nx,"label', "line 3: the header cannot be read"),
    ],
)
def test_headers_that_are_refused(header, message, file):
    with pytest.raises(DataError, match=message):
        CsvTable(file(header + "\n1,2,3\n"))


@pytest.mark.parametrize("content", ["x,label", "x,label\n", "x,label\n\n  \n", "\n\n", ""])
def test_a_header_alone_is_no_table(content, file):
    with pytest.raises(DataError, match="has no row below its header"):
        CsvTable(file(content))


def test_a_header_may_be_long_but_has_an_end(file, whole, monkeypatch):
    names = [f"feature number {number:06}" for number in range(10_000)]  # 230 kB
    path = file(",".join([*names, "label"]) + "\n" + ",".join(map(str, range(10_000))) + ",a\n")
    assert open_table(path).columns == (*names, "label")
    assert whole(path, names[-2:], ["label"])[0].tolist() == [[9998, 9999]]
    monkeypatch.setattr(csv_header, "LONGEST_HEADER", 1000)
    with pytest.raises(DataError, match="line 1: the header is longer than 1,000 characters"):
        CsvTable(path)


# ---- quotes


def test_quotes_hold_separators_line_ends_and_quotes(file, whole):
    path = file('text,label\n"a, b",x\n"say ""hi""",x\n"two\nlines",y\n"three\r\nmore\r",y\n"",z\n')
    assert text_of(whole, path) == ["a, b", 'say "hi"', "two\nlines", "three\r\nmore\r", ""]
    assert text_of(whole, path, "label") == ["x", "x", "y", "y", "z"]


def test_a_quote_inside_a_plain_field_is_a_sign(file, whole):
    assert text_of(whole, file('text,label\n5" pipe,x\nl"art,y\n')) == ['5" pipe', 'l"art']


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            '"a,x\nb,y\nc,z\n',
            "line 2: unexpected end of data. A quote that opens a field must also close",
        ),
        ('a,x\nb,"y\nc,z\n', "line 3: unexpected end of data"),
        ('"a\nb",x\nb,"y\nc,z\n', "line 4: unexpected end of data"),
        ('"a"b,x\n', "line 2: ',' expected after '\"'"),
        ('"a\n\n"b,x\n', "line 2: ',' expected after '\"'"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quotes_that_do_not_close_are_named_by_line(rows, message, end, file, whole):
    path = file(("text,label\n" + rows).replace("\n", end))
    with pytest.raises(DataError) as caught:
        whole(path, text=["text", "label"])
    assert message in str(caught.value)


@given(rows=st.lists(st.tuples(SIGNS, SIGNS), min_size=1, max_size=8), quoting=st.booleans())
@DRAWN
def test_text_comes_back_as_pythons_writer_wrote_it(rows, quoting, file, whole):
    written = io.StringIO()
    writer = partial(csv.writer, quoting=csv.QUOTE_ALL) if quoting else csv.writer
    writer(written, lineterminator="\r\n").writerows([("text", "label"), *rows])
    _, text = whole(file(written.getvalue()), text=["text", "label"], rows=3)
    assert list(zip(text["text"], text["label"], strict=True)) == rows


# ---- fields that are not as many as the header's


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("row", [1, 500, 1000])
@pytest.mark.parametrize(("fields", "count"), [("1,2,a,9", 4), ("1,a", 2), ("1", 1), ("1,2,a,", 4)])
@pytest.mark.parametrize("wanted", [["label"], ["x", "y"]])
def test_a_row_of_another_length_is_named_by_line(quoted, row, fields, count, wanted, file, whole):
    two = '3,4,"b\nb"\n' if quoted else "3,4,b\n\n"  # both are two lines and one row
    rows = [two] * 1000
    rows[row - 1] = fields + "\n"
    text = [column for column in wanted if column == "label"]
    with pytest.raises(DataError) as caught:
        whole(file("x,y,label\n" + "".join(rows)), [c for c in wanted if c not in text], text)
    plural = "" if count == 1 else "s"
    line = 2 + 2 * (row - 1)
    assert f"a.csv, line {line} has {count} field{plural}, the header has 3: {fields!r}" in str(
        caught.value
    )


def test_a_header_one_short_is_refused_and_not_shifted(file, whole):
    path = file("x,label\n" + "".join(f"{row},{row % 7},a\n" for row in range(95)))
    with pytest.raises(DataError, match=r"line 2 has 3 fields, the header has 2.*row\.names=FALSE"):
        whole(path, ["x"], ["label"])


# ---- bytes that are no text


@pytest.mark.parametrize("column", ["label", "x"])
@pytest.mark.parametrize("line", [2, 5000])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_byte_that_is_not_utf8_is_named_by_line_and_place(column, line, quoted, file, whole):
    rows = [b"1,a"] * 6000
    rows[line - 2] = b'1,"a\xfc"' if quoted else b"1,a\xfc"
    content = b"x,label\n" + b"\n".join(rows)
    with pytest.raises(DataError) as caught:
        whole(file(content), text=[column, "label"])
    place = content.index(b"\xfc") + 1
    message = f"a.csv, line {line}: byte {place:,} of the file (0xfc) is not UTF-8"
    assert message in str(caught.value)
    assert "iconv -f latin1 -t utf-8 a.csv" in str(caught.value)


def test_a_header_that_is_not_utf8_is_named_alike(file):
    with pytest.raises(DataError, match=r"line 1: byte 2 of the file \(0xfc\) is not UTF-8"):
        CsvTable(file(b"x\xfc,label\n1,a\n"))


@pytest.mark.parametrize("row", [b"1,a\0\n", b'1,"a\0"\n', b"1\0,a\n", b"\0\0\0\0"])
def test_a_nul_is_no_text_wherever_it_stands(row, file, whole):
    content = b"x,label\n" + b'1,"a"\n' * 2_000_000 + row  # behind the first block of 4 MiB
    with pytest.raises(DataError) as caught:
        whole(file(content), text=["label"])
    assert f"byte {content.index(0) + 1:,} of the file is NUL (0x00)" in str(caught.value)


# ---- pieces


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 5, 16, 17, 18, 100, 5000])
def test_pieces_of_any_size_give_the_same_rows(end, size, file, whole, monkeypatch):
    rows = [f"{number},{'a' * (number % 17)},c{number % 3}" for number in range(400)]
    path = file(end.join(["x,text,label", *rows, "", ""]))
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", size)
    numbers, text = whole(path, ["x"], ["text", "label"])
    assert numbers[:, 0].tolist() == list(range(400))
    assert [f"{n},{t},{c}" for n, t, c in zip(range(400), *text.values(), strict=True)] == rows


@pytest.mark.parametrize("quote", ["", '"'])
def test_arrow_is_given_no_file_of_pythons(quote, file, whole, monkeypatch):
    """It reads ahead in its own threads: one that is closed meanwhile has it read in the next file opened."""
    given = []

    def noted(read, source, *more):
        given.append(type(source))
        return read(source, *more)

    for name in ("open_csv", "read_csv"):
        monkeypatch.setattr(pyarrow.csv, name, partial(noted, getattr(pyarrow.csv, name)))
    whole(file(f"x,label\n1,{quote}a{quote}\n"), ["x"], ["label"])
    assert given == [pyarrow.OSFile if quote else pyarrow.BufferReader]


def test_a_line_beyond_the_limit_is_refused(file, whole, monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 16)
    monkeypatch.setattr(csv_header, "LONGEST_FIELD", 1000)
    path = file("x,label\n1,a\n" + "1" * 900 + "," + "b" * 9000 + "\n")
    with pytest.raises(DataError, match=r"line 3: field larger than field limit \(1000\)"):
        whole(path, ["x"], ["label"])


# ---- long fields


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("length", [2**17, 2**22 + 1, 6_000_000])
def test_long_fields_are_read_whole(quote, length, file, whole):
    long = "é" * (length // 2)
    path = file(f"text,label\nshort,a\n{quote}{long}{quote},b\nlast,a\n")
    assert text_of(whole, path) == ["short", long, "last"]


def test_a_field_beyond_the_limit_is_refused_with_its_line(file, whole, monkeypatch):
    monkeypatch.setattr(csv_header, "LONGEST_FIELD", 100)
    with pytest.raises(DataError, match=r"line 3: field larger than field limit \(100\)"):
        whole(file('text,label\n"a",a\n' + "b" * 101 + ",b\n"), text=["text"])


# ---- numbers

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(
    rows=st.lists(
        st.tuples(NUMBERS, st.floats(width=32), st.integers(-(2**63), 2**63 - 1)),
        min_size=1,
        max_size=30,
    ),
    block=st.integers(1, 7),
)
@DRAWN
def test_numbers_are_those_of_pandas_and_python_to_the_bit(rows, block, file, whole):
    frame = pd.DataFrame(rows, columns=["wide", "small", "whole"])
    frame["small"] = frame["small"].astype(np.float32)
    path = file(frame.to_csv(index=False))
    numbers, _ = whole(path, frame.columns, rows=block)
    expected = pd.read_csv(path).astype(np.float64).to_numpy()
    assert np.array_equal(numbers, expected, equal_nan=True)
    for column, values in zip(frame.columns, numbers.T, strict=True):  # in the column's own width
        kind = np.float32 if column == "small" else np.float64
        own = frame[column].to_numpy(kind)
        assert np.array_equal(values.astype(kind), own, equal_nan=True)
    zeros = numbers == 0
    assert np.array_equal(np.signbit(numbers[zeros]), np.signbit(expected[zeros]))


@pytest.mark.parametrize(
    "word", ["", "NaN", "nan", "NA", "N/A", "null", "NULL", "None", "?", " NA "]
)
def test_words_for_missing_numbers(word, file, whole):
    numbers, text = whole(file(f"x,label\n1,{word}\n{word},b\n"), ["x"], ["label"])
    assert np.array_equal(numbers, np.array([[1], [np.nan]]), equal_nan=True)
    assert text["label"] == [word, "b"]


@pytest.mark.parametrize(
    ("word", "number"),
    [
        (" 2.5 ", 2.5),
        ("+2", 2),
        ("1e3", 1000),
        ("-.5", -0.5),
        ("True", 1),
        ("FALSE", 0),
        ("-inf", -np.inf),
    ],
)
def test_numbers_as_people_write_them(word, number, file, whole):
    assert whole(file(f"x,label\n{word},a\n7,b\n"), ["x"])[0].tolist() == [[number], [7]]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    "word", ["red", "1,5", "0x10", "1_000", "1 000", "--1", "1.2.3", "12%", "€5"]
)
@pytest.mark.parametrize("row", [1, 77, 300])
def test_text_among_numbers_is_named_by_row_and_column(word, row, file, whole):
    rows = [f"{number};0;a\n" for number in range(300)]
    rows[row - 1] = f"0;{word};a\n"
    with pytest.raises(DataError) as caught:
        whole(file("x;y;label\n" + "".join(rows)), ["x", "y"], rows=7)
    assert f"a.csv, row {row}, column 'y' is {word!r}: expected a number" in str(caught.value)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("behind", [0, 1, 40, 299])
@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_words_behind_the_first_block_lose_double_and_move_no_row(
    quoted, behind, rows, file, whole
):
    """Arrow has given some blocks when it finds "True" among the numbers: reading goes on behind them."""
    truth = ["True" if number % 3 else "False" for number in range(300)]
    lines = [f"{number},{number / 7},{'q' if number % 2 else 'p'}" for number in range(300)]
    for number in range(behind, 300):
        lines[number] = f"{number},{truth[number]},p"
    if quoted:
        lines = ['"' + line.replace(",", '","') + '"' for line in lines]
    numbers, text = whole(file("x,y,label\n" + "\n".join(lines)), ["x", "y"], ["label"], rows=rows)
    expected = [
        number / 7 if number < behind else float(truth[number] == "True") for number in range(300)
    ]
    assert numbers[:, 0].tolist() == list(range(300))
    assert numbers[:, 1].tolist() == expected
    assert text["label"] == [
        "q" if number % 2 and number < behind else "p" for number in range(300)
    ]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("block_bytes", [90, 333, 10**6])
def test_words_behind_other_blocks_lose_double_and_move_no_row(
    block_bytes, file, whole, monkeypatch
):
    """What was given already may end inside a block of the second reading."""
    otherwise = CsvTable._otherwise

    def in_other_blocks(self, *arguments):
        monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", block_bytes)
        return otherwise(self, *arguments)

    monkeypatch.setattr(CsvTable, "_otherwise", in_other_blocks)
    lines = [f"{number},{number if number < 200 else 'True'}" for number in range(300)]
    numbers, _ = whole(file("x,y\n" + "\n".join(lines)), ["x", "y"], rows=7)
    assert numbers[:, 0].tolist() == list(range(300))
    assert numbers[:, 1].tolist() == [*range(200), *[1] * 100]


def test_blocks_of_any_size_hold_the_same(file, whole, monkeypatch):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(500, 3)), columns=list("abc"))
    frame["label"] = rng.choice(["a\nb", "ä", 'c"'], 500)
    path = file(frame.to_csv(index=False))
    expected = whole(path, list("abc"), ["label"])
    for block_bytes in (150, 1000, 10**6):
        monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", block_bytes)
        for rows in (1, 13, 499, 500, 501):
            numbers, text = whole(path, list("abc"), ["label"], rows=rows)
            assert np.array_equal(numbers, expected[0])
            assert text == expected[1]
    assert np.array_equal(expected[0], frame[list("abc")])


def test_columns_come_in_the_order_that_is_asked_for(file, whole):
    path = file("a,b,c\n1,2,3\n4,5,6\n")
    assert whole(path, ["c", "a"])[0].tolist() == [[3, 1], [6, 4]]


def test_a_file_that_is_gone_or_a_folder_is_said(tmp_path):
    with pytest.raises(DataError, match=r"cannot read .*gone\.csv: No such file"):
        open_table(tmp_path / "gone.csv")
    with pytest.raises(DataError, match=r"cannot read .*: Is a directory"):
        open_table(tmp_path)


def test_a_text_longer_than_a_block_is_read(file, monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 100)
    path = file("text,label\n" + "a" * 5000 + ",x\nb,y\n")
    rows = list(open_table(path).blocks(["text"], text=["text"], rows=10))
    assert [len(text) for block in rows for text in block.values("text")] == [5000, 1]
