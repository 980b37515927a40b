import numpy as np
import pytest
from PIL import Image

from ltcore.data import DataError, prepare
from ltcore.data.sources.image_folder import list_tree


def outline(root):
    return {
        split: {name: len(images) for name, images in classes.items()}
        for split, classes in list_tree(root).items()
    }


def test_folders_are_classes(image_tree):
    assert outline(image_tree({"dog": 2, "cat": 1})) == {"pool": {"cat": 1, "dog": 2}}


@pytest.mark.parametrize(
    ("folders", "splits"),
    [
        (("train", "test"), ["train", "test"]),
        (("train", "val"), ["train", "test"]),
        (("train", "val", "test"), ["train", "test", "val"]),
        (("train",), ["pool"]),
    ],
)
def test_split_folders_are_recognised(folders, splits, image_tree):
    tree = outline(image_tree({f"{split}/{name}": 1 for split in folders for name in "ab"}))
    assert list(tree) == splits
    assert all(classes == {"a": 1, "b": 1} for classes in tree.values())


def test_a_class_may_be_called_train(image_tree):
    assert outline(image_tree({"train": 1, "bus": 2})) == {"pool": {"bus": 2, "train": 1}}


def test_images_and_labels_go_together(image_tree, configured, store):
    root = image_tree({"train/b": 2, "train/a": 3, "test/a": 1, "test/b": 1}, size=(8, 8))
    source = prepare(configured("image_folder", {"root": str(root), "image_size": 8}), store=store)
    assert source.class_names == ("a", "b")
    assert source.labels("train").tolist() == [0, 0, 0, 1, 1]
    with Image.open(root / "train" / "b" / "001.png") as image:
        assert np.array_equal(source.inputs("train")[4], np.asarray(image))


def test_a_damaged_image_leaves_nothing_prepared(image_tree, configured, store):
    root = image_tree({"a": 2, "b": 2})
    (root / "b" / "001.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(DataError, match=r"b/001\.png"):
        prepare(configured("image_folder", {"root": str(root)}), store=store)
    assert not list(store.glob("image_folder*"))


def test_a_new_image_makes_another_prepared_source(image_tree, configured, store):
    root = image_tree({"a": 2, "b": 2})
    config = configured("image_folder", {"root": str(root)})
    before = prepare(config, store=store)
    Image.new("RGB", (8, 8)).save(root / "a" / "new.png")
    after = prepare(config, store=store)
    assert after.folder != before.folder
    assert len(after.labels("pool")) == 5


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"only": 2}, "has 1 class folders: expected one folder of PNG, JPEG or WebP"),
        ({"a": 2, "b": 0}, "class folder 'b' of .* has no PNG"),
        (
            {"train/a": 1, "train/b": 1, "test/c": 1},
            "test of .* has class 'c', which train does not",
        ),
        ({"train/a": 1, "train/b": 1, "test/a": 0}, "test of .* has no image"),
    ],
)
def test_what_is_no_such_tree_is_told(counts, message, image_tree):
    with pytest.raises(DataError, match=message):
        list_tree(image_tree(counts))


def test_a_file_is_no_tree(tmp_path):
    (tmp_path / "images.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(DataError, match="is not a folder: expected one folder of images per class"):
        list_tree(tmp_path / "images.zip")
