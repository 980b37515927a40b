"""Plain ASGI calls: what a middleware answers, and what it hands on."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Asked:
    """One request and what came of it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    closed_with: int = 0
    handed_on: list[dict[str, Any]] = field(default_factory=list)


def asked_of(build, path="/", *, kind="http", headers=(), method="GET", inner=None, raw_path=None):
    """Ask the middleware that ``build`` puts around an app, which answers 200 or as ``inner`` does."""
    seen = Asked()

    async def app(scope, receive, send):
        seen.handed_on.append(scope)
        if inner is not None:
            await inner(scope, receive, send)
        elif kind == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})

    async def receive():
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message):
        if message["type"] == "http.response.start":
            seen.status = message["status"]
            told = message["headers"]
            seen.headers = {name.decode(): value.decode() for name, value in told}
        elif message["type"] == "http.response.body":
            seen.body += message["body"].decode()
        else:
            seen.closed_with = message["code"]

    scope = {
        "type": kind,
        "path": path,
        "raw_path": (raw_path or path).encode(),
        "server": ("127.0.0.1", 8501),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        **({"method": method} if kind == "http" else {}),
    }
    with ThreadPoolExecutor(1) as other:  # in this thread Playwright may have a loop of its own
        other.submit(asyncio.run, build(app)(scope, receive, send)).result(30)
    return seen


@pytest.fixture
def ask():
    return asked_of


@pytest.fixture
def plain_answer():
    """An app that answers one status with one text, as Streamlit's plain errors do."""

    def answering(status, text, kind="text/plain; charset=utf-8"):
        async def app(_scope, _receive, send):
            headers = [(b"content-length", str(len(text)).encode())]
            headers += [(b"content-type", kind.encode())] if kind else []
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": text.encode()})

        return app

    return answering
