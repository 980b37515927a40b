"""Serves a lesson: its page, its script, the part of plotly that draws it, its scenes, and nothing else.

Scenes are drawn one after the other while the first one is shown already; one that is asked for goes before
those that nobody waits for.
"""

import asyncio
import contextlib
import threading
from collections.abc import Mapping, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.lessons.hall_app import hall_application
from dashboard.lessons.hall_door import HallDoor
from dashboard.lessons.html import ICON, MODES, as_json, mode_script, script, served_page, style
from dashboard.lessons.own_host import OwnHostOnly
from dashboard.lessons.scenes import Scenes
from dashboard.serving.headers import SafeHeaders
from dashboard.shell.components.plotly_library import PART
from ltcore.lessons import Lesson
from ltcore.plots.base.palette import Mode
from ltcore.plots.base.theme import Look

File = tuple[bytes, str]
"""Content and media type."""
HALL = Look(lecture=True)
MOST_AT_ONCE = 1000
"""Requests that are answered at the same time; more are refused at once."""
HERE = "127.0.0.1"
"""The lesson itself is served to this machine alone."""


def files(lesson: Lesson, name: str, *, hall: bool) -> Mapping[str, File]:
    """Return what is served beside the scenes: path -> content and media type.

    Args:
        lesson: its words.
        name: of its file, without the ending.
        hall: whether phones answer.
    """
    return {
        "/": (served_page(lesson).encode(), "text/html"),
        "/lesson.json": (as_json(lesson, name, HALL, modes=MODES, hall=hall), "application/json"),
        "/player.js": (script().encode(), "text/javascript"),
        "/mode.js": (mode_script().encode(), "text/javascript"),
        "/player.css": (style().encode(), "text/css"),
        "/icon.svg": (ICON.read_bytes(), "image/svg+xml"),
        "/plotly.js": (PART.file.read_bytes(), "text/javascript"),
    }


def application(lesson: Lesson, name: str, hall: HallDoor | None = None) -> Starlette:
    """Return the server of a lesson; it begins to draw the scenes at once.

    Args:
        lesson: what is served.
        name: of its file, without the ending.
        hall: where phones answer; None: nowhere.
    """
    scenes = Scenes(lesson)

    def route(path: str, content: bytes, media_type: str) -> Route:
        def answer(_request: Request) -> Response:
            return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})

        return Route(path, answer)

    async def scene(request: Request) -> Response:
        index = request.path_params["index"]
        if index >= len(lesson.scenes):
            return Response(f"This lesson has {len(lesson.scenes)} scenes.", 404)
        content = await asyncio.to_thread(scenes.scene, index, _mode(request))
        return Response(content, media_type="application/json")

    async def progress(request: Request) -> Response:
        told = scenes.progress(_mode(request))
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    routes = [
        route(path, *file) for path, file in files(lesson, name, hall=hall is not None).items()
    ]
    routes += [Route("/scenes/{index:int}.json", scene), Route("/progress.json", progress)]
    if hall is not None:
        routes += hall.routes(scenes.scene)
    threading.Thread(target=scenes.draw_all, daemon=True).start()
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders, allowed=("fullscreen",)), Middleware(OwnHostOnly)],
    )


def _mode(request: Request) -> Mode:
    """Return the ground that a request asks for; light where it asks for none, or for one that is unknown."""
    asked = request.query_params.get("mode")
    return next((mode for mode in MODES if mode == asked), MODES[0])


def serve(lesson: Lesson, name: str, *, port: int, hall: HallDoor | None = None) -> None:
    """Serve a lesson to this machine, and its hall to all that reach it, until Ctrl-C."""
    servers = [_server(application(lesson, name, hall), HERE, port)]
    if hall is not None:
        servers.append(_server(hall_application(hall.hall), hall.host, hall.port))
    with contextlib.suppress(KeyboardInterrupt):  # that is how a lesson ends
        asyncio.run(_serve(servers))


async def _serve(servers: Sequence[uvicorn.Server]) -> None:
    await asyncio.gather(*(server.serve() for server in servers))


def _server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, limit_concurrency=MOST_AT_ONCE
    )
    return uvicorn.Server(config)
