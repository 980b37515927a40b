"""Rare classes that the chosen pseudo-labels leave out."""

import numpy as np
import pytest

from ltcore.analysis.pseudo_labels_in_training.moments import Moment
from ltcore.analysis.pseudo_labels_in_training.untaught import untaught
from ltcore.runs import RunStore
from ltcore.runs.pseudo_labels import read_pseudo_labels, write_pseudo_labels


@pytest.fixture
def choose(folder):
    """Write what a stage chose, and load the run."""

    def chosen(table, stage="generation_3"):
        write_pseudo_labels(folder, stage, 0, table)
        return RunStore(folder.path.parent).load(folder.id)

    return chosen


def test_a_choice_with_every_rare_class_says_nothing(record):
    assert untaught(record) is None  # class lynx is predicted once, and kept


def test_only_the_last_choice_counts(choose, folder):
    table = folder_table(folder)
    table["predicted"] = 0
    assert untaught(choose(table)) == (Moment("generation_3", 0), ("lynx",))


def test_what_is_predicted_but_not_kept_teaches_nothing(choose, folder):
    table = folder_table(folder)
    table["kept"] = (table["predicted"] != 2).astype(np.int64)
    found = untaught(choose(table, "generation_2"))
    assert found is not None
    assert str(found.moment) == "before generation 2"
    assert found.names == ("lynx",)


def test_a_run_without_pseudo_labels_has_no_teacher(folder):
    for path in (folder.path / "pseudo_labels").iterdir():
        path.unlink()
    assert untaught(RunStore(folder.path.parent).load(folder.id)) is None


def folder_table(folder):
    table = read_pseudo_labels(folder, "generation_2", 0)
    assert table is not None
    return table.copy()
