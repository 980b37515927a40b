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
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.shell.components import plotly_library

STATIC = Path(st.__file__).parent / "static"
SCRIPTS = "static/js"
WIDGETS = ("BidiComponent", "Checkbox", "ButtonGroup", "Selectbox", "Slider", "DownloadButton")
"""Scripts of Streamlit that draw what stands on every page, by their names before the hash."""
HEAD = b"</head>"
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


@cache
def tags() -> bytes:
    """Return the lines for the head of the page; a widget that Streamlit calls otherwise is left out."""
    folder = STATIC / SCRIPTS
    page = (STATIC / "index.html").read_text("utf-8")
    widgets = [path.name for name in WIDGETS for path in sorted(folder.glob(f"{name}.*.js"))]
    later = [name for name in with_imports(widgets, folder) if name not in page]
    lines = [
        f'<script async src="./{plotly_library.PART.path}"></script>',
        *(
            f'<link rel="modulepreload" crossorigin href="./{SCRIPTS}/{name}">'
            for name in sorted(later)
        ),
    ]
    return "\n".join(lines).encode()


class EarlyScripts:
    """Adds `tags` to every page that Streamlit sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
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

        await self.app(scope, receive, send_with_tags)


def _is_page(start: Message) -> bool:
    kind = MutableHeaders(scope=start).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")


def _tagged(held: list[Message]) -> tuple[Message, Message]:
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts)
    body = body.replace(HEAD, tags() + HEAD, 1)
    headers = MutableHeaders(scope=start)
    # The marks of the file that lies on the disk would let a browser keep a page of another version.
    for name in ("etag", "last-modified"):
        if name in headers:
            del headers[name]
    if body:  # the answer to HEAD has none, and says how long the file is
        headers["content-length"] = str(len(body))
    return start, {"type": "http.response.body", "body": body}
