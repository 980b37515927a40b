"""Queued runs that nobody works on, and runs that another version, a rename or an edit has set apart."""

import json
import shutil
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.shell import footer, loaders, queue_notice
from dashboard.shell.text import literal
from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.runs import Status
from ltcore.runs.belonging import CHANGED
from ltcore.runs.locks import exclusive
from ltcore.sweeps.runners import QUEUE_LOCK
from ltcore.sweeps.waiting import mark_start

HOME = (
    "from dashboard.routes import ROUTES\n"
    "from dashboard.shell.render import render\n"
    "render(ROUTES[0])"
)
NOTICE = "but no process is working on the queue"


@pytest.fixture
def left(runs, add_run):
    """Two runs that have been queued for an hour, and one that is finished."""
    add_run(runs, state="finished")
    ids = [add_run(runs, seed=seed, state="queued") for seed in (1, 2)]
    for run_id in ids:
        folder = runs.load(run_id).folder
        folder.write_status(Status(heartbeat=time.time() - 3600))
    return ids


def keys(at):
    return {button.key for button in at.button}


def test_the_page_of_the_runs_says_so_and_sets_the_queue_going(runs, left, started, page, text_of):
    at = page("train")
    assert not at.exception
    assert f"2 runs are queued, {NOTICE}" in text_of(at)
    assert text_of(at).count("waiting, but no process is working on the queue") == 2
    at.button(key=queue_notice.KEY).click().run()
    assert not at.exception
    assert started == [runs.root]
    mark_start(runs.root)  # as the starter does, which this test does without
    at.run()
    assert NOTICE not in text_of(at)
    assert "waiting for earlier runs" in text_of(at)
    assert queue_notice.KEY not in keys(at)


def test_where_a_queue_is_at_work_nothing_is_said(runs, left, page, text_of):
    with exclusive(runs.root / QUEUE_LOCK, "the queue"):
        at = page("train")
    assert NOTICE not in text_of(at)
    assert queue_notice.KEY not in keys(at)


def test_a_restart_of_the_dashboard_offers_it(runs, left, started, text_of):
    at = AppTest.from_string(HOME, default_timeout=60).run()
    assert not at.exception
    assert f"2 runs are queued, {NOTICE}" in text_of(at)
    at.button(key=queue_notice.KEY).click().run()
    assert started == [runs.root]
    for run_id in left:
        runs.cancel(run_id)
    assert NOTICE not in text_of(at.run())


def test_the_opening_page_says_nothing_where_nothing_waits(runs, add_run, text_of):
    add_run(runs)
    at = AppTest.from_string(HOME, default_timeout=60).run()
    assert NOTICE not in text_of(at)


def test_a_queue_that_cannot_be_started_is_told(runs, left, page, monkeypatch):
    def refused(_root, **_):
        raise OSError("no such program")

    monkeypatch.setattr("dashboard.shell.jobs.start_queue_detached", refused)
    at = page("train")
    at.button(key=queue_notice.KEY).click().run()
    assert not at.exception
    assert literal("no such program") in at.toast[0].value


def test_resume_of_a_renamed_run_goes_on_where_it_is(runs, add_run, started, page):
    run_id = add_run(runs, state="cancelled")
    (runs.root / run_id).rename(runs.root / "my-baseline")
    at = page("train", runs="my-baseline")
    at.button(key="resume-my-baseline").click().run()
    assert not at.exception
    assert runs.ids() == ["my-baseline"]
    assert runs.load("my-baseline").shown_state == "queued"


def test_start_watches_a_renamed_run_by_its_name(runs, started, page):
    at = page("train", methods="erm", seeds="1")
    at.button(key="start").click().run()
    (run_id,) = runs.ids()
    (runs.root / run_id).rename(runs.root / "my-baseline")
    at.button(key="start").click().run()
    assert runs.ids() == ["my-baseline"]
    assert at.query_params["runs"] == "my-baseline"


def test_a_run_that_was_edited_can_be_forked(runs, add_run, started, page, text_of):
    run_id = add_run(runs, state="failed")
    folder = runs.load(run_id).folder
    assert f"fork-{run_id}" not in keys(page("train", runs=run_id))
    said = f"{CHANGED}: method.name: erm -> focal"
    folder.write_status(replace(folder.read_status(), message=said))
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "00-000000001.json").write_text("{}")
    at = page("train", runs=run_id)
    assert literal("erm -> focal") in text_of(at)
    at.button(key=f"fork-{run_id}").click().run()
    assert not at.exception
    fork = runs.load(RunConfig.model_validate({**dump(folder), "fork": run_id}).run_id)
    assert (fork.fork, fork.shown_state) == (run_id, "queued")
    assert f"Started from the weights of run {literal(run_id)}" in text_of(at)
    assert started == [runs.root]
    assert f"started from the weights of run {run_id}" in footer.of_run(fork)


def dump(folder):
    return folder.read_config().model_dump()


def test_a_fork_without_weights_is_refused_in_a_word(runs, add_run, started, page):
    run_id = add_run(runs, state="failed")
    folder = runs.load(run_id).folder
    folder.write_status(replace(folder.read_status(), message=f"{CHANGED}: seed: 0 -> 1"))
    at = page("train", runs=run_id)
    at.button(key=f"fork-{run_id}").click().run()
    assert "no checkpoint" in at.toast[0].value
    assert runs.ids() == [run_id]


def test_a_fork_that_cannot_be_written_is_told(runs, add_run, started, page):
    run_id = add_run(runs, state="failed")
    folder = runs.load(run_id).folder
    folder.write_status(replace(folder.read_status(), message=f"{CHANGED}: seed: 0 -> 1"))
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "00-000000001.json").write_text("{}")
    fork = RunConfig.model_validate({**dump(folder), "fork": run_id}).run_id
    (runs.root / fork).mkdir()
    (runs.root / fork / "config.json").write_text("{")
    at = page("train", runs=run_id)
    at.button(key=f"fork-{run_id}").click().run()
    assert "damaged" in at.toast[0].value
    assert at.query_params["runs"] == run_id


def test_a_run_of_another_version_is_no_damaged_one(runs, add_run, started, page, text_of):
    good, newer, older = (add_run(runs, seed=seed) for seed in range(3))
    write(runs, newer, {"schema": SCHEMA_VERSION + 1})
    write(runs, older, {"schema": 1, "config": {"method": {"name": "magic"}}})
    at = page("train", runs=f"{good},{newer},{older}")
    assert not at.exception
    said = text_of(at)
    assert "written by a newer version" in said
    assert "written by an older version" in said
    assert "damaged" not in said
    _, left_out = loaders.comparable()
    assert not any(one.reason.startswith("damaged") for one in left_out)
    at = page("train", methods="erm", seeds="3", epochs="3")
    at.button(key="start").click().run()
    assert not at.exception
    assert text_of(at).count("was not started") == 2
    assert "ltlab runs delete" not in text_of(at)


def write(store, run_id, content):
    (store.root / run_id / "config.json").write_text(json.dumps(content))


def test_a_demo_run_that_was_trained_under_another_name_is_taken_once(runs, demo, add_run):
    run_id = add_run(demo)
    add_run(runs)
    assert [record.id for record in loaders.comparable()[0]] == [run_id]
    (runs.root / run_id).rename(runs.root / "my-baseline")
    assert [record.id for record in loaders.comparable()[0]] == ["my-baseline"]
    shutil.rmtree(runs.root / "my-baseline")
    assert [record.id for record in loaders.comparable()[0]] == [run_id]


def test_a_run_that_was_resumed_under_another_version_says_so(runs, add_run, page, text_of):
    run_id = add_run(runs)
    folder = runs.load(run_id).folder
    said = (
        "resumed under another version, so results may differ in the last bits: torch: "
        "2.14.1 -> 2.15.0"
    )
    folder.write_status(replace(folder.read_status(), message=said))
    assert literal("torch: 2.14.1 -> 2.15.0") in text_of(page("train", runs=run_id))
