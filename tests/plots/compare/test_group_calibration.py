"""Calibration by group draws the frame: bars from zero, a line at the mean confidence; words are the numbers."""

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.groups import EMPTY, UNKNOWN_COUNTS
from ltcore.plots import Look
from ltcore.plots.base.series import MOST_TOLD
from ltcore.plots.compare.group_calibration import (
    group_calibration_figure,
    words_group_calibration,
)
from ltcore.types import GROUPS

ECE = {"head": 0.02, "medium": 0.1, "tail": 0.3}
SURE = {"head": 0.97, "medium": 0.9, "tail": 0.75}


def make(methods=("erm", "ldam"), seeds=3, **columns):
    rows = [
        {
            "run": f"{method}-{seed}",
            "label": method,
            "arm": method,
            "method": method,
            "seed": seed,
            "group_rule": "thresholds",
            "group": group,
            "classes": 2,
            "n": 50,
            "ece": ECE[group] + 0.01 * seed,
            "confidence": SURE[group] + 0.005 * seed,
            "accuracy": SURE[group] - ECE[group],
            "accuracy_low": SURE[group] - ECE[group] - 0.1,
            "accuracy_high": SURE[group] - ECE[group] + 0.1,
            "note": "",
        }
        for method in methods
        for seed in range(seeds)
        for group in GROUPS
    ]
    return pd.DataFrame(rows).assign(**columns)


@pytest.mark.parametrize("drawn", ["marks", "bars"])
@pytest.mark.parametrize("look", [Look("light"), Look("dark", lecture=True)])
def test_bars_from_zero_show_error_and_accuracy_and_lines_the_confidence(drawn, look):
    figure = group_calibration_figure(make(), drawn=drawn, look=look)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert figure.layout.yaxis.range[0] == figure.layout.yaxis2.range[0] == 0
    errors, accuracies = bars[:2], bars[2:]
    for trace in errors:
        np.testing.assert_allclose(trace.y, [ECE[group] + 0.01 for group in GROUPS], rtol=1e-5)
    for trace in accuracies:
        np.testing.assert_allclose(
            trace.y, [SURE[group] - ECE[group] for group in GROUPS], rtol=1e-5
        )
    scatters = [trace for trace in figure.data if trace.type == "scatter"]
    lines = [trace for trace in scatters if trace.marker and trace.marker.symbol == "line-ew"]
    assert len(lines) == 2
    for line, bar in zip(lines, accuracies, strict=True):
        np.testing.assert_allclose(line.y, [SURE[group] + 0.005 for group in GROUPS], rtol=1e-5)
        np.testing.assert_allclose(line.x, bar.x)
        assert np.isfinite(np.asarray(line.error_y.array, float)).all()
    assert max(ECE.values()) + 0.02 < figure.layout.yaxis.range[1] < 0.6


def test_percents_stand_clear_of_a_line_that_would_cross_them():
    frame = make(("erm",))
    figure = group_calibration_figure(frame, drawn="bars", look=Look(lecture=True))
    numbers = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"][
        -1
    ]
    assert numbers.y[0] == pytest.approx(SURE["head"] + 0.005)  # 2 points above the bar
    assert numbers.y[2] == pytest.approx(SURE["tail"] - ECE["tail"])  # the line is far above


def test_one_run_keeps_its_interval_of_the_accuracy():
    figure = group_calibration_figure(make(seeds=1))
    assert "Wilson" in figure.layout.title.subtitle.text


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (pd.DataFrame(), "No run with logits yet"),
        (make(note=UNKNOWN_COUNTS), "Without training counts"),
    ],
)
def test_where_nothing_is_known_it_says_why(frame, why):
    assert why in group_calibration_figure(frame).layout.annotations[0].text
    assert words_group_calibration(frame).startswith(why)


def test_the_words_say_the_numbers_and_which_group_is_empty():
    said = words_group_calibration(make(("erm",)))
    assert "Calibration error of tail classes on test examples: erm 31 % [" in said
    assert "erm, tail: mean confidence 75.5 %, accuracy 45.0 %." in said
    frame = make(("erm",))
    tail = frame["group"] == "tail"
    frame.loc[tail, ["ece", "confidence", "accuracy"]] = np.nan
    frame.loc[tail, "note"] = EMPTY
    assert f"No calibration error of the tail: {EMPTY}." in words_group_calibration(frame)


def test_of_many_arms_only_some_are_told_and_names_are_text():
    methods = [f"<b>{place}</b>" for place in range(MOST_TOLD + 3)]
    frame = make(methods)
    assert words_group_calibration(frame).count("tail: mean confidence") == MOST_TOLD
    assert "<b>" not in group_calibration_figure(frame.assign(arm=frame["arm"] + "<b>x")).to_json()
