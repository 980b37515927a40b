"""The reader's own lessons: written only where nobody wrote in between."""

import pytest

from ltcore.lessons import LessonError, Scene, read_lesson
from ltcore.lessons import own as own_lessons
from ltcore.lessons.own import (
    ChangedLessonError,
    LessonNameError,
    LessonWriteError,
    changing,
    copied,
    opened,
    own_file,
    save,
)
from ltcore.lessons.shelf import find_lesson, shipped_folder
from ltcore.lessons.writing import add_scene
from ltcore.runs import AlreadyRunningError

SCENE = Scene(title="How many?", view="long_tail", say="Few.", minutes=2)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path / "lessons"))
    return add_scene("mine", SCENE)


def test_a_lesson_is_written_where_it_is_as_it_was_read(path):
    before = opened(path)
    after = before.text.replace("Few.", "Many.")
    save("mine", after, before.version)
    assert path.read_text("utf-8") == after
    assert opened(path).version != before.version


def test_the_second_of_two_tabs_is_refused_and_nothing_is_lost(path):
    first = second = opened(path)
    save("mine", first.text.replace("Few.", "Many."), first.version)
    kept = path.read_bytes()
    with pytest.raises(ChangedLessonError, match="has changed since it was read"):
        save("mine", second.text.replace("Few.", "None."), second.version)
    assert path.read_bytes() == kept
    path.unlink()
    with pytest.raises(ChangedLessonError):
        save("mine", second.text, second.version)
    assert not path.exists()


def test_what_is_no_lesson_is_not_written(path):
    before = opened(path)
    with pytest.raises(LessonError, match=r"mine.toml, line 1"):
        save("mine", "title = ", before.version)
    with pytest.raises(LessonNameError):
        save("../evil", before.text, before.version)
    assert opened(path) == before


def test_copies_are_letter_by_letter_and_never_in_the_way(path):
    shipped = find_lesson("long_tail_60")
    assert [copied(shipped), copied(shipped)] == ["my_long_tail_60", "my_long_tail_60_2"]
    assert own_file("my_long_tail_60_2").read_bytes() == shipped.read_bytes()
    odd = path.with_name("Odd Name!.toml")
    odd.write_bytes(path.read_bytes())
    assert read_lesson(own_file(copied(odd))) == read_lesson(path)
    assert not list(shipped_folder().glob("my_*"))


def test_who_writes_at_the_same_time_waits_and_is_told(path, monkeypatch):
    monkeypatch.setattr(own_lessons, "PATIENCE", 0.1)
    before = opened(path)
    with changing(path.parent), pytest.raises(AlreadyRunningError, match="the lessons in"):
        save("mine", before.text, before.version)


def test_a_place_that_cannot_be_written_is_said_with_the_way_out(path, monkeypatch, tmp_path):
    before = opened(path)
    elsewhere = path.rename(tmp_path / "elsewhere.toml")
    path.symlink_to(elsewhere)
    with pytest.raises(LessonWriteError, match="or name another folder with LTLAB_LESSONS"):
        save("mine", before.text, before.version)
    assert elsewhere.read_text("utf-8") == before.text
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path / "file"))
    with pytest.raises(LessonWriteError, match="could not write in"):
        copied(elsewhere)
