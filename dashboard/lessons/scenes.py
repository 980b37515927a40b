"""The scenes of a served lesson: each drawn once for each ground, and how far the drawing is."""

import threading
from math import prod

import orjson

from dashboard.lessons.build import SceneError, built
from dashboard.lessons.sliders import free
from dashboard.lessons.views import ViewError, view_of
from ltcore.lessons import Lesson, Scene
from ltcore.plots.base.palette import Mode
from ltcore.plots.base.theme import Look


class Scenes:
    """The scenes of a lesson, each drawn once for each ground.

    Args:
        lesson: whose scenes they are.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._made: dict[tuple[Mode, int], bytes] = {}
        self._drawn: dict[tuple[Mode, int], int] = {}
        self._waiting = 0
        self._lock = threading.Lock()
        self._nobody_waits = threading.Condition()
        self._pictures = [_pictures_of(scene) for scene in lesson.scenes]

    def scene(self, index: int, mode: Mode = "light") -> bytes:
        """Return a scene as JSON; what is wrong with it, where it cannot be drawn."""
        if (mode, index) in self._made:
            return self._made[mode, index]
        with self._nobody_waits:
            self._waiting += 1
        try:
            return self._made_of(index, mode)
        finally:
            with self._nobody_waits:
                self._waiting -= 1
                self._nobody_waits.notify_all()

    def draw_all(self) -> None:
        """Draw every scene, from the first to the last, while nobody waits for another one."""
        for index in range(len(self.lesson.scenes)):
            with self._nobody_waits:
                self._nobody_waits.wait_for(lambda: not self._waiting)
            self._made_of(index, "light")

    def progress(self, mode: Mode) -> dict[str, int]:
        """Return how many pictures are drawn on a ground, and how many there are."""
        drawn = sum(
            self._pictures[index]
            if (mode, index) in self._made
            else self._drawn.get((mode, index), 0)
            for index in range(len(self._pictures))
        )
        return {"drawn": drawn, "all": sum(self._pictures)}

    def _made_of(self, index: int, mode: Mode) -> bytes:
        key = (mode, index)
        with self._lock:  # pages are run one at a time
            if key not in self._made:
                self._drawn[key] = 0

                def drew() -> None:
                    self._drawn[key] += 1

                try:
                    told = built(self.lesson, index, Look(mode, lecture=True), drew)
                except SceneError as error:
                    told = {"error": str(error)}
                self._made[key] = orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)
            return self._made[key]


def _pictures_of(scene: Scene) -> int:
    """Return how many pictures a scene has: one for each position of its sliders; 1 where it has an error."""
    try:
        return prod(len(one.values) for one in free(view_of(scene.view), scene.sliders))
    except ViewError:
        return 1
