import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import arff as scipy_arff

from ltcore.data import DataError
from ltcore.data.labels import LabelCollector
from ltcore.data.tables.arff import ArffTable

IRIS = """% 1. Title: a few flowers
%
@RELATION iris

@ATTRIBUTE sepallength  REAL
@attribute petalwidth\tnumeric
@Attribute class {Iris-setosa,Iris-versicolor}

@DATA
5.1,0.2,Iris-setosa
% in between
7.0,1.4,Iris-versicolor

6.4, ?, Iris-versicolor
"""
KEEL = """@relation abalone9-18
@attribute Sex{M, F , I}
@attribute Length real [0.075, 0.815]
@attribute Rings integer[1,29]
@attribute Class {positive , negative }
@inputs Sex, Length, Rings
@outputs Class
@data
M, 0.455, 9, negative
F, 0.53, 18, positive
I, <null>, 9, negative\x20
"""


@pytest.fixture
def arff(tmp_path):
    def make(content):
        path = tmp_path / "a.arff"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return ArffTable(path)

    return make


def header(*attributes):
    declared = "".join(f"@attribute {attribute}\n" for attribute in attributes)
    return f"@relation a\n{declared}@data\n"


def read(table, *columns, text=(), rows=2):
    """Return all values of some columns, by default of all."""
    columns = columns or table.columns
    blocks = list(table.blocks(columns, text=text, rows=rows))
    firsts = [block.first for block in blocks]
    assert firsts == [1 + rows * at for at in range(len(blocks))]
    return {
        column: [value for block in blocks for value in block.values(column).tolist()]
        for column in columns
    }


def test_a_file_of_weka(arff):
    table = arff(IRIS)
    assert table.form == "ARFF"
    assert table.columns == ("sepallength", "petalwidth", "class")
    assert table.declared_label == "class"
    assert table.notes == ()
    found = read(table)
    assert found["sepallength"] == [5.1, 7.0, 6.4]
    assert np.array_equal(found["petalwidth"], [0.2, 1.4, np.nan], equal_nan=True)
    assert found["class"] == ["Iris-setosa", "Iris-versicolor", "Iris-versicolor"]
    assert read(table)["class"] == found["class"]  # a table may be read again


def test_a_file_of_keel(arff):
    table = arff(KEEL)
    assert table.columns == ("Sex", "Length", "Rings", "Class")
    assert table.declared_label == "Class"
    found = read(table)
    assert found["Sex"] == ["M", "F", "I"]
    assert np.array_equal(found["Length"], [0.455, 0.53, np.nan], equal_nan=True)
    assert found["Rings"] == [9.0, 18.0, 9.0]
    assert found["Class"] == ["negative", "positive", "negative"]


@pytest.mark.parametrize("spelling", ["@output Class", "@OUTPUTS Class", "@outputs 'Class'"])
def test_keels_output_may_stand_first(spelling, arff):
    content = f"@relation a\n@attribute Class {{a,b}}\n@attribute x real\n@inputs x\n{spelling}\n@data\na,1\n"
    assert arff(content).declared_label == "Class"


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        (("x real", "y {a,b}"), "y"),
        (("y {a,b}", "x real"), ""),
        (("x real", "y string"), ""),
        (("Class {a,b}", "x real", "z {a}"), "Class"),
        (("x real", "class numeric"), "class"),
    ],
)
def test_the_class_of_arff(attributes, label, arff):
    assert arff(header(*attributes)).declared_label == label


def test_several_labels_are_none_and_said(arff):
    meka = "@relation 'music: -C 2'\n@attribute happy {0,1}\n@attribute sad {0,1}\n@attribute x real\n@data\n"
    keel = "@relation a\n@attribute a {0,1}\n@attribute b {0,1}\n@outputs a, b\n@data\n"
    for content in (meka, keel):
        table = arff(content)
        assert table.declared_label == ""
        assert "2 labels per row" in table.notes[0]


def test_columns_that_keel_leaves_out_are_named(arff):
    table = arff(
        "@relation a\n@attribute id real\n@attribute x real\n@attribute y {a,b}\n@inputs x\n@outputs y\n@data\n"
    )
    assert table.notes == ("@inputs and @outputs leave out: id",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("'big cow'", "big cow"),
        ('"big cow"', "big cow"),
        ("big cow", "big cow"),
        ("'it, too'", "it, too"),
        (r"'it\'s'", "it's"),
        (r'"say \"so\""', 'say "so"'),
        ("'50%'", "50%"),
        ("'{5}'", "{5}"),
        (r"'a\\b'", "a\\b"),
        (r"'a\tb'", "a\tb"),
        (r"'\u00e9'", "é"),
        ("it's", "it's"),
        ("Käse", "Käse"),
        ("'?'", "?"),
        ("''", ""),
        ("\t猫 ", "猫"),
        ("?", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("end", ["", "  ", " % comment", ",{5}", " , {0.5} % heavy"])
def test_values_are_read_as_they_are_meant(field, value, end, arff):
    table = arff(header("x real", "s string") + f"1,{field}{end}\n")
    assert read(table) == {"x": [1.0], "s": [value]}
    table = arff(header("s string", "x real") + f"{field},1{end}\n")
    assert read(table) == {"x": [1.0], "s": [value]}


@pytest.mark.parametrize(
    "declared", ["'big cow', b", '"big cow",b', "big cow , b", "\tbig cow,\tb "]
)
@pytest.mark.parametrize("field", ["'big cow'", '"big cow"', " big cow "])
@pytest.mark.parametrize("end", ["", " % comment", "{2}"])
def test_nominal_values_match_however_they_are_written(declared, field, end, arff):
    table = arff(header("x real", f"'the class'{{{declared}}}{end}") + f"1,{field}\n2,b\n")
    assert table.columns == ("x", "the class")
    assert read(table)["the class"] == ["big cow", "b"]


@pytest.mark.parametrize(
    "row",
    ["1\t2\tb", "1 2 b", " 1   2\tb % said", "'1' 2 'b'", "1 2 b {3}", "1,\t2,\tb", '1 2 "b" {3}'],
)
def test_rows_are_separated_by_commas_or_blanks(row, arff):
    table = arff(header("x real", "y real", "z {a,b}") + row + "\n")
    assert read(table) == {"x": [1.0], "y": [2.0], "z": ["b"]}


SPARSE = header("a real", "b {no, yes}", "c integer", "d {x, 'y z'}")


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("{}", [0.0, "no", 0.0, "x"]),
        ("{ 0 1.5, 3 'y z' }", [1.5, "no", 0.0, "y z"]),
        ("{1 yes,2 ?}", [0.0, "yes", None, "x"]),
        ('{2 7, 0 1, 3 "y z"} % unsorted', [1.0, "no", 7.0, "y z"]),
        ("{3 y z}, {5}", [0.0, "no", 0.0, "y z"]),
        ("\t{0\t2}", [2.0, "no", 0.0, "x"]),
    ],
)
def test_sparse_rows_mean_zero_or_the_first_value(row, values, arff):
    found = [column[0] for column in read(arff(SPARSE + row + "\n")).values()]
    assert [None if value != value else value for value in found] == values


def test_weights_are_counted_and_not_used(arff):
    table = arff(header("x real {2}", "y {a,b}") + "1,a,{5}\n2,b\n3,a,{0.5}\n")
    assert table.notes == ("the weight of attribute 'x' is not used",)
    assert read(table)["x"] == [1.0, 2.0, 3.0]
    assert table.notes[1] == "instance weights of 2 rows are not used: each row counts once"
    read(table)
    assert len(table.notes) == 2


def test_dates_and_numbers_come_as_they_are_written(arff):
    table = arff(
        header('d date "yyyy-MM-dd HH:mm"', "e date", "n integer")
        + "'2020-01-02 03:04',2020-01-02T03:04:05,9007199254740993\n"
    )
    assert read(table, text=["n"]) == {
        "d": ["2020-01-02 03:04"],
        "e": ["2020-01-02T03:04:05"],
        "n": ["9007199254740993"],
    }


def test_text_is_no_number(arff):
    table = arff(header("x {1,2,red}", "y real") + "1,1\n2,2\nred,3\n")
    first, second = table.blocks(["x", "y"], rows=2)
    assert first.matrix(["y", "x"]).tolist() == [[1, 1], [2, 2]]
    with pytest.raises(DataError, match="row 3, column 'x' is 'red'"):
        second.matrix(["x"])


def test_a_missing_label_is_refused_by_the_labels(arff):
    table = arff(header("x real", "y {a,b}") + "1,a\n2,?\n")
    block = next(table.blocks(["y"], text=["y"], rows=9))
    with pytest.raises(DataError, match=r"a\.arff, row 2: the label \('y'\) is empty"):
        LabelCollector().add("pool", block.values("y"), where=str(table.path), column="y")


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_byte_order_marks_and_line_ends(bom, end, arff):
    table = arff(
        bom + header("x real", "y {ä,b}").encode().replace(b"\n", end) + "1,ä".encode() + end
    )
    assert read(table) == {"x": [1.0], "y": ["ä"]}


def test_wide_rows_come_in_smaller_blocks(arff, monkeypatch):
    monkeypatch.setattr("ltcore.data.tables.arff.CELLS", 4)
    table = arff(header("x real", "y real") + "1,2\n" * 5)
    assert [len(block) for block in table.blocks(["x", "y"], rows=100)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no line @data"),
        ("@relation a\n@attribute x real\n", "no line @data"),
        ("@relation a\n@data\n1\n", "declares no attribute"),
        ("x,y\n1,2\n", "line 1: 'x,y' comes before @data: expected one of @relation"),
        ("@relation a\n@atribute x real\n", "line 2: '@atribute x real' comes before @data"),
        ("@attribute x\n", "line 1: attribute 'x' has type '': expected numeric, real"),
        ("@attribute x float\n", "line 1: attribute 'x' has type 'float'"),
        ("@attribute x relational\n", "attribute 'x' is relational .*: give one row"),
        ("@attribute\n", "line 1: @attribute has no name"),
        ("@attribute x {a, b\n", "line 1: the braces of attribute 'x' are not closed"),
        ("@attribute x {a, 'b}\n", "line 1: the quote before 'b}' is not closed"),
        ("@attribute x {}\n", "attribute 'x' declares no values"),
        ("@attribute x real 5\n", "line 1: '5' is one item too many"),
        ("@attribute x real [1, 2\n", "line 1: '.1, 2' is one item too many"),
        ("@attribute x real\n@attribute 'x' real\n", "line 2: attribute 'x' is declared twice"),
        (
            "@attribute x real\n@outputs y\n@data\n",
            "names 'y' in @inputs or @outputs; its attributes are: x",
        ),
        ("@attribute x {50%, 20%}\n", "'%' follows '50': put quotes"),
        ("@attribute x real\n@data 1\n", "line 2: '1' is one item too many"),
        (
            b"@relation \xe9\n",
            r"a\.arff, line 1: byte 11 of the file \(0xe9\) is not UTF-8.*iconv -f latin1 .*a\.arff",
        ),
        ("@relation a".encode("utf-16"), "is text in UTF-16: save it as UTF-8"),
    ],
)
def test_declarations_that_are_not_understood_are_refused(content, message, arff):
    with pytest.raises(DataError, match=message):
        arff(content)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,a", "line 6 has 2 values, but 3 attributes are declared"),
        ("1,2,3,a", "line 6 has 4 values, but 3 attributes"),
        ("1,2,a,", "line 6 has 4 values"),
        ("1,2,a, % so", "line 6 has 4 values"),
        ("1,2,'a',", "line 6 has 4 values"),
        ("1 2", "line 6 has 2 values"),
        ("1,2,c", "row 1, column 'y' is 'c'; the declared values are: a, b"),
        ("1,2,A", "row 1, column 'y' is 'A'; the declared values are: a, b"),
        ("1,x,a", "row 1, column 'b' is 'x': expected a number"),
        ("1,1_0,a", "row 1, column 'b' is '1_0': expected a number"),
        ("1,2,'a", "line 6: the quote before 'a' is not closed"),
        ("1,2,'a'b", "line 6: 'b' follows a quoted value"),
        ("1,2,'a'{5}", r"line 6: '\{5\}' follows a quoted value"),
        ("1,2,a%b", "line 6: '%' follows 'a': put quotes"),
        ("1,2,a{5}", "line 6: '{' follows 'a': put quotes"),
        ("1,2,a}", "line 6: '}' follows 'a': put quotes"),
        ("1 2 }", "line 6: '}' follows '': put quotes"),
        ("1,2,a,{x}", "line 6: expected an instance weight"),
        ("1,2,a,{5},1", "line 6: ',1' is one item too many"),
        ("{0 1", "line 6: the braces of a sparse row are not closed"),
        ("{3 1}", "line 6: a sparse row needs pairs .* from 0 to 2"),
        ("{0 1, 0 2}", "line 6: a sparse row needs pairs .* each index once"),
        ("{-1 1}", "line 6: a sparse row needs pairs"),
        ("{1}", "line 6: a sparse row needs pairs"),
        ("{1 , 2 a}", "line 6: index 1 has no value"),
        ("{1 2} 3", "line 6: '3' is one item too many"),
        ("{1 2}, 3", "line 6: expected an instance weight"),
    ],
)
def test_rows_that_are_not_understood_are_refused(row, message, arff):
    table = arff(header("a real", "b real", "y {a,b}") + row + "\n")
    with pytest.raises(DataError, match=message):
        read(table)


def test_omitted_text_is_refused_only_where_it_is_wanted(arff):
    table = arff(header("a real", "s string") + "{0 1}\n")
    assert read(table, "a") == {"a": [1.0]}
    with pytest.raises(DataError, match="line 5: the sparse row omits 's', which is text"):
        read(table)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(st.sampled_from("ab ,'\"%{}?\\é\t"), min_size=1, max_size=6)


@given(
    st.lists(st.tuples(NUMBERS, st.sampled_from(["a", "b"]), NUMBERS | st.none()), min_size=1),
    st.booleans(),
)
@settings(deadline=None)
def test_what_is_written_comes_back_as_scipy_reads_it(tmp_path_factory, rows, sparse):
    path = tmp_path_factory.mktemp("arff") / "a.arff"
    lines = [(repr(x), y, "?" if z is None else repr(z)) for x, y, z in rows]
    dense = header("x real", "y {a,b}", "z numeric") + "".join(
        ",".join(line) + "\n" for line in lines
    )
    path.write_text(dense)
    expected, _ = scipy_arff.loadarff(path)
    if sparse:
        path.write_text(
            header("x real", "y {a,b}", "z numeric")
            + "".join("{{0 {}, 1 {}, 2 {}}}\n".format(*line) for line in lines)
        )
    found = read(ArffTable(path), rows=3)
    assert found["x"] == expected["x"].tolist()
    assert found["y"] == [value.decode() for value in expected["y"]]
    assert np.array_equal(found["z"], expected["z"], equal_nan=True)


@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from("'\""))
@settings(deadline=None)
def test_quoted_words_come_back(tmp_path_factory, words, quote):
    def quoted(word):
        for plain, escaped in (("\\", "\\\\"), (quote, "\\" + quote), ("\t", "\\t")):
            word = word.replace(plain, escaped)
        return quote + word + quote

    path = tmp_path_factory.mktemp("arff") / "a.arff"
    declared = ", ".join(map(quoted, words))
    path.write_text(
        header("s string", f"n {{{declared}}}")
        + "".join(f"{quoted(w)},{quoted(w)}\n" for w in words)
    )
    assert read(ArffTable(path)) == {"s": words, "n": words}


@pytest.mark.parametrize(
    "content", [IRIS, KEEL, SPARSE + "{0 1.5, 3 'y z'}\n{}, {5}\n1,yes,2,x,{2}\n"]
)
def test_a_damaged_file_is_refused_or_read(content, tmp_path):
    path = tmp_path / "a.arff"
    sound = content.encode()
    rng = np.random.default_rng(0)
    for at in np.linspace(0, len(sound) - 1, 50).astype(int):
        flipped = bytearray(sound)
        flipped[at] ^= 1 << int(rng.integers(8))
        for damaged in (sound[:at], bytes(flipped), sound[:at] + b"\0" + sound[at:]):
            path.write_bytes(damaged)
            try:
                table = ArffTable(path)
                read(table)
            except DataError as error:
                assert "\n" not in str(error)  # noqa: PT017 - either is right
