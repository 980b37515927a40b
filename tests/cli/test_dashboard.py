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
    assert "Ctrl-C stops the dashboard; runs that it has started go on." in result.stdout
    assert "Warning" not in result.stderr
    ((program, command, environment),) = started
    assert program == sys.executable
    assert command[1:4] == ["-m", "dashboard.serving", "run"]
    assert command[5:] == ["--server.address", "127.0.0.1", "--server.port", str(free_port)]
    assert environment["LTLAB_RUNS"] == str(tmp_path)
    assert float(environment["LTLAB_WARM"]) > 0


@pytest.mark.parametrize(("said", "passed_on"), [("0.0", "0.0"), ("3", "3"), (" ", "10")])
def test_how_long_a_warm_process_waits_is_passed_on(
    ltlab, started, free_port, monkeypatch, said, passed_on
):
    monkeypatch.setenv("LTLAB_WARM", said)
    ltlab("dashboard", "--port", str(free_port))
    ((_, _, environment),) = started
    assert environment["LTLAB_WARM"] == passed_on


@pytest.mark.parametrize("said", ["nan", "-1", "abc"])
def test_a_time_to_wait_that_cannot_be_meant_is_refused(ltlab, started, monkeypatch, said):
    monkeypatch.setenv("LTLAB_WARM", said)
    result = ltlab("dashboard")
    assert (result.exit_code, started) == (2, [])
    assert f"LTLAB_WARM is {said!r}" in result.stderr


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
    assert (
        "1 run is queued, but no process is working on the queue. To train it: ltlab queue"
        in told.stderr
    )
    assert "the page Train" in told.stderr
    assert len(started) == 2


@pytest.mark.parametrize("given", ["lab/tail", "/lab/tail", "/lab/tail/"])
def test_below_a_base_path_the_printed_address_is_there(ltlab, started, free_port, given):
    result = ltlab("dashboard", "--port", free_port, "--base-path", given)
    assert f"http://127.0.0.1:{free_port}/lab/tail\n" in result.stdout
    assert started[0][2]["STREAMLIT_SERVER_BASE_URL_PATH"] == "lab/tail"


def test_the_base_path_of_the_environment_is_printed_too(ltlab, started, free_port, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "lab/tail")
    assert f":{free_port}/lab/tail\n" in ltlab("dashboard", "--port", free_port).stdout
    root = ltlab("dashboard", "--port", free_port, "--base-path", "")
    assert f":{free_port}\n" in root.stdout
    assert [environment["STREAMLIT_SERVER_BASE_URL_PATH"] for *_, environment in started] == [
        "lab/tail",
        "",
    ]


def test_with_a_certificate_the_printed_address_is_https(ltlab, started, free_port, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_SSL_CERT_FILE", "own.pem")
    assert f"https://127.0.0.1:{free_port}\n" in ltlab("dashboard", "--port", free_port).stdout


@pytest.mark.parametrize(
    "given", ["a b", "a//b", "../a", "a/./b", "a?b", "http://x/a", "a%2fb", "a\nb", "{a}", "<a>"]
)
def test_what_is_no_base_path_is_refused_with_what_is(ltlab, started, given):
    result = ltlab("dashboard", "--base-path", given)
    assert result.exit_code == 2
    assert "such as /lab/tail" in " ".join(result.stderr.split())
    assert started == []


def test_a_proxy_elsewhere_is_named_and_let_in(ltlab, started, free_port):
    hub = "https://hub.example.org:8443/user/me/lab"
    result = ltlab("dashboard", "--port", free_port, "--public-address", f"{hub}/")
    assert f"http://127.0.0.1:{free_port}\n" in result.stdout
    assert f"{hub}\n" in result.stdout
    command = started[0][1]
    origin = command[command.index("--server.corsAllowedOrigins") + 1]
    assert origin == "https://hub.example.org:8443"
    assert command[command.index("hub.example.org") - 1] == "--server.allowedHosts"
    assert "*" not in command


@pytest.mark.parametrize(
    "given",
    ["hub.example.org", "ftp://hub", "https://", "https://a@hub", "https://hub?a", "https://*", ""],
)
def test_what_is_no_public_address_is_refused_with_what_is(ltlab, started, given):
    result = ltlab("dashboard", "--public-address", given)
    assert result.exit_code == 2
    assert "such as https://hub.example.org" in " ".join(result.stderr.split())
    assert started == []


def test_streamlit_lets_in_what_another_loopback_address_names(ltlab, started):
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        port = probe.getsockname()[1]
    result = ltlab("dashboard", "--host", "127.0.0.2", "--port", port)
    assert f"http://127.0.0.2:{port}\n" in result.stdout
    assert "Warning" not in result.stderr
    assert "127.0.0.2" in started[0][1][started[0][1].index("--server.allowedHosts") :]
