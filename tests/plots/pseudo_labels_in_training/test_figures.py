import json

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.pseudo_labels_in_training.kept import kept
from ltcore.analysis.pseudo_labels_in_training.over_moments import group_means
from ltcore.analysis.pseudo_labels_in_training.quality import quality
from ltcore.plots.base.theme import Look
from ltcore.plots.home.labels_door import labels_door, words_labels_door
from ltcore.plots.pseudo_labels_in_training.kept import kept_figure, words_kept
from ltcore.plots.pseudo_labels_in_training.over_moments import (
    over_moments_figure,
    words_over_moments,
)
from ltcore.plots.pseudo_labels_in_training.quality import quality_figure, words_quality
from ltcore.plots.pseudo_labels_in_training.threshold import threshold_figure, words_threshold

NAMES = ("cat", "dog", "lynx")
COUNTS = (160, 40, 10)
EXAMPLES = pd.DataFrame(
    {
        "label": [0, 0, 1, 1, 2, 2, -1],
        "predicted": [0, 0, 0, 1, 0, 2, 1],
        "confidence": [0.9, 0.8, 0.6, 0.99, 0.5, 0.7, 0.97],
        "kept": [1, 0, 0, 1, 1, 1, 1],
    }
)
QUALITY = quality(EXAMPLES, COUNTS, NAMES)
NASTY = ("<script>alert(1)</script>", "$x$", "<b>{}</b>")
LECTURE = Look("dark", lecture=True)


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def moments_frame(moments):
    tables = [
        group_means(QUALITY).assign(place=place, moment=f"{stage}, epoch {epoch}", stage=stage, epoch=epoch)
        for place, (stage, epoch) in enumerate(moments)
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def every_figure(names=NAMES, counts=COUNTS, look=None):
    frame = quality(EXAMPLES, counts, names)
    taken = kept(EXAMPLES, counts, names, alpha=0.5)
    return {
        "quality": quality_figure(frame, run="<b>mine</b>", moment="now", look=look),
        "threshold": threshold_figure(frame, 0.9, run="<b>mine</b>", moment="now", look=look),
        "kept": kept_figure(taken, run="<b>mine</b>", moment="now", look=look),
        "over_moments": over_moments_figure(
            moments_frame([("generation 1", 1), ("generation 2", 1)]), run="<b>mine</b>", look=look
        ),
        "door": labels_door(frame, look),
    }


def test_numbers_recall_and_precision_are_drawn():
    drawn = traces(quality_figure(QUALITY))
    assert drawn["right"].y.tolist() == [2, 1, 1]
    assert drawn["wrong"].y.tolist() == [2, 0, 0]
    assert drawn["of no class of the task"].y.tolist() == [0, 1, 0]
    assert drawn["examples of the class"].y.tolist() == [2, 2, 2]
    np.testing.assert_allclose(drawn["recall"].y, QUALITY["recall"])
    ends = drawn["precision"].y + drawn["precision"].error_y.array
    np.testing.assert_allclose(ends, QUALITY["precision_high"], rtol=1e-6)
    assert quality_figure(QUALITY).layout.title.text == "57 % of 7 pseudo-labels are right"


def test_without_foreign_examples_none_is_named():
    known = EXAMPLES[EXAMPLES["label"] >= 0]
    frame = quality(known, COUNTS, NAMES)
    assert "of no class of the task" not in traces(quality_figure(frame))
    assert "foreign" not in words_quality(frame)
    assert words_quality(frame).startswith(
        "4 of 6 pseudo-labels (67 %) are right; 2 belong to another class."
    )


def test_words_name_the_foreign_and_the_classes_without_any():
    said = words_quality(QUALITY, foreign=1)
    assert "2 belong to another class and 1 to no class of the task" in said
    assert "1 foreign example counts in no recall" in said
    never = quality(EXAMPLES.assign(predicted=0), COUNTS, NAMES)
    assert "2 classes get no pseudo-label at all." in words_quality(never)
    assert "The rarest (lynx) gets 0 for its 2: recall 0 % [0, 66], precision undefined." in (
        words_quality(never)
    )


def test_no_pseudo_label_passes_an_impossible_threshold():
    frame = quality(EXAMPLES, COUNTS, NAMES, threshold=0.999)
    assert threshold_figure(frame, 0.999).layout.title.text == (
        "Confidence from 0.999: 0 of 7 pseudo-labels stay"
    )
    assert "0 of 7 pseudo-labels stay." in words_threshold(frame, 0.999)
    assert words_quality(frame).startswith("0 of 0 pseudo-labels are right")


def test_a_threshold_in_words():
    frame = quality(EXAMPLES, COUNTS, NAMES, threshold=0.9)
    said = words_threshold(frame, 0.9)
    assert "3 of 7 pseudo-labels stay, and 67 % of those are right. 1 foreign example among" in said
    assert "The most frequent class (cat) keeps 1 of 4: 25 % [5, 70], precision 100 %" in said
    assert "The rarest class (lynx) keeps 0 of 1: 0 % [0, 79]." in said
    never = quality(EXAMPLES.assign(predicted=0), COUNTS, NAMES)
    assert "The rarest class (lynx) gets no pseudo-label." in words_threshold(never, 0.5)


def test_what_is_kept_stands_on_the_labels():
    frame = kept(EXAMPLES, COUNTS, NAMES, alpha=0.5)
    figure = kept_figure(frame)
    drawn = traces(figure)
    assert drawn["labelled"].y.tolist() == [160, 40, 10]
    assert drawn["kept, right"].y.tolist() == [1, 1, 1]
    assert drawn["kept, wrong"].y.tolist() == [1, 0, 0]
    assert drawn["kept, of no class of the task"].y.tolist() == [0, 1, 0]
    np.testing.assert_allclose(drawn["CReST's rule"].y, frame["rate"], rtol=1e-6)
    np.testing.assert_allclose(drawn["kept"].y, [0.5, 1, 1])
    assert figure.layout.title.text == "5 pseudo-labels of 7 kept, 60 % of them right"
    said = words_kept(frame)
    assert (
        "The most frequent class (cat) keeps 2 of 4 (50 %), the rarest (lynx) 1 of 1 (100 %)"
        in said
    )
    assert "1 kept pseudo-label is wrong, 1 belongs to no class of the task." in said
    assert "changes from 16 to 14.7" in said


def test_without_a_rule_none_is_drawn():
    frame = kept(EXAMPLES.assign(kept=1, predicted=0), COUNTS, NAMES, alpha=None)
    assert "CReST's rule" not in traces(kept_figure(frame))
    said = words_kept(frame)
    assert "the rarest (lynx) none, because it gets none" in said
    assert "Pseudo-labels teach nothing about 2 classes that have none. " in said


def test_stages_follow_each_other():
    frame = moments_frame([("generation 1", 1), ("generation 1", 8), ("generation 2", 1)])
    figure = over_moments_figure(frame)
    drawn = [trace for trace in figure.data if trace.name == "tail"]
    for trace in drawn:  # a new stage starts from nothing: no line leads to it
        np.testing.assert_array_equal(trace.x, [0, 1, np.nan, 2])
        assert len(trace.hovertext) == 4
    np.testing.assert_allclose(drawn[0].y, [0.5, 0.5, np.nan, 0.5])
    assert list(figure.layout.xaxis.ticktext) == ["1", "8", "1"]
    texts = [note.text for note in figure.layout.annotations]
    assert texts.count("generation 1") == texts.count("generation 2") == 2
    said = words_over_moments(frame)
    assert "First moment: generation 1, epoch 1. Last moment: generation 2, epoch 1." in said
    assert "Tail (1 class): mean recall changes from 50 % to 50 %" in said
    assert "Head (1 class)" in said


def test_the_door_tells_of_the_rarest_class():
    drawn = {trace.marker.color: trace for trace in labels_door(QUALITY).data}
    assert len(drawn) == 2
    assert "(lynx), it finds 50 % [9, 91]; of its labels “lynx”, 100 % [21, 100]" in (
        words_labels_door(QUALITY)
    )
    never = quality(EXAMPLES.assign(predicted=0), COUNTS, NAMES)
    assert "it never says so" in words_labels_door(never)


@pytest.mark.parametrize(
    ("draw", "say"),
    [
        (quality_figure, words_quality),
        (kept_figure, words_kept),
        (over_moments_figure, words_over_moments),
        (lambda frame: threshold_figure(frame, 0.5), lambda frame: words_threshold(frame, 0.5)),
        (labels_door, words_labels_door),
    ],
)
def test_nothing_yet_is_said(draw, say):
    figure = draw(pd.DataFrame())
    assert not figure.data
    assert "o pseudo-labels" in figure.layout.annotations[0].text
    assert "o pseudo-labels" in say(pd.DataFrame())


def test_names_are_no_markup():
    for figure in every_figure(NASTY).values():
        text = json.dumps(figure.to_dict(), default=str)
        assert "<script>" not in text
        assert "$x$" not in text
        assert "<b>mine" not in text


@pytest.mark.parametrize("classes", [1, 11, 13, 1000])
def test_any_number_of_classes_is_drawn_small(classes):
    rng = np.random.default_rng(0)
    examples = pd.DataFrame(
        {
            "label": rng.integers(-1, classes, 3000),
            "predicted": rng.integers(0, classes, 3000),
            "confidence": rng.random(3000),
            "kept": 1,
        }
    )
    counts, names = (
        np.arange(classes, 0, -1),
        [f"a long class name {rank}" for rank in range(classes)],
    )
    frame = quality(examples, counts, names)
    for figure in (
        quality_figure(frame, look=LECTURE),
        threshold_figure(frame, 0.5, look=LECTURE),
        kept_figure(kept(examples, counts, names, alpha=1 / 3), look=LECTURE),
        labels_door(frame, LECTURE),
    ):
        assert len(figure.to_json()) < 500_000
    assert words_quality(frame)
