"""Lessons as text: any lesson comes back as it went, and what is not changed stays as it was written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.lessons import Lesson, Scene, parsed, read_lesson
from ltcore.lessons.editing import inserted, moved, without
from ltcore.lessons.shelf import shipped_folder
from ltcore.lessons.text import as_text, as_toml, piece, rewritten

SHIPPED = sorted(shipped_folder().glob("*.toml"))
WRITTEN = """# my lesson
title = "Two"   # for Monday
about = "b"

[[scenes]]
title = "First?"
view = "long_tail"
say = "a"
minutes = 2

# this one is new
[[scenes]]
title = 'Second?'
view = "margins"   # the room
say = "b"
minutes = 3.5
notes = '''
[[scenes]]
is no scene here.'''
"""
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NUMBERS = st.floats(-1e12, 1e12)
RANGES = st.tuples(NUMBERS, st.floats(1e-3, 1e6)).map(lambda ends: (ends[0], ends[0] + ends[1]))


def predictions(kind, **more):
    return st.builds(
        lambda ask, given, ends, unit, rest: {
            "kind": kind,
            "ask": ask,
            "given": given,
            **({"low": ends[0], "high": ends[1], "unit": unit} if kind != "choice" else {}),
            **rest,
        },
        TEXTS,
        st.lists(TEXTS, max_size=2),
        RANGES,
        TEXTS,
        st.fixed_dictionaries(more),
    )


ASKED = st.one_of(
    st.none(),
    predictions("bars", trace=TEXTS),
    predictions("curve", trace=TEXTS),
    predictions("number", trace=TEXTS, at=NUMBERS | TEXTS),
    predictions("cut", trace=TEXTS, truth=st.just("crossing"), other=TEXTS),
    predictions("choice", others=st.tuples(TEXTS, TEXTS)),
)
SCENES = st.builds(
    lambda title, say, minutes, notes, asked: Scene.model_validate(
        {
            "title": title,
            "view": "long_tail?a=b",
            "say": say,
            "minutes": minutes,
            "notes": notes,
            "sliders": ["x"],
            "predict": asked,
        }
    ),
    TEXTS,
    TEXTS,
    st.floats(0.001, 60),
    st.lists(TEXTS | st.sampled_from(['"""', '"', "\\", "'''", ""]), max_size=4).map("\n".join),
    ASKED,
)


@given(st.lists(SCENES, min_size=1, max_size=3), TEXTS)
def test_any_lesson_comes_back_as_it_went(scenes, words):
    lesson = Lesson(title=words, about=words, scenes=tuple(scenes))
    assert parsed(as_text(lesson), "a.toml") == lesson


def test_a_scene_is_written_as_by_hand():
    scene = Scene.model_validate(
        {
            "title": 'A "quote"?',
            "view": "long_tail",
            "say": "b",
            "minutes": 2.5,
            "notes": 'One "word".\n\nTwo.',
            "sliders": ["x"],
            "predict": {"kind": "number", "ask": "?", "low": 0, "high": 1, "trace": "t", "at": "3"},
        }
    )
    assert as_toml(scene) == (
        '[[scenes]]\ntitle = "A \\"quote\\"?"\nview = "long_tail"\nsay = "b"\nminutes = 2.5\n'
        'notes = """\nOne "word".\n\nTwo."""\nsliders = ["x"]\n'
        '[scenes.predict]\nask = "?"\nlow = 0\nhigh = 1\nkind = "number"\ntrace = "t"\nat = "3"\n'
    )
    assert tomllib.loads(as_toml(scene))["scenes"][0]["notes"] == scene.notes


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_lessons_are_written_and_ordered_without_loss(path):
    lesson, text = read_lesson(path), path.read_text("utf-8")
    assert parsed(as_text(lesson), path.name) == lesson
    changed = moved(lesson, 0, 2)
    after = rewritten(text, changed)
    assert parsed(after, path.name) == changed
    assert sorted(filter(None, after.splitlines())) == sorted(filter(None, text.splitlines()))


def test_what_is_not_changed_stays_as_it_was_written():
    lesson = parsed(WRITTEN, "a.toml")
    swapped = rewritten(WRITTEN, moved(lesson, 1, -1))
    assert parsed(swapped, "a.toml") == moved(lesson, 1, -1)
    assert "# this one is new\n[[scenes]]\ntitle = 'Second?'" in swapped
    assert '# my lesson\ntitle = "Two"   # for Monday' in swapped
    assert swapped.index("Second?") < swapped.index("First?")
    alone = rewritten(WRITTEN, without(lesson, 0))
    assert "First?" not in alone
    assert "is no scene here.'''" in alone
    first = lesson.scenes[0].model_copy(update={"say": "new"})
    edited = rewritten(WRITTEN, inserted(without(lesson, 0), 0, first))
    assert 'say = "new"' in edited
    assert 'view = "margins"   # the room' in edited


def test_a_file_that_is_written_in_another_way_is_written_anew():
    text = 'title = "A"\nabout = "b"\nscenes = [{title="?", view="a", say="b", minutes=1}]'
    lesson = parsed(text, "a.toml")
    doubled = inserted(lesson, 1, lesson.scenes[0])
    assert parsed(rewritten(text, doubled), "a.toml") == doubled


def alike(*remarks):
    """A lesson of equal scenes, each with a remark of its own."""
    scene = '[[scenes]]\ntitle = "?"\nview = "a"\nsay = "b"\nminutes = 1\n'
    return '# top\ntitle = "A"  # t\nabout = "b"\n\n' + "\n".join(
        f"# {remark}\n{scene}" for remark in remarks
    )


def test_scenes_that_are_alike_keep_their_remarks():
    text = alike("one", "two", "three")
    lesson = parsed(text, "a.toml")
    assert rewritten(text, lesson) == text
    new = lesson.scenes[0].model_copy(update={"say": "new"})
    longer = rewritten(text, inserted(lesson, 3, new))
    assert longer.startswith(text)
    assert [longer.count(f"# {remark}\n") for remark in ("one", "two", "three")] == [1, 1, 1]


def test_a_scene_that_comes_back_comes_as_it_was_written():
    lesson = parsed(WRITTEN, "a.toml")
    kept, fewer = piece(WRITTEN, 1), rewritten(WRITTEN, without(lesson, 1))
    assert "# this one is new" not in fewer
    assert rewritten(fewer, lesson, back={1: kept}) == WRITTEN


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_of_scenes_that_are_alike_the_deleted_one_loses_its_remark_and_gets_it_back(gone):
    text, remarks = alike("one", "two", "three"), ["one", "two", "three"]
    lesson = parsed(text, "a.toml")
    fewer = rewritten(text, without(lesson, gone), gone=gone)
    assert fewer == alike(*(remark for remark in remarks if remark != remarks[gone]))
    assert rewritten(fewer, lesson, back={gone: piece(text, gone)}) == text
    titled = lesson.model_copy(update={"title": "B"})
    assert sorted(rewritten(text, titled, gone=gone).splitlines()) == sorted(
        text.replace('"A"', '"B"').splitlines()
    )


@pytest.mark.parametrize("text", [WRITTEN, alike("one", "two")], ids=["written", "alike"])
def test_the_lines_of_a_file_end_as_they_did(text):
    text = text.replace("\n", "\r\n")
    lesson = parsed(text, "a.toml")
    assert rewritten(text, lesson) == text
    after = rewritten(text, moved(lesson, 0, 1))
    assert after.count("\n") == after.count("\r\n")
    assert parsed(after, "a.toml") == moved(lesson, 0, 1)


@pytest.mark.parametrize("title", ['"Two"', "'Two'", r'"T\u0077o"'])
def test_remarks_beside_the_words_of_a_lesson_stay(title):
    text = WRITTEN.replace('"Two"', title)
    changed = parsed(text, "a.toml").model_copy(update={"title": 'Three "3" \\1'})
    after = rewritten(text, changed)
    assert after == text.replace(title, r'"Three \"3\" \\1"')
    assert parsed(after, "a.toml") == changed


def test_words_of_several_lines_are_written_anew():
    text = WRITTEN.replace('about = "b"', "about = '''\nb\nc'''")
    changed = parsed(text, "a.toml").model_copy(update={"about": "d"})
    assert parsed(rewritten(text, changed), "a.toml") == changed


def test_scenes_that_are_alike_are_all_kept():
    lesson = parsed(WRITTEN, "a.toml")
    doubled = inserted(lesson, 0, lesson.scenes[1])
    assert parsed(rewritten(WRITTEN, doubled), "a.toml") == doubled
