"""Everything lies below the base path: the rest of the host belongs to somebody else."""

from http import HTTPStatus

import streamlit as st
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.serving.error_pages import RefusedError


def configured() -> str:
    """Return the base path of Streamlit's settings, with a slash before it; empty where there is none."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}" if base else ""


class BelowBasePath:
    """Refuses what does not lie below ``base``, a path without a slash at its end."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            RefusedError: its path is not below the base path.
        """
        if scope["type"] in ("http", "websocket") and not self._is_below(scope["path"]):
            told = (
                f"This dashboard is served below {self.base}/ and nowhere else. If your proxy cuts this "
                "prefix off, start the dashboard without --base-path."
            )
            raise RefusedError(HTTPStatus.NOT_FOUND, told, f"not below {self.base}/")
        await self.app(scope, receive, send)

    def _is_below(self, path: str) -> bool:
        return not self.base or path == self.base or path.startswith(f"{self.base}/")
