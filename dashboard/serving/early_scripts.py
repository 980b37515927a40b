"""What the first picture needs is asked for with the page, not when the browser comes to it.

Streamlit's page asks for its widgets once they are on it, and for what each of them imports after that; our
pictures then ask for the library that draws them. On the way from the heading to the first picture nothing
takes longer. Both are known beforehand: every page has the same widgets and draws with the same library.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.shell.components import plotly_library

STATIC = Path(st.__file__).parent / "static"
SCRIPTS = "static/js"
WIDGETS = ("BidiComponent", "Checkbox", "ButtonGroup", "Selectbox", "Slider", "DownloadButton")
"""Scripts of Streamlit that draw what stands on every page, by their names before the hash."""
START, END = b"<head>", b"</head>"
"""Of the head of the page."""
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([^"']+\.js)["']""")


def with_imports(names: Iterable[str], folder: Path) -> list[str]:
    """Return scripts and all that they import at their start, each once.

    Args:
        names: of scripts in ``folder``.
        folder: that they all lie in.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "a.js").write_text('import{x as y}from"./b.js";import("./later.js")')
        >>> _ = (folder / "b.js").write_text('import"./a.js";')
        >>> with_imports(["a.js"], folder)
        ['a.js', 'b.js']
    """
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found and (folder / name).is_file():
            found.append(name)
            waiting += _IMPORTED.findall((folder / name).read_text("utf-8"))
    return found


LIBRARY = (
    f'<script async fetchpriority="high" src="./{plotly_library.PART.path}"></script>'.encode()
)
"""Stands first: the largest script runs while the many small ones are still on their way."""


@cache
def widgets() -> bytes:
    """Return the last lines for the head; a widget that Streamlit calls otherwise is left out."""
    folder = STATIC / SCRIPTS
    page = (STATIC / "index.html").read_text("utf-8")
    names = [path.name for name in WIDGETS for path in sorted(folder.glob(f"{name}.*.js"))]
    later = [name for name in with_imports(names, folder) if name not in page]
    lines = (
        f'<link rel="modulepreload" crossorigin href="./{SCRIPTS}/{name}">'
        for name in sorted(later)
    )
    return "\n".join(lines).encode()


class EarlyScripts:
    """Adds `LIBRARY` and `widgets` to every page that Streamlit sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def send_with_tags(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif not held:
                await send(message)
            elif message["type"] == "http.response.body":
                held.append(message)
                if not message.get("more_body"):
                    for each in _tagged(held):
                        await send(each)

        await self.app(_asked_plainly(scope), receive, send_with_tags)


def _asked_plainly(scope: Scope) -> Scope:
    """Return a request for a page as one that takes no compression: what is packed cannot be added to."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_html and "content-encoding" not in headers


def _tagged(held: list[Message]) -> tuple[Message, Message]:
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts)
    body = body.replace(START, START + LIBRARY, 1).replace(END, widgets() + END, 1)
    headers = MutableHeaders(scope=start)
    # The marks of the file that lies on the disk would let a browser keep a page of another version.
    for name in ("etag", "last-modified"):
        if name in headers:
            del headers[name]
    if body:  # the answer to HEAD has none, and says how long the file is
        headers["content-length"] = str(len(body))
    return start, {"type": "http.response.body", "body": body}
