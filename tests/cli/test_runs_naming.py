import json

import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore


@pytest.fixture
def run_id(runs):
    return RunStore(runs).create(RunConfig(name="old")).id


def test_a_run_takes_another_name(ltlab, runs, run_id):
    said = ltlab("runs", "name", run_id, "<b>new</b>")
    assert (said.exit_code, f"{run_id} is now called <b>new</b>" in said.stderr) == (0, True)
    assert json.loads(ltlab("runs", "--json").stdout)[0]["name"] == "<b>new</b>"
    assert "<b>new</b>" in ltlab("runs").stdout
    assert "has no name any more" in ltlab("runs", "name", run_id, "").stderr
    assert RunStore(runs).load(run_id).name == ""


def test_what_cannot_be_named_is_refused(ltlab, run_id):
    assert ltlab("runs", "name", run_id, "x" * 201).exit_code == 1
    unknown = ltlab("runs", "name", run_id[:-1], "new")
    assert (unknown.exit_code, "Did you mean" in unknown.stderr) == (1, True)
