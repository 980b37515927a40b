"""What a command understood of the data: classes with their counts, and what it changed in reading."""

import numpy as np
import pytest

from ltcore.cli.exits import CommandError
from ltcore.data.writing import SourceWriter

NOTE = "blanks around 3 labels were removed"


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A table of three classes, in whose reading something is said."""
    finish = SourceWriter.finish

    def noted(writer, class_names):
        writer.note(f"{NOTE}\x1b[31m")
        finish(writer, class_names)

    monkeypatch.setattr(SourceWriter, "finish", noted)
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    names = np.repeat(["cat", "owl", "dog"], [30, 10, 40])
    rows = [f"{position / 7},{name}" for position, name in enumerate(names)]
    path = tmp_path / "animals.csv"
    path.write_text("\n".join(["weight,label", *rows]), "utf-8")
    return path


def arguments(table, *more):
    shares = ("--val-per-class", "2", "--test-per-class", "3", "--width", "8")
    return ("--data", "table", "--root", table, "--epochs", "1", "--threads", "1", *shares, *more)


def test_train_says_the_classes_and_what_was_changed_in_reading(ltlab, table):
    result = ltlab("train", *arguments(table))
    assert result.exit_code == 0, result.output
    assert "65 examples, class counts 35 to 5, realised ratio 7" in result.stderr
    assert "3 classes: dog 35, cat 25, owl 5\n" in result.stderr
    assert f"note: {NOTE} [31m\n" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_train_says_the_classes_of_drawn_data_without_a_note(ltlab, tiny):
    result = ltlab("train", *tiny, "--epochs", "1")
    assert "3 classes: gaussian 0: 90, gaussian 1: 28, gaussian 2: 9\n" in result.stderr
    assert "note:" not in result.stderr


def test_sweep_says_the_classes_once_for_each_profile(ltlab, table, monkeypatch):
    def stopped(*_):
        raise CommandError("stopped before the first run")

    monkeypatch.setattr("ltcore.cli.sweep.carry_out_queue", stopped)
    grid = arguments(table, "--profile", "as_is", "--n-max", "5,20", "--method", "erm,ldam")
    result = ltlab("sweep", *grid)
    assert "stopped before" in result.stderr
    assert result.stderr.count("3 classes: ") == 2
    assert "3 classes: cat 5, dog 5, owl 5\n" in result.stderr
    assert "3 classes: cat 20, dog 20, owl 5\n" in result.stderr
    assert result.stderr.count("data of table-as_is-erm-s0-") == 2
    again = ltlab("sweep", *arguments(table, "--seed", "5-6"))
    assert again.stderr.count("3 classes: ") == 1
    assert "data of" not in again.stderr


def test_prepare_says_the_classes_of_the_whole_source(ltlab, table):
    result = ltlab("datasets", "prepare", "table", "--root", table)
    assert result.exit_code == 0, result.output
    assert "pool: 3 classes: dog 40, cat 30, owl 10\n" in result.stderr
    assert f"note: {NOTE}" in result.stderr
    assert "table-" in result.stdout.splitlines()[-1]


def test_prepare_says_the_classes_of_every_split(ltlab, table, tmp_path):
    folder = tmp_path / "both"
    folder.mkdir()
    header, *rows = table.read_text("utf-8").splitlines()
    (folder / "train.csv").write_text("\n".join([header, *rows[:50]]), "utf-8")
    (folder / "test.csv").write_text("\n".join([header, *rows[20:50]]), "utf-8")
    result = ltlab("datasets", "prepare", "table", "--root", folder)
    assert "train: 3 classes: cat 30, dog 10, owl 10\n" in result.stderr
    assert "test: 3 classes: cat 10, dog 10, owl 10\n" in result.stderr


def test_a_class_of_one_is_told_the_ways_out_and_one_of_them_is_gone(ltlab, table, tmp_path):
    header, *rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([header, *rows, "9,lynx"]), "utf-8")
    refused = ltlab("train", *arguments(table))
    assert refused.exit_code == 2
    assert "1 example of class 'lynx'" in refused.stderr
    assert "your own test examples" in refused.stderr
    folder = tmp_path / "own_test"
    folder.mkdir()
    (folder / "train.csv").write_text(table.read_text("utf-8"), "utf-8")
    (folder / "test.csv").write_text("\n".join([header, *rows]), "utf-8")
    followed = ltlab("train", *arguments(folder, "--val-per-class", "0"))
    assert followed.exit_code == 0, followed.output
    assert "4 classes: dog 40, cat 30, owl 10, lynx 1" in followed.stderr


@pytest.fixture
def own_splits(table, tmp_path):
    """The table as a folder with train, val and test files."""
    folder = tmp_path / "splits"
    folder.mkdir()
    header, *rows = table.read_text("utf-8").splitlines()
    for split, part in (("train", rows), ("val", rows[25:33]), ("test", rows[20:50])):
        (folder / f"{split}.csv").write_text("\n".join([header, *part]), "utf-8")
    return folder


def trained(ltlab, folder, *more):
    result = ltlab(
        "train", "--data", "table", "--root", folder, "--epochs", "1", "--threads", "1", *more
    )
    assert result.exit_code == 0, result.output
    return result.stderr


def test_a_split_val_of_the_source_that_is_not_used_is_told(ltlab, own_splits):
    said = trained(ltlab, own_splits)
    assert (
        "the split val (8 examples) is not used: any --val-per-class above 0 uses the whole split"
    ) in said
    assert "changes nothing" not in said


def test_numbers_that_the_own_splits_overrule_are_told(ltlab, own_splits):
    said = trained(ltlab, own_splits, "--val-per-class", "5", "--test-per-class", "3")
    for flag, split, n in (("val-per-class 5", "val", 8), ("test-per-class 3", "test", 30)):
        expected = f"--{flag} has no effect: the source's own {split} split is used ({n} examples)"
        assert expected in said
    assert "is not used" not in said


def test_numbers_that_a_pool_uses_are_not_commented_on(ltlab, table):
    assert "changes nothing" not in ltlab("train", *arguments(table)).stderr


def test_a_network_that_shrinks_small_images_to_one_place_is_said(ltlab, tmp_path, monkeypatch):
    def stopped(*_):
        raise CommandError("stopped before the first run")

    monkeypatch.setattr("ltcore.cli.sweep.carry_out_queue", stopped)
    result = ltlab("sweep", "--data", "digits", "--model", "convnet,resnet18", "--epochs", "1")
    assert "stopped before" in result.stderr
    assert result.stderr.count("note: resnet18 shrinks images by 32") == 1
    assert "8x8 pixels end as one place" in result.stderr
