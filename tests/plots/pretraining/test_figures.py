import json

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import class_axis
from ltcore.analysis.pretraining.moments import MomentName, Moments, map_frame, purity_frame
from ltcore.analysis.pretraining.probes import by_group
from ltcore.metrics import wilson
from ltcore.plots.base.theme import Look
from ltcore.plots.pretraining.by_class import (
    pruning_figure,
    rotation_figure,
    words_pruning,
    words_rotation,
)
from ltcore.plots.pretraining.maps import maps_figure, words_maps
from ltcore.plots.pretraining.names import BACKBONES
from ltcore.plots.pretraining.probes import probes_figure, words_probes
from ltcore.plots.pretraining.progress import progress_figure, words_progress

LOOKS = [Look(), Look("dark", lecture=True)]
COUNTS = [163, 97, 58, 35, 21, 12, 7, 4, 2, 1]
APART: dict[MomentName, float] = {"random": 0.5, "pretrained": 2.0, "trained": 9.0}
AXIS = class_axis(COUNTS, [f"digit {label}" for label in range(10)], "terciles")


def moments(classes=10, per_class=6):
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(classes), per_class)
    centres = rng.normal(size=(classes, 4))
    features: dict[MomentName, np.ndarray] = {
        name: (apart * centres[labels] + rng.normal(size=(len(labels), 4))).astype(np.float32)
        for name, apart in APART.items()
    }
    counts = np.arange(classes, 0, -1)
    names = [f"digit {label}" for label in range(classes)]
    return Moments(features, np.arange(len(labels)), labels, class_axis(counts, names, "terciles"))


def mapped(found):
    return map_frame(found, {name: values[:, :2] for name, values in found.features.items()})


@pytest.mark.parametrize("look", LOOKS)
def test_one_map_per_moment_with_the_tail_on_top(look):
    found = moments()
    frame, purity = mapped(found), purity_frame(found)
    figure = maps_figure(frame, purity, notes=["seed 0"], look=look)
    assert len(figure.data) == 6
    assert [len(trace.x) for trace in figure.data] == [42, 18] * 3
    assert {trace.xaxis for trace in figure.data} == {"x", "x2", "x3"}
    heads = [note.text for note in figure.layout.annotations if "<br>" in note.text]
    assert [head.partition("<br>")[0] for head in heads] == [
        "<b>Random weights</b>",
        "<b>After pre-training</b>",
        "<b>After training</b>",
    ]
    assert figure.layout.title.text.startswith("Tail: ")
    assert figure.layout.title.text.endswith("% same-class neighbours")


def test_the_words_of_the_maps_are_means_over_the_classes_of_a_group():
    purity = purity_frame(moments())
    said = words_maps(purity)
    rows = purity[(purity["moment"] == "trained") & (purity["group"] == "tail")]
    assert f"tail {100 * rows['purity'].mean():.0f} %" in said.partition("After training")[2]
    assert "Neighbours drawn at random would give" in said


def test_two_moments_and_many_classes():
    found = moments(classes=20, per_class=3)
    some = Moments(
        {name: found.features[name] for name in ("random", "pretrained")},
        found.index,
        found.labels,
        found.axis,
    )
    figure = maps_figure(mapped(some), purity_frame(some))
    assert len(figure.data) == 4
    assert all("digit" not in note.text for note in figure.layout.annotations)


def test_a_map_of_nothing():
    empty = mapped(moments()).iloc[:0]
    assert (
        "No features kept yet"
        in maps_figure(empty, purity_frame(moments())).layout.annotations[0].text
    )
    assert words_maps(purity_frame(moments()).iloc[:0]) == "No features kept yet."


def progress(own="rotation_accuracy", runs=2):
    steps = np.arange(1, 6) * 10.0
    frames = []
    for run in range(runs):
        rows = {
            "run": f"run {run}",
            "seed": run,
            "step": steps,
            "train_loss": 2 / steps,
            "knn_balanced_accuracy": 0.5 + steps / 200,
            "effective_rank": 20 - steps / 10,
            "rotation_accuracy": np.nan,
            "alignment": np.nan,
            "uniformity": np.nan,
            "random_knn_balanced_accuracy": 0.6,
            "random_effective_rank": 22.0,
        }
        rows[own] = -steps / 50 if own == "uniformity" else steps / 60
        frame = pd.DataFrame(rows)
        frames.append(frame if run == 0 else frame.iloc[[0, -1]])
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("beside", ["rank", "own"])
@pytest.mark.parametrize("own", ["rotation_accuracy", "uniformity"])
def test_three_panels_with_what_random_weights_reach(look, beside, own):
    figure = progress_figure(progress(own), beside, arm="Rotation", look=look)
    assert len(figure.data) == 6
    guides = [shape.y0 for shape in figure.layout.shapes]
    third = {"rank": 22.0, "own": 0.25}[beside]
    expected = [0.6] if (beside, own) == ("own", "uniformity") else [0.6, third]
    assert guides == pytest.approx(expected)
    assert [trace.mode for trace in figure.data[:2]] == ["markers", "lines+markers"]  # few records
    bold = max(figure.data, key=lambda trace: trace.line.width)
    assert len(bold.x) == 5
    assert figure.layout.title.text == (
        "Neighbours recognise 75 % of the classes' examples, 60 % with random weights"
    )


def test_the_words_of_the_course():
    said = words_progress(progress())
    assert "After 50 steps the loss of the pre-training is 0.04 (first record: 0.2)." in said
    assert "nearest neighbours: 75.0 %, with random weights 60.0 %: +15.0 points." in said
    assert "Effective rank of the features: 15.0, with random weights 22.0." in said
    assert "Rotations recognised in the training batches: 83 % (a guess: 25 %)." in said
    assert said.endswith("Means over 2 seeds.")


def test_random_weights_are_a_mean_over_runs_and_not_over_records():
    frame = progress()  # five records of one run, two of the other
    frame["random_knn_balanced_accuracy"] = np.where(frame["run"] == "run 0", 0.4, 0.6)
    assert "with random weights 50.0 %: +25.0 points" in words_progress(frame)
    assert next(shape.y0 for shape in progress_figure(frame).layout.shapes) == pytest.approx(0.5)


def test_what_was_not_measured_is_not_drawn():
    frame = progress().assign(
        random_knn_balanced_accuracy=np.nan,
        random_effective_rank=np.nan,
        knn_balanced_accuracy=np.nan,
    )
    figure = progress_figure(frame)
    assert figure.layout.shapes == ()
    assert figure.layout.title.text == "The pre-training as it runs"
    assert "neighbours" not in words_progress(frame)
    assert "No epoch of pre-training" in progress_figure(frame.iloc[:0]).layout.annotations[0].text
    assert words_progress(frame.iloc[:0]).startswith("No epoch of pre-training")


def probes(seeds=3):
    rng = np.random.default_rng(0)
    frames = []
    for seed in range(seeds):
        rows = [
            {
                "backbone": backbone,
                "reader": reader,
                "examples": examples,
                "class": label,
                "learned_from": 9,
                "support": 50,
                "correct": int(50 * base - label + rng.integers(0, 3)),
            }
            for backbone, base in (("random", 0.6), ("pretrained", 0.8), ("final", 0.9))
            for reader in ("linear", "neighbours")
            for examples in ("balanced", "long_tailed")
            for label in range(10)
        ]
        frames.append(by_group(pd.DataFrame(rows), AXIS).assign(run=f"run {seed}", seed=seed))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("examples", ["balanced", "long_tailed"])
def test_three_backbones_in_two_panels(look, examples):
    frame = probes()
    figure = probes_figure(frame, examples, arm="Rotation", rule="thirds", look=look)
    marks = [trace for trace in figure.data if trace.error_y.array is not None]
    assert len(marks) == 6
    assert {trace.name for trace in marks} == {drawn.title for drawn in BACKBONES.values()}
    own = frame[
        (frame["examples"] == examples)
        & (frame["backbone"] == "final")
        & (frame["reader"] == "linear")
        & (frame["group"] == "tail")
    ]
    final = next(trace for trace in marks if trace.name == "after training")
    assert float(final.y[3]) == pytest.approx(own["recall"].mean(), rel=1e-5)
    assert list(figure.layout.xaxis.ticktext) == ["all (10)", "many (4)", "medium (3)", "few (3)"]
    assert figure.layout.title.text.startswith("Linear probe: random ")


def test_both_meanings_of_std_are_named_apart():
    frame = probes()
    said = words_probes(frame)
    own = frame[
        (frame["examples"] == "balanced")
        & (frame["backbone"] == "pretrained")
        & (frame["reader"] == "linear")
        & (frame["group"] == "all")
    ]
    line = next(line for line in said.splitlines() if line.startswith("After pre-training"))
    assert f"spread between groups {100 * own['group_spread'].mean():.1f} points" in line
    assert f"between seeds {100 * own['recall'].std(ddof=1):.1f}" in line
    assert "Papers call both “std”" in said


def test_probes_of_one_seed_and_of_none():
    one = words_probes(probes(seeds=1))
    assert "between seeds" not in one.partition("Spread between groups is")[0]
    assert "over 1 seed." in one
    empty = probes().iloc[:0]
    assert words_probes(empty) == "No probes kept yet."
    assert "No probes kept yet" in probes_figure(empty).layout.annotations[0].text


def by_class(value, seeds=3, **more):
    frames = []
    for seed in range(seeds):
        share = np.clip(np.linspace(0.9, 0.3, 10) + 0.01 * seed, 0, 1)
        low, high = wilson(share * 20, np.full(10, 20))
        columns = {value: share, f"{value}_low": low, f"{value}_high": high, "support": 20}
        frames.append(AXIS.assign(run=f"run {seed}", seed=seed, **columns, **more))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("seeds", [1, 3])
def test_rotation_class_by_class(look, seeds):
    frame = by_class("accuracy", seeds)
    figure = rotation_figure(frame, arm="Rotation", look=look)
    (marks,) = [trace for trace in figure.data if trace.error_y.array is not None]
    np.testing.assert_allclose(marks.y, frame.groupby("rank")["accuracy"].mean(), rtol=1e-5)
    assert any(shape.y0 == 0.25 == shape.y1 for shape in figure.layout.shapes)
    said = words_rotation(frame)
    assert "least often on images of class digit 9" in said
    assert "most often on class digit 0" in said
    assert "a guess is right in 25 %" in said
    assert ("95 % Wilson" if seeds == 1 else "95 % t interval over 3 seeds") in said


@pytest.mark.parametrize("look", LOOKS)
def test_pruning_backbone_by_backbone(look):
    frame = pd.concat(
        [
            by_class("share", backbone=backbone, pruned_share=0.7)
            for backbone in ("random", "pretrained", "final")
        ]
    )
    figure = pruning_figure(frame, look=look)
    marks = [trace for trace in figure.data if trace.error_y.array is not None]
    assert [trace.name for trace in marks] == [drawn.title for drawn in BACKBONES.values()]
    assert (
        figure.layout.title.text == "Moved by pruning: random 61 %, pre-trained 61 %, trained 61 %"
    )
    said = words_pruning(frame)
    assert "the 70 % smallest weights are left out" in said
    assert said.count("mean over the classes of head") == 3


def test_bands_of_thirds_are_not_called_as_bands_by_count():
    frame = by_class("accuracy").assign(group_rule="terciles")
    bands = [note.text for note in rotation_figure(frame).layout.annotations]
    assert {"head third", "tail third"} <= set(bands)
    bands = [
        note.text
        for note in rotation_figure(frame.assign(group_rule="thresholds")).layout.annotations
    ]
    assert {"head: 4 classes", "tail: 3 classes"} <= set(bands)


def test_nothing_by_class():
    empty = by_class("accuracy").iloc[:0]
    assert "No accuracy by class" in rotation_figure(empty).layout.annotations[0].text
    assert words_rotation(empty) == "No accuracy by class kept."
    assert "Nothing about pruning" in pruning_figure(empty).layout.annotations[0].text
    assert words_pruning(empty) == "Nothing about pruning kept."


def test_names_are_no_markup():
    axis = AXIS.assign(name="<b>$x$</b>")
    frame = by_class("accuracy").assign(name="<b>$x$</b>")
    found = moments()
    figures = (
        rotation_figure(frame, arm="<b>$x$</b>"),
        progress_figure(progress(), arm="<b>$x$</b>"),
        probes_figure(probes(), arm="<b>$x$</b>"),
        maps_figure(mapped(Moments(found.features, found.index, found.labels, axis)), purity_frame(found)),
    )  # fmt: skip
    for figure in figures:
        text = json.dumps(figure.to_dict(), default=str)
        assert "$x$" not in text
        assert "&lt;b&gt;" in text
