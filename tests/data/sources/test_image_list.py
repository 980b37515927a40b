import os

import numpy as np
import pytest

from ltcore.data import DataError, build, prepare
from ltcore.data.sources.decoding import decode
from ltcore.data.sources.image_list import read_list


@pytest.fixture
def root(image_tree):
    return image_tree({"some cats": 3, "dogs": 2})


@pytest.fixture
def lists(root, configured):
    """Return a function: the texts of the two lists -> configuration."""

    def make(train, test):
        (root / "train.txt").write_text(train)
        (root / "test.txt").write_text(test)
        options = {"root": str(root), "train_list": "train.txt", "test_list": "test.txt"}
        return configured("image_list", {**options, "image_size": 8})

    return make


TRAIN = "dogs/000.png 1\nsome cats/000.png 0\n\nsome cats/001.png 0\r\n"


def test_paths_may_hold_spaces_and_order_is_kept(lists, store):
    config = lists(TRAIN, "dogs/001.png 1\n")
    data = build(config, store=store)
    source = prepare(config, store=store)
    assert source.labels("train").tolist() == [1, 0, 0]
    assert data.task.class_counts.tolist() == [2, 1]
    assert np.bincount(data.test.labels, minlength=2).tolist() == [0, 1]
    assert source.class_names == ("0", "1")


def test_a_list_may_be_given_by_its_whole_path(lists, store, root, tmp_path):
    config = lists(TRAIN, "dogs/001.png 1\n")
    elsewhere = (root / "train.txt").rename(tmp_path / "elsewhere.txt")
    options = config.options.model_copy(update={"train_list": str(elsewhere)})
    moved = config.model_copy(update={"options": options})
    assert len(build(moved, store=store).train) == 3


def test_a_changed_image_makes_another_prepared_source(lists, store, root):
    config = lists(TRAIN, "dogs/001.png 1\n")
    before = prepare(config, store=store).folder
    os.utime(root / "dogs" / "001.png", ns=(0, 0))
    assert prepare(config, store=store).folder != before


@pytest.mark.parametrize(
    ("train", "test", "message"),
    [
        (
            TRAIN + "dogs/000.png\n",
            "dogs/001.png 1",
            r"train\.txt line 5 is 'dogs/000\.png': expected",
        ),
        (
            TRAIN + "dogs/000.png 1 2\n",
            "dogs/001.png 1",
            "line 5 .* with blanks, a tab or a comma before the label",
        ),
        (TRAIN + "dogs/000.png\t1\t2\n", "dogs/001.png 1", "line 5 .* before the label"),
        (TRAIN + "dogs/000.png,1,2\n", "dogs/001.png 1", "line 5 .* before the label"),
        (TRAIN + "dogs/000.png;1\n", "dogs/001.png 1", "line 5 .* before the label"),
        (TRAIN + "dogs/000.png,\n", "dogs/001.png 1", "line 5 .* before the label"),
        (
            TRAIN,
            "dogs/001.png 2",
            r"train\.txt, test\.txt: test has class '2', which train does not",
        ),
        ("dogs/000.png 1", "dogs/001.png 1", r"train has 1 class \('1'\)"),
        (
            TRAIN + "dogs/000.png 0\n",
            "dogs/001.png 1",
            r"names .*dogs/000\.png with the labels '1' and '0': each image must have one label",
        ),
        (TRAIN, "\n", r"test\.txt is empty"),
        (TRAIN, "../secret.png 1", "is outside the root"),
        (TRAIN, "/etc/passwd 1", "is outside the root"),
        (TRAIN, "dogs/../../x.png 1", "is outside the root"),
        (TRAIN, ".. 1", "is outside the root"),
        (TRAIN, "dogs/../.. 1", "is outside the root"),
        (TRAIN, "dogs/009.png 1", r"cannot read .*009\.png"),
    ],
)
def test_a_wrong_line_is_named(train, test, message, lists, store):
    with pytest.raises(DataError, match=message):
        build(lists(train, test), store=store)


def test_links_that_leave_the_root_are_refused(lists, store, root, tmp_path):
    (tmp_path / "secret.png").touch()
    (root / "leak.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "folder").mkdir()
    (root / "linked").symlink_to(tmp_path / "folder")
    with pytest.raises(DataError, match="which is outside the root"):
        build(lists(TRAIN + "linked/a.png 1", "dogs/001.png 1"), store=store)
    with pytest.raises(DataError, match=r"'leak\.png', which is outside the root"):
        build(lists(TRAIN + "leak.png 1", "dogs/001.png 1"), store=store)


@pytest.mark.parametrize("content", [b"\x80\x04\x95\xff", bytes(range(256))])
def test_a_binary_file_is_no_list(content, tmp_path):
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(
        DataError, match=r"looks like .*: expected text in UTF-8 with one `path label` per line"
    ):
        read_list(tmp_path / "list.txt", tmp_path)


def source_of(config, store):
    source = prepare(config, store=store)
    labels = [source.class_names[label] for label in source.labels("train")]
    return labels, source


@pytest.mark.parametrize("label", ["great owl", "1"])
@pytest.mark.parametrize("between", ["\t", "\t\t", " \t ", ",", ", "])
def test_a_tab_or_a_comma_may_part_path_and_label(between, label, lists, store):
    text = f"dogs/000.png{between}{label}\nsome cats/000.png{between}0\n"
    labels, _ = source_of(lists(text, f"dogs/001.png{between}{label}"), store)
    assert labels == [label, "0"]


@pytest.mark.parametrize(
    "path", ["dogs/000.png", "./dogs/000.png", "/dogs/000.png", "dogs//000.png", "dogs\\000.png"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lists_as_other_systems_write_them(mark, end, path, lists, store, root):
    config = lists("", "dogs/001.png 1")
    text = f"{mark}{path}   1{end}{end}some cats/000.png 0{end}"
    (root / "train.txt").write_bytes(text.encode())
    labels, source = source_of(config, store)
    assert labels == ["1", "0"]
    expected, _ = decode(str(root / "dogs" / "000.png"), 8)
    assert np.array_equal(source.inputs("train")[0], expected)
    told = {"/": "leading slash are relative to the root (1)", "d": "", ".": ""}[path[0]]
    told = "backslashes in paths are read as slashes (1)" if "\\" in path else told
    assert [told in note for note in source.notes if "test" not in note] == ([True] if told else [])


def test_a_file_with_a_backslash_in_its_name_is_itself(lists, store, root):
    (root / "dogs" / "000.png").rename(root / "dogs\\x.png")
    labels, source = source_of(lists("dogs\\x.png 1\nsome cats/000.png 0", "dogs/001.png 1"), store)
    assert labels == ["1", "0"]
    assert not any("backslash" in note for note in source.notes)


@pytest.mark.parametrize("header", ["path,label", "filename\tclass", "image label"])
def test_a_first_line_with_the_names_of_columns_is_told(header, lists, store):
    labels, source = source_of(lists(f"{header}\n{TRAIN}", "dogs/001.png 1"), store)
    assert labels == ["1", "0", "0"]
    assert "train.txt: line 1 names the columns and is not an image" in source.notes


def test_labels_are_in_number_order_and_one_name_each(lists, store):
    text = "".join(f"some cats/00{at}.png {label}\n" for at, label in enumerate(("10", "9.0", "9")))
    _, source = source_of(lists(text, "dogs/001.png 9"), store)
    assert source.class_names == ("9", "10")
    assert source.labels("train").tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("train", "test", "note"),
    [
        (
            "dogs/000.png 1\nsome cats/000.png 2",
            "dogs/001.png 1\nsome cats/001.png 2",
            "labels run from 1 to 2: there is no class 0",
        ),
        (
            "dogs/000.png 0\nsome cats/000.png 3",
            "dogs/001.png 0\nsome cats/001.png 3",
            "there is no class 1, although labels go up to 3",
        ),
        (
            "dogs/000.png a\nsome cats/000.png b",
            "dogs/001.png a",
            "test has no image of 1 class (b)",
        ),
        (
            "dogs/000.png a\ndogs/000.png a\nsome cats/000.png b",
            "dogs/001.png a\nsome cats/001.png b",
            "train.txt: 1 lines repeat an image",
        ),
        (
            "dogs/000.png a\nsome cats/000.png b",
            "dogs/000.png a\nsome cats/001.png b",
            "1 test images are also training images",
        ),
        (
            "dogs/000.png 0\nsome cats/000.png 999999999",
            "dogs/001.png 0\nsome cats/001.png 999999999",
            "there is no class 1, although labels go up to 999999999",
        ),
    ],
)
def test_what_is_unusual_about_labels_is_told(train, test, note, lists, store):
    assert source_of(lists(train, test), store)[1].notes == (note,)


def test_a_list_in_utf16_is_refused(tmp_path):
    (tmp_path / "list.txt").write_text("a.png 1", encoding="utf-16")
    with pytest.raises(DataError, match="looks like text in UTF-16: expected text in UTF-8"):
        read_list(tmp_path / "list.txt", tmp_path)
