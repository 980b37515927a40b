"""What is kept of runs is what they came to, holds while their files do, and costs nothing where it is damaged."""

import json
import os
import time
from math import isnan

import pytest

from ltcore.analysis.runs.outcome_index import INDEX, read_outcomes, write_outcomes
from ltcore.analysis.runs.outcomes import Outcome

OLD = (12, 345, 1_000_000_000, 1_000_000_000)
OUTCOME = Outcome(balanced_error=0.25, seconds=8.5, size=12345.0)
NOTHING = Outcome(fault="damaged: metrics.jsonl has no valid line")


def test_what_is_kept_is_what_it_was(tmp_path):
    known = {"a": ((OLD, None), OUTCOME), "b": ((None,), NOTHING)}
    write_outcomes(tmp_path, known)
    kept = read_outcomes(tmp_path)
    assert kept["a"] == known["a"]
    marks, outcome = kept["b"]
    assert marks == (None,)
    assert outcome.fault == NOTHING.fault
    assert all(map(isnan, (outcome.balanced_error, outcome.seconds, outcome.size)))


def test_a_run_that_has_changed_only_just_now_is_not_relied_on(tmp_path):
    now = time.time_ns()
    write_outcomes(tmp_path, {"old": ((OLD,), OUTCOME), "new": (((1, 2, now, now),), OUTCOME)})
    assert set(read_outcomes(tmp_path)) == {"old"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-9],
        lambda text: text.replace("0.25", "0.26"),
        lambda text: json.dumps({**json.loads(text), "runs": {"a": {"marks": 3}}}),
        lambda text: "[]",
    ],
)
def test_a_damaged_index_is_no_index(tmp_path, damage):
    write_outcomes(tmp_path, {"a": ((OLD,), OUTCOME)})
    path = tmp_path / INDEX.name
    path.write_text(damage(path.read_text()))
    assert read_outcomes(tmp_path) == {}


def test_entries_that_mean_something_else_are_none(tmp_path):
    """Sealed as they should be, by a program that keeps something else under this name."""
    for entry in (
        {"marks": [], "fault": "", "balanced_error": "0", "seconds": 0.0, "size": 0.0},
        3,
    ):
        INDEX.write(tmp_path, {"a": entry})
        assert read_outcomes(tmp_path) == {}


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    tmp_path.chmod(0o500)
    write_outcomes(tmp_path, {"a": ((OLD,), OUTCOME)})
    assert read_outcomes(tmp_path) == {}


def test_a_folder_that_is_gone_keeps_nothing(tmp_path):
    write_outcomes(tmp_path / "gone", {"a": ((OLD,), OUTCOME)})
    assert read_outcomes(tmp_path / "gone") == {}
