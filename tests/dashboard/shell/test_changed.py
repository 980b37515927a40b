"""Where the numbers of a run stand, it is said that its files have changed since they were written."""

import pytest

from dashboard.shell import changed
from ltcore.runs.checksums import CHECKSUMS, write_checksums


@pytest.fixture
def ended(runs, add_run):
    """Two finished runs with checksums, by their id."""
    ids = [add_run(runs, "erm", seed=seed) for seed in (0, 1)]
    for run_id in ids:
        write_checksums(runs.root / run_id)
    return ids


def test_compare_names_the_run_and_the_file(runs, ended, page):
    at = page("compare")
    assert not at.exception
    assert not at.warning
    runs.load(ended[0]).folder.append_metrics({"stage": "train", "epoch": 1, "test_error": 0.0})
    at = page("compare")
    assert not at.exception
    (said,) = (warning.value.replace("\\", "") for warning in at.warning)
    assert said.startswith(
        f"Run {ended[0]}: Changed since it was written: metrics.jsonl has different"
    )


def test_what_is_said_of_a_run(runs, ended, add_run):
    assert changed.why(runs.load(ended[0])) == ""
    (runs.root / ended[0] / "class_table.parquet").unlink()
    assert changed.why(runs.load(ended[0])) == (
        "The folder was copied only partially: class_table.parquet is missing. Copy it again."
    )
    (runs.root / ended[1] / CHECKSUMS).write_text("{")
    assert "checksums.json is not valid JSON" in changed.why(runs.load(ended[1]))
    moving = add_run(runs, "erm", seed=2, state="running")
    (runs.root / moving / CHECKSUMS).write_text("{")
    assert changed.why(runs.load(moving)) == ""
