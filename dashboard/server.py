"""What is served: ``streamlit run dashboard/server.py``.

The pages are imported before the server answers, so that the first one is quick, and every answer tells
the browser to load nothing from elsewhere and to show the lab in no other site's frame.
"""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components import picture

HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        ]
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SafeHeaders:
    """Adds `HEADERS` to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("content-type", "").startswith("text/html"):
                    # The first picture is late by what is begun late: this is the largest file of all.
                    headers.append("Link", f"<{picture.LIBRARY_PATH}>; rel=preload; as=script")
            await send(message)

        await self.app(scope, receive, send_with_headers)


@asynccontextmanager
async def pages_at_hand(_app: st.App) -> AsyncIterator[None]:
    """Import the pages before the server answers."""
    importlib.import_module("dashboard.routes")
    # Each collection would walk again through all that has just been imported, tens of milliseconds a time.
    gc.collect()
    gc.freeze()
    yield


def first_page(request: Request) -> RedirectResponse:
    """Send a reader who names the first page to it; it has no path of its own."""
    return RedirectResponse(request.url.replace(path="/"))


def plotly_library(_request: Request) -> FileResponse:
    """Send the library that draws the pictures; its version is that of the installed plotly."""
    return FileResponse(
        picture.LIBRARY,
        media_type="text/javascript",
        headers={"Cache-Control": "public, max-age=86400"},
    )


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=pages_at_hand,
    routes=[Route("/home", first_page), Route(picture.LIBRARY_PATH, plotly_library)],
    middleware=[Middleware(SafeHeaders)],
)
