import importlib.util
import os
import socket
import sys

import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status


@pytest.fixture
def started(monkeypatch):
    """What would have replaced this process: [program, command, environment]."""
    calls = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    return calls


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_prints_the_whole_address_and_starts_the_server(ltlab, started, free_port, tmp_path):
    result = ltlab("dashboard", "--port", free_port, "--runs", tmp_path)
    assert result.exit_code == 0, result.output
    assert f"http://127.0.0.1:{free_port}\n" in result.stdout
    assert "Warning" not in result.stderr
    ((program, command, environment),) = started
    assert program == sys.executable
    assert command[1:4] == ["-m", "streamlit", "run"]
    assert command[5:] == ["--server.address", "127.0.0.1", "--server.port", str(free_port)]
    assert environment["LTLAB_RUNS"] == str(tmp_path)


def test_a_taken_port_is_named_with_the_way_out(ltlab, started):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        result = ltlab("dashboard", "--port", port)
    assert result.exit_code == 1
    assert f"port {port}" in result.stderr
    assert "--port" in result.stderr
    assert started == []


def test_letting_others_in_must_be_asked_for_and_warns(ltlab, started, free_port):
    result = ltlab("dashboard", "--host", "0.0.0.0", "--port", free_port)
    assert "Warning" in result.stderr
    assert f"http://127.0.0.1:{free_port}" in result.stdout
    assert "*" in started[0][1]


def test_without_the_extra_it_says_what_to_install(ltlab, started, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "streamlit" else find(name),
    )
    result = ltlab("dashboard")
    assert result.exit_code == 1
    assert "streamlit" in result.stderr
    assert "pip install" in result.stderr
    assert started == []


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_an_absurd_port_is_exit_code_2(ltlab, started, port):
    assert ltlab("dashboard", "--port", port).exit_code == 2


def test_a_restart_offers_the_runs_that_a_killed_queue_has_left(
    ltlab, started, free_port, tmp_path
):
    quiet = ltlab("dashboard", "--port", free_port, "--runs", tmp_path)
    RunStore(tmp_path).create(RunConfig(), status=Status(heartbeat=1.0))
    told = ltlab("dashboard", "--port", free_port, "--runs", tmp_path)
    assert "queue" not in quiet.stderr
    assert "1 run is queued, but nobody works on the queue. To train it: ltlab queue" in told.stderr
    assert "the page Train" in told.stderr
    assert len(started) == 2
