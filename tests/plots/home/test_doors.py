import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import class_axis
from ltcore.plots.base.palette import GROUNDS, METHOD_STYLES, SHADES
from ltcore.plots.base.theme import Look
from ltcore.plots.home.doors import (
    counts_door,
    features_door,
    recall_door,
    words_counts_door,
    words_features_door,
    words_recall_door,
)

HOSTILE = "<b>$x$</b>"


def examples(names=("cat", "lynx"), ranks=(0, 0, 1, 1), predicted=("cat", "cat", "cat", "lynx")):
    ranks = np.array(ranks)
    return pd.DataFrame(
        {
            "x": np.arange(len(ranks), dtype=np.float32),
            "y": -np.arange(len(ranks), dtype=np.float32),
            "rank": ranks,
            "name": np.array(names)[ranks],
            "predicted": predicted,
        }
    )


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_the_counts_stand_in_frequency_order_with_their_ends_written():
    figure = counts_door(class_axis([3, 500, 40], ["lynx", "cat", "dog"]))
    assert figure.data[0].y.tolist() == [500, 40, 3]
    assert {"500", "3", "head: 1 class", "tail: 1 class"} == set(texts(figure))
    bands = {shape.fillcolor for shape in figure.layout.shapes}
    assert bands == {GROUNDS["light"].band(group) for group in ("head", "medium", "tail")}


@pytest.mark.parametrize("n_classes", [1, 1000])
def test_any_number_of_classes_has_a_door(n_classes, make):
    axis = class_axis(np.arange(n_classes, 0, -1), [str(rank) for rank in range(n_classes)])
    assert len(counts_door(axis).data[0].x) == n_classes
    assert words_counts_door(axis)


def test_the_tails_share_is_said():
    said = words_counts_door(class_axis([80, 15, 5], ["cat", "dog", "lynx"]))
    assert "The 2 tail classes of 3 classes have together 20.0 %" in said


def test_each_arm_is_a_line_of_its_means(per_class):
    figure = recall_door(per_class)
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert len(lines) == 2
    erm = per_class[per_class["method"] == "erm"].groupby("rank")["recall"].mean()
    assert lines[0].y == pytest.approx(erm.to_numpy(), abs=1e-6)
    hue = METHOD_STYLES["ldam_drw"].hue
    assert lines[1].line.color == SHADES["light"][hue].line
    assert {"ERM", "LDAM-DRW"} <= set(texts(figure))


def test_the_rarest_class_is_spoken_of(per_class):
    said = words_recall_door(per_class)
    rarest = per_class[(per_class["rank"] == 9) & (per_class["method"] == "erm")]["recall"].mean()
    assert f"ERM recognises {100 * rarest:.0f} %" in said
    assert "3 seeds" in said


def test_the_rarest_class_alone_is_in_colour():
    figure = features_door(examples(), Look("dark"))
    others, rare = figure.data
    assert others.marker.color == GROUNDS["dark"].bar
    assert rare.marker.color == SHADES["dark"]["orange"].line
    assert rare.x.tolist() == [2, 3]
    assert rare.y.tolist() == [-2, -3]
    assert figure.layout.yaxis.scaleanchor == "x"


@pytest.mark.parametrize(
    ("predicted", "said"),
    [
        (("cat", "cat", "cat", "lynx"), "recognises 1 and mistakes 1 for cat."),
        (("cat", "cat", "lynx", "lynx"), "recognises 2."),
        (("cat", "cat", "cat", "cat"), "recognises 0 and mistakes 2 for cat."),
    ],
)
def test_what_the_rarest_class_is_taken_for(predicted, said):
    assert said in words_features_door(examples(predicted=predicted))


@pytest.mark.parametrize("draw", [counts_door, recall_door, features_door])
def test_nothing_to_draw_is_said(draw):
    figure = draw(pd.DataFrame(), Look())
    assert not figure.data
    assert "yet" in texts(figure)[0]


@pytest.mark.parametrize("say", [words_counts_door, words_recall_door, words_features_door])
def test_nothing_to_say_is_said(say):
    assert "yet" in say(pd.DataFrame())


def test_names_are_no_markup(make):
    axis = class_axis([50, 2], [HOSTILE, HOSTILE])
    frame = make.per_class(counts=np.array([50, 2]), names=[HOSTILE, HOSTILE])
    figures = [
        counts_door(axis),
        recall_door(frame),
        features_door(examples(names=(HOSTILE, HOSTILE), predicted=[HOSTILE] * 4)),
    ]
    hovers = [
        text
        for figure in figures
        for trace in figure.data
        for text in (trace.hovertext if trace.hovertext is not None else ())
    ]
    assert hovers
    assert not any("<b>" in text or "$" in text for text in hovers)
