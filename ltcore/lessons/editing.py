"""What becomes of a lesson when its scenes are ordered, changed, left out and brought back."""

from collections.abc import Sequence

from ltcore.lessons.lesson import Lesson, Scene


def moved(lesson: Lesson, index: int, by: int) -> Lesson:
    """Return a lesson with a scene further back or further to the front; at the ends it stays.

    Example:
        >>> scenes = [Scene(title=one, view="long_tail", say="Few.", minutes=1) for one in "abc"]
        >>> lesson = Lesson(title="A", about="b", scenes=tuple(scenes))
        >>> [scene.title for scene in moved(lesson, 0, 1).scenes]
        ['b', 'a', 'c']
    """
    scenes = list(lesson.scenes)
    scene = scenes.pop(index)
    scenes.insert(max(0, index + by), scene)
    return _with(lesson, scenes)


def without(lesson: Lesson, index: int) -> Lesson:
    """Return a lesson without a scene.

    Raises:
        ValidationError: it is the only one.

    Example:
        >>> scenes = [Scene(title=one, view="long_tail", say="Few.", minutes=1) for one in "abc"]
        >>> lesson = Lesson(title="A", about="b", scenes=tuple(scenes))
        >>> [scene.title for scene in without(lesson, 1).scenes]
        ['a', 'c']
    """
    return _with(lesson, [*lesson.scenes[:index], *lesson.scenes[index + 1 :]])


def inserted(lesson: Lesson, index: int, scene: Scene) -> Lesson:
    """Return a lesson with one scene more, before the one at ``index``; at the end where there is none.

    Raises:
        ValidationError: there are as many as there may be.

    Example:
        >>> scenes = [Scene(title=one, view="long_tail", say="Few.", minutes=1) for one in "abc"]
        >>> lesson = Lesson(title="A", about="b", scenes=tuple(scenes))
        >>> [scene.title for scene in inserted(lesson, 1, scenes[2]).scenes]
        ['a', 'c', 'b', 'c']
    """
    return _with(lesson, [*lesson.scenes[:index], scene, *lesson.scenes[index:]])


def _with(lesson: Lesson, scenes: Sequence[Scene]) -> Lesson:
    return Lesson(title=lesson.title, about=lesson.about, scenes=tuple(scenes))
