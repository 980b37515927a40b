import json

import numpy as np
import pandas as pd
import pytest

from ltcore.plots.base.palette import MARKS
from ltcore.plots.base.theme import Look
from ltcore.plots.runs.strip import MOST_ROWS, runs_figure
from ltcore.plots.runs.words import words_runs

ROW = {
    "run": "a",
    "label": "ERM, seed 0",
    "arm": "ERM",
    "method": "erm",
    "title": "ERM",
    "state": "finished",
    "data_title": "Digits",
    "ratio": 100.0,
    "balanced_error": 0.25,
}


def frame_of(*rows):
    return pd.DataFrame([{**ROW, **row} for row in rows])


def drawn(figure):
    """Row of the frame -> x, y, symbol, colour of its mark."""
    found: dict[int, tuple[float, float, str, str]] = {}
    for trace in figure.data:
        marks = trace.x, trace.y, trace.marker.symbol, trace.marker.color
        found |= dict(zip(trace.customdata, zip(*marks, strict=True), strict=True))
    return found


FRAME = frame_of(
    {},
    {"balanced_error": 0.2, "arm": "ERM, ratio 10"},
    {"method": "ldam", "title": "LDAM", "arm": "LDAM", "balanced_error": np.nan, "state": "failed"},
    {"method": "unknown", "title": "unknown", "arm": "x", "balanced_error": np.nan},
)


def test_every_run_has_a_mark_even_without_an_error():
    marks = drawn(runs_figure(FRAME))
    assert sorted(marks) == [0, 1, 2, 3]
    assert marks[0][0] == 0.25
    assert marks[2][0] == marks[3][0] > 0.25
    assert marks[2][2].endswith("-open")
    assert not marks[0][2].endswith("-open")


def test_one_method_at_two_settings_has_two_looks_and_two_lanes():
    marks = drawn(runs_figure(FRAME))
    assert marks[0][2] != marks[1][2]
    assert marks[0][1] != marks[1][1]


def test_chosen_runs_are_strong_and_the_others_faint():
    plain, chosen = drawn(runs_figure(FRAME)), drawn(runs_figure(FRAME, [1]))
    assert len({mark[3] for mark in (plain[0], plain[1])}) == 1
    assert chosen[1][3].startswith("#")
    assert chosen[0][3].startswith("rgba")
    assert chosen[0][3] != plain[0][3]


def test_many_equal_runs_do_not_hide_each_other():
    marks = drawn(runs_figure(frame_of(*[{}] * 40)))
    assert len({mark[1] for mark in marks.values()}) == 40
    assert max(abs(mark[1]) for mark in marks.values()) < 0.5


@pytest.mark.parametrize(
    "frame",
    [
        FRAME.iloc[:0],
        FRAME.iloc[:1],
        FRAME.iloc[2:],
        frame_of(*({"balanced_error": error} for error in (0.0, 1.0))),
        frame_of({"label": "<b>$x$</b>", "arm": "<i>", "title": "</i>"}),
        frame_of(*({"method": f"m{each}", "title": f"M{each}"} for each in range(MOST_ROWS + 1))),
    ],
)
@pytest.mark.parametrize("look", [Look(), Look("dark", True)])
def test_odd_lists_are_drawn_and_told(frame, look):
    figure = json.loads(runs_figure(frame, look=look).to_json())
    assert "<b>$x$</b>" not in json.dumps(figure["data"])
    assert (figure["layout"].get("height") is not None) == (frame["method"].nunique() > MOST_ROWS)
    assert words_runs(frame, ["failed", "finished"], len(frame))


def test_the_words_count_every_run():
    told = words_runs(FRAME, ["failed", "finished"], 10, 2)
    assert "4 of 10 runs are shown: 1 failed, 3 finished. 2 chosen." in told
    assert "2 runs have no test error" in told
    assert "Lowest balanced error on Digits, ρ 100: ERM, seed 0, 20.0 %." in told


def test_only_few_data_sets_are_named_and_the_others_counted():
    told = words_runs(frame_of(*({"data_title": f"D{each}"} for each in range(5))), [], 5)
    assert "and 2 more data sets" in told


def test_where_settings_share_a_look_the_caption_says_so():
    def caption_of(arms):
        frame = frame_of(*({"arm": f"ERM, ratio {ratio}"} for ratio in range(arms)))
        return runs_figure(frame).layout.title.subtitle.text

    assert "share" not in caption_of(len(MARKS))
    assert f"{len(MARKS) + 1} settings share {len(MARKS)} looks" in caption_of(len(MARKS) + 1)


@pytest.mark.parametrize(("methods", "grows"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_a_picture_grows_from_the_first_row_that_finds_no_room(methods, grows):
    rows = ({"method": f"m{n}", "title": f"M{n}", "arm": f"M{n}"} for n in range(methods))
    assert (runs_figure(frame_of(*rows)).layout.height is not None) == grows
