import os
import signal
import time
from dataclasses import replace

import psutil
import pytest
from streamlit.web import cli

from dashboard.serving import farewell as farewells
from dashboard.serving.__main__ import main
from dashboard.serving.farewell import farewell
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.runs.locks import exclusive
from ltcore.sweeps.runners import QUEUE_LOCK
from ltcore.sweeps.waiting import START_SECONDS


@pytest.fixture(autouse=True)
def no_lessons_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def add(store):
    """Return a function that adds a run in some state."""
    long_ago = time.time() - START_SECONDS - 1
    here = {"pid": os.getpid(), "pid_started": psutil.Process().create_time()}

    def added(seed, state):
        folder = store.create(RunConfig(seed=seed))
        changes = here | {"heartbeat": time.time()} if state == "running" else {}
        status = folder.read_status()
        folder.write_status(replace(status, **{"heartbeat": long_ago, "state": state, **changes}))

    return added


def test_without_runs_there_is_nothing_to_tell(store):
    assert farewell(store) == (
        "The dashboard has stopped. No run is in training. To start it again: ltlab dashboard --runs "
        f"{store.root}"
    )


def test_lessons_that_are_still_shown_are_named(store, monkeypatch):
    here = "http://127.0.0.1:5000/"
    monkeypatch.setattr(farewells, "served_addresses", lambda: [here])
    assert f"A lesson is still shown at {here}: the page Lessons stops it" in farewell(store)


def test_runs_that_go_on_are_counted_with_the_commands_for_them(store, add):
    for seed, state in enumerate(("finished", "running", "queued", "queued")):
        add(seed, state)
    with exclusive(store.root / QUEUE_LOCK, "the queue"):
        said = farewell(store)
    assert "Runs go on without it: 1 run in training and 2 runs queued." in said
    assert f"ltlab runs --runs {store.root}." in said
    assert f"ltlab runs cancel RUN_ID --runs {store.root}." in said
    assert "no process" not in said


def test_queued_runs_that_nobody_works_on_do_not_go_on(store, add):
    add(0, "queued")
    said = farewell(store)
    assert (
        f"1 run is queued, but no process works on the queue. To train: ltlab queue --runs {store.root}."
        in said
    )
    assert "goes on" not in said


def test_a_folder_that_cannot_be_listed_is_passed_over(tmp_path):
    (tmp_path / "runs").write_text("no folder")
    assert farewell(RunStore(tmp_path / "runs")).startswith("The dashboard has stopped. To start")


@pytest.fixture
def ctrl_c(monkeypatch):
    """Have Streamlit be stopped by Ctrl-C as soon as it serves; afterwards Ctrl-C is as it was."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(cli, "main", lambda **_: signal.raise_signal(signal.SIGINT))
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_in_words_of_ours(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path))
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
    assert "The dashboard has stopped. No run is in training." in capsys.readouterr().err
