"""A small lesson on pages that need no run, and plain ASGI calls with a body."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from ltcore.lessons import parsed

LESSON = """title = "Weights <b>and</b> cuts"
about = "For a test."
[[scenes]]
title = "How heavy?"
view = "effective_number?en_picture=weights&en_beta=0.99"
say = "Rare classes weigh more."
minutes = 2
sliders = ["en_beta"]
[scenes.predict]
kind = "bars"
ask = "How much does one example weigh?"
trace = "effective number"
low = 0.01
high = 3
[[scenes]]
title = "Where?"
view = "margins?margin_picture=room"
say = "The rarer class gets more."
minutes = 1
[scenes.predict]
kind = "cut"
ask = "Where is the bound lowest?"
trace = "bound"
low = 0
high = 1
[[scenes]]
title = "Which?"
view = "effective_number?en_picture=weights&en_beta=0.99"
say = "This one."
minutes = 1
[scenes.predict]
kind = "choice"
ask = "Which is it?"
others = ["effective_number?en_picture=weights&en_beta=0.9", "effective_number?en_picture=weights&en_beta=0.999"]
"""


@pytest.fixture
def lesson():
    return parsed(LESSON, "small.toml")


@dataclass
class Answer:
    """What a server has answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


def answered(app, path, *, method="GET", body=b"", host="127.0.0.1:8502", headers=()):
    """Ask an app, with its middleware, as a browser would."""
    path, _, asked = path.partition("?")
    sent, chunks = [], [body[start : start + 1000] for start in range(0, len(body), 1000)] or [b""]

    async def receive():
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": asked.encode(),
        "root_path": "",
        "scheme": "http",
        "server": ("127.0.0.1", 8502),
        "client": ("127.0.0.1", 50000),
        "headers": [(b"host", host.encode()), *((n.encode(), v.encode()) for n, v in headers)],
    }
    with ThreadPoolExecutor(1) as other:  # in this thread Playwright may have a loop of its own
        other.submit(asyncio.run, app(scope, receive, send)).result(60)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    whole = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], told, whole)


@pytest.fixture
def ask():
    return answered
