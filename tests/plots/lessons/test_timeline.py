"""The timeline draws each scene at its minutes, and no text of a file as markup."""

import json

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.lessons.scenes import scenes_frame
from ltcore.lessons import Lesson, Scene
from ltcore.plots.base.theme import Look
from ltcore.plots.lessons.timeline import ASKS, LONGEST, SHOWS, timeline_figure
from ltcore.plots.lessons.words import words_timeline

ASKED = {"kind": "bars", "ask": "<b>How</b> heavy?", "trace": "t", "low": 0, "high": 1}
TITLES = ["<script>alert(1)</script>", "How $many$?", "x" * 80]


def lesson(asks=(1,), titles=TITLES):
    scenes = [
        Scene.model_validate(
            {
                "title": title,
                "view": "long_tail",
                "say": "a",
                "minutes": 1 + number,
                "predict": ASKED if number in asks else None,
            }
        )
        for number, title in enumerate(titles)
    ]
    return Lesson(title="<i>A</i>", about="b", scenes=tuple(scenes))


def bars(figure):
    return {trace.name: trace for trace in figure.data if trace.type == "bar"}


def test_each_scene_is_a_bar_at_its_minutes():
    drawn = bars(timeline_figure(scenes_frame(lesson()), "A"))
    assert list(drawn[ASKS].customdata) == [2]
    assert (drawn[ASKS].base[0], drawn[ASKS].x[0]) == (1, 2)
    assert list(drawn[SHOWS].customdata) == [1, 3]
    np.testing.assert_array_equal(drawn[SHOWS].base, [0, 3])


def test_titles_stand_where_there_is_room_and_questions_are_marked():
    figure = timeline_figure(scenes_frame(lesson()), "A")
    texts = {
        trace.textposition: list(trace.text) for trace in figure.data if trace.type == "scatter"
    }
    assert [text.strip("\u00a0") for text in texts["middle right"]] == [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "? How &#36;many&#36;?",
    ]
    assert len(texts["middle left"][0].strip("\u00a0")) == LONGEST


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_no_text_is_markup(look):
    told = json.dumps(
        timeline_figure(scenes_frame(lesson()), "<i>A</i>", look=look).to_dict(), default=list
    )
    assert not any(bad in told for bad in ("<script", "<i>", "<b>How"))


def test_many_scenes_make_the_picture_higher_instead_of_crowded():
    few, many = (scenes_frame(lesson(titles=["a"] * number)) for number in (20, 50))
    assert timeline_figure(few, "A").layout.height is None
    assert timeline_figure(many, "A").layout.height > 50 * Look().text_size


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ((), "3 scenes take 6 minutes. No scene asks for a prediction."),
        (
            (0,),
            "predicts once, first at the start.\nThe longest time without a question is 5 minutes.",
        ),
        (
            (0, 2),
            "predicts twice, first at the start.\nThe longest time without a question is 2 minutes.",
        ),
        ((0, 1, 2), "predicts 3 times, first at the start.\nEvery scene asks."),
        ((2,), "first in minute 3.\nThe longest time without a question is 3 minutes."),
    ],
)
def test_the_words_say_how_long_nobody_is_asked(asks, said):
    assert said in words_timeline(scenes_frame(lesson(asks)))


def test_one_minute_is_no_minutes():
    frame = pd.DataFrame({"begins": [0.0], "minutes": [1.0], "asks": [""]})
    assert words_timeline(frame).startswith("1 scene takes 1 minute.")
