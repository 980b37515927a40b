import os

import psutil
import pytest

from ltcore.runs.claims import process
from ltcore.runs.claims.process import has_ended, is_of_here, own_process


def test_this_process_is_of_here_and_lives():
    owner = own_process()
    assert owner["pid"] == os.getpid()
    assert is_of_here(owner)
    assert not has_ended(owner)


def test_a_number_that_a_younger_process_has_is_no_sign_of_life():
    owner = own_process()
    assert has_ended(owner | {"started": 1})


@pytest.mark.parametrize("name", ["boot", "host", "namespace"])
def test_of_another_place_nobody_knows(name):
    owner = own_process() | {name: "another", "started": 1}
    assert not is_of_here(owner)
    assert not has_ended(owner)


@pytest.mark.parametrize("owner", [{}, {"pid": "1"}, {"pid": -1}, {"pid": 0}, {"pid": 2**70}])
def test_what_an_owner_says_is_not_trusted(owner):
    assert not has_ended({**own_process(), "pid": None, **owner})


def test_without_proc_nobody_has_ended(monkeypatch):
    monkeypatch.setattr(process, "_started", lambda _: None)
    assert not has_ended(own_process() | {"started": 1})


def test_the_ticks_are_those_of_the_system():
    started = own_process()["started"]
    assert isinstance(started, int)
    began = psutil.boot_time() + started / os.sysconf("SC_CLK_TCK")
    assert began == pytest.approx(psutil.Process().create_time(), abs=1.0)
