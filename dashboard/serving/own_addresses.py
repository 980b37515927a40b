"""Answers only those who ask at an address of ours, from a page of ours.

This stands before Streamlit's own check, which compares host names only and asks a service on the internet
for this machine's public address before it turns a stranger away.
"""

from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.serving.addresses import Addresses
from dashboard.serving.error_pages import RefusedError, quoted

WAY_OUT = (
    "Open the address that `ltlab dashboard` printed. If readers type another one (of a hub, a proxy, a "
    "container), start the dashboard with --public-address and that address."
)
WRONG_HOST = f"This dashboard does not answer at this address. {WAY_OUT}"
WRONG_ORIGIN = f"This dashboard answers only its own pages, not those of other sites. {WAY_OUT}"
NOT_OURS = "is not an address of this dashboard; --public-address adds that of a proxy"


class OwnAddressesOnly:
    """Refuses every request, and every WebSocket, whose ``Host`` or ``Origin`` is not exactly ours.

    Args:
        app: what answers the others.
        configured: returns our addresses; called once, when the server has its port.
    """

    def __init__(self, app: ASGIApp, configured: Callable[[], Addresses]) -> None:
        self.app = app
        self.addresses = configured()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            RefusedError: it does not ask at an address of ours, or another site's page sent it.
        """
        if scope["type"] in ("http", "websocket"):
            self._check(scope)
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        reached = str((scope.get("server") or ("",))[0])  # the machine's own end of the connection
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if not self.addresses.origins_at(host, reached):
            logged = f"Host {quoted(hosts)} {NOT_OURS}"
            raise RefusedError(HTTPStatus.FORBIDDEN, WRONG_HOST, logged)
        if not origins:
            return  # no page of another site: a browser names the page behind every WebSocket
        if len(origins) > 1 or not self.addresses.allows(origins[0], host, reached):
            logged = f"Origin {quoted(origins)} at Host {quoted(host)} {NOT_OURS}"
            raise RefusedError(HTTPStatus.FORBIDDEN, WRONG_ORIGIN, logged)
        # Streamlit compares once more, and must find them alike to ask nobody else.
        MutableHeaders(scope=scope)["origin"] = f"{origins[0].partition('://')[0]}://{hosts[0]}"
