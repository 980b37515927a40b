import json
import subprocess
import sys

import numpy as np
import pytest

from ltcore.runs import RunGoneError, RunWriteError
from ltcore.runs.metrics_log import (
    COLUMNS,
    INTEGERS,
    append_metrics,
    metrics_frame,
    read_rows,
)
from ltcore.runs.schema.files import METRICS


def test_rows_come_back_with_every_column_and_type(tmp_path):
    path = tmp_path / "metrics.jsonl"
    append_metrics(path, {"stage": "train", "epoch": 1, "step": 8, "train_loss": np.float32(0.5)})
    append_metrics(path, {"stage": "train", "epoch": 2, "train_loss": float("nan"), "extra": 1})
    frame = metrics_frame(path)
    assert list(frame.columns) == [*COLUMNS, "extra"]
    assert frame["epoch"].tolist() == [1, 2]
    assert frame["train_loss"].tolist()[0] == 0.5
    assert np.isnan(frame["train_loss"].tolist()[1])
    assert {str(frame[name].dtype) for name in INTEGERS} == {"int64"}
    assert {str(frame[name].dtype) for name in METRICS} == {"float64"}


def test_no_metrics_yet_is_an_empty_frame_with_the_columns(tmp_path):
    frame = metrics_frame(tmp_path / "metrics.jsonl")
    assert frame.empty
    assert list(frame.columns) == list(COLUMNS)


def test_the_last_row_of_an_epoch_wins_and_keeps_its_place(tmp_path):
    path = tmp_path / "metrics.jsonl"
    for attempt, epochs in ((1, (1, 2, 3)), (2, (2, 3, 4))):
        for epoch in epochs:
            append_metrics(path, {"stage": "train", "epoch": epoch, "attempt": attempt})
    frame = metrics_frame(path)
    assert frame["epoch"].tolist() == [1, 2, 3, 4]
    assert frame["attempt"].tolist() == [1, 2, 2, 2]


@pytest.mark.parametrize(
    "damage",
    ['{"stage": "tr', "\x00\x00", "[1, 2]", "3", '{"epoch": 2}', '{"stage": "a", "epoch": null}'],
)
def test_damaged_lines_are_skipped_and_counted(tmp_path, damage):
    path = tmp_path / "metrics.jsonl"
    append_metrics(path, {"stage": "train", "epoch": 1})
    with path.open("a") as file:
        file.write(damage)
    append_metrics(path, {"stage": "train", "epoch": 2})
    frame = metrics_frame(path)
    assert frame["epoch"].tolist() == [1, 2]
    (told,) = frame.attrs["damaged_lines"]
    assert told.startswith("line 2: ")
    assert read_rows(path)[1] == [told]


def test_every_cut_of_a_log_reads_as_its_whole_lines(tmp_path):
    path = tmp_path / "metrics.jsonl"
    for epoch in (1, 2, 3):
        append_metrics(path, {"stage": "train", "epoch": epoch, "lr": 0.1})
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        whole = content[:length].count(b"\n")
        epochs = [row["epoch"] for row in read_rows(path)[0]]
        assert epochs in (list(range(1, whole + 1)), list(range(1, whole + 2)))


def test_stage_and_epoch_are_required(tmp_path):
    with pytest.raises(ValueError, match="needs stage and epoch"):
        append_metrics(tmp_path / "metrics.jsonl", {"epoch": 1})


def test_a_deleted_run_is_told_from_one_without_metrics(tmp_path):
    with pytest.raises(RunGoneError, match="'gone' no longer exists"):
        metrics_frame(tmp_path / "gone" / "metrics.jsonl")
    with pytest.raises(RunWriteError, match="is gone"):
        append_metrics(tmp_path / "gone" / "metrics.jsonl", {"stage": "train", "epoch": 1})


def test_two_writers_never_mix_their_lines(tmp_path):
    path = tmp_path / "metrics.jsonl"
    code = (
        "import sys; from pathlib import Path; from ltcore.runs.metrics_log import append_metrics\n"
        "for epoch in range(100): append_metrics(Path(sys.argv[1]), {'stage': sys.argv[2], 'epoch': epoch, 'pad': 'x' * 500})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), stage]) for stage in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    # A writer that meets the other's half-visible line begins a new one: blank lines are possible.
    lines = [line for line in path.read_text().splitlines() if line]
    assert len(lines) == 200
    assert {json.loads(line)["stage"] for line in lines} == {"a", "b"}
