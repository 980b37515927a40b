"""The scenes of a lesson in one frame: when each begins, and what the hall does in it."""

import numpy as np
import pandas as pd

from ltcore.lessons import Lesson


def scenes_frame(lesson: Lesson) -> pd.DataFrame:
    """Return one row per scene, from the first to the last.

    Returns:
        scene (from 1), title, page (slug), begins and minutes (float), asks (kind of its prediction, empty
        where it asks nothing), ask (the question to the hall), sliders (how many stay free) and say.

    Example:
        >>> from ltcore.lessons import Scene
        >>> scenes = [Scene(title=one, view="long_tail?tail_ratio=10", say="Few.", minutes=2) for one in "ab"]
        >>> scenes_frame(Lesson(title="A", about="b", scenes=tuple(scenes)))[["scene", "page", "begins"]]
           scene       page  begins
        0      1  long_tail     0.0
        1      2  long_tail     2.0
    """
    minutes = np.array([scene.minutes for scene in lesson.scenes], dtype=np.float64)
    return pd.DataFrame(
        {
            "scene": np.arange(1, len(minutes) + 1),
            "title": [scene.title for scene in lesson.scenes],
            "page": [scene.view.partition("?")[0] for scene in lesson.scenes],
            "begins": np.cumsum(minutes) - minutes,
            "minutes": minutes,
            "asks": [scene.predict.kind if scene.predict else "" for scene in lesson.scenes],
            "ask": [scene.predict.ask if scene.predict else "" for scene in lesson.scenes],
            "sliders": [len(scene.sliders) for scene in lesson.scenes],
            "say": [scene.say for scene in lesson.scenes],
        }
    )
