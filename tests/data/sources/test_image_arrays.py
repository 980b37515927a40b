import io
import zipfile

import numpy as np
import pytest
from numpy.lib import format as npy
from PIL import Image

from ltcore.data import DataError, build, prepare
from ltcore.data.sources import image_arrays
from ltcore.data.sources.decoding import to_square

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (12, 28, 28), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (12, 28, 28, 3), dtype=np.uint8)
Y = np.arange(12) % 3
MEDMNIST = {
    "train_images": GREY,
    "val_images": GREY[:3] + 1,
    "test_images": GREY[:6] + 2,
    "train_labels": Y[:, None].astype(np.uint8),
    "val_labels": Y[:3, None].astype(np.uint8),
    "test_labels": Y[:6, None].astype(np.uint8),
}


@pytest.fixture
def read(tmp_path, store, configured):
    """Return a function: arrays -> the prepared source of an npz file with them."""

    def make(arrays, save=np.savez, **options):
        path = tmp_path / "images.npz"
        save(path, **arrays)
        return prepare(configured("image_arrays", {"root": str(path), **options}), store=store)

    return make


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_the_six_keys_of_medmnist(save, read, monkeypatch):
    monkeypatch.setattr(image_arrays, "BLOCK_BYTES", 5 * 28 * 28)
    source = read(MEDMNIST, save)
    assert source.splits == ("test", "train", "val")
    assert source.class_names == ("0", "1", "2")
    for split in source.splits:
        assert np.array_equal(source.inputs(split)[..., 0], MEDMNIST[f"{split}_images"])
        assert np.array_equal(source.labels(split), MEDMNIST[f"{split}_labels"][:, 0])
    assert source.inputs("train").shape == (12, 28, 28, 1)
    assert source.notes == ()


@pytest.mark.parametrize(
    "names",
    [
        ("x", "y"),
        ("X", "y"),
        ("images", "labels"),
        ("x_train", "y_train"),
        ("train_images", "train_labels"),
    ],
)
@pytest.mark.parametrize("images", [COLOUR, GREY, GREY[..., None]])
def test_one_pair_is_a_pool(images, names, read):
    source = read({names[0]: images, names[1]: Y})
    assert source.splits == ("pool",)
    assert np.array_equal(source.inputs("pool"), images.reshape(12, 28, 28, -1))
    assert np.array_equal(source.labels("pool"), Y)


def test_keras_names_and_a_validation_split_that_serves_for_testing(read):
    source = read({"x_train": GREY, "y_train": Y, "x_valid": GREY[:3], "y_valid": Y[:3]})
    assert source.splits == ("test", "train")
    assert source.notes == ("there are no test arrays: 'x_valid' is used as the test split",)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (np.where(Y, "owl", " cat"), ("cat", "owl")),
        (np.where(Y, b"owl", b"cat"), ("cat", "owl")),
        (Y * 5.0, ("0", "5", "10")),
        (Y.astype(bool), ("False", "True")),
    ],
)
def test_labels_follow_the_one_rule(labels, names, read):
    assert read({"x": GREY, "y": labels}).class_names == names


def test_arrays_that_nothing_uses_are_named(read):
    arrays = {"x": GREY, "y": Y, "patient": Y, "info": np.array(["a"], dtype=object)}
    assert read(arrays).notes == ("unused arrays: info, patient",)


@pytest.mark.parametrize("images", [GREY, COLOUR])
def test_images_are_resized_as_those_of_files(images, read):
    source = read({"x": images, "y": Y}, image_size=16)
    expected = np.asarray(to_square(Image.fromarray(images[5]), 16)).reshape(16, 16, -1)
    assert np.array_equal(source.inputs("pool")[5], expected)


def test_sizes_may_differ_from_split_to_split_where_one_is_named(read):
    arrays = {
        "train_images": GREY,
        "train_labels": Y,
        "test_images": GREY[:, :20],
        "test_labels": Y,
    }
    with pytest.raises(
        DataError,
        match=r"differ in shape .* \(20, 28, 1\) and \(28, 28, 1\)\. Give them all one size",
    ):
        read(arrays)
    assert read(arrays, image_size=8).inputs("test").shape == (12, 8, 8, 1)


def test_images_that_are_no_squares_are_kept_and_can_be_built(tmp_path, store, configured):
    np.savez(tmp_path / "a.npz", x=COLOUR[:, :12], y=Y)
    data = build(configured("image_arrays", {"root": str(tmp_path / "a.npz")}), store=store)
    assert data.task.input_shape == (12, 28, 3)
    assert data.task.class_counts.tolist() == [3, 3, 3]


def test_arrays_stored_column_by_column_are_read(read):
    assert np.array_equal(read({"x": np.asfortranarray(COLOUR), "y": Y}).inputs("pool"), COLOUR)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (
            {"x": GREY},
            "has 'x' but no matching labels: expected an array 'labels' or 'label' or 'y'",
        ),
        ({"y": Y}, "has 'y' but no matching images"),
        (
            {"a": GREY, "b": Y},
            "has no images and labels to train on; its arrays are: a, b. Save np.savez",
        ),
        ({"test_images": GREY, "test_labels": Y}, "no images and labels to train on"),
        ({"x": GREY, "images": GREY, "y": Y}, "has both 'images' and 'x': save only one"),
        ({"x": GREY, "y": Y.astype(object)}, "array 'y' .* holds Python objects"),
        (
            {"x": GREY / 255, "y": Y},
            "is float64: expected images of type uint8, from 0 to 255. Where 1 is white",
        ),
        ({"x": GREY.astype(np.uint16), "y": Y}, "is uint16: expected images of type uint8"),
        (
            {"x": RNG.integers(0, 9, (4, 28, 28, 28), np.uint8), "y": Y[:4]},
            "volumes are not supported: save flat images",
        ),
        ({"x": np.zeros((4, 9, 28, 28, 1), np.uint8), "y": Y[:4]}, "volumes are not supported"),
        (
            {"x": np.zeros((4, 3, 28, 28), np.uint8), "y": Y[:4]},
            r"channels come last: save x\.transpose\(0, 2, 3, 1\)",
        ),
        ({"x": np.zeros((4, 28, 28, 4), np.uint8), "y": Y[:4]}, "transparency is not supported"),
        (
            {"x": np.zeros((4, 28), np.uint8), "y": Y[:4]},
            "for features, use the data set 'table'",
        ),
        ({"x": np.zeros((0, 28, 28), np.uint8), "y": Y[:0]}, "it contains no image"),
        (
            {"x": np.zeros((4, 7, 28), np.uint8), "y": Y[:4]},
            r"7 x 28 pixels; .* set a size \(--image-size\)",
        ),
        ({"x": np.zeros((4, 28, 513), np.uint8), "y": Y[:4]}, "sides from 8 to 512"),
        (
            {"x": GREY, "y": np.eye(12, 14, dtype=int)},
            r"shape \(12, 14\), several labels per image. Multi-label sets",
        ),
        (
            {"x": GREY, "y": Y[:5]},
            r"has shape \(5,\), expected one label per image: \(12,\) or \(12, 1\)",
        ),
        ({"x": GREY, "y": np.zeros(12)}, r"images\.npz, pool has 1 class"),
        ({"x": GREY, "y": np.where(Y, np.nan, 1)}, "row 2: the label .* is empty"),
        (
            {**MEDMNIST, "test_labels": np.full((6, 1), 9)},
            "test has class '9', which train does not have",
        ),
    ],
)
def test_arrays_of_another_form_are_refused(arrays, message, read):
    with pytest.raises(DataError, match=message):
        read(arrays)


def write(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)


def header(shape):
    content = io.BytesIO()
    npy.write_array_header_1_0(content, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return content.getvalue()


def saved(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def test_a_header_that_claims_more_than_there_is_is_refused(tmp_path, store, configured):
    write(tmp_path / "a.npz", x=header((10**9, 28, 28)) + bytes(100), y=saved(Y))
    with pytest.raises(DataError, match="claims 784,000,000,128 bytes in its header"):
        prepare(configured("image_arrays", {"root": str(tmp_path / "a.npz")}), store=store)


def test_a_small_file_that_unfolds_to_much_is_refused(tmp_path, store, configured):
    shape = (300 * 1024, 32, 32)
    content = header(shape) + bytes(300 * 2**20)
    write(tmp_path / "a.npz", x=content, y=saved(np.arange(shape[0]) % 2))
    with pytest.raises(DataError, match="claims 300 MiB of numbers"):
        prepare(configured("image_arrays", {"root": str(tmp_path / "a.npz")}), store=store)
    assert not list(store.glob("image_arrays*"))


@pytest.mark.parametrize("cut", [400, 5000])
def test_a_damaged_file_is_refused(cut, tmp_path, store, configured):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, x=GREY, y=Y)
    content = bytearray(path.read_bytes())
    content[cut : cut + 8] = bytes(8)
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.npz"):
        prepare(configured("image_arrays", {"root": str(path)}), store=store)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=r"a\.npz"):
        prepare(configured("image_arrays", {"root": str(path)}), store=store)


@pytest.mark.parametrize("size", [1, 7, 513, -1])
def test_sizes_too_small_for_a_network_are_refused(size, configured):
    with pytest.raises(ValueError, match="image_size"):
        configured("image_arrays", {"root": "a.npz", "image_size": size})
