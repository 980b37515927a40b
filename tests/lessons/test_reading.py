"""A file is a lesson, or it is refused with line and reason."""

import pytest

from ltcore.lessons import LessonError, parsed, read_lesson
from ltcore.lessons.reading import MOST_BYTES

LEGAL = """title = "Two scenes"
about = "A lesson for a test."

[[scenes]]
title = "How many?"
view = "long_tail"
say = "A few classes have most of the images."
minutes = 2
notes = '''
[1] Cui et al.
minutes = 7 is no value here.
Second.'''

[[scenes]]
title = "What recall?"
view = "compare?measure=recall"
say = "The tail is rarely found."
minutes = 3.5
sliders = []
[scenes.predict]
kind = "bars"
ask = "What recall has each class?"
trace = "ERM"
low = 0
high = 1
"""


def test_a_legal_lesson_is_read_whole():
    lesson = parsed(LEGAL, "two.toml")
    assert (lesson.title, lesson.minutes, len(lesson.scenes)) == ("Two scenes", 5.5, 2)
    first, second = lesson.scenes
    assert first.predict is None
    assert second.predict is not None
    assert (second.predict.kind, second.predict.ask) == ("bars", "What recall has each class?")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "Two scenes"', "", 1, "title is missing"),
        ("minutes = 2", "minutes = 0", 8, "minutes = 0 is not legal"),
        ("minutes = 2", "minuts = 2", 8, "Did you mean minutes?"),
        ("minutes = 2", "", 4, "minutes is missing"),
        (
            'view = "long_tail"',
            'view = "../../etc"',
            6,
            "view = '../../etc' is not legal: give the name of a page",
        ),
        ('kind = "bars"', 'kind = "pie"', 20, "Give kind one of bars, curve, number, cut, choice"),
        ("low = 0", "low = 2", 20, "low is 2 and high is 1"),
        ("low = 0", 'low = "zero"', 24, "low = 'zero' is not legal"),
        ('trace = "ERM"', "", 20, "trace is missing"),
        ("high = 1", "high = inf", 25, "high = inf is not legal"),
        ("minutes = 3.5", "minutes = ", 18, "this is not TOML"),
        ("sliders = []", 'sliders = ["a", "b", "c"]', 19, "sliders ="),
        ("title", "titel", 1, "titel is unknown. Did you mean title?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, line, said):
    with pytest.raises(LessonError) as refused:
        parsed(LEGAL.replace(old, new, 1), "two.toml")
    found = [(where, why) for where, why in refused.value.problems if said in why]
    assert found, refused.value.problems
    assert [where for where, _ in found] == [line]
    assert f"two.toml, line {line}: " in str(refused.value)


def test_every_problem_is_said_at_once():
    broken = LEGAL.replace("minutes = 2", "minutes = 0").replace("low = 0", "low = 2")
    with pytest.raises(LessonError) as refused:
        parsed(broken, "two.toml")
    assert [line for line, _ in refused.value.problems] == [8, 20]


def test_a_lesson_without_scenes_is_refused_once():
    with pytest.raises(LessonError) as refused:
        parsed('title = "A"\nabout = "b"\nscenes = []', "none.toml")
    assert [line for line, _ in refused.value.problems] == [3]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b'title = "\xff"', 1, "not UTF-8"),
        (b'title = "a"\nabout = "\xff"', 2, "not UTF-8"),
        (b"#" * (MOST_BYTES + 1), 1, "more than 1,000,000 bytes"),
        (b"[[scenes]]\n\ntitle = ", 3, "not TOML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, content, line, said):
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(LessonError, match=said) as refused:
        read_lesson(path)
    assert refused.value.problems[0][0] == line


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(LEGAL, "utf-8-sig")
    assert read_lesson(path) == parsed(LEGAL, "own.toml")
