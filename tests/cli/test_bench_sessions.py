import asyncio
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import serve
from websockets.typing import Subprotocol

from dashboard.serving.sessions import open_at_once
from ltcore.bench import session_waits
from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.served import Served
from ltcore.bench.session_waits import Peaks, measure_bursts
from ltcore.cli import bench_sessions


def message(**fields):
    return ForwardMsg(**fields).SerializeToString()


def answers(kind):
    """Return what a server sends for a page: a text, then an error or nothing, then the end."""
    made = ForwardMsg()
    made.delta.new_element.markdown.body = "a page"
    sent = [made.SerializeToString()]
    if kind == "error":
        made.delta.new_element.exception.message = "it broke"
        sent.append(made.SerializeToString())
    if kind == "missing":
        made = ForwardMsg()
        made.page_not_found.page_name = "nowhere"
        sent.append(made.SerializeToString())
    status = "FINISHED_WITH_COMPILE_ERROR" if kind == "stopped" else "FINISHED_SUCCESSFULLY"
    return [*sent, message(script_finished=ForwardMsg.ScriptFinishedStatus.Value(status))]


def opened(kind, sessions):
    """Open a page of a server of a few lines; return what the sessions saw, and what they asked."""
    asked = []

    async def answer(socket):
        asked.append(BackMsg.FromString(await socket.recv()).rerun_script)
        if kind != "closed":
            for frame in answers(kind):
                await socket.send(frame)
            await socket.wait_closed()

    async def run():
        async with serve(answer, "127.0.0.1", 0, subprotocols=[Subprotocol("streamlit")]) as server:
            port = server.sockets[0].getsockname()[1]
            return await open_at_once(f"http://127.0.0.1:{port}", "/margins", sessions)

    return in_a_loop_of_its_own(run()), asked


def in_a_loop_of_its_own(coroutine):
    """Run in a thread: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_sessions_ask_as_a_browser_does_and_wait_for_the_end():
    waits, asked = opened("whole", 5)
    assert [wait.trouble for wait in waits] == [""] * 5
    assert {wait.size for wait in waits} == {sum(map(len, answers("whole")))}
    assert all(0 < wait.seconds < 60 and wait.elements == 1 for wait in waits)
    assert {one.page_name for one in asked} == {"margins"}
    assert asked[0].context_info.url.endswith("/margins")


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("error", "shows an error"),
        ("missing", "no page /margins"),
        ("stopped", "FINISHED_WITH_COMPILE_ERROR"),
        ("closed", "closed the connection"),
    ],
)
def test_an_incomplete_answer_is_no_answer(kind, trouble):
    waits, _ = opened(kind, 2)
    assert all(trouble in wait.trouble for wait in waits)


def test_no_server_is_told():
    [wait] = in_a_loop_of_its_own(open_at_once("http://127.0.0.1:9", "/margins", 1))
    assert "Error" in wait.trouble


class Still(Peaks):
    """Peaks of no process at all."""

    def __init__(self, memory):
        self.memory, self.handles = memory, 40

    @contextmanager
    def watched(self):
        yield


@pytest.fixture
def turns(monkeypatch):
    """Sessions that are not opened: those of this build wait 1 s, of the other 8 s."""
    order = []

    def open_none(address, path, sessions):
        order.append((address, path, sessions))
        seconds = 1.0 if address == "this" else 8.0
        return [{"seconds": seconds, "size": 5000, "trouble": ""} for _ in range(sessions)]

    monkeypatch.setattr(session_waits, "_opened", open_none)
    return order


def test_builds_take_turns_in_either_order(turns):
    servers = {build: (Served(build, 0), Still(3e8)) for build in ("this", "other")}
    ours, other = measure_bursts(servers, "/margins", 4, rounds=2)
    assert [address for address, *_ in turns] == ["this", "other", "other", "this", "this", "other"]
    assert [sessions for *_, sessions in turns] == [1, 1, 4, 4, 4, 4]
    assert (ours.waits_s, other.waits_s) == ((1.0,) * 8, (8.0,) * 8)
    assert session_waits.ratio(ours, other) == 0.125


def test_the_table_has_both_builds_and_their_ratio(ltlab, turns, monkeypatch):
    started = []

    @contextmanager
    def no_server(python, runs):
        started.append(python)
        yield Served("other" if python else "this", 0)

    monkeypatch.setattr(bench_sessions, "served", no_server)
    monkeypatch.setattr(bench_sessions, "Peaks", lambda _: Still(3e8))
    told = ltlab("bench", "sessions", "--page", "/margins", "--against", "env A=1 python")
    assert told.exit_code == 0, told.output
    assert started == [(), ("env", "A=1", "python")]
    row = next(line for line in told.stdout.splitlines() if "this" in line)
    assert row.split() == [
        "/margins",
        "this",
        "1.00",
        "1.00",
        "1.00",
        "0.12",
        "5",
        "kB",
        "300",
        "MB",
        "40",
    ]
    rows = json.loads(ltlab("bench", "sessions", "--page", "/margins", "--json").stdout)
    assert [row["build"] for row in rows] == ["this"]


def test_a_session_without_an_answer_ends_the_measurement(monkeypatch):
    seen = [{"seconds": 1.0, "size": 0, "trouble": "the page shows an error"}]
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda *_, **__: type("Done", (), {"stdout": json.dumps(seen)}),
    )
    with pytest.raises(NotMeasuredError, match="the page shows an error"):
        session_waits._opened("http://127.0.0.1:1", "/margins", 1)
