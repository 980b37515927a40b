"""Whom the real server answers, and what it keeps to itself: plain requests, no browser."""

import http.client
import re
import socket
from urllib.parse import urlsplit

import psutil
import pytest

pytestmark = pytest.mark.browser

PROBES = (
    "/..%2f..%2fpyproject.toml",
    "/%2e%2e/%2e%2e/pyproject.toml",
    "/static/..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/_lab/..%2fserver.py",
    "/_lab/%2e%2e/server.py",
    "/_lab/plotly.js/..%2f..%2fserver.py",
    "/_stcore/bidi-components/..%2f..%2fserver.py",
    "/component/..%2f..%2fserver.py",
    "/media/..%2f..%2fserver.py",
    "/%5c%5cserver%5cshare",
    "/c:%5cwindows",
    "//server/share",
    "/x%00.js",
)
"""Paths that would lead out of what is served, were they followed."""
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""A WebSocket key, the one of the standard's example."""


def ask(server, path="/", method="GET", **headers):
    """Return status, headers and body; the path is sent as it stands."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def shake_hands(server, **headers):
    """Return the status of a WebSocket's handshake."""
    return ask(
        server,
        "/_stcore/stream",
        Connection="Upgrade",
        Upgrade="websocket",
        **{"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY},
        **headers,
    )[0]


def log_of(server):
    return (server.runs.parent / "server.log").read_text("utf-8")


def test_it_listens_on_this_machine_alone(server):
    mine = psutil.Process(server.process.pid)
    listening = [each for each in mine.net_connections("inet") if each.status == psutil.CONN_LISTEN]
    assert [each.laddr.ip for each in listening] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
def test_a_stranger_is_refused_on_every_road_and_nobody_else_is_asked(server, headers):
    mine = psutil.Process(server.process.pid)
    for path in ("/", "/home", "/train", "/_lab/plotly.js", "/_stcore/health"):
        status, _, body = ask(server, path, **headers)
        assert status == 403
        (log_id,) = re.findall(rb"Log id ([0-9a-f]{8})", body)
        assert f"Log id {log_id.decode()}: GET {path!r}: refused" in log_of(server)
    assert ask(server, "/_stcore/upload_file/a/b", "PUT", **headers)[0] == 403
    assert shake_hands(server, **headers) == 403
    asked = [each.raddr.ip for each in mine.net_connections("inet") if each.raddr]
    assert set(asked) <= {"127.0.0.1"}


def test_our_own_page_opens_a_websocket(server):
    assert shake_hands(server, Origin=server.address) == 101
    assert shake_hands(server) == 101


def test_a_redirect_names_no_host(server):
    status, headers, _ = ask(server, "/home?ratio=10")
    assert (status, headers["Location"]) == (307, "./?ratio=10")
    assert ask(server, "/train/")[1]["Location"] == "../train"


@pytest.mark.parametrize("path", PROBES)
def test_no_path_leads_out_of_what_is_served(server, path):
    status, headers, body = ask(server, path)
    shell = status == 200 and headers["Content-Type"].startswith("text/html")
    assert status in (400, 404) or (shell and b"<title>Streamlit</title>" in body)
    assert b"[project]" not in body
    assert b"root:" not in body
    assert b"import " not in body.replace(b"import(", b"")


def test_a_request_that_is_none_ends_with_its_connection(server):
    parts = urlsplit(server.address)
    for sent in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n\r\n", b"GET  \r\n\r\n"):
        with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        assert answer[:12] in (b"", b"HTTP/1.1 400")
    assert ask(server, "/_stcore/health")[0] == 200


def test_nobody_uploads_what_no_page_has_asked_for(server):
    status, _, body = ask(server, "/_stcore/upload_file/session/file", "PUT", Origin=server.address)
    assert status == 403
    assert b"XSRF" in body
