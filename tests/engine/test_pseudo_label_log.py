"""The log of a run says what its stages chose, and warns where that leaves the tail out."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.pseudo_label_log import log_predictions
from ltcore.runs import RunStore
from ltcore.runs.pseudo_labels import read_pseudo_labels
from ltcore.training import Choice, Predictions
from ltcore.types import Task

NAMES = ("cat", "dog", "lynx")
COUNTS = np.array([40, 20, 4])


@pytest.fixture
def logged(tmp_path):
    """Log what a stage chose of four predictions; return the log and the table."""
    folder = RunStore(tmp_path).create(RunConfig())
    task = Task("toy", NAMES, COUNTS, (2,))
    folder.write_class_table(task)
    unlabelled = Examples(np.zeros((9, 2), np.float32), np.array([5, 6, 7, 8]), np.full(4, -1))
    data = cast("LongTailData", SimpleNamespace(task=task, unlabelled=unlabelled))

    def written(labels, chosen):
        labels, chosen = np.array(labels), np.array(chosen)
        log_predictions(
            folder,
            data,
            "student",
            0,
            predictions=Predictions(np.eye(3, dtype=np.float32)[labels]),
            choice=Choice(chosen, labels[chosen]),
        )
        return (folder.path / "log.txt").read_text("utf-8"), read_pseudo_labels(
            folder, "student", 0
        )

    return written


def test_a_choice_with_every_rare_class_is_counted(logged):
    said, table = logged([0, 1, 2, 2], [0, 1, 2])
    assert "student: 3 pseudo-labelled examples, 1 to 1 per class" in said
    assert "Warning" not in said
    assert table["kept"].tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("chosen", [[0, 1], [0]])
def test_a_tail_class_without_pseudo_labels_is_warned_of(logged, chosen):
    said, _ = logged([0, 1, 2, 2], chosen)
    assert "Warning: no example is predicted as tail class 'lynx'" in said
    assert "dog" not in said
    assert "Train the first stage longer" in said
