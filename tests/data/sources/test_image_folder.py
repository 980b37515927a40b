import numpy as np
import pytest
from PIL import Image

from ltcore.data import DataError, prepare
from ltcore.data.sources.image_folder import list_tree


def outline(root):
    return {
        split: {name: len(images) for name, images in classes.items()}
        for split, classes in list_tree(root).splits.items()
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
    with pytest.raises(
        DataError, match="is not a folder: expected a folder with one folder of images per class"
    ):
        list_tree(tmp_path / "images.zip")


ALIASES = [
    (("train", "valid", "test"), ["train", "test", "val"]),
    (("Train", "Test"), ["train", "test"]),
    (("training", "testing"), ["train", "test"]),
    (("TRAIN", "Validation", "TEST"), ["train", "test", "val"]),
    (("Training", "dev"), ["train", "test"]),
    (("train", "VALID"), ["train", "test"]),
]


@pytest.mark.parametrize(("folders", "splits"), ALIASES)
def test_usual_names_of_splits_are_understood_in_any_case(folders, splits, image_tree):
    tree = outline(image_tree({f"{split}/{name}": 1 for split in folders for name in "ab"}))
    assert list(tree) == splits
    assert all(classes == {"a": 1, "b": 1} for classes in tree.values())


def test_validation_that_serves_for_testing_is_told(image_tree):
    tree = list_tree(
        image_tree({f"{split}/{name}": 1 for split in ("train", "dev") for name in "ab"})
    )
    assert tree.notes == ("there is no test folder: 'dev' is used as the test split",)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (
            {"train/a": 1, "train/b": 1, "training/a": 1},
            "has 2 folders for the train split: 'train', 'training'. Keep one",
        ),
        (
            {"train/a": 1, "train/b": 1, "val/a": 1, "Valid/a": 1},
            "has 2 folders for the val split: 'Valid', 'val'",
        ),
        (
            {"train/a": 1, "train/b": 1, "test/a": 1, "extra/a": 1},
            r"has split folders \('test', 'train'\) and also 'extra': move everything else",
        ),
        ({"val/a": 1, "val/b": 1, "test/a": 1}, "but none for training"),
        ({"train": 1, "test": 1}, "has 0 class folders"),
        ({"train/a": 1, "train/b": 1, "test": 3}, "test of .* has no image in a class folder"),
        (
            {f"{fold}/{name}": 1 for fold in ("one", "two") for name in ("cat", "dog")},
            r"the folders in .* \('one', 'two'\) contain the same folders \('cat', 'dog'\), so it is unclear which are the classes\. "
            "If 'cat', 'dog', name the outer folders train, val and test, .*; if 'one', 'two', move their images",
        ),
        (
            {"one/cat": 1, "one/dog": 1, "one/owl": 1, "two/cat": 1, "two/dog": 1},
            "which are the classes",
        ),
        (
            {f"train/{site}/{name}": 1 for site in "xy" for name in ("cat", "dog")},
            "the folders in .*train.* which are the classes",
        ),
    ],
)
def test_folders_that_may_be_splits_are_asked_about(counts, message, image_tree):
    with pytest.raises(DataError, match=message):
        list_tree(image_tree(counts))


@pytest.mark.parametrize("name", ["images", "JPEG"])
def test_one_folder_that_all_classes_hold_raises_no_question(name, image_tree):
    tree = list_tree(image_tree({f"cat/{name}": 2, f"dog/{name}": 1}))
    assert {split: list(map(len, of.values())) for split, of in tree.splits.items()} == {
        "pool": [2, 1]
    }
    assert tree.notes == (
        f"3 images in folders within class folders (cat/{name}) count towards the class",
    )


def test_folders_within_some_classes_raise_no_question(image_tree):
    assert outline(image_tree({"cat/persian": 1, "cat/manx": 2, "dog": 1})) == {
        "pool": {"cat": 3, "dog": 1}
    }


def test_folders_with_numbers_are_in_number_order(image_tree, configured, store):
    root = image_tree({str(number): number + 1 for number in range(12)}, size=(8, 8))
    source = prepare(configured("image_folder", {"root": str(root), "image_size": 8}), store=store)
    assert source.class_names == tuple(map(str, range(12)))
    assert np.bincount(source.labels("pool")).tolist() == list(range(1, 13))
    with Image.open(root / "2" / "000.png") as image:
        assert np.array_equal(source.inputs("pool")[3], np.asarray(image))


def test_labels_from_one_and_blanks_around_names_are_told(image_tree, configured, store):
    root = image_tree({"1": 1, " 2": 1, "3.0": 1})
    notes = prepare(configured("image_folder", {"root": str(root)}), store=store).notes
    assert notes == (
        "folder ' 2' is class '2'",
        "folder '3.0' is class '3'",
        "labels run from 1 to 3: there is no class 0",
    )


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [("1", "1.0", "1"), ("M\u00fccke", "Mu\u0308cke", "M\u00fccke"), ("cat", "cat ", "cat")],
)
def test_two_folders_of_one_class_are_refused(one, other, name, image_tree):
    with pytest.raises(DataError, match="are two folders for the same class") as caught:
        list_tree(image_tree({one: 1, other: 1, "dog": 1}))
    assert all(repr(spelling) in str(caught.value) for spelling in (one, other, name))


def test_a_folder_of_blanks_is_refused(image_tree):
    with pytest.raises(DataError, match="has a blank name: rename it"):
        list_tree(image_tree({" ": 1, "dog": 1}))


def test_a_folder_whose_name_is_no_text_is_refused(image_tree):
    root = image_tree({"a": 1, "b": 1})
    (root / "a").rename(root / "caf\udce9")
    with pytest.raises(DataError, match="is not UTF-8: rename it"):
        list_tree(root)


@pytest.mark.parametrize("place", ["", "train"])
def test_a_linked_class_folder_is_refused(place, image_tree, tmp_path):
    counts = {"a": 1, "b": 1} if not place else {"train/a": 1, "train/b": 1, "test/a": 1}
    root = image_tree(counts)
    (tmp_path / "owl").mkdir()
    (root / place / "owl").symlink_to(tmp_path / "owl")
    with pytest.raises(
        DataError, match=r"owl is a link to a folder, .* not followed: put the folder itself"
    ):
        list_tree(root)


@pytest.mark.parametrize("pool", [{"a": 1, "b": 1}, {"train/a": 1, "train/b": 1}])
def test_what_lies_beside_the_classes_is_counted_once(pool, image_tree):
    root = image_tree(pool)
    (root / ".DS_Store").touch()
    (root / "loose.png").touch()
    assert list_tree(root).notes == (
        "skipped: 1 hidden (.DS_Store), 1 images outside class folders (loose.png)",
    )


def test_what_is_passed_over_is_counted_and_named(image_tree, configured, store, tmp_path):
    root = image_tree({"train/a": 2, "train/b": 2, "test/a": 1})
    (root / ".DS_Store").touch()
    (root / "train" / "a" / ".thumb.png").touch()
    (root / "train" / "b" / "labels.csv").touch()
    (root / "test" / "loose.png").touch()
    (root / "train" / "a" / "leak.png").symlink_to(tmp_path / "elsewhere.png")
    notes = prepare(configured("image_folder", {"root": str(root)}), store=store).notes
    assert notes == (
        "test has no image of 1 class (b)",
        "skipped: 2 hidden (.DS_Store), 1 images outside class folders (test/loose.png), 1 links "
        "that lead outside the root (train/a/leak.png), 1 of other types (train/b/labels.csv)",
    )


def test_a_plain_tree_has_no_notes(image_tree, configured, store):
    root = image_tree({"train/a": 2, "train/b": 2, "test/a": 1, "test/b": 1})
    assert prepare(configured("image_folder", {"root": str(root)}), store=store).notes == ()
