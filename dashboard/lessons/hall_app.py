"""What phones reach: one page below a random code, and where it sends answers. No lesson lies there."""

import asyncio
import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.lessons.hall import Hall, RefusedAnswerError, told
from dashboard.serving.headers import SafeHeaders

PLAYER = Path(__file__).with_name("player")
MOST_BYTES = 4000
"""Of what a phone sends."""
PATIENCE_S = 10
"""Seconds that it may take."""
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Your prediction</title>'
    '<link rel="icon" href="data:,"><link rel="stylesheet" href="{code}/phone.css"></head>'
    '<body><main id="root">'
    "<noscript>This page needs its script.</noscript></main>"
    '<script src="{code}/phone.js"></script></body></html>'
)


def phone_script() -> str:
    """Return the script of a phone: the numbers are asked for as in the lesson itself."""
    return "\n".join((PLAYER / f"{name}.js").read_text("utf-8") for name in ("numbers", "phone"))


def hall_application(hall: Hall) -> Starlette:
    """Return the server of a hall: everything lies below its code, all else is not there.

    Args:
        hall: whose answers are taken.
    """

    def page(_request: Request) -> Response:
        return Response(PAGE.format(code=hall.code), media_type="text/html")

    def script(_request: Request) -> Response:
        return Response(phone_script(), media_type="text/javascript")

    def style(_request: Request) -> Response:
        return Response((PLAYER / "phone.css").read_bytes(), media_type="text/css")

    async def join(_request: Request) -> Response:
        return JSONResponse({"phone": hall.join()})

    async def state(_request: Request) -> Response:
        return JSONResponse(told(hall.question), headers={"Cache-Control": "no-store"})

    async def answer(request: Request) -> Response:
        content = await _content(request)
        hall.answer(content.get("phone"), content.get("scene"), content.get("values"))
        return JSONResponse({"taken": True})

    def refused(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, RefusedAnswerError) else 400
        return JSONResponse({"error": str(error)}, status)

    below = f"/{hall.code}"
    routes = [
        Route(below, page),
        Route(f"{below}/phone.js", script),
        Route(f"{below}/phone.css", style),
        Route(f"{below}/join", join, methods=["POST"]),
        Route(f"{below}/state", state),
        Route(f"{below}/answer", answer, methods=["POST"]),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={RefusedAnswerError: refused},
    )


async def _content(request: Request) -> dict[str, Any]:
    """Return what a phone sends.

    Raises:
        RefusedAnswerError: it is too much, or no JSON object.
    """
    received = b""
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for chunk in request.stream():
                received += chunk
                if len(received) > MOST_BYTES:
                    raise RefusedAnswerError(f"an answer has at most {MOST_BYTES:,} bytes", 413)
    except TimeoutError as error:
        raise RefusedAnswerError(f"the answer took more than {PATIENCE_S} seconds", 408) from error
    try:
        content = json.loads(received)
    except (ValueError, RecursionError) as error:
        raise RefusedAnswerError("an answer is JSON") from error
    if not isinstance(content, dict):
        raise RefusedAnswerError("an answer is a JSON object")
    return content
