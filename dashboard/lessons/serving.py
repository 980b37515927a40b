"""Serves a lesson: its page, its script, the part of plotly that draws it, its scenes, and nothing else.

Scenes are drawn one after the other while the first one is shown already; one that is asked for goes first.
"""

import asyncio
import threading
from collections.abc import Mapping

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.lessons.build import SceneError, built
from dashboard.lessons.html import as_json, script, served_page, style
from dashboard.serving.headers import SafeHeaders
from dashboard.shell.components.plotly_library import PART
from ltcore.lessons import Lesson
from ltcore.plots.base.theme import Look

File = tuple[bytes, str]
"""Content and media type."""
HALL = Look(lecture=True)


class Scenes:
    """The scenes of a lesson, each drawn once.

    Args:
        lesson: whose scenes they are.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._made: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def scene(self, index: int) -> bytes:
        """Return a scene as JSON; what is wrong with it, where it cannot be drawn."""
        with self._lock:  # pages are run one at a time
            if index not in self._made:
                try:
                    told = built(self.lesson, index, HALL)
                except SceneError as error:
                    told = {"error": str(error)}
                self._made[index] = orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)
            return self._made[index]

    def draw_all(self) -> None:
        """Draw every scene, from the first to the last."""
        for index in range(len(self.lesson.scenes)):
            self.scene(index)


def files(lesson: Lesson, name: str) -> Mapping[str, File]:
    """Return what is served beside the scenes: path -> content and media type.

    Args:
        lesson: its words.
        name: of its file, without the ending.
    """
    return {
        "/": (served_page(lesson.title).encode(), "text/html"),
        "/lesson.json": (as_json(lesson, name, HALL), "application/json"),
        "/player.js": (script().encode(), "text/javascript"),
        "/player.css": (style().encode(), "text/css"),
        "/plotly.js": (PART.file.read_bytes(), "text/javascript"),
    }


def application(lesson: Lesson, name: str) -> Starlette:
    """Return the server of a lesson; it begins to draw the scenes at once."""
    scenes = Scenes(lesson)

    def route(path: str, content: bytes, media_type: str) -> Route:
        def answer(_request: Request) -> Response:
            return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})

        return Route(path, answer)

    async def scene(request: Request) -> Response:
        index = request.path_params["index"]
        if index >= len(lesson.scenes):
            return Response(f"This lesson has {len(lesson.scenes)} scenes.", 404)
        content = await asyncio.to_thread(scenes.scene, index)
        return Response(content, media_type="application/json")

    routes = [route(path, *file) for path, file in files(lesson, name).items()]
    routes.append(Route("/scenes/{index:int}.json", scene))
    threading.Thread(target=scenes.draw_all, daemon=True).start()
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])


def serve(lesson: Lesson, name: str, *, host: str, port: int) -> None:
    """Serve a lesson until Ctrl-C."""
    uvicorn.run(application(lesson, name), host=host, port=port, log_config=None, access_log=False)
