import numpy as np
import pandas as pd
import pytest

from ltcore.runs import RunFolder, RunWriteError, gathered
from ltcore.runs.gathered import GatheredFolder
from tests.conftest import there


@pytest.fixture
def both(tmp_path):
    """The same run as an ordinary folder, and as one that gathers."""
    folders = RunFolder(tmp_path / "plain"), GatheredFolder(tmp_path / "gathered")
    for folder in folders:
        folder.path.mkdir()
    return folders


def measure(folder, epochs):
    for epoch in epochs:
        folder.append_metrics({"stage": "train", "epoch": epoch, "train_loss": 1 / epoch})
        recall = pd.DataFrame(
            {
                "split": "val",
                "class": np.arange(3),
                "support": 4,
                "predicted": 4,
                "correct": epoch,
                "recall": epoch / 4,
                "precision": 0.5,
            }
        )
        folder.write_per_class("train", epoch, recall)
        numbers = ("margin_min", "margin_q05", "margin_median")
        shares = ("min_adjusted_probability", "gradient_share")
        seen = pd.DataFrame(
            {
                "class": np.arange(3),
                "count_seen": epoch,
                **dict.fromkeys(numbers, -1.5),
                **dict.fromkeys(shares, 0.25),
            }
        )
        folder.write_train_class_stats("train", epoch, seen)


def read(folder):
    return (
        folder.read_metric_rows(),
        there(folder.read_per_class()),
        there(folder.read_train_class_stats()),
    )


def assert_same(one, other):
    (rows, *tables), (other_rows, *other_tables) = read(one), read(other)
    assert rows == other_rows
    for table, other_table in zip(tables, other_tables, strict=True):
        pd.testing.assert_frame_equal(table, other_table)


def test_what_is_gathered_is_on_disk_as_if_it_had_been_written_at_once(both):
    plain, gathering = both
    for epochs in ([1, 2], [3], [3, 4]):  # a resumed run does an epoch again
        measure(plain, epochs)
        measure(gathering, epochs)
        gathering.flush()
        assert_same(plain, gathering)
    plain.compact()
    gathering.compact()
    assert_same(plain, gathering)
    for name in ("per_class", "train_class_stats"):
        assert [p.name for p in (gathering.path / name).iterdir()] == ["all.parquet"]


def test_it_goes_on_from_what_an_ordinary_folder_has_written(both):
    plain, gathering = both
    measure(RunFolder(gathering.path), [1, 2])
    measure(plain, [1, 2, 3])
    measure(gathering, [3])
    gathering.compact()
    assert_same(plain, gathering)
    assert [p.name for p in (gathering.path / "per_class").iterdir()] == ["all.parquet"]


def test_nothing_is_written_before_it_is_due(both, monkeypatch):
    _, folder = both
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    assert not folder.is_due
    measure(folder, [1])
    assert folder.is_due  # the first time
    assert not list(folder.path.iterdir())
    folder.flush()
    assert not folder.is_due
    measure(folder, [2])
    assert not folder.is_due
    now += gathered.FLUSH_SECONDS
    assert folder.is_due
    folder.flush()
    assert [row["epoch"] for row in folder.read_metric_rows()] == [1, 2]


def test_what_could_not_be_written_stays_gathered(both, monkeypatch):
    plain, folder = both
    measure(plain, [1, 2])
    measure(folder, [1, 2])

    def full(*_, **__):
        raise RunWriteError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("ltcore.runs.tables.write_table", full)
        with pytest.raises(RunWriteError, match="the disk is full"):
            folder.flush()
    folder.flush()
    assert_same(plain, folder)
