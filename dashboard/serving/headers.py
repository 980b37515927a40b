"""What every answer tells the browser: load nothing from elsewhere, run nothing else, let no one frame us."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Collection
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHELL = Path(st.__file__).parent / "static" / "index.html"
"""The one HTML file that Streamlit serves; every page is drawn into it."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def inline_scripts(html: str) -> list[str]:
    """Return the hash of every script that stands in the HTML itself, as a policy names it.

    Example:
        >>> inline_scripts("<script>a = 1</script>")
        ["'sha256-tbwf/ZCRL7GL7259gJCRksemSSiWMgFW1n+68QTGVEo='"]
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


POLICY = {
    "default-src": "'self'",
    "script-src": " ".join(
        ["'self'", "blob:", "'unsafe-eval'", *inline_scripts(SHELL.read_text("utf-8"))]
    ),
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'none'",
    "frame-src": "'none'",
    "media-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
"""What the pages need and no more.

Our components are scripts that Streamlit hands to the browser as ``blob:``. Plotly writes the programs that
draw a map of many points on the graphics card as text: without ``unsafe-eval`` there is no map. Streamlit and
plotly write the style of what they draw; icons and letters come as ``data:``; a picture is saved as PNG
through a ``blob:``.
"""
UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser may do for a page, and none of ours asks for."""


def permissions(allowed: Collection[str] = ()) -> str:
    """Return what a browser may not do for our pages.

    Example:
        >>> "fullscreen" in permissions(), "fullscreen" in permissions(["fullscreen"])
        (True, False)
    """
    return ", ".join(f"{feature}=()" for feature in UNUSED if feature not in allowed)


HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Permissions-Policy": permissions(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SafeHeaders:
    """Adds `HEADERS` to every HTTP answer.

    Args:
        app: what answers.
        allowed: what of `UNUSED` a browser may do for these pages all the same.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str] = ()) -> None:
        self.app = app
        used = {"Permissions-Policy": permissions(allowed)} if allowed else {}
        self.headers = {**HEADERS, **used}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)
