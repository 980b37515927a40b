from dataclasses import replace

import pytest

from dashboard.shell import jobs
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.sweeps import Standby


@pytest.fixture
def readied(monkeypatch):
    """One entry for each time that a page had a warm process wait."""
    calls = []
    monkeypatch.setattr(Standby, "get_ready", lambda _: calls.append("ready"))
    return calls


def test_only_the_page_that_starts_runs_has_a_process_wait(runs, readied, page):
    page("compare")
    assert readied == []
    at = page("train")
    assert not at.exception
    assert readied == ["ready"]


def test_a_start_is_not_slowed_down_by_a_process_for_the_next(runs, readied, started, page):
    at = page("train")
    readied.clear()
    at.button(key="start").click().run()
    assert started == [runs.root]
    assert readied == []


def test_a_process_that_cannot_be_started_changes_nothing(monkeypatch):
    def refused(_):
        raise OSError("no memory")

    monkeypatch.setattr(Standby, "get_ready", refused)
    jobs.get_ready()


def test_what_waits_forks_the_queue(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(Standby, "ready", lambda _: "the template")
    monkeypatch.setattr(jobs, "start_queue_detached", lambda root, **how: asked.append((root, how)))
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path))
    jobs.work_on_queue()
    assert asked == [(tmp_path, {"template": "the template"})]


@pytest.mark.parametrize("together", [True, False])
def test_the_last_wish_for_company_counts(monkeypatch, tmp_path, together):
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path))
    monkeypatch.setattr(jobs, "start_queue_detached", lambda *_, **__: None)
    monkeypatch.setattr(Standby, "ready", lambda _: None)
    before, after = (RunConfig(train={"together": wish}) for wish in (not together, together))
    (run_id,) = jobs.start([before]).run_ids
    store = RunStore(tmp_path)
    folder = store.load(run_id).folder
    folder.write_status(replace(folder.read_status(), state="cancelled"))
    for _ in range(2):
        assert jobs.start([after]).run_ids == [run_id]
        assert folder.read_config().train.together == together
        assert folder.read_status().state == "queued"
    jobs.start([before])  # one that waits already
    assert folder.read_config().train.together != together
