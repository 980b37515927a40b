"""Answers browsers of this machine only, and no page of another site that they may have open."""

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
_PORT = re.compile(r":\d+$")


class OwnHostOnly:
    """Refuses every request whose ``Host`` or ``Origin`` is not this machine's own.

    Args:
        app: what answers the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not is_own(Headers(scope=scope)):
            refusal = PlainTextResponse("This lesson answers at 127.0.0.1 and localhost only.", 403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_own(headers: Headers) -> bool:
    """Return whether a request asks at an address of this machine, from a page of this server if from one.

    Example:
        >>> is_own(Headers({"host": "localhost:8502"})), is_own(Headers({"host": "evil.example"}))
        (True, False)
        >>> is_own(Headers({"host": "localhost:8502", "origin": "http://evil.example"}))
        False
    """
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) != 1 or _PORT.sub("", hosts[0]) not in NAMES:
        return False
    return all(origin == f"http://{hosts[0]}" for origin in origins)
