"""The lecturer's side of a hall: its address as a QR code, questions that open and close, the spread."""

import asyncio
import io
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.lessons.hall import Hall, RefusedAnswerError, question

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared, not bound)
ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737): to ask which way out this machine would take sends nothing."""


@dataclass(frozen=True, kw_only=True)
class HallDoor:
    """Where a hall is reached.

    Attributes:
        hall: its phones and answers.
        host: address that is listened at; any other than this machine's own lets the room in.
        port: of the hall; the lesson has another one.
    """

    hall: Hall
    host: str
    port: int

    @property
    def address(self) -> str:
        """What phones open; it changes with the network of this machine."""
        host = way_out() if self.host in EVERYWHERE else self.host
        named = f"[{host}]" if ":" in host else host
        return f"http://{named}:{self.port}/{self.hall.code}"

    def seen(self) -> dict[str, Any]:
        """Return what the projector shows of the hall."""
        open_scene = self.hall.question.scene if self.hall.question else None
        told = {"address": self.address, "phones": self.hall.phones, "open": open_scene}
        return {**told, **self.hall.spread()}

    def code(self) -> bytes:
        """Return the address as a QR code, SVG."""
        drawn = io.BytesIO()
        segno.make(self.address, error="m").save(drawn, kind="svg", scale=8, border=2)
        return drawn.getvalue()

    def routes(self, scene: Callable[[int], bytes]) -> list[Route]:
        """Return what the projector asks.

        Args:
            scene: returns a built scene as JSON.
        """

        def seen(_request: Request) -> Response:
            return JSONResponse(self.seen(), headers={"Cache-Control": "no-store"})

        def code(_request: Request) -> Response:
            headers = {"Cache-Control": "no-store"}
            return Response(self.code(), media_type="image/svg+xml", headers=headers)

        async def opened(request: Request) -> Response:
            index = request.path_params["index"]
            try:
                self.hall.ask(question(index, json.loads(await asyncio.to_thread(scene, index))))
            except RefusedAnswerError as error:
                return JSONResponse({"error": str(error)}, error.status)
            return JSONResponse(self.seen())

        def closed(_request: Request) -> Response:
            self.hall.close()
            return JSONResponse(self.seen())

        return [
            Route("/hall.json", seen),
            Route("/hall.svg", code),
            Route("/hall/open/{index:int}", opened, methods=["POST"]),
            Route("/hall/close", closed, methods=["POST"]),
        ]


def way_out() -> str:
    """Return the address of this machine in the network that it would leave by; its own name without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
