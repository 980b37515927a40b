"""Scenes in another order, one less, one more."""

import pytest
from pydantic import ValidationError

from ltcore.lessons import Lesson, Scene
from ltcore.lessons.editing import inserted, moved, without
from ltcore.lessons.lesson import MOST_SCENES


def lesson(*titles):
    scenes = [Scene(title=title, view="long_tail", say="a", minutes=1) for title in titles]
    return Lesson(title="A", about="b", scenes=tuple(scenes))


def titles(changed):
    return "".join(scene.title for scene in changed.scenes)


@pytest.mark.parametrize(
    ("index", "by", "order"),
    [(0, 1, "bac"), (2, -1, "acb"), (0, -1, "abc"), (2, 1, "abc"), (0, 2, "bca"), (1, 0, "abc")],
)
def test_a_scene_moves_within_its_lesson(index, by, order):
    assert titles(moved(lesson(*"abc"), index, by)) == order


def test_what_is_left_out_comes_back_at_its_place():
    whole = lesson(*"abc")
    for index in range(3):
        assert inserted(without(whole, index), index, whole.scenes[index]) == whole


def test_a_lesson_has_at_least_one_scene_and_not_too_many():
    with pytest.raises(ValidationError):
        without(lesson("a"), 0)
    full = lesson(*(["a"] * MOST_SCENES))
    with pytest.raises(ValidationError):
        inserted(full, 0, full.scenes[0])
