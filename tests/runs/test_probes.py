"""Files of a pre-training: what is written comes back, and what does not belong is refused by name."""

import numpy as np
import pandas as pd
import pytest

from ltcore.runs import DamagedRunError, RunFolder, RunGoneError
from ltcore.runs.pretext import read_pretext, write_pretext
from ltcore.runs.probes import read_probes, read_pruning, write_probes
from ltcore.types import Task

PRETEXT = pd.DataFrame({"class": [0, 1], "support": [4, 0], "accuracy": [0.75, np.nan]})
PROBES = pd.DataFrame(
    {
        "backbone": ["random", "final"],
        "reader": ["linear", "neighbours"],
        "examples": ["balanced", "long_tailed"],
        "class": [0, 1],
        "learned_from": [7, 3],
        "support": [4, 4],
        "correct": [2, 0],
        "strength": [0.1, np.nan],
    }
)
PRUNING = pd.DataFrame(
    {
        "backbone": ["pretrained", "pretrained"],
        "class": [0, 1],
        "support": [4, 4],
        "moved": [0, 3],
        "pruned_share": [0.7, 0.7],
    }
)


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path)
    folder.write_class_table(Task("digits", ("cat", "lynx"), np.array([9, 2]), (8, 8, 1)))
    return folder


def test_what_is_written_comes_back(folder):
    write_pretext(folder, PRETEXT)
    write_probes(folder, PROBES, PRUNING)
    for read, table in (
        (read_pretext, PRETEXT),
        (read_probes, PROBES),
        (read_pruning, PRUNING),
    ):
        pd.testing.assert_frame_equal(read(folder), table)


def test_what_is_not_there_is_none(folder):
    assert [read(folder) for read in (read_pretext, read_probes, read_pruning)] == [None] * 3
    gone = RunFolder(folder.path / "gone")
    for read in (read_pretext, read_probes, read_pruning):
        with pytest.raises(RunGoneError):
            read(gone)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"backbone": ["random", "other"]}, "backbone"),
        ({"reader": ["linear", "oracle"]}, "reader"),
        ({"examples": ["balanced", "all"]}, "examples"),
        ({"class": [0, 2]}, "has 2 classes"),
        ({"correct": [2, -1]}, "correct"),
        (
            {name: [PROBES[name][0]] * 2 for name in ("backbone", "reader", "examples", "class")},
            "same 'backbone'",
        ),
    ],
)
def test_probes_that_do_not_belong_are_refused(folder, changed, said):
    write_probes(folder, PROBES.assign(**changed), PRUNING)
    with pytest.raises(DamagedRunError, match=said):
        read_probes(folder)


def test_a_share_beyond_one_is_refused(folder):
    write_pretext(folder, PRETEXT.assign(accuracy=[0.5, 1.5]))
    with pytest.raises(DamagedRunError, match="accuracy"):
        read_pretext(folder)
    write_probes(folder, PROBES, PRUNING.assign(pruned_share=2.0))
    with pytest.raises(DamagedRunError, match="pruned_share"):
        read_pruning(folder)
