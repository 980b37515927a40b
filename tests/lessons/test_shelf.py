"""Where lessons are looked for."""

import re

import pytest

from ltcore.lessons import read_lesson
from ltcore.lessons.shelf import NoLessonError, find_lesson, lesson_files, shipped_folder

WORDS_A_MINUTE = 130
SHIPPED = sorted(path.stem for path in shipped_folder().glob("*.toml"))


def test_the_shipped_lessons_are_there():
    assert "long_tail_60" in SHIPPED
    assert set(SHIPPED) <= set(lesson_files())


def needed(scene):
    """Minutes that a scene takes: its words spoken, and the hall's time to discuss, to answer and to predict."""
    asked = scene.predict
    said = f"{(asked and asked.seen) or scene.say} {asked.ask if asked else ''} {scene.notes}"
    starts = [line.split()[0] for line in scene.notes.splitlines() if line.strip()]
    discussed = scene.notes.count("Ask (two minutes")
    answered = sum(start.startswith("Ask") for start in starts) - discussed
    of_hall = 2 * discussed + 0.5 * (answered + (asked is not None)) + 0.25 * starts.count("Move")
    return len(said.split()) / WORDS_A_MINUTE + of_hall


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scene_can_be_spoken_in_its_minutes(name):
    lesson = read_lesson(shipped_folder() / f"{name}.toml")
    shares = {scene.title: needed(scene) / scene.minutes for scene in lesson.scenes}
    assert {title: share for title, share in shares.items() if not 0.75 <= share <= 1.25} == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_lesson_takes_as_long_as_its_name_says(name):
    lesson = read_lesson(shipped_folder() / f"{name}.toml")
    assert lesson.minutes == int(name.rpartition("_")[2])
    assert all(scene.notes.strip() for scene in lesson.scenes)
    asks = sum(scene.predict is not None for scene in lesson.scenes)
    assert asks >= len(lesson.scenes) / 5


def test_an_own_lesson_hides_a_shipped_one(tmp_path, monkeypatch):
    own = tmp_path / "long_tail_60.toml"
    own.write_text("", "utf-8")
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path))
    assert find_lesson("long_tail_60") == own


def test_a_lesson_is_found_by_name_and_by_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("", "utf-8")
    assert find_lesson(str(path)) == path
    assert find_lesson("long_tail_60").parent == shipped_folder()
    with pytest.raises(NoLessonError, match=r"no lesson 'nothing'.*long_tail_60"):
        find_lesson("nothing")
    with pytest.raises(NoLessonError, match="no file"):
        find_lesson(str(tmp_path / "other.toml"))


TERMS = {
    "ERM": ("plain", "empirical risk"),
    "DRW": ("deferred re-weighting",),
    "prior": ("share",),
    "ρ_U": ("imbalance ratio",),
}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_in_the_scene_that_says_it_first(name, term):
    scenes = read_lesson(shipped_folder() / f"{name}.toml").scenes
    said = [f"{one.predict.ask if one.predict else ''} {one.say} {one.notes}" for one in scenes]
    first = next((text for text in said if re.search(rf"\b{term}\b", text)), None)
    assert first is None or any(words in first.lower() for words in TERMS[term])
