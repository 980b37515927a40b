import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from sklearn.datasets import dump_svmlight_file, load_svmlight_files

from ltcore.data import DataError
from ltcore.data.labels import LabelCollector
from ltcore.data.tables.libsvm import LibsvmTable, open_libsvm


@pytest.fixture
def libsvm(tmp_path):
    def make(content, name="a.libsvm"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def read(table, rows=2):
    """Return features and labels."""
    blocks = list(table.blocks(table.columns, rows=rows))
    features: list[Any] = [block.matrix(table.columns[1:]) for block in blocks]
    assert [block.first for block in blocks] == [1 + rows * at for at in range(len(blocks))]
    return np.concatenate(features), np.concatenate([b.values("label") for b in blocks]).tolist()


def test_a_file_counted_from_one(libsvm):
    table = LibsvmTable(libsvm("# said\n+1 1:0.5 3:2 # so\n\n-1\n1  2:1e-3\t3:nan \n"))
    assert table.form == "LIBSVM"
    assert table.columns == ("label", "x[0]", "x[1]", "x[2]")
    assert table.declared_label == "label"
    assert table.n_rows == 3
    assert table.notes == (
        "there is no feature 0, so features are counted from 1: x[0] is feature 1",
    )
    features, labels = read(table)
    expected = np.array([[0.5, 0, 2], [0, 0, 0], [0, 0.001, np.nan]])
    assert np.array_equal(features, expected, equal_nan=True)
    assert labels == [1, -1, 1]


def test_a_feature_0_makes_a_file_counted_from_zero(libsvm):
    table = LibsvmTable(libsvm("1 1:5\n2 0:3 2:1\n"))
    features, labels = read(table)
    assert features.tolist() == [[0, 5, 0], [3, 0, 1]]
    assert labels == [1, 2]
    assert table.notes[0].startswith("there is a feature 0, so features are counted from 0")


@pytest.mark.parametrize("zero_in", ["train", "test"])
def test_both_files_count_alike_and_are_equally_wide(zero_in, libsvm):
    with_zero, without = "1 0:7\n2 1:2\n", "1 1:5\n2 3:6\n"
    contents = (with_zero, without) if zero_in == "train" else (without, with_zero)
    paths = [
        libsvm(content, name) for content, name in zip(contents, ("train", "test"), strict=True)
    ]
    tables = open_libsvm(paths)
    assert [table.n_rows for table in tables] == [2, 2]
    assert tables[0].columns == tables[1].columns == ("label", "x[0]", "x[1]", "x[2]", "x[3]")
    expected = load_svmlight_files([str(path) for path in paths], zero_based=True)
    for table, features in zip(tables, expected[::2], strict=True):
        assert np.array_equal(read(table)[0], features.toarray())


def test_columns_come_in_the_order_that_is_asked_for(libsvm):
    table = LibsvmTable(libsvm("1 1:5 2:6 3:7\n"))
    block = next(table.blocks(["x[2]", "label"], rows=9))
    assert block.matrix(["x[2]", "x[0]"]).tolist() == [[7, 5]]
    assert block.matrix(["x[1]", "label", "x[2]"]).tolist() == [[6, 1, 7]]
    assert block.values("x[1]").tolist() == [6]
    for column in ("x[3]", "y"):
        with pytest.raises(DataError, match=r"has no column .*'label' and 3 features"):
            next(table.blocks([column], rows=9))


def test_whole_labels_are_names_without_decimals(libsvm):
    labels = LabelCollector()
    labels.add("pool", read(LibsvmTable(libsvm("1.0 1:1\n2 1:1\n")))[1], where="a", column="label")
    assert labels.finish().names == ("1", "2")


def test_a_byte_order_mark_and_line_ends(libsvm):
    features, labels = read(LibsvmTable(libsvm(b"\xef\xbb\xbf1 1:2\r\n2 1:3\r\n")))
    assert features.tolist() == [[2], [3]]
    assert labels == [1, 2]


@pytest.mark.parametrize("content", ["", "# nothing\n", "1\n2\n"])
def test_a_file_without_features_is_refused(content, libsvm):
    with pytest.raises(DataError, match=r"a\.libsvm has no feature in any row: expected"):
        LibsvmTable(libsvm(content))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,2 1:1", "line 2 has several labels .1,2.: expected one class per row"),
        ("1:1 2:1", "line 2 has no label: it begins with '1:1'"),
        ("1 qid:3 1:1", "line 2 has a query number .qid:3.: ranking data has no classes"),
        ("1 1", "line 2: '1' is not a pair number:value"),
        ("1 1:", "line 2: '1:' is not a pair"),
        ("1 -1:2", "line 2: '-1:2' is not a pair"),
        ("1 1:2 9999999999:1", "line 2: '9999999999:1' is not a pair .*at most 9 digits"),
        ("1 1:x", "line 2: '1:x' is not a pair"),
        ("1 1:2 2:x 3:1", "line 2: '2:x' is not a pair"),
        ("1 1:2 2:1_0 3:1", "line 2: '2:1_0' is not a pair"),
        ("1 1:2 1_0:1", "line 2: '1_0:1' is not a pair"),
        (
            "1 1:2 1:3 2:1",
            "line 2: feature 1 follows feature 1: expected increasing numbers, each once",
        ),
        ("1 2:2 1:3", "line 2: feature 1 follows feature 2"),
        (
            "1 1:1 9:2 2:3",
            "line 2: feature 9 is beyond the last feature, 2|feature 2 follows feature 9",
        ),
        ("cat 1:1", "line 2: the label is 'cat', expected a number"),
        ("1_0 1:1", "line 2: the label is '1_0', expected a number"),
        ("1 1000002:1", "has 1,000,002 columns; at most 1,000,000"),
        (b"1 1:1 # \xe4", "line 2: byte 17 of the file .0xe4. is not UTF-8"),
    ],
)
def test_rows_of_another_form_are_refused_with_their_line(row, message, libsvm):
    row = row if isinstance(row, bytes) else row.encode()
    path = libsvm(b"2 1:3.5\n" + row + b"\n1 1:1\n")
    with pytest.raises(DataError, match=message):
        read(LibsvmTable(path))


def test_wide_rows_are_sparse_until_they_are_asked_for(libsvm):
    path = libsvm("1 100000:1\n" * 1000)
    table = LibsvmTable(path)
    tracemalloc.start()
    block = next(table.blocks(table.columns, rows=1000))
    assert block.matrix(["x[99999]"]).sum() == 1000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


MATRICES = arrays_of.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.just(4)),
    elements=st.just(0.0) | st.floats(-1e300, 1e300),
)


@given(MATRICES, MATRICES, st.booleans(), st.integers(1, 7))
@settings(deadline=None)
def test_what_is_written_comes_back(tmp_path_factory, train, test, zero_based, rows):
    train[0, 0] = 1.0  # otherwise nothing tells that a file is counted from 0
    folder = tmp_path_factory.mktemp("libsvm")
    for name, features in (("train", train), ("test", test)):
        labels = np.arange(len(features)) % 3
        dump_svmlight_file(features, labels, str(folder / name), zero_based=zero_based)
    width = 1 + max(np.flatnonzero((train != 0).any(0) | [*map(any, test.T)]))
    tables = open_libsvm([folder / "train", folder / "test"])
    for table, features in zip(tables, (train, test), strict=True):
        found, labels = read(table, rows)
        assert np.allclose(found, features[:, :width], rtol=1e-14, atol=0)
        assert labels == [at % 3 for at in range(len(features))]


def test_a_damaged_file_is_refused_or_read(libsvm):
    sound = b"# said\n+1 1:0.5 3:2 # so\n\n-1\n1 2:1e-3 3:4\n2 1:1 2:2 3:3\n"
    rng = np.random.default_rng(0)
    for at in np.linspace(0, len(sound) - 1, 50).astype(int):
        for bit in rng.permutation(8)[:3]:
            flipped = bytearray(sound)
            flipped[at] ^= 1 << int(bit)
            for damaged in (sound[:at], bytes(flipped), sound[:at] + b"\0" + sound[at:]):
                path = libsvm(damaged)
                try:
                    read(LibsvmTable(path))
                except DataError as error:
                    assert "\n" not in str(error)  # noqa: PT017 - either is right
