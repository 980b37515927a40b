import zipfile

import numpy as np
import pytest

from ltcore.runs import DamagedRunError, RunFolder
from ltcore.runs.schema.arrays import read_shape
from ltcore.runs.schema.files import FEATURES

LOGITS = np.arange(6, dtype=np.float32).reshape(3, 2)


def with_hole(value):
    changed = LOGITS.copy()
    changed[1, 0] = value
    return changed


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (with_hole(np.nan), ": row 2 holds nan; it must be -3.40282e+38 to 3.40282e+38"),
        (with_hole(np.inf), ": row 2 holds inf; it must be"),
        (np.asfortranarray(with_hole(-np.inf)), ": row 2 holds -inf; it must be"),
        (LOGITS.astype(str), "holds '<U"),
        (LOGITS.astype([("a", "<f4")]), "holds "),
        (LOGITS.astype(np.int64), "holds 'int64'; it must be float16, float32, float64"),
        (LOGITS.astype(">f4"), "holds '>f4'; it must be"),
        (LOGITS.ravel(), "has shape (6,); it must be (N, C)"),
    ],
)
def test_logits_are_a_table_of_finite_numbers(folder, array, said):
    np.save(folder.path / "logits_test.npy", array)
    with pytest.raises(DamagedRunError) as told:
        folder.read_logits("test")
    assert str(told.value).startswith("logits_test.npy")
    assert said in str(told.value)


def test_an_array_is_mapped_and_its_shape_read_without_its_numbers(folder):
    folder.write_features("test", with_hole(np.nan))
    assert read_shape(folder.path / "features_test.npy", FEATURES) == (3, 2)
    assert folder.features_shape("test") == (3, 2)
    assert folder.features_shape("val") is None
    folder.write_logits("test", LOGITS)
    found = folder.read_logits("test")
    assert np.array_equal(found, LOGITS)
    assert not found.flags.writeable


@pytest.mark.parametrize(
    "array", [LOGITS[:0], np.asfortranarray(LOGITS), LOGITS.astype(np.float16)]
)
def test_other_arrays_come_back_as_they_are(folder, array):
    np.save(folder.path / "logits_test.npy", array)
    assert np.array_equal(folder.read_logits("test"), array)


def test_arrays_of_one_file_share_their_sizes(folder):
    weights = np.ones((2, 3), np.float32)
    for bias, said in ((np.ones(3), "'bias' has shape (3,); it must be (2,)"), (np.ones(0), "")):
        folder.write_classifier(weights, bias.astype(np.float32), 1.0)
        if said:
            with pytest.raises(DamagedRunError) as told:
                folder.read_classifier()
            assert said in str(told.value)
        else:
            assert folder.read_classifier()["weights"].shape == (2, 3)


def test_a_packed_archive_is_refused_before_it_is_unfolded(folder):
    path = folder.path / "classifier.npz"
    np.savez_compressed(path, weights=np.zeros((10**3, 10**4), np.float32), bias=0, scale=1)
    assert path.stat().st_size < 2**20
    with pytest.raises(DamagedRunError, match=r"array 'weights' is compressed"):
        folder.read_classifier()


def test_an_archive_that_lies_about_its_sizes_is_refused(folder):
    folder.write_classifier(np.ones((2, 3), np.float32), None, 1.0)
    path = folder.path / "classifier.npz"
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("weights.npy").file_size
    content = path.read_bytes()
    for claimed in (size - 4, size + 4, 2**31):
        lie = content.replace(size.to_bytes(4, "little"), claimed.to_bytes(4, "little"))
        path.write_bytes(lie)
        with pytest.raises(DamagedRunError, match=r"classifier\.npz"):
            folder.read_classifier()


def test_a_directory_of_very_many_arrays_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "classifier.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2000):
            archive.writestr(f"{number}.npy", b"")
    monkeypatch.setattr(zipfile.ZipFile, "__init__", None)
    with pytest.raises(DamagedRunError, match=r"classifier\.npz: has a directory of [\d,]+ bytes"):
        RunFolder(tmp_path).read_classifier()
