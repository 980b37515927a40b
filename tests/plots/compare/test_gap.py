"""Recall on training and on other examples: what is drawn, and what is said of it."""

import numpy as np
import pandas as pd
import pytest

from ltcore.plots import Look
from ltcore.plots.compare.gap import gap_figure, words_gap


def with_gaps(frame, split="test"):
    """A frame of gaps: everything known by heart, ``split`` as in the frame of recalls."""
    kept = ["run", "label", "arm", "method", "seed", "class", "name", "rank", "train_count"]
    return frame[[*kept, "group", "group_rule"]].assign(
        **{
            "train_recall": 1.0,
            f"{split}_recall": frame["recall"],
            "gap": 1.0 - frame["recall"],
            "train_support": frame["train_count"],
            f"{split}_support": frame["support"],
        }
    )


@pytest.fixture
def gaps(per_class):
    return with_gaps(per_class)


def marks(figure):
    return [trace for trace in figure.data if trace.name]


def test_means_of_training_and_test_recall_joined_by_a_line(gaps):
    figure = gap_figure(gaps)
    means = gaps.groupby(["arm", "rank"], sort=False)["test_recall"].mean()
    for place, arm in enumerate(("ERM", "LDAM-DRW")):
        hollow, filled = (trace for trace in marks(figure) if trace.name == arm)
        assert (hollow.y == 1).all()
        np.testing.assert_allclose(filled.y, means[arm], rtol=1e-6)
        np.testing.assert_allclose(filled.x, np.arange(10) + (-0.18, 0.18)[place], rtol=1e-5)
        assert hollow.marker.color == Look().ground.paper
        assert hollow.marker.line.color == filled.marker.color
        assert (hollow.showlegend, filled.showlegend) == (False, True)
        line = next(t for t in figure.data if t.mode == "lines" and t.legendgroup == arm)
        np.testing.assert_array_equal(line.y[0::3], hollow.y)
        np.testing.assert_array_equal(line.y[1::3], filled.y)
        assert np.isnan(line.y[2::3]).all()


def test_every_seed_is_a_dot_beside_its_line(gaps):
    figure = gap_figure(gaps)
    dots = [trace for trace in figure.data if trace.mode == "markers" and not trace.name]
    assert [len(trace.x) for trace in dots] == [30, 30]
    one_arm = gaps[gaps["arm"] == "ERM"]
    expected = one_arm.sort_values(["rank", "seed"])["test_recall"]
    np.testing.assert_allclose(dots[0].y, expected, rtol=1e-6)
    one_seed = gap_figure(gaps[gaps["seed"] == 0])
    assert [
        len(trace.x) for trace in one_seed.data if not trace.name and trace.mode == "markers"
    ] == [
        0,
        0,
    ]


def test_the_title_of_one_arm_carries_its_numbers(gaps):
    one = gaps[(gaps["arm"] == "ERM") & (gaps["seed"] == 0)].copy()
    one["gap"] = [0.01, *np.linspace(0.1, 0.8, 8), 0.884]
    figure = gap_figure(one)
    assert figure.layout.title.text == (
        "Gap: 88 points on the rarest class, 1 point on the most frequent"
    )
    both = gap_figure(gaps)
    assert both.layout.title.text == "Recall on training and on test examples"
    assert "hollow: training examples, filled: test examples" in both.layout.title.subtitle.text
    assert "means over 3 seeds, test recall of each as a dot" in both.layout.title.subtitle.text


def hand_made(gap_rows, arm="ERM", method="erm", run="a", **columns):
    frame = pd.DataFrame(
        gap_rows, columns=["name", "train_count", "train_support", "train_recall", "test_recall"]
    )
    return frame.assign(
        **{
            "run": run,
            "label": run,
            "arm": arm,
            "method": method,
            "seed": 0,
            "class": range(len(frame)),
            "rank": range(len(frame)),
            "group": "head",
            "group_rule": "thresholds",
            "gap": frame["train_recall"] - frame["test_recall"],
            "test_support": 50,
            **columns,
        }
    )


def test_words_by_hand():
    erm = hand_made([("cat", 500, 500, 1.0, 0.98), ("lynx", 1, 1, 1.0, 0.12)])
    assert words_gap(erm) == (
        "On the rarest class (lynx), ERM recognises 100 % of its 1 training example and 12 % of the "
        "test examples, a gap of 88 points; on the most frequent 2 points."
    )
    other = hand_made(
        [("cat", 500, 500, 0.9, 0.91), ("lynx", 1, 1, 1.0, 0.5)], "LDAM-DRW", "ldam_drw", "b"
    )
    # The baseline is spoken of first, whichever run is first.
    assert words_gap(pd.concat([other, erm])).splitlines()[1] == (
        "LDAM-DRW: 100 % and 50 %, a gap of 50 points; on the most frequent −1 point."
    )
    again = erm.assign(run="c", seed=1, test_recall=[1.0, 0.0], gap=[0.0, 1.0])
    words = words_gap(pd.concat([erm, again])).splitlines()
    assert (
        "and 6 % of the test examples, a gap of 94 points; on the most frequent 1 point."
        in words[0]
    )
    assert words[1] == "Means over 2 seeds."


def test_words_of_a_part_of_the_training_set():
    frame = hand_made([("cat", 9000, 10, 1.0, 0.98), ("dog", 8000, 10, 1.0, 0.5)])
    assert "recognises 100 % of the first 10 training examples and 50 %" in words_gap(frame)


def test_a_class_without_test_examples_is_not_spoken_of():
    rows = [("cat", 500, 500, 1.0, 0.98), ("fox", 9, 9, 1.0, 0.5), ("lynx", 1, 1, 1.0, np.nan)]
    assert words_gap(hand_made(rows)).startswith(
        "On the rarest with test examples (fox), ERM recognises 100 % of its 9 training examples and 50 %"
    )
    assert gap_figure(hand_made(rows)).layout.title.text == (
        "Gap: 50 points on the rarest class, 2 points on the most frequent"
    )
    assert words_gap(hand_made(rows[2:])) == "No class has both training and test examples."
    assert gap_figure(hand_made(rows[2:])).layout.title.text == (
        "Recall on training and on test examples"
    )


def test_one_class_and_no_class():
    one = hand_made([("cat", 500, 500, 1.0, 0.9)])
    assert words_gap(one).endswith("a gap of 10 points.")
    assert len(marks(gap_figure(one))) == 2
    assert words_gap(pd.DataFrame()) == "No run with training outputs yet."
    (note,) = gap_figure(pd.DataFrame()).layout.annotations
    assert note.text == "No run with training outputs yet"


def test_validation_is_named(per_class):
    frame = with_gaps(per_class, "val")
    assert "of the validation examples" in words_gap(frame, split="val")
    figure = gap_figure(frame, split="val")
    assert "filled: validation examples" in figure.layout.title.subtitle.text


def test_a_thousand_classes_are_drawn_in_bins_and_small(make):
    counts = np.geomspace(1000, 1, 1000).round().astype(int)
    frame = with_gaps(make.per_class(seeds=2, counts=counts))
    figure = gap_figure(frame)
    assert len(marks(figure)[0].x) <= 62
    assert "1,000 classes in" in figure.layout.title.subtitle.text
    assert len(figure.to_json()) < 300_000


def test_names_are_drawn_letter_by_letter(make):
    names = ["<b>b</b>", "$x$", *"cdefghij"]
    frame = with_gaps(make.per_class(names=names)).assign(arm="<i>mine</i>")
    text = gap_figure(frame).to_json()
    assert "<b>b" not in text
    assert "\\u003cb\\u003eb" not in text
    assert "<i>mine" not in text
    assert "\\u003ci\\u003emine" not in text
    assert "$x$" not in text
