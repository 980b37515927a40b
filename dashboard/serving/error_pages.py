"""What a reader sees of an error: what to do, and an id under which the server's log has the details."""

import logging
import secrets
from http import HTTPStatus

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOG_ID = "Log id"
FAILED = "This page failed. The server log gives the reason under"
STAYS = "Reload the page to try again. The other pages are not affected."
LONGEST = 200
"""Characters of a stranger's text that the log keeps."""

_log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request that is not answered.

    Args:
        status: HTTP status of the refusal.
        told: what the reader is told.
        logged: what the log says besides.
    """

    def __init__(self, status: HTTPStatus, told: str, logged: str) -> None:
        super().__init__(told)
        self.status = status
        self.told = told
        self.logged = logged


def new_log_id() -> str:
    """Return an id that no other line of the log has.

    Example:
        >>> len(new_log_id())
        8
    """
    return secrets.token_hex(4)


def quoted(text: object) -> str:
    r"""Return a stranger's text as one line of the log.

    Example:
        >>> quoted("a\nb")
        "'a\\nb'"
    """
    return ascii(text)[:LONGEST]


def script_failed(error: Exception) -> bool:
    """Tell the reader of a page that it failed; return that nothing more is to be shown."""
    log_id = new_log_id()
    _log.error("%s %s: a page failed", LOG_ID, log_id, exc_info=error)
    st.error(f"{FAILED} {LOG_ID} {log_id}. {STAYS}")
    return True


class ErrorPages:
    """Answers what was refused or failed, and gives plain error answers of others their id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = Answer(scope, send)
        try:
            await self.app(scope, receive, answer.send)
        except RefusedError as refused:
            log_id = _logged(scope, f"refused: {refused.logged}")
            await _answer(scope, receive, send, refused.status, refused.told, log_id)
        except Exception as error:
            if answer.begun:
                raise  # too late for a page: the server cuts the connection, and logs why
            log_id = _logged(scope, "failed", error)
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            await _answer(scope, receive, send, status, "The server failed.", log_id)


class Answer:
    """Passes an answer on; a plain text that tells an error is held until its id is below it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.begun = False
        self._send = send
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        """Pass on one message of the answer."""
        if message["type"] == "http.response.start" and self._is_error_page(message):
            self._held = message
            return
        if self._held is not None:
            message = await self._with_log_id(self._held, message)
        self.begun = True
        await self._send(message)

    def _is_error_page(self, start: Message) -> bool:
        """Return whether a person reads this: Streamlit's own probes of ``_stcore`` fail on every page."""
        headers = MutableHeaders(scope=start)
        plain = headers.get("content-type", "text/plain").startswith("text/plain")
        readable = plain and "content-encoding" not in headers and self.scope["method"] != "HEAD"
        return start["status"] >= 400 and readable and "/_stcore/" not in self.scope["path"]

    async def _with_log_id(self, start: Message, body: Message) -> Message:
        self._held = None
        if body.get("more_body"):  # more than a page of text
            await self._send(start)
            return body
        log_id = _logged(self.scope, f"status {start['status']}")
        told = body.get("body", b"").rstrip() + f"\n{LOG_ID} {log_id}\n".encode()
        MutableHeaders(scope=start)["content-length"] = str(len(told))
        await self._send(start)
        return {"type": "http.response.body", "body": told}


def _logged(scope: Scope, what: str, error: Exception | None = None) -> str:
    log_id = new_log_id()
    asked = f"{scope.get('method', 'WebSocket')} {quoted(scope['path'])}"
    _log.log(
        logging.ERROR if error else logging.WARNING,
        "%s %s: %s: %s",
        LOG_ID,
        log_id,
        asked,
        what,
        exc_info=error,
    )
    return log_id


async def _answer(
    scope: Scope, receive: Receive, send: Send, status: HTTPStatus, told: str, log_id: str
) -> None:
    if scope["type"] == "http":
        response = PlainTextResponse(f"{told}\n{LOG_ID} {log_id}\n", status)
        await response(scope, receive, send)
    else:  # before the handshake: the server answers with 403, and no browser shows a text of it
        await WebSocketClose(WS_1008_POLICY_VIOLATION)(scope, receive, send)
