"""Every redirect stays here: it names a path relative to the one that was asked for.

A host in it could be another's, and a path from the root would miss the prefix that a proxy cuts off.
"""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def relative(location: str, asked: str) -> str:
    """Return the path of ``location`` as seen from the path that was asked for.

    Args:
        location: where a redirect leads; its host is left out.
        asked: the path of the request as it was sent, percent signs and all.

    Example:
        >>> relative("http://evil.example/train?ratio=10", "/train/")
        '../train?ratio=10'
        >>> relative("/lab/", "/lab"), relative("./?ratio=10", "/home"), relative("?ratio=10", "/train")
        ('./lab/', './?ratio=10', '?ratio=10')
    """
    parts = urlsplit(location)
    path = parts.path
    if path.startswith("/") or parts.netloc:
        path = ("../" * (asked.count("/") - 1) or "./") + path[1:]
    elif parts.scheme or (path and not path.startswith(".")):
        path = f"./{path}"
    return path + (f"?{parts.query}" if parts.query else "")


class RelativeRedirects:
    """Makes the ``Location`` of every answer relative."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_relative(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = relative(headers["location"], _asked(scope))
            await send(message)

        await self.app(scope, receive, send_relative)


def _asked(scope: Scope) -> str:
    sent = scope.get("raw_path")
    return sent.decode("latin-1").partition("?")[0] if sent else str(scope["path"])
