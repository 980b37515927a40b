"""Files that are not what a run was told they are: refused with a reason, and never executed."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from numpy.lib import format as npy

from ltcore.config import RunConfig


def own(name, root, **options):
    return RunConfig.model_validate(
        {
            "data": {"name": name, "options": {"root": str(root), **options}},
            "model": {"name": "mlp", "width": 8},
            "train": {"epochs": 1, "threads": 1, "device": "cpu"},
        }
    )


@pytest.fixture
def canary(tmp_path):
    """A file that appears when a pickle is opened, and the object whose pickle makes it."""
    path = tmp_path / "canary"

    class Bomb:
        def __reduce__(self):
            return (path.write_text, ("boom",))

    yield Bomb()
    assert not path.exists()


def archive(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return content.getvalue()


def npy_bytes(array):
    content = io.BytesIO()
    np.save(content, array, allow_pickle=True)
    return content.getvalue()


def absurd_header(shape):
    content = io.BytesIO()
    npy.write_array_header_1_0(content, {"descr": "<f4", "fortran_order": False, "shape": shape})
    return content.getvalue()


LABELS = npy_bytes(np.arange(4))
FOREIGN = {
    "a pickle": (pickle.dumps, "a Python pickle, which is never opened"),
    "objects in an npz": (
        lambda bomb: archive(x=npy_bytes(np.array([bomb] * 4, dtype=object)), y=LABELS),
        "nothing is unpickled",
    ),
    "a pickle in an npz": (lambda bomb: archive(x=pickle.dumps(bomb), y=LABELS), "no valid header"),
    "an absurd header": (
        lambda _: archive(x=absurd_header((10**13, 4)), y=LABELS),
        "claims 160,000,000,000,",
    ),
    "a negative header": (lambda _: archive(x=absurd_header((-4, 4)), y=LABELS), "x"),
    "random bytes": (lambda _: np.random.default_rng(5).bytes(4096), "unknown binary data"),
    "nothing": (lambda _: b"", "an empty file"),
    "half a zip": (lambda _: archive(x=LABELS, y=LABELS)[:200], "table"),
    "an image": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(64), "a PNG image"),
    "a table without labels": (lambda _: b"a,b\n1,2\n3,4\n", "label"),
    "a table of words": (lambda _: b"a,label\nx,1\ny,2\n", "'x'"),
    "a table with gaps": (lambda _: b"a,label\n1,1\nnan,2\n", "row 2, column 'a' is nan"),
    "half a parquet file": (lambda _: b"PAR1" + bytes(100), "Parquet"),
}


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".pt"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_given_as_a_table(lab, canary, tmp_path, kind, suffix):
    make, reason = FOREIGN[kind]
    path = tmp_path / f"table{suffix}"
    path.write_bytes(make(canary))
    folder = lab.folder(own("table", path), "run")
    assert lab.work(folder) == "failed"
    message = folder.read_status().message
    assert str(path) in message
    assert reason in message
    assert len(message) < 600


@pytest.mark.parametrize("kind", ["a pickle", "random bytes", "nothing", "a table without labels"])
def test_a_foreign_file_given_as_texts(lab, canary, tmp_path, kind):
    path = tmp_path / "reviews.csv"
    path.write_bytes(FOREIGN[kind][0](canary))
    folder = lab.folder(own("text", path), "run")
    assert lab.work(folder) == "failed"
    assert str(path) in folder.read_status().message


def test_a_pickle_among_images(lab, canary, tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "tree" / name).mkdir(parents=True)
        for number in range(60):
            (tmp_path / "tree" / name / f"{number}.png").write_bytes(pickle.dumps(canary))
    folder = lab.folder(own("image_folder", tmp_path / "tree"), "run")
    assert lab.work(folder) == "failed"
    message = folder.read_status().message
    assert "0.png" in message
    assert "never opened" in message


@pytest.mark.parametrize("name", ["table", "text", "image_folder", "mnist"])
def test_a_root_that_is_not_there(lab, tmp_path, name):
    folder = lab.folder(own(name, tmp_path / "nowhere"), "run")
    assert lab.work(folder) == "failed"
    assert "nowhere" in folder.read_status().message
