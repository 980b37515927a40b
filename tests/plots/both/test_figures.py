import json

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import seeds_summary
from ltcore.analysis.both.cells import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.both.effects import additive, effects_frame
from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.studies import ALONE
from ltcore.plots.base.theme import Look
from ltcore.plots.both.cells import ADDED, cells_figure, words_cells
from ltcore.plots.both.effects import effects_figure, words_effects
from ltcore.plots.both.prerequisites import prerequisites_figure, words_prerequisites
from ltcore.plots.both.steps import steps_told

LOOKS = [Look(), Look("dark", lecture=True)]
METHODS = {ALONE: "erm", "CReST": "crest", "Self-training": "self_training"}


def cells_of(errors, seeds=5, spread=0.01):
    """Errors of each cell as asked; seeds lie around them, differently in each cell."""
    rows = []
    rng = np.random.default_rng(0)
    for (learner, pretrained), mean in errors.items():
        for seed in range(seeds):
            error = mean + spread * rng.normal()
            if learner == ALONE:
                arm = "Rotation" if pretrained else ALONE
            else:
                arm = f"Rotation + {learner}" if pretrained else learner
            rows.append(
                {
                    "run": f"{arm}-{seed}",
                    "arm": arm,
                    "method": METHODS[learner],
                    "seed": seed,
                    "learner": learner,
                    "is_pretrained": pretrained,
                    "is_longer": False,
                    BALANCED_ERROR: error,
                    TAIL_ERROR: min(2 * error, 1.0),
                    "final_steps": 750,
                    "pretraining_steps": 750 * pretrained,
                    "earlier_steps": {ALONE: 0, "CReST": 1500, "Self-training": 750}[learner],
                }
            )
    return pd.DataFrame(rows)


def with_longer(cells, change=-0.01):
    """The same cells, and beside those without pre-training longer ones that err less."""
    longer = cells[~cells["is_pretrained"]].copy()
    longer["arm"] += ", longer"
    longer["run"] += "-longer"
    noise = 0.001 * np.random.default_rng(1).normal(size=len(longer))
    longer[BALANCED_ERROR] += change + noise
    longer = longer.assign(
        is_longer=True, final_steps=1500, earlier_steps=2 * longer["earlier_steps"]
    )
    return pd.concat([cells, longer], ignore_index=True)


def both(cells):
    """Effects against both kinds of runs without pre-training."""
    return {steps: effects_frame(cells, BALANCED_ERROR, steps) for steps in ("final", "total")}


CELLS = cells_of(
    {
        (ALONE, False): 0.15,
        (ALONE, True): 0.14,
        ("CReST", False): 0.10,
        ("CReST", True): 0.12,
        ("Self-training", False): 0.14,
        ("Self-training", True): 0.13,
    }
)


def drawn(figure):
    return [trace for trace in figure.data if trace.error_y.array is not None]


@pytest.mark.parametrize("look", LOOKS)
def test_every_cell_is_drawn_with_its_mean_and_interval(look):
    figure = cells_figure(CELLS, pretraining="Rotation", data="Digits", look=look)
    summary = seeds_summary(CELLS, BALANCED_ERROR, by=("learner", "is_pretrained", "is_longer"))
    marks = drawn(figure)
    assert len(marks) == 6
    np.testing.assert_allclose(
        sorted(float(trace.y[0]) for trace in marks), sorted(summary["mean"]), rtol=1e-5
    )
    assert list(figure.layout.xaxis.ticktext) == [ALONE, "CReST", "Self-training"]
    assert [round(float(trace.x[0])) for trace in marks] == [0, 1, 2, 0, 1, 2]
    assert {trace.name for trace in figure.data if trace.name} == {
        "Rotation first",
        "random weights first",
        ADDED,
    }
    assert figure.layout.title.text.startswith("Balanced test error: lowest mean ")
    assert figure.layout.title.text.endswith(", CReST")


def test_a_dash_shows_where_the_effects_would_add_up():
    figure = cells_figure(CELLS, pretraining="Rotation")
    dashes = sorted(shape.y0 for shape in figure.layout.shapes)
    expected = sorted(additive(CELLS, BALANCED_ERROR)["expected"])
    np.testing.assert_allclose(dashes, expected)
    top = figure.layout.yaxis.range[1]
    assert all(0 <= dash < top for dash in dashes)


def test_every_seed_is_a_dot():
    figure = cells_figure(CELLS, TAIL_ERROR, pretraining="Rotation")
    dots = [trace for trace in figure.data if trace.mode == "markers" and trace.hoverinfo == "skip"]
    assert [len(trace.x) for trace in dots] == [5] * 6
    assert figure.layout.yaxis.title.text == "Test error of the tail"


def test_the_words_name_cells_spread_sum_and_steps():
    said = words_cells(CELLS)
    assert said.startswith("Balanced test error: labels alone 1")
    assert ", sd " in said
    assert "added up, with equal steps of the final network, both together would reach" in said
    assert "750 steps of the final network" in said
    assert "before it, CReST and Rotation + CReST train 1,500 steps more" in said
    assert "pre-training takes 750 steps without labels" in said
    assert "95 % t interval over 5 seeds" in said
    assert "Not counted" not in said
    assert "Not counted: 2 runs whose seed is not in every cell." in words_cells(CELLS, left_out=2)


def test_arms_whose_final_networks_train_unequally_are_named():
    frame = CELLS.assign(final_steps=np.where(CELLS["learner"] == "CReST", 500, 750))
    said = steps_told(frame)
    assert "steps of the final network" in said.partition("Not equal")[2]
    assert "CReST 500" in said
    assert "steps of the final network" not in said.partition("Not equal")[0]
    equal = frame.assign(final_steps=7, pretraining_steps=0, earlier_steps=0)
    assert "Not equal" not in steps_told(equal)


def test_nothing_is_said_where_nothing_is():
    for empty in (CELLS.iloc[:0], CELLS.assign(balanced_error=np.nan)):
        assert "No complete factorial" in cells_figure(empty).layout.annotations[0].text
        assert words_cells(empty).startswith("No complete factorial")
    assert "No complete factorial" in effects_figure(pd.DataFrame()).layout.annotations[0].text
    nothing: dict[Steps, pd.DataFrame] = {"final": pd.DataFrame(), "total": pd.DataFrame()}
    assert words_effects(nothing).startswith("No complete factorial")


@pytest.mark.parametrize("look", LOOKS)
def test_effects_are_drawn_around_zero(look):
    frame = effects_frame(CELLS, BALANCED_ERROR)
    figure = effects_figure(frame, pretraining="Rotation", data="Digits", look=look)
    assert list(figure.layout.yaxis.ticktext) == [
        "Rotation alone",
        "CReST alone",
        "Rotation + CReST",
        "Self-training alone",
        "Rotation + Self-training",
        "interaction with CReST",
        "interaction with Self-training",
    ]
    low, high = figure.layout.xaxis.range
    assert low < 0 < high
    marks = [trace for trace in figure.data if trace.error_x.array is not None]
    means = {trace.name: float(trace.x[0]) for trace in marks}
    row = frame[(frame["kind"] == "interaction") & (frame["learner"] == "CReST")].iloc[0]
    assert means["interaction with CReST"] == pytest.approx(100 * row["mean"], rel=1e-5)
    assert "left is better" in figure.layout.xaxis.title.text


@pytest.mark.parametrize(
    ("together", "verdict", "short"),
    [
        (0.05, "together they gain more than the sum", "more than the sum"),
        (0.14, "together they gain less than the sum", "less than the sum"),
        (0.0901, "the interval includes zero", "add up"),
    ],
)
def test_the_verdict_is_that_of_the_interval(together, verdict, short):
    cells = cells_of(
        {
            (ALONE, False): 0.15,
            (ALONE, True): 0.14,
            ("CReST", False): 0.10,
            ("CReST", True): together,
        },
        spread=0.003,
    )
    effects = both(cells)
    assert verdict in words_effects(effects, pretraining="Rotation")
    assert short in effects_figure(effects["final"], pretraining="Rotation").layout.title.text


@pytest.mark.parametrize("look", LOOKS)
def test_longer_cells_are_drawn_between_the_two_of_their_learner(look):
    figure = cells_figure(with_longer(CELLS), steps="total", pretraining="Rotation", look=look)
    names = [trace.name for trace in figure.data if trace.name]
    assert names == ["random weights first", "random weights, longer", "Rotation first", ADDED]
    longer = [trace for trace in drawn(figure) if trace.marker.symbol == "square-open"]
    assert [float(trace.x[0]) for trace in longer] == [0, 1, 2]
    dashes = sorted(shape.y0 for shape in figure.layout.shapes)
    expected = additive(with_longer(CELLS), BALANCED_ERROR, "total")["expected"]
    np.testing.assert_allclose(dashes, sorted(expected))


def test_the_words_tell_what_extra_steps_change_and_how_long_they_are():
    said = words_cells(with_longer(CELLS), steps="total")
    assert "The extra steps alone, without pre-training, change: labels alone −1.0 points [" in said
    assert "If both effects added up, with equal steps in total" in said
    assert "750 steps of the final network, but for the longer arms" in said
    assert "the final network takes 1,500 steps, as many as pre-training and final network" in said
    assert "before it, CReST trains 3,000 steps more" in said
    unequal = with_longer(CELLS)
    unequal.loc[unequal["is_longer"], "final_steps"] = 1400
    assert "takes 1,400 steps; pre-training and final network together take 1,500" in steps_told(
        unequal
    )


def test_interactions_against_both_kinds_of_runs_are_told():
    cells = with_longer(CELLS)
    said = words_effects(both(cells), steps="total", pretraining="Rotation")
    assert said.startswith("Change in balanced test error, with equal steps in total: Rotation")
    assert "Not trained" not in said
    fewer = cells[~(cells["is_longer"] & (cells["learner"] == "CReST"))]
    assert "Not trained: longer runs of CReST without pre-training" in words_effects(both(fewer))
    flat = both(with_longer(cells_of(dict.fromkeys(_corners(), 0.1)), change=0.0))
    unseen = words_effects(flat, pretraining="Rotation")
    assert "No difference can be seen for Rotation alone, its steps alone, CReST alone" in unseen
    assert "Interaction with CReST, with equal steps in total: " in said
    assert "Interaction with CReST, with equal steps of the final network: " in said
    final = effects_figure(both(cells)["final"], pretraining="Rotation")
    assert "its steps alone" in final.layout.yaxis.ticktext
    total = effects_figure(both(cells)["total"], steps="total", pretraining="Rotation")
    assert "its steps alone" not in total.layout.yaxis.ticktext
    marks = {
        trace.name: float(trace.x[0]) for trace in final.data if trace.error_x.array is not None
    }
    assert marks["its steps alone"] == pytest.approx(-1.0, abs=0.2)


def test_two_seeds_decide_nothing():
    effects = both(cells_of(dict.fromkeys(_corners(), 0.1), seeds=2))
    said = words_effects(effects, pretraining="Rotation")
    assert "these runs do not decide it" in said
    assert "With fewer than 3 seeds no interval is given." in said
    assert "2 seeds" in said


def test_interactions_that_disagree_are_both_in_the_title():
    cells = cells_of(
        {
            (ALONE, False): 0.15,
            (ALONE, True): 0.14,
            ("CReST", False): 0.10,
            ("CReST", True): 0.14,
            ("Self-training", False): 0.14,
            ("Self-training", True): 0.08,
        },
        spread=0.002,
    )
    title = effects_figure(
        effects_frame(cells, BALANCED_ERROR), pretraining="Rotation"
    ).layout.title.text
    assert "with CReST less than the sum" in title
    assert "with Self-training more than the sum" in title


def _corners():
    return [(ALONE, False), (ALONE, True), ("CReST", False), ("CReST", True)]


def test_names_are_no_markup():
    cells = CELLS.replace({"CReST": "<b>CReST</b>", "Rotation + CReST": "<i>$x$</i>"})
    effects = effects_frame(cells, BALANCED_ERROR)
    for figure in (
        cells_figure(cells, pretraining="<b>R</b>", data="<b>$x$</b>"),
        effects_figure(effects, pretraining="<b>R</b>", data="<b>$x$</b>"),
    ):
        text = json.dumps(figure.to_dict(), default=str)
        assert "<b>" not in text
        assert "$x$" not in text


GAINS = pd.DataFrame(
    [
        {
            "run": f"{ratio}-{n_max}-{seed}",
            "seed": seed,
            "ratio": float(ratio),
            "n_max": n_max,
            "share": 1.0,
            "accuracy": 0.5 + ratio / 100 + 0.02 * seed,
            "before": 0.2,
            "after": 0.2 - ratio / 1000 + 0.001 * seed,
            "longer": 0.2 - ratio / 2000,
            "gain": -ratio / 1000 + 0.001 * seed,
            "gain_beyond": -ratio / 2000 + 0.001 * seed,
        }
        for ratio, n_max in ((2, 40), (10, 40), (40, 40), (10, 80))
        for seed in range(3)
    ]
)


@pytest.mark.parametrize("look", LOOKS)
def test_one_line_per_setting_that_is_held(look):
    figure = prerequisites_figure(GAINS, "ratio", data="Digits", look=look)
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert list(lines) == ["largest class 40", "largest class 80"]
    # Both have marks at 10: neither hides the other.
    beside = [np.asarray(lines[f"largest class {n_max}"].x)[-2:][0] / 10 for n_max in (40, 80)]
    assert 0.9 < beside[0] < 1 < beside[1] < 1.1
    np.testing.assert_allclose(lines["largest class 40"].x / beside[0], [2, 10, 40], rtol=1e-6)
    np.testing.assert_allclose(lines["largest class 40"].y, [-0.1, -0.9, -3.9], atol=1e-5)
    assert list(figure.layout.xaxis.ticktext) == ["2", "10", "40"]
    assert figure.layout.title.text == (
        "Largest gain: −3.9 points [−4.1, −3.7] at ρ = 40, largest class 40"
    )
    other = prerequisites_figure(GAINS, "n_max")
    assert {trace.name for trace in other.data if trace.name} == {"ρ 2", "ρ 10", "ρ 40"}


def test_against_the_accuracy_every_run_has_its_place():
    figure = prerequisites_figure(GAINS, "accuracy")
    dots = [x for trace in figure.data if trace.hoverinfo == "skip" for x in trace.x]
    np.testing.assert_allclose(sorted(dots), sorted(GAINS["accuracy"]), rtol=1e-6)
    assert figure.layout.xaxis.type != "log"
    said = words_prerequisites(GAINS, "accuracy")
    assert "Over 12 runs, the correlation between accuracy and change is −0.9" in said


def test_the_words_count_where_it_helps_and_harms():
    said = words_prerequisites(GAINS, "ratio")
    assert "ρ 40 with a largest class of 40 −3.9 points [−4.1, −3.7] (3 seeds)" in said
    assert (
        "With equal steps of the final network, pre-training lowers the error in 3 of 4; no difference can "
        "be seen in 1 of 4."
    ) in said
    assert "With equal steps in total, pre-training lowers the error in " in said


def test_against_runs_with_its_steps():
    figure = prerequisites_figure(GAINS, "ratio", steps="total")
    line = next(trace for trace in figure.data if trace.name == "largest class 40")
    np.testing.assert_allclose(line.y, [0, -0.4, -1.9], atol=1e-5)
    unknown = GAINS.assign(gain_beyond=np.nan)
    assert words_prerequisites(unknown, "ratio", steps="total").startswith("No run without")


def test_lengths_of_one_data_set_are_a_line():
    shorter = GAINS.assign(share=0.5, gain=GAINS["gain"] / 2)[GAINS["ratio"] == 40]
    frame = pd.concat([GAINS, shorter])
    figure = prerequisites_figure(frame, "share")
    line = next(trace for trace in figure.data if trace.name == "ρ 40, largest class 40")
    np.testing.assert_allclose(line.x, [0.5, 1.0], rtol=0.05)
    assert "0.5 times as long" in words_prerequisites(frame, "share")
    # Against the imbalance only the length of most runs counts.
    against = prerequisites_figure(frame, "ratio")
    assert len(next(trace for trace in against.data if trace.name == "largest class 40").x) == 3


def test_where_no_interval_excludes_zero_the_title_says_so():
    flat = GAINS.assign(gain=0.001 * (GAINS["seed"] - 1))
    title = prerequisites_figure(flat, "ratio").layout.title.text
    assert title.startswith("No difference can be seen")


def test_one_data_set_is_no_line():
    one = GAINS[(GAINS["ratio"] == 10) & (GAINS["n_max"] == 40)]
    said = words_prerequisites(one, "ratio")
    assert "All pairs have the same value on this axis" in said
    assert prerequisites_figure(one, "ratio").layout.title.text.startswith("Change: −0.9 points [")
    assert "3 runs: too few for a correlation." in words_prerequisites(one, "accuracy")


def test_without_pairs_or_accuracy_it_says_so():
    assert words_prerequisites(GAINS.iloc[:0], "ratio").startswith("No pair of runs")
    assert (
        "No pair of runs"
        in prerequisites_figure(pd.DataFrame(), "ratio").layout.annotations[0].text
    )
    unknown = GAINS.assign(accuracy=np.nan)
    assert "rotation has one" in words_prerequisites(unknown, "accuracy")
    assert (
        "rotation has one" in prerequisites_figure(unknown, "accuracy").layout.annotations[0].text
    )
