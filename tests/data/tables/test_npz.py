import io
import tracemalloc
import zipfile
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from numpy.lib import format as npy

from ltcore.data import DataError
from ltcore.data.tables import held
from ltcore.data.tables.npz import NpzTable

X = np.arange(12, dtype=np.float64).reshape(6, 2)
Y = np.array(["a", "b", "a", "b", "ä", "b"])


@pytest.fixture
def npz(tmp_path):
    def make(save=np.savez, **arrays):
        save(tmp_path / "a.npz", **arrays)
        return NpzTable(tmp_path / "a.npz")

    return make


def read(table, columns, rows=4):
    """Return the matrix of some columns."""
    return np.concatenate([block.matrix(columns) for block in table.blocks(columns, rows=rows)])


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", "i2", "u1", "g", ">i8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_columns_are_read_in_blocks_whatever_type_and_order(save, dtype, order, npz):
    table = npz(save, x=X.astype(dtype, order=order), y=Y)
    assert table.form == "npz"
    assert table.columns == ("x[0]", "x[1]", "y")
    assert table.n_rows == 6
    assert table.notes == ()
    assert table.declared_label == ""
    blocks = list(table.blocks(table.columns, rows=4))
    assert [(block.first, len(block)) for block in blocks] == [(1, 4), (5, 2)]
    assert np.array_equal(read(table, ["x[0]", "x[1]"]), X)
    assert np.array_equal(read(table, ["x[1]", "x[0]"]), X[:, ::-1])
    assert [value for block in blocks for value in block.values("y")] == Y.tolist()
    kept = (
        np.float32 if np.dtype(dtype).kind == "f" and np.dtype(dtype).itemsize < 5 else np.float64
    )
    assert blocks[0].matrix(["x[0]"]).dtype == kept


@pytest.mark.parametrize("y", [np.arange(6), np.arange(6)[:, None], np.arange(6.0)[:, None]])
def test_one_column_keeps_the_name_of_its_array(y, npz):
    table = npz(y=y)
    assert table.columns == ("y",)
    assert read(table, ["y"]).tolist() == [[0], [1], [2], [3], [4], [5]]
    assert next(table.blocks(["y"], rows=9)).values("y").tolist() == [0, 1, 2, 3, 4, 5]


def test_columns_of_several_arrays_come_in_the_order_that_is_asked_for(npz):
    table = npz(a=X.astype(np.float32), b=X + 100, c=np.arange(6) % 2 == 0)
    columns = ["b[1]", "a[0]", "a[1]", "c", "b[0]"]
    expected = np.column_stack([X[:, 1] + 100, X, [1, 0, 1, 0, 1, 0], X[:, 0] + 100])
    assert np.array_equal(read(table, columns), expected)


def test_text_is_no_number_and_bytes_are_text(npz):
    table = npz(x=X, y=Y.astype("U3"), z=np.char.encode(Y, "utf-8"), n=X.astype("U3"))
    block = next(table.blocks(table.columns, rows=9))
    assert block.values("z").tolist() == Y.tolist()
    assert block.matrix(["n[1]", "x[1]"]).tolist() == X[:, [1, 1]].tolist()
    with pytest.raises(DataError, match="row 1, column 'y' is 'a': expected a number"):
        block.matrix(["x[0]", "y"])


def test_bytes_that_are_no_text_are_refused_with_their_row(npz):
    table = npz(x=X, z=np.array([b"a", b"b", b"\xe4", b"a", b"a", b"a"]))
    block = next(table.blocks(["z"], rows=9))
    with pytest.raises(DataError, match=r"row 3, column 'z' .* is not UTF-8: save"):
        block.values("z")


def test_arrays_that_are_no_columns_are_named_and_their_headers_kept(npz):
    table = npz(
        x=X, y=Y, names=np.array(["a", "b"]), when=np.zeros(6, "M8[s]"), images=np.zeros((6, 2, 2)),
        seed=np.array(3), empty=np.zeros((6, 0)), objects=np.array([None] * 6, dtype=object),
    )  # fmt: skip
    assert table.columns == ("x[0]", "x[1]", "y")
    assert table.notes == (
        "arrays that are not columns of 6 rows: names (2,) <U1, when (6,) datetime64[s], images "
        "(6, 2, 2) float64, seed () int64, empty (6, 0) float64, objects (Python objects)",
    )
    assert table.arrays["images"].shape == (6, 2, 2)
    with pytest.raises(DataError, match=r"array 'objects' .* holds Python objects.*astype"):
        table.header("objects")
    with pytest.raises(DataError, match="has no array 'z', it has: empty, images, names"):
        table.header("z")


def test_the_rows_are_those_of_most_arrays_or_of_the_one_that_is_named(tmp_path):
    path = tmp_path / "medmnist.npz"
    shapes = {"train": 6, "val": 3, "test": 4}
    arrays: dict[str, Any] = {}
    for split, n_rows in shapes.items():
        arrays[f"{split}_images"] = np.zeros((n_rows, 2, 2), np.uint8)
        arrays[f"{split}_labels"] = np.zeros((n_rows, 1), np.uint8)
    np.savez(path, **arrays)
    assert NpzTable(path).columns == ("train_labels",)
    table = NpzTable(path, rows_of="test_images")
    assert table.columns == ("test_labels",)
    assert table.n_rows == 4


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": X, "x[0]": Y}, r"two columns 'x\[0\]', from the arrays 'x' and 'x\[0\]'"),
        ({"x": np.float64(3)}, "no array with one row per example"),
        ({"x": np.zeros((1, 1_000_001), np.uint8)}, "has 1,000,001 columns; at most"),
    ],
)
def test_archives_that_are_no_tables_are_refused(arrays, message, npz):
    with pytest.raises(DataError, match=message):
        npz(**arrays)


def test_other_files_are_refused_with_the_way_out(tmp_path):
    path = tmp_path / "a.npz"
    with pytest.raises(DataError, match=r"cannot read .*No such file"):
        NpzTable(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"cannot be read as npz: File is not a zip file"):
        NpzTable(path)
    np.save(tmp_path / "a.npy", X)
    with pytest.raises(DataError, match=r"single numpy array.*np.savez\(.a.npz., x=x, y=y\)"):
        NpzTable(tmp_path / "a.npy")
    scipy.sparse.save_npz(path, scipy.sparse.csr_matrix(X))
    with pytest.raises(DataError, match=r"scipy sparse matrix: save .*toarray"):
        NpzTable(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.pkl", b"")
    with pytest.raises(DataError, match=r"not one that numpy wrote: it holds data\.pkl"):
        NpzTable(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.npy", b"")
    with pytest.raises(DataError, match=r"holds 'x\.npy' twice"):
        NpzTable(path)


def member(shape, content, descr="<f8", *, fortran_order=False):
    stream = io.BytesIO()
    npy.write_array_header_1_0(
        stream, {"descr": descr, "fortran_order": fortran_order, "shape": shape}
    )
    return stream.getvalue() + content


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (member((2**38, 2**5), bytes(96)), "claims 70,368,744,177,792 bytes"),
        (member((-2, -6), bytes(96)), "a length cannot be negative"),
        (member((2**40,), b"", "<U0"), "has no column .*it has: none"),
        (b"not an array", "no valid header"),
    ],
)
def test_headers_are_not_believed(x, message, tmp_path):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", x)
    tracemalloc.start()
    with pytest.raises(DataError, match=message):
        read(NpzTable(path), ["x[0]"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


@pytest.mark.parametrize("fortran_order", [False, True])
def test_a_small_file_takes_little_memory(fortran_order, tmp_path, monkeypatch):
    monkeypatch.setattr(held, "ALWAYS", 3 * held.MIB)
    path = tmp_path / "a.npz"
    n_rows = 2**20
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        content = member((n_rows, 2), bytes(n_rows * 8), "<f4", fortran_order=fortran_order)
        archive.writestr("x.npy", content)
    del content
    assert path.stat().st_size < 3e4
    tracemalloc.start()
    blocks = NpzTable(path).blocks(["x[0]"], rows=1000)
    if fortran_order:
        with pytest.raises(
            DataError, match=r"array 'x' .* takes 8 MiB .* may take at most 3 MiB: store"
        ):
            next(blocks)
    else:
        assert next(blocks).matrix(["x[0]"]).shape == (1000, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


@given(
    arrays_of.arrays(
        arrays_of.floating_dtypes() | arrays_of.integer_dtypes(),
        st.tuples(st.integers(1, 7), st.integers(2, 4)),
    ),
    st.sampled_from("CF"),
    st.integers(1, 8),
)
@settings(deadline=None)
def test_what_is_saved_comes_back(tmp_path_factory, x, order, rows):
    path = tmp_path_factory.mktemp("npz") / "a.npz"
    np.savez(path, x=np.asarray(x, order=order), y=np.arange(len(x)))
    table = NpzTable(path)
    found = read(table, table.columns[:-1], rows=rows)
    assert np.array_equal(found, x.astype(np.float64), equal_nan=True)
    assert read(table, ["y"], rows=rows).ravel().tolist() == list(range(len(x)))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_damaged_archive_is_refused_or_read_right(save, npz):
    x = np.random.default_rng(0).normal(size=(6, 2))
    path = npz(save, x=x, y=Y).path
    sound = path.read_bytes()
    for at in np.linspace(0, len(sound) - 1, 50).astype(int):
        flipped = bytearray(sound)
        flipped[at] ^= 1 << (int(at) % 8)
        for damaged in (sound[:at], bytes(flipped)):
            path.write_bytes(damaged)
            try:
                table = NpzTable(path)
                found = read(table, ["x[0]", "x[1]"])
                labels = [
                    value for block in table.blocks(["y"], rows=9) for value in block.values("y")
                ]
            except DataError as error:
                assert "\n" not in str(error)  # noqa: PT017 - either is right
            else:
                assert np.array_equal(found, x)
                assert labels == Y.tolist()
