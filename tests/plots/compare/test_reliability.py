"""The reliability diagram draws the frame, and its words are the numbers."""

import numpy as np
import pandas as pd
import pytest

from ltcore.metrics import reliability, wilson
from ltcore.plots import Look
from ltcore.plots.base.series import MOST_TOLD
from ltcore.plots.compare.reliability import WEIGHTY, reliability_figure, words_reliability

NOTE = "trained with a sigmoid loss: its confidence is still the softmax of its logits"


def run_columns(method, seed):
    arm = {"erm": "ERM", "ldam": "LDAM"}.get(method, method)
    return {"run": f"{method}-{seed}", "label": arm, "arm": arm, "method": method, "seed": seed}


def make_bins(methods=("erm", "ldam"), seeds=3):
    rng = np.random.default_rng(0)
    frames = []
    for method in methods:
        for seed in range(seeds):
            sure = rng.beta(4, 1, 300)
            bins = reliability(sure, rng.random(300) < sure * (0.9 if method == "erm" else 0.7))
            low, high = wilson(bins.correct, bins.n)
            table = pd.DataFrame(vars(bins)).rename(columns={"low": "bin_low", "high": "bin_high"})
            table = table.assign(bin=range(15), accuracy_low=low, accuracy_high=high)
            frames.append(table.assign(**run_columns(method, seed)))
    return pd.concat(frames, ignore_index=True)


def make_scores(over, ece, note=""):
    rows = [
        {
            **run_columns(method, seed),
            "confidence": 0.8,
            "overconfidence": lean,
            "ece": error,
            "note": note,
        }
        for method, lean, error in zip(("erm", "ldam"), over, ece, strict=True)
        for seed in (0, 1)
    ]
    return pd.DataFrame(rows)


def arms_of(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_marks_are_the_mean_over_the_seeds_and_their_area_the_share():
    frame = make_bins()
    drawn = arms_of(reliability_figure(frame))
    assert list(drawn) == ["ERM", "LDAM"]
    for arm, trace in drawn.items():
        filled = frame[(frame["arm"] == arm) & (frame["n"] > 0)]
        means = filled.groupby("bin")[["confidence", "accuracy"]].mean()
        np.testing.assert_allclose(trace.x, means["confidence"], rtol=1e-5)
        np.testing.assert_allclose(trace.y, means["accuracy"], rtol=1e-5)
        share = frame[frame["arm"] == arm].groupby("bin")["weight"].mean()[means.index]
        areas = (np.asarray(trace.marker.size) - 5) ** 2
        np.testing.assert_allclose(areas / areas.sum(), share / share.sum(), rtol=1e-3, atol=1e-5)


def test_whiskers_and_seeds_stand_where_a_bin_holds_enough():
    frame = make_bins()
    figure = reliability_figure(frame)
    trace = arms_of(figure)["ERM"]
    erm = frame[frame["arm"] == "ERM"]
    filled = erm[erm["n"] > 0].groupby("bin")["bin"].first().index
    weighty = (erm.groupby("bin")["weight"].mean() >= WEIGHTY)[filled].to_numpy()
    assert 0 < weighty.sum() < len(weighty)
    assert np.array_equal(np.isfinite(np.asarray(trace.error_y.array, float)), weighty)
    dots = next(trace for trace in figure.data if not trace.name)
    assert len(dots.x) == 3 * weighty.sum()
    assert "2 % of the examples or more" in figure.layout.title.subtitle.text


def test_one_run_has_wilson_intervals_and_no_dots():
    figure = reliability_figure(make_bins(seeds=1))
    assert [trace.name for trace in figure.data] == ["ERM", "LDAM"]
    assert "Wilson" in figure.layout.title.subtitle.text


def test_many_arms_have_no_whiskers_but_say_that_they_are_means():
    methods = [f"method {place}" for place in range(MOST_TOLD + 1)]
    figure = reliability_figure(make_bins(methods))
    for trace in arms_of(figure).values():
        assert not np.isfinite(np.asarray(trace.error_y.array, float)).any()
    assert "means over 3 seeds" in figure.layout.title.subtitle.text


@pytest.mark.parametrize("look", [Look("light"), Look("dark", lecture=True)])
def test_every_look_draws_and_an_empty_frame_says_why(look):
    assert reliability_figure(make_bins(), split="val", look=look).layout.yaxis.title.text == (
        "Accuracy (validation)"
    )
    empty = reliability_figure(pd.DataFrame(), look=look)
    assert "No run with logits yet" in empty.layout.annotations[0].text
    assert words_reliability(pd.DataFrame()) == "No run with logits yet."


def test_names_are_text():
    frame = make_bins().assign(arm="<b>mine</b>")
    assert "<b>mine" not in reliability_figure(frame).to_json()


def test_the_words_say_the_numbers():
    said = words_reliability(make_scores((0.10, -0.04), (0.1, 0.05))).splitlines()
    assert said[0].startswith(
        "ERM: mean confidence 80.0 %, accuracy 70.0 % on test examples, over-confident by 10.0 "
        "points; expected calibration error 10.0 %"
    )
    assert "accuracy 84.0 % on test examples, under-confident by 4.0 points" in said[1]
    even = words_reliability(make_scores((0.001, 0.0), (0.1, 0.05)))
    assert "confident" not in even


def test_a_sigmoid_loss_is_told():
    assert "still the softmax of the logits" in words_reliability(
        make_scores((0.1, 0.1), (0.1, 0.1), NOTE)
    )


def test_of_many_arms_the_ends_are_told():
    rows = [
        {**run_columns(f"method {place}", 0), "confidence": 0.8, "overconfidence": 0.1,
         "ece": place / 20, "note": ""}
        for place in range(MOST_TOLD + 2)
    ]  # fmt: skip
    said = words_reliability(pd.DataFrame(rows))
    assert "method 0" in said
    assert f"method {MOST_TOLD + 1}" in said
    assert "method 3" not in said
    assert f"{MOST_TOLD} more lie in between" in said
