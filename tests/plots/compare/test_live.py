import numpy as np
import pandas as pd
import pytest

from ltcore.plots.base.theme import Look, template
from ltcore.plots.compare.live import MOST_COLOURED, live_figure
from ltcore.plots.compare.live_runs import TRAINING, Training
from ltcore.plots.compare.live_words import words_live

METHODS = ("erm", "ldam_drw", "drw")
RUN = ["run", "label", "arm", "method"]


def watched(make, states, methods=METHODS, **settings):
    """Return runs of two seeds each, in the given states; what is queued has no curve and no recall."""
    frame = make.per_class(methods, 2, **settings).assign(split="val", at=20)
    curves = make.curves(methods, 2)
    runs = frame[RUN].drop_duplicates(ignore_index=True)
    runs = runs.assign(state=[states.get(run, "queued") for run in runs["run"]])
    begun = runs.loc[runs["state"] != "queued", "run"]
    return Training(runs, curves[curves["run"].isin(begun)], frame[frame["run"].isin(begun)], frame)


def lines(figure, axis):
    """The strong lines of a panel, by method."""
    shown = [trace for trace in figure.data if trace.xaxis == axis and trace.name]
    return {trace.name: trace for trace in shown if trace.line.width and trace.line.width > 2}


def finite(values):
    values = np.asarray(values, dtype=float)
    return values[np.isfinite(values)]


def test_a_method_in_training_is_drawn_by_its_run_and_its_finished_seed_faintly(make):
    training = watched(make, {"erm-0": "finished", "erm-1": TRAINING, "ldam_drw-0": "finished"})
    figure = live_figure(training, last_epoch=60)
    own = training.curves.query("run == 'erm-1'")["val_balanced_error"]
    np.testing.assert_allclose(finite(lines(figure, "x")["ERM"].y), own, rtol=1e-6)
    recall = training.recalls.query("run == 'erm-1'").sort_values("rank")["recall"]
    np.testing.assert_allclose(lines(figure, "x2")["ERM"].y, recall, rtol=1e-6)
    faint = [trace for trace in figure.data if trace.name == "ERM" and trace.line.width == 1.2]
    other = training.curves.query("run == 'erm-0'")["val_balanced_error"]
    np.testing.assert_allclose(finite(faint[0].y), other, rtol=1e-6)
    dots = [
        trace for trace in figure.data if trace.mode == "markers" and trace.legendgroup == "ERM"
    ]
    np.testing.assert_allclose(
        dots[0].y, training.recalls.query("run == 'erm-0'")["recall"], rtol=1e-6
    )


def test_a_method_with_no_run_in_training_is_drawn_by_the_mean_of_its_seeds(make):
    training = watched(make, dict.fromkeys(("ldam_drw-0", "ldam_drw-1"), "finished"))
    figure = live_figure(training, last_epoch=20)
    mine = training.curves.query("method == 'ldam_drw'")
    means = mine.groupby("at")["val_balanced_error"].mean()
    np.testing.assert_allclose(finite(lines(figure, "x")["LDAM-DRW"].y), means, rtol=1e-6)
    recall = training.recalls.groupby("rank")["recall"].mean()
    np.testing.assert_allclose(lines(figure, "x2")["LDAM-DRW"].y, recall, rtol=1e-6)


def test_axes_legend_and_traces_are_those_of_the_end_from_the_beginning_on(make):
    first = live_figure(watched(make, {}), last_epoch=60)
    later = live_figure(watched(make, {"erm-0": "finished", "drw-0": TRAINING}), last_epoch=60)
    for figure in (first, later):
        layout = figure.layout
        assert layout.xaxis.range == (0, 60)
        assert layout.xaxis2.range == (-0.5, 9.5)  # all classes, the rarest at the right
        assert layout.yaxis.range == layout.yaxis2.range == (0, 1.02)
        assert [band.x1 for band in layout.shapes] == [0.5, 4.5, 9.5]
        named = [trace.name for trace in figure.data if trace.showlegend]
        assert named == ["ERM", "LDAM-DRW", "DRW"]
        assert [trace.xaxis for trace in figure.data] == ["x", "x", "x2", "x2"] * 3
    assert first.layout.margin == later.layout.margin
    assert first.layout.title.text == later.layout.title.text


def test_the_runs_in_training_are_named_where_no_line_of_text_moves_the_axes(make):
    states = dict.fromkeys(("erm-0", "erm-1", "drw-0"), TRAINING)
    figure = live_figure(watched(make, states), last_epoch=60)
    (told,) = [note.text for note in figure.layout.annotations if "epoch" in note.text]
    assert told == "ERM, seed 0: epoch 20<br>ERM, seed 1: epoch 20<br>and 1 more in training"


def test_of_many_methods_those_in_training_have_a_colour_and_the_others_are_grey_and_counted(make):
    methods = (*METHODS, "focal", "ldam", "cb_softmax", "logit_adjustment", "vs")
    training = watched(make, {"vs-0": TRAINING}, methods)
    look = Look("dark")
    figure = live_figure(training, last_epoch=60, look=look)
    named = [trace.name for trace in figure.data if trace.showlegend]
    assert len(named) == MOST_COLOURED
    assert "VS loss" in named
    assert "grey: 2 other methods" in figure.layout.title.subtitle.text
    assert words_live(training).splitlines()[-2] == "7 other methods."
    assert figure.layout.template == template("dark")


@pytest.mark.parametrize("state", [TRAINING, "finished"])
def test_a_thousand_classes_are_binned_and_names_stay_text(make, state):
    counts = np.geomspace(1000, 5, 1000).astype(int)
    training = watched(make, {"erm-0": state}, ("erm",), counts=counts)
    figure = live_figure(training, last_epoch=20)
    assert len(lines(figure, "x2")["ERM"].y) == 60
    assert len(figure.to_json()) < 60_000
    nasty = training._replace(runs=training.runs.assign(arm="<b>$x$</b>", label="<i>y</i>, seed 0"))
    text = live_figure(nasty, last_epoch=20).to_json()
    assert not any(markup in text for markup in ("<b>$", "\\u003cb\\u003e$", "<i>y"))


def test_words_say_error_and_both_ends_of_the_classes(make):
    runs = pd.DataFrame(
        [
            ["a", "ERM, seed 0", "ERM", "erm", "finished"],
            ["b", "ERM, seed 1", "ERM", "erm", "finished"],
            ["c", "DRW, seed 0", "DRW", "drw", "queued"],
        ],
        columns=[*RUN, "state"],
    )
    curves = pd.DataFrame({"run": ["a", "b"], "at": 3, "val_balanced_error": [0.2, 0.4]})
    ends = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "split": "val", "support": 20})
    recalls = pd.concat(
        [ends.assign(run="a", recall=[1.0, 0.2]), ends.assign(run="b", recall=[0.9, 0.0])]
    )
    assert words_live(Training(runs, curves, recalls, ends)).splitlines() == [
        "ERM (mean over 2 seeds): balanced error 30.0 %; recall of the most frequent class 95 %, rarest 10 %.",
        "DRW: no epoch evaluated yet.",
        "Measured on validation, 20 examples per class.",
    ]
    before = Training(runs.assign(state="queued"), pd.DataFrame(), pd.DataFrame(), ends)
    assert len(words_live(before).splitlines()) == 3  # what stands below does not move later


def test_a_second_stage_is_marked_and_said(make):
    training = watched(make, dict.fromkeys(make.per_class(METHODS, 2)["run"], "finished"))
    arm, *_ = training.runs["arm"]
    own = training.curves["run"].isin(training.runs.loc[training.runs["arm"] == arm, "run"])
    late = own & (training.curves["at"] > 12)
    curves = training.curves.assign(stage=np.where(late, "classifier", "all"))
    two = training._replace(curves=curves)
    shapes = live_figure(two, last_epoch=20).layout.shapes
    assert [shape.x0 for shape in shapes if shape.x0 == shape.x1] == [12]
    assert f"{arm}: after epoch 12 its second stage starts" in words_live(two)
    assert "second stage" not in words_live(training)
