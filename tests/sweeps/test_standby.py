import os
import signal

import pytest

from ltcore.sweeps import Standby
from ltcore.sweeps.failures import MOST_TEMPLATES
from ltcore.sweeps.warm import Template


@pytest.fixture
def kind() -> str:
    return "warm"


@pytest.fixture
def started(monkeypatch):
    """Every template that is started."""
    monkeypatch.setenv("LTLAB_WARM", "5")
    found = []
    start = Template.start

    def noted(command, **how):
        found.append(start(command, **how))
        return found[-1]

    monkeypatch.setattr(Template, "start", noted)
    return found


@pytest.fixture
def standby(worker):
    waiting = Standby(worker("quick").template_command)
    yield waiting
    waiting.close()


def test_one_that_fails_is_started_again_so_many_times(started, wait_for, caplog):
    standby = Standby(("false",))
    for _ in range(MOST_TEMPLATES + 2):
        standby.get_ready()
        wait_for(lambda: not started[-1].is_alive)
    assert standby.ready() is None
    assert len(started) == MOST_TEMPLATES
    (record,) = caplog.records
    assert "failed 2 times" in record.getMessage()


def test_one_that_is_killed_while_it_waits_has_failed(standby, started, wait_for):
    for _ in range(MOST_TEMPLATES + 1):
        standby.get_ready()
        wait_for(lambda: started[-1].is_ready or not started[-1].is_alive)
        if started[-1].is_alive:
            os.kill(started[-1].process.pid, signal.SIGKILL)
        wait_for(lambda: not started[-1].is_alive)
    assert len(started) == MOST_TEMPLATES


def test_one_that_ends_for_want_of_work_is_started_again(
    standby, started, wait_for, monkeypatch, caplog
):
    monkeypatch.setenv("LTLAB_WARM", "0.001")
    for _ in range(MOST_TEMPLATES + 1):
        standby.get_ready()
        wait_for(lambda: not started[-1].is_alive)
    assert len(started) == MOST_TEMPLATES + 1
    assert caplog.text == ""


def test_a_program_that_is_not_there_is_tried_so_many_times(caplog, monkeypatch):
    monkeypatch.setenv("LTLAB_WARM", "5")
    standby = Standby(("/no/such/program",))
    for _ in range(MOST_TEMPLATES):
        with pytest.raises(OSError, match="no/such/program"):
            standby.get_ready()
    standby.get_ready()
    assert "No such file" in caplog.text
