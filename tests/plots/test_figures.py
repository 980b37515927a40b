import json
import re

import numpy as np
import pandas as pd
import pytest

from ltcore import plots
from ltcore.analysis import (
    GROUP_KEYS,
    group_frame,
    paired_differences,
    run_numbers,
    seeds_summary,
)
from ltcore.plots import (
    Look,
    class_counts_figure,
    differences_figure,
    groups_figure,
    live_per_class_figure,
    per_class_figure,
    training_curves_figure,
)
from ltcore.plots.base.theme import template

SIX = ("erm", "cb_softmax", "ldam_drw", "logit_adjustment", "drw", "focal")
NASTY = [
    "<script>alert(1)</script>",
    "<a href='http://x'>y</a>",
    "<b>b</b>",
    "A & B",
    "$x$",
    *"vwxyz",
]


def one_run(frame):
    return frame[frame["run"] == frame["run"].iloc[0]]


def differences(frame, **settings):
    runs = frame[["run", "arm", "method", "seed"]].drop_duplicates()
    return paired_differences(runs.join(run_numbers(frame), on="run"), **settings)


def traces(figure, kind="markers"):
    """The traces that carry a name: one per arm."""
    return {trace.name: trace for trace in figure.data if trace.name and trace.mode in (kind, None)}


def close(drawn, expected):
    np.testing.assert_allclose(
        np.asarray(drawn, dtype=float), np.asarray(expected, dtype=float), rtol=1e-5
    )


def every_figure(make, look, **settings):
    frame, curves = make.per_class(**settings), make.curves()
    return {
        "class_counts": class_counts_figure(one_run(frame), look=look),
        "training_curves": training_curves_figure(curves, look=look),
        "per_class": per_class_figure(frame, look=look),
        "groups": groups_figure(group_frame(frame), look=look),
        "live_per_class": live_per_class_figure(make.history(frame), look=look),
        "differences": differences_figure(differences(frame), look=look),
    }


@pytest.mark.parametrize("measure", ["recall", "precision"])
def test_per_class_draws_the_summary_and_every_seed(per_class, measure):
    figure = per_class_figure(per_class, measure)
    summary = seeds_summary(per_class, measure)
    drawn = traces(figure)
    assert list(drawn) == ["ERM", "LDAM-DRW"]
    for place, (arm, trace) in enumerate(drawn.items()):
        rows = summary[summary["arm"] == arm]
        close(trace.y, rows["mean"])
        close(np.add(trace.y, trace.error_y.array), rows["high"])
        np.testing.assert_allclose(trace.y - trace.error_y.arrayminus, rows["low"], atol=1e-6)
        close(trace.x, rows["rank"] + (-0.18 if place == 0 else 0.18))
        dots = next(t for t in figure.data if t.legendgroup == arm and t.showlegend is False)
        close(dots.y, np.concatenate(rows["values"].map(list).to_list()))


def test_per_class_ticks_bands_and_whole_names(make):
    names = [f"a class whose name is far too long to be a tick, number {n}" for n in range(10)]
    figure = per_class_figure(make.per_class(names=names))
    ticks = figure.layout.xaxis.ticktext
    assert ticks[0].endswith("…<br>163")
    assert names[0] in traces(figure)["ERM"].hovertext[0]
    bands = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert bands == [(-0.5, 0.5), (0.5, 4.5), (4.5, 9.5)]
    assert [note.text for note in figure.layout.annotations] == [
        "head",
        "medium: 4 classes",
        "tail: 5 classes",
    ]


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        (1, "95 % Wilson interval over its examples"),
        (3, "95 % t interval over 3 seeds"),
    ],
)
def test_the_caption_says_which_interval_it_is(make, seeds, said):
    frame = make.per_class(seeds=seeds)
    for figure in (per_class_figure(frame), groups_figure(group_frame(frame))):
        assert said in figure.layout.title.subtitle.text
    assert said in plots.words_per_class(frame)


def test_a_single_run_has_its_wilson_whiskers_and_no_seed_dots(make):
    frame = make.per_class(methods=("erm",), seeds=1)
    figure = per_class_figure(frame)
    trace = traces(figure)["ERM"]
    np.testing.assert_allclose(trace.y + trace.error_y.array, frame["recall_high"], rtol=1e-5)
    assert [len(t.y) for t in figure.data if t.showlegend is False] == [0]


def test_runs_that_disagree_on_groups_get_no_bands_and_the_reason(make):
    mixed = pd.concat(
        [make.per_class(), make.per_class(methods=("drw",), counts=np.full(10, 300)).assign()]
    )
    figure = per_class_figure(mixed)
    assert len(figure.layout.shapes) == 0
    assert "no bands: the runs disagree on the groups" in figure.layout.title.subtitle.text
    assert figure.layout.xaxis.ticktext[0] == "digit 0"


def test_a_thousand_classes_are_binned_and_counted(make):
    counts = np.geomspace(1000, 5, 1000).astype(int)
    figure = per_class_figure(make.per_class(methods=("erm",), counts=counts))
    assert "1,000 classes in 60 bins" in figure.layout.title.subtitle.text
    assert len(traces(figure)["ERM"].y) == 60
    assert figure.layout.xaxis.ticktext[-1] == "1,000"


def test_group_bars_draw_both_measures(per_class):
    groups = group_frame(per_class)
    figure = groups_figure(groups)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for measure, axis in (("recall", "x"), ("precision", "x2")):
        summary = seeds_summary(groups, measure, GROUP_KEYS)
        for bar, arm in zip([b for b in bars if b.xaxis == axis], ["ERM", "LDAM-DRW"], strict=True):
            close(bar.y, summary.loc[summary["arm"] == arm, "mean"])
    assert figure.layout.xaxis.ticktext == (
        "head<br>1 class",
        "medium<br>4 classes",
        "tail<br>5 classes",
    )


def test_an_empty_group_is_named_and_draws_nothing(make):
    groups = group_frame(make.per_class(counts=np.arange(300, 200, -10)))
    figure = groups_figure(groups)
    assert figure.layout.xaxis.ticktext == (
        "head<br>10 classes",
        "medium<br>no class",
        "tail<br>no class",
    )
    assert np.isnan(figure.data[0].y[1:]).all()
    assert "No tail recall: no class is in this group." in plots.words_groups(groups)


def test_class_counts_draw_the_counts_in_order(per_class):
    frame = one_run(per_class).sample(frac=1, random_state=0)
    figure = class_counts_figure(frame)
    assert figure.data[0].y.tolist() == [163, 97, 58, 35, 21, 12, 7, 4, 2, 1]
    assert "imbalance ratio of 163" in figure.layout.title.subtitle.text
    labels = [note.text for note in figure.layout.annotations[3:]]
    assert labels == ["163", "97", "58", "35", "21", "12", "7", "4", "2", "1"]
    close([note.y for note in figure.layout.annotations[3:]], figure.data[0].y)


def test_many_classes_become_one_line_without_losing_any(make):
    counts = np.geomspace(1000, 5, 1000).astype(int)
    figure = class_counts_figure(one_run(make.per_class(seeds=1, counts=counts)))
    assert figure.data[0].y[:-1].tolist() == counts.tolist()
    assert [note.text for note in figure.layout.annotations[3:]] == ["1,000", "5"]


def test_curves_without_smoothing_are_the_mean_and_the_raw_values(curves):
    figure = training_curves_figure(curves, smoothing=0)
    for arm, rows in curves.groupby("arm"):
        mean = rows.groupby("at")["val_balanced_error"].mean()
        close(traces(figure, "lines")[arm].y, mean)
        raw = next(t for t in figure.data if t.legendgroup == arm)
        expected = [[*run["val_balanced_error"], np.nan] for _, run in rows.groupby("run")]
        close(raw.y, np.concatenate(expected))


def test_curves_keep_gaps_and_skip_epochs_without_evaluation(make):
    frame = make.curves(methods=("erm",), seeds=1, epochs=10)
    frame.loc[frame["at"] % 2 == 1, "val_balanced_error"] = np.nan
    frame.loc[frame["at"] == 5, "nonfinite"] = "loss"
    line = traces(training_curves_figure(frame), "lines")["ERM"]
    assert line.x.tolist() == [2, 4, 5, 6, 8, 10]
    assert np.isnan(line.y).tolist() == [False, False, True, False, False, False]
    assert line.connectgaps is False


def test_curves_are_labelled_directly_up_to_five_and_by_legend_beyond(make):
    few = training_curves_figure(make.curves(SIX[:5], 1))
    assert next(note.text for note in few.layout.annotations if note.xanchor == "left") == "ERM"
    assert few.layout.showlegend is False
    assert few.layout.template.layout.font.size == 16
    six = training_curves_figure(make.curves(SIX, 1))
    assert six.layout.showlegend is True
    assert len(six.layout.annotations) == 0


def test_curves_of_more_than_six_methods_leave_out_seeds_and_intervals(make):
    six = training_curves_figure(make.curves(SIX, 3))
    assert sum(trace.fill == "toself" for trace in six.data) == 6
    names = [*SIX, "mixup"]
    seven = training_curves_figure(make.curves(names, 3))
    assert [trace.name for trace in seven.data] == make.curves(names, 3)["arm"].unique().tolist()
    assert (
        "intervals and single seeds are shown for up to 6 methods"
    ) in seven.layout.title.subtitle.text


def test_curves_mark_the_deferred_switch_once(curves):
    figure = training_curves_figure(curves, switches={"LDAM-DRW": 16.0, "not drawn": 3.0})
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(16, 16)]
    assert figure.layout.annotations[0].text == "LDAM-DRW: class weights start"


def test_names_of_switches_stay_in_the_frame_and_meet_no_other(make):
    names = ("erm", "drw", "ldam_drw", "focal")
    curves = make.curves(names, 1)
    arms = list(curves["arm"].unique())
    last = curves["at"].max()
    at = dict(zip(arms, (0.02 * last, 0.05 * last, 0.95 * last, 0.97 * last), strict=True))
    figure = training_curves_figure(curves, switches=at)
    named = [note for note in figure.layout.annotations if "class weights start" in note.text]
    assert [note.xanchor for note in named] == ["left", "left", "right", "right"]
    # Above the frame there is room for one name on each side; the others stand inside, a line apart from it.
    assert [note.yanchor for note in named] == ["bottom", "top", "bottom", "top"]
    assert all((note.bgcolor is None) == (note.yanchor == "bottom") for note in named)
    near = training_curves_figure(curves, switches=dict(zip(arms, (1, 2, 3, 4), strict=True)))
    named = [note for note in near.layout.annotations if "class weights start" in note.text]
    assert len({(note.yanchor, note.yshift) for note in named}) == 4


def test_each_stage_is_marked_and_smoothed_on_its_own(curves):
    of_arm = (curves["arm"] == "LDAM-DRW").to_numpy()
    at = curves["at"].to_numpy()
    stage = np.where(at > 18, "generation_3", np.where(at > 12, "generation_2", "generation_1"))
    error = np.where(stage == "generation_2", 0.8, 0.2)
    staged = curves.assign(stage=stage, val_balanced_error=error)[of_arm]
    figure = training_curves_figure(staged, smoothing=0.9)
    (line,) = [trace for trace in figure.data if trace.name]
    assert set(np.round(line.y.astype(float), 6)) == {0.2, 0.8}  # no stage blurs the next
    said = [note.text for note in figure.layout.annotations]
    assert "LDAM-DRW: second stage starts" in said
    assert "LDAM-DRW: third stage starts" in said
    many = staged.assign(stage=[f"generation_{epoch // 5}" for epoch in staged["at"]])
    figure = training_curves_figure(many)
    named = [note for note in figure.layout.annotations if "stage starts" in (note.text or "")]
    assert len(named) == 2 < len(figure.layout.shapes)


def test_curves_mark_where_a_second_stage_starts(curves):
    staged = curves.assign(
        stage=np.where((curves["arm"] == "LDAM-DRW") & (curves["at"] > 12), "classifier", "model")
    )
    figure = training_curves_figure(staged)
    first = staged.loc[(staged["arm"] == "LDAM-DRW") & (staged["at"] <= 12), "at"].max()
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(first, first)]
    assert figure.layout.annotations[0].text == "LDAM-DRW: second stage starts"


def test_long_curves_are_smoothed_before_they_are_thinned(make):
    frame = make.curves(methods=("erm",), seeds=1, epochs=4000)
    line = traces(training_curves_figure(frame, smoothing=0.9), "lines")["ERM"]
    assert len(line.y) <= 500
    assert line.x[-1] == 4000
    ewm = frame["val_balanced_error"].ewm(alpha=0.1, adjust=True).mean()
    assert line.y[-1] == pytest.approx(ewm.iloc[-1], rel=1e-5)


def test_the_heat_map_holds_recall_by_rank_and_epoch(make, per_class):
    history = make.history(per_class).sample(frac=1, random_state=0)
    figure = live_per_class_figure(history)
    table = history.pivot_table(index="rank", columns="at", values="recall")
    close(figure.data[0].z, table)
    assert figure.data[0].x.tolist() == [1, 2, 3]
    assert figure.layout.yaxis.range == (9.5, -0.5)
    assert [note.text for note in figure.layout.annotations] == ["head", "medium", "tail"]


def test_differences_are_drawn_in_points_around_zero(per_class):
    frame = differences(per_class)
    figure = differences_figure(frame)
    row = frame.iloc[0]
    mean = figure.data[1]
    assert mean.x[0] == pytest.approx(100 * row["mean"], rel=1e-5)
    assert mean.x[0] + mean.error_x.array[0] == pytest.approx(100 * row["high"], rel=1e-4, abs=1e-4)
    close(figure.data[0].x, 100 * np.array(row["differences"]))
    low, high = figure.layout.xaxis.range
    assert low < 0 < high
    assert "3 pairs" in figure.layout.annotations[0].text


def test_differences_without_a_pair_say_so(make):
    frame = pd.concat([make.per_class(("erm",), 1), make.per_class(("drw",), 2).query("seed == 1")])
    figure = differences_figure(differences(frame))
    assert figure.layout.annotations[0].text == "no shared seed"
    assert "no shared seed" in plots.words_differences(differences(frame))


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (class_counts_figure, "No class counts yet"),
        (training_curves_figure, "No epoch with balanced validation error yet"),
        (per_class_figure, "No finished run yet"),
        (groups_figure, "No finished run yet"),
        (live_per_class_figure, "No epoch evaluated yet"),
        (differences_figure, "No pair of runs with the same seed yet"),
    ],
)
def test_nothing_to_draw_is_written_out(draw, said):
    figure = draw(pd.DataFrame())
    assert [note.text for note in figure.layout.annotations] == [said]
    assert len(figure.data) == 0


def test_a_metric_nobody_measured_is_an_empty_figure(curves):
    figure = training_curves_figure(curves.assign(val_loss=np.nan), "val_loss")
    assert figure.layout.annotations[0].text == "No epoch with validation loss yet"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_figure_carries_our_template_and_a_constant_revision(make, mode):
    for key, figure in every_figure(make, Look(mode)).items():
        assert figure.layout.template == template(mode)
        assert figure.layout.uirevision == key


def strings(node):
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif isinstance(node, str):
        yield node


def test_names_from_outside_never_reach_plotly_as_markup(make):
    figures = every_figure(make, Look(), names=NASTY)
    frame = make.per_class().replace({"arm": {"LDAM-DRW": NASTY[1]}})
    figures["arms"] = per_class_figure(frame)
    figures["arm groups"] = groups_figure(group_frame(frame))
    figures["arm differences"] = differences_figure(differences(frame))
    curves = make.curves().replace({"arm": {"LDAM-DRW": NASTY[0]}})
    figures["arm curves"] = training_curves_figure(curves)
    for key, figure in figures.items():
        for text in strings(json.loads(figure.to_json())):
            ours = re.sub(r"<br>|<extra></extra>", "", text)
            assert not re.search(r"<|\$", ours), (key, text)
        assert "alert(1)" not in (figure.layout.title.text or "")


def test_payloads_stay_small(make):
    assert len(per_class_figure(make.per_class(SIX, 5)).to_json()) < 60_000
    assert len(groups_figure(group_frame(make.per_class(SIX, 5))).to_json()) < 60_000
    thousand = make.per_class(SIX, 1, counts=np.geomspace(1000, 5, 1000).astype(int))
    for figure in (
        per_class_figure(thousand),
        class_counts_figure(one_run(thousand)),
        live_per_class_figure(make.history(thousand, range(1, 201))),
    ):
        assert len(figure.to_json()) < 2_000_000
