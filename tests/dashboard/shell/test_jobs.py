import pytest

from dashboard.shell import jobs
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
