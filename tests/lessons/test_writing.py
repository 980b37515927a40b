"""A scene is added whole, or the file stays as it is."""

import pytest

from ltcore.lessons import LessonError, Scene, read_lesson
from ltcore.lessons.own import LessonNameError, own_file
from ltcore.lessons.text import as_toml
from ltcore.lessons.writing import add_scene

SCENE = Scene(title="How many?", view="long_tail?tail_ratio=100", say="Few classes.", minutes=2.5)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path / "lessons"))
    return tmp_path / "lessons"


def test_a_lesson_begins_and_grows(folder):
    path = add_scene("my_lesson", SCENE)
    assert path == folder / "my_lesson.toml"
    assert read_lesson(path).title == "My lesson"
    add_scene("my_lesson", SCENE.model_copy(update={"title": "Again?"}))
    assert [scene.title for scene in read_lesson(path).scenes] == ["How many?", "Again?"]
    assert read_lesson(path).scenes[0] == SCENE


@pytest.mark.parametrize(
    "text",
    ['a "quote"', "back\\slash", "tab\tand\nline", "<b>ρ, 你好</b>", "\x7f\x00", "'''", "🙂"],
)
def test_any_text_comes_back_as_it_went(folder, text):
    scene = SCENE.model_copy(update={"title": text, "say": text})
    assert read_lesson(add_scene("words", scene)).scenes[0] == scene


def test_what_stands_in_the_file_stays_as_it_is_written(folder):
    path = add_scene("mine", SCENE)
    own = f"# my own remark\n{path.read_text('utf-8')}notes = '''Mine.'''"
    path.write_text(own, "utf-8")
    add_scene("mine", SCENE)
    assert path.read_text("utf-8") == f"{own}\n\n{as_toml(SCENE)}"


def test_the_lines_of_a_file_end_as_they_did(folder):
    path = add_scene("mine", SCENE)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    add_scene("mine", SCENE)
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert read_lesson(path).scenes == (SCENE, SCENE)


def test_a_file_that_is_no_lesson_is_left_alone(folder):
    folder.mkdir()
    path = folder / "broken.toml"
    path.write_text('title = "A"\nabout = ', "utf-8")
    with pytest.raises(LessonError, match=r"broken.toml, line 2"):
        add_scene("broken", SCENE)
    assert path.read_text("utf-8") == 'title = "A"\nabout = '


@pytest.mark.parametrize("name", ["", "../evil", "a/b", "A", "a b", ".hidden", "x" * 61, "a\n"])
def test_a_name_is_never_a_path(folder, name):
    with pytest.raises(LessonNameError, match="small letters"):
        own_file(name)
    assert not folder.exists()
