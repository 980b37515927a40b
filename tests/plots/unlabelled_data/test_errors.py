import json

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import seeds_summary
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, LABELS_ALONE, TAIL_ERROR
from ltcore.plots.base.theme import Look
from ltcore.plots.unlabelled_data.errors import errors_figure
from ltcore.plots.unlabelled_data.words import words_errors

STAGES = {"erm": 1, "self_training": 2, "fixmatch": 1, "crest": 3, "crest_plus": 3}


def frame_of(errors, xs=(0.1, 1.0, 10.0), seeds=3):
    """Errors by method: one mean per value; seeds lie evenly around it, two points apart."""
    rows = []
    for method, means in errors.items():
        for x, mean in zip(xs, means, strict=True):
            for seed in range(seeds):
                error = mean + 0.02 * (seed - (seeds - 1) / 2)
                rows.append(
                    {
                        "run": f"{method}-{x}-{seed}",
                        "arm": LABELS_ALONE if method == "erm" else method,
                        "method": method,
                        "seed": seed,
                        "x": x,
                        "stages": STAGES[method],
                        BALANCED_ERROR: error,
                        TAIL_ERROR: 2 * error,
                    }
                )
    return pd.DataFrame(rows)


ERRORS = frame_of(
    {"erm": (0.2, 0.2, 0.2), "crest": (0.1, 0.08, 0.15), "crest_plus": (0.25, 0.07, 0.14)}
)


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_means_and_intervals_are_those_of_the_seeds():
    figure = errors_figure(ERRORS, "unlabelled_ratio", data="Digits")
    summary = seeds_summary(ERRORS, BALANCED_ERROR, by=("x",))
    drawn = traces(figure)["crest"]
    rows = summary[summary["arm"] == "crest"].sort_values("x")
    np.testing.assert_allclose(drawn.y, rows["mean"], rtol=1e-5)
    np.testing.assert_allclose(drawn.y + drawn.error_y.array, rows["high"], rtol=1e-5)
    assert np.round(drawn.x).tolist() == [0, 1, 2]
    assert list(figure.layout.xaxis.ticktext) == ["10 reversed", "1", "10"]
    assert figure.layout.title.text == (
        "Balanced test error: from 7.0 % (crest_plus at ρ_U = 1) to 25.0 % (crest_plus at ρ_U = 10 reversed)"
    )


def test_a_single_mean_is_no_span():
    one = ERRORS[(ERRORS["arm"] == "crest") & (ERRORS["x"] == 10)]
    assert errors_figure(one, "unlabelled_ratio").layout.title.text.count("%") == 1
    assert ": from" not in errors_figure(one, "unlabelled_ratio").layout.title.text


def test_the_baseline_is_a_line_across_the_figure():
    drawn = traces(errors_figure(ERRORS, "unlabelled_ratio"))[LABELS_ALONE]
    assert drawn.mode == "lines"
    assert drawn.x.tolist() == [-0.5, 0, 1, 2, 2.5]
    np.testing.assert_allclose(drawn.y, 0.2, rtol=1e-6)


def test_every_seed_is_a_dot_and_none_is_outside():
    figure = errors_figure(ERRORS, "unlabelled_ratio")
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(trace.x) for trace in dots] == [9, 9]
    top = figure.layout.yaxis.range[1]
    assert all(trace.y.max() < top for trace in dots)


def test_the_words_say_who_gains_and_who_loses():
    said = words_errors(ERRORS, "unlabelled_ratio")
    assert "ERM, labels alone 20.0 % [15.0, 25.0]; crest 8.0 % [3.0, 13.0] at ρ_U = 1" in said
    # Every pair differs by the same amount: there is no spread, and so no interval to be sure of.
    assert "Compared with labels alone" not in said
    assert "crest and crest_plus train 3 times as long as ERM" in said
    assert "95 % t interval over 3 seeds" in said


@pytest.mark.parametrize(
    ("spread", "verdict"),
    [(0.001, "CReST+ errs more"), (0.3, "these runs do not decide which is better")],
)
def test_a_reversed_tail_is_judged_by_its_interval(spread, verdict):
    frame = ERRORS.copy()
    is_plus = frame["method"] == "crest_plus"
    frame.loc[is_plus, BALANCED_ERROR] += spread * (frame.loc[is_plus, "seed"] - 1) ** 2
    said = words_errors(frame, "unlabelled_ratio")
    assert "Where the tail is reversed (ρ_U = 10 reversed), CReST+ minus CReST is +" in said
    assert f": {verdict}." in said
    assert "reversed" not in words_errors(frame, "unlabelled")


def test_gains_are_counted_by_their_intervals():
    frame = ERRORS.copy()
    frame.loc[frame["method"] != "erm", BALANCED_ERROR] += (
        0.001 * frame.loc[frame["method"] != "erm", "seed"]
    )
    said = words_errors(frame, "unlabelled_ratio")
    assert "the largest change is crest_plus at ρ_U = 1: −12.9 points [−13.1, −12.7]" in said
    assert "below 0 in 5 of 6 comparisons, above 0 in 1, most for crest_plus" in said


def test_only_what_is_known_is_drawn():
    frame = ERRORS.assign(tail_error=np.where(ERRORS["x"] == 1, np.nan, ERRORS[TAIL_ERROR]))
    figure = errors_figure(frame, "unlabelled_ratio", TAIL_ERROR)
    assert list(figure.layout.xaxis.ticktext) == ["10 reversed", "10"]
    nothing = ERRORS.assign(tail_error=np.nan)
    for empty in (nothing, ERRORS.iloc[:0]):
        drawn = errors_figure(empty, "relevance", TAIL_ERROR)
        assert "No finished run answers this yet" in drawn.layout.annotations[0].text
        assert words_errors(empty, "relevance", TAIL_ERROR) == "No finished run answers this yet."


def test_one_seed_and_no_baseline():
    frame = frame_of({"fixmatch": (0.3, 0.2)}, xs=(0.5, 1.0), seeds=1)
    figure = errors_figure(frame, "relevance", look=Look("dark", lecture=True))
    assert list(figure.layout.xaxis.ticktext) == ["50 %", "100 %"]
    said = words_errors(frame, "relevance")
    assert said.startswith("Balanced test error: fixmatch 20.0 % at relevance 100 %, 30.0 % at")
    assert "labels alone" not in said


def test_where_the_labels_vary_the_baseline_has_two_ends():
    frame = frame_of({"erm": (0.1, 0.3), "fixmatch": (0.08, 0.2)}, xs=(2.0, 40.0))
    said = words_errors(frame, "ratio")
    assert "ERM, labels alone 10.0 % [5.0, 15.0] at ρ = 2 and 30.0 % [25.0, 35.0] at ρ = 40" in said


def test_many_arms_have_a_legend_and_names_are_no_markup():
    frame = pd.concat(
        [ERRORS.assign(arm=f"<b>arm</b> {number}", run=str(number)) for number in range(6)]
    )
    figure = errors_figure(frame, "unlabelled_ratio", data="<b>$x$</b>")
    assert figure.layout.showlegend
    text = json.dumps(figure.to_dict(), default=str)
    assert "<b>arm" not in text
    assert "$x$" not in text


def test_marks_of_one_method_share_a_symbol_and_differ_in_their_filling():
    twins = [
        ERRORS[ERRORS["method"] == "crest"].assign(arm=f"CReST, {mix}", run=ERRORS["run"] + mix)
        for mix in ("balanced", "like the labels", "reversed")
    ]
    figure = errors_figure(pd.concat([ERRORS[ERRORS["method"] == "erm"], *twins]), "ratio")
    marks = [trace for name, trace in traces(figure).items() if name.startswith("CReST")]
    assert len({trace.marker.symbol for trace in marks}) == 1
    assert len({trace.marker.color for trace in marks}) == 3
    at_first = sorted(float(trace.x[0]) for trace in marks)
    assert min(np.diff(at_first)) > 0.07


def test_a_baseline_that_varies_ends_where_its_runs_end():
    drawn = traces(errors_figure(ERRORS, "ratio"))[LABELS_ALONE]
    assert drawn.x.tolist() == [0, 1, 2]
