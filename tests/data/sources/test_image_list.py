import os

import numpy as np
import pytest

from ltcore.data import DataError, build, prepare
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
        (TRAIN + "dogs/000.png one\n", "dogs/001.png 1", r"line 5 .* the label a whole number"),
        (TRAIN + "dogs/000.png -1\n", "dogs/001.png 1", "line 5 .* the label a whole number"),
        (
            TRAIN + "dogs/000.png 3\n",
            "dogs/001.png 1",
            r"train\.txt has labels up to 3 and none of class 2",
        ),
        (TRAIN, "dogs/001.png 2", r"test\.txt has label 2, but train\.txt only labels 0 to 1"),
        (TRAIN, "\n", r"test\.txt is empty"),
        (TRAIN, "../secret.png 1", "leads out of the root"),
        (TRAIN, "/etc/passwd 1", "leads out of the root"),
        (TRAIN, "dogs/../../x.png 1", "leads out of the root"),
        (TRAIN, ".. 1", "leads out of the root"),
        (TRAIN, "dogs/../.. 1", "leads out of the root"),
        (TRAIN, "dogs/009.png 1", r"cannot read .*009\.png"),
        ("9" * 30 + " " + "9" * 30, "dogs/001.png 1", "the label a whole number"),
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
    with pytest.raises(DataError, match="which leads out of the root"):
        build(lists(TRAIN + "linked/a.png 1", "dogs/001.png 1"), store=store)
    with pytest.raises(DataError, match=r"'leak\.png', which leads out of the root"):
        build(lists(TRAIN + "leak.png 1", "dogs/001.png 1"), store=store)


@pytest.mark.parametrize("content", [b"\x80\x04\x95\xff", bytes(range(256))])
def test_a_binary_file_is_no_list(content, tmp_path):
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(
        DataError, match=r"looks like .*: expected text with one `path label` per line"
    ):
        read_list(tmp_path / "list.txt", tmp_path)
