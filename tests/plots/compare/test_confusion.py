import json
import re

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import per_class_table
from ltcore.analysis.compare.confusion import confusion_table
from ltcore.plots.base.confusion_cells import text_on
from ltcore.plots.base.palette import GROUNDS
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.confusion import confusion_figure, words_confusion

COUNTS = (200, 50, 5)
NAMES = ("cat", "dog", "lynx")
# Ten examples of each class, in label order: true class -> what they are taken for.
TAKEN_FOR = {"ERM": ((10, 0, 0), (1, 9, 0), (6, 3, 1)), "LDAM": ((8, 0, 2), (0, 9, 1), (2, 2, 6))}


def one_arm(arm, rows, counts=COUNTS, names=NAMES, n_seeds=1):
    labels = np.repeat(np.arange(len(rows)), [sum(row) for row in rows])
    predicted = np.concatenate([np.repeat(np.arange(len(row)), row) for row in rows])
    classes = per_class_table(labels, predicted, counts, names)
    table = confusion_table(pd.DataFrame({"label": labels, "predicted": predicted}), classes)
    return table.assign(arm=arm, method=arm.lower(), n_seeds=n_seeds)


@pytest.fixture
def frame():
    return pd.concat([one_arm(arm, rows) for arm, rows in TAKEN_FOR.items()], ignore_index=True)


def many(n_classes):
    """Every class right but for one example in ten, which goes to the next class."""
    names = [f"species {label}" for label in range(n_classes)]
    labels = np.repeat(np.arange(n_classes), 10)
    predicted = labels.copy()
    predicted[::10] = (labels[::10] + 1) % n_classes
    counts = np.geomspace(1000, 5, n_classes).astype(int)
    classes = per_class_table(labels, predicted, counts, names)
    table = confusion_table(pd.DataFrame({"label": labels, "predicted": predicted}), classes)
    return table.assign(arm="ERM", method="erm", n_seeds=1)


def heat_maps(figure):
    return [trace for trace in figure.data if trace.type == "heatmap"]


def test_the_cells_are_the_shares_in_frequency_order(frame):
    (cells,) = heat_maps(confusion_figure(frame, ["ERM"]))
    np.testing.assert_allclose(cells.z, np.array(TAKEN_FOR["ERM"]) / 10, rtol=1e-6)
    assert cells.x.tolist() == cells.y.tolist() == [0, 1, 2]
    assert cells.hovertext[2][0] == "lynx predicted as cat<br>60 %: 6.0 of 10 examples"
    assert cells.hovertext[0][1] == "cat never predicted as dog"


def test_classes_are_ordered_by_count_and_not_by_label():
    frame = one_arm("ERM", TAKEN_FOR["ERM"], counts=(5, 50, 200))
    figure = confusion_figure(frame, ["ERM"])
    expected = np.array(TAKEN_FOR["ERM"])[::-1, ::-1] / 10
    np.testing.assert_allclose(heat_maps(figure)[0].z, expected, rtol=1e-6)
    assert figure.layout.yaxis.ticktext == ("lynx (200)", "dog (50)", "cat (5)")
    assert figure.layout.yaxis.range == (2.5, -0.5)


def test_two_arms_stand_side_by_side_on_the_same_colours(frame):
    figure = confusion_figure(frame, ["LDAM", "ERM"])
    left, right = heat_maps(figure)
    np.testing.assert_allclose(left.z, np.array(TAKEN_FOR["LDAM"]) / 10, rtol=1e-6)
    np.testing.assert_allclose(right.z, np.array(TAKEN_FOR["ERM"]) / 10, rtol=1e-6)
    assert left.coloraxis == right.coloraxis == "coloraxis"
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (0, 1)
    assert {"LDAM", "ERM"} < {note.text for note in figure.layout.annotations}


def test_the_numbers_are_percent_and_empty_cells_have_none(frame):
    figure = confusion_figure(frame, ["ERM"])
    (numbers,) = (trace for trace in figure.data if trace.type == "scatter")
    placed = list(zip(numbers.y.tolist(), numbers.x.tolist(), numbers.text, strict=True))
    assert placed == [
        (0, 0, "100"),
        (1, 0, "10"),
        (1, 1, "90"),
        (2, 0, "60"),
        (2, 1, "30"),
        (2, 2, "10"),
    ]


def test_groups_have_their_borders_and_the_chosen_row_its_frame(frame):
    figure = confusion_figure(frame, ["ERM"], chosen=2)
    lines = [(s.x0, s.x1) for s in figure.layout.shapes if s.x0 == s.x1]
    assert lines == [(0.5, 0.5), (1.5, 1.5)]
    thick = [s for s in figure.layout.shapes if s.line.width == 3]
    assert [(s.y0, s.y1, s.x0, s.x1) for s in thick] == [(1.5, 2.5, -0.5, 2.5)]
    assert not [s for s in confusion_figure(frame, ["ERM"]).layout.shapes if s.line.width == 3]


def test_a_class_without_examples_is_a_gap_and_is_said():
    frame = one_arm("ERM", (*TAKEN_FOR["ERM"][:2], (0, 0, 0)))
    figure = confusion_figure(frame, ["ERM"])
    assert np.isnan(heat_maps(figure)[0].z[2]).all()
    chosen = words_confusion(frame, ["ERM"], chosen=2)
    assert "the rarest class (lynx) has no test examples" in chosen
    assert "test examples of class dog" in words_confusion(frame, ["ERM"])


def test_one_class_is_drawn():
    frame = one_arm("ERM", ((3,),), counts=(7,), names=("only",))
    assert heat_maps(confusion_figure(frame, ["ERM"]))[0].z.tolist() == [[1.0]]
    said = words_confusion(frame, ["ERM"])
    assert "of 3 test examples of the rarest class (only), 3 are recognised." in said


def test_forty_classes_have_ranks_for_ticks_and_names_in_the_hover():
    figure = confusion_figure(many(40), ["ERM"])
    (cells,) = heat_maps(figure)
    assert cells.z.shape == (40, 40)
    assert cells.hovertext[3][4].startswith("species 3 predicted as species 4<br>10 %")
    assert figure.layout.xaxis.ticktext[0] == "1"
    assert not [trace for trace in figure.data if trace.type == "scatter"]


def test_a_thousand_classes_are_binned_and_counted():
    figure = confusion_figure(many(1000), ["ERM"])
    (cells,) = heat_maps(figure)
    bins = cells.z.shape[0]
    assert bins <= 62
    assert len(cells.x) == bins + 1
    assert cells.x[0] == -0.5
    assert cells.x[-1] == 999.5
    assert f"1,000 classes in {bins} bins" in figure.layout.title.subtitle.text
    np.testing.assert_allclose(cells.z.sum(axis=1), 1, rtol=1e-5)
    assert cells.hovertext[0][0].startswith("ranks 1 to 17 predicted as ranks 1 to 17")
    assert len(figure.to_json()) < 600_000


@pytest.mark.parametrize("arms", [[], ["gone"]])
def test_nothing_to_draw_is_written_out(frame, arms):
    assert confusion_figure(frame, arms).layout.annotations[0].text == "No finished run yet"
    assert words_confusion(frame, arms) == "No finished run yet."
    empty = confusion_figure(pd.DataFrame(), ["ERM"], split="val")
    assert "choose Test" in empty.layout.annotations[0].text


def test_the_words_say_where_the_tail_goes(frame):
    assert words_confusion(frame, ["ERM"]) == (
        "ERM: of 10 test examples of the rarest class (lynx), 1 is recognised, 6 are predicted as "
        "cat; in total, 9 are predicted as a class with more training examples. Of all 10 tail "
        "examples, 1 is recognised, 6 predicted as a head class, 3 predicted as a medium class."
    )


def test_the_words_follow_the_chosen_class(frame):
    said = words_confusion(frame, ["LDAM"], chosen=1, split="val")
    assert said.startswith("LDAM: of 10 validation examples of class dog, 9 are recognised, 1 is")
    assert "in total, 0 are predicted as a class with more training examples" in said


def test_means_over_seeds_are_said_to_be_rounded(frame):
    said = words_confusion(frame.assign(n_seeds=5), ["ERM"])
    assert said.endswith("Means over seeds, rounded to whole examples.")
    subtitle = confusion_figure(frame.assign(n_seeds=5), ["ERM"]).layout.title.subtitle.text
    assert "mean over 5 seeds" in subtitle


def test_runs_without_counts_have_neither_groups_nor_more_frequent_classes():
    frame = one_arm("mine", TAKEN_FOR["ERM"], counts=None)
    figure = confusion_figure(frame, ["mine"])
    assert figure.layout.yaxis.ticktext == NAMES
    said = words_confusion(frame, ["mine"])
    assert "more training examples" not in said
    assert "tail" not in said
    assert "rarest" not in said
    assert "rarest" not in words_confusion(frame, ["mine"], chosen=2)


def test_names_are_text():
    hostile = ("<script>alert(1)</script>", "<b>x</b>", "$y$")
    frame = one_arm("<i>arm</i>", TAKEN_FOR["ERM"], names=hostile)
    drawn = json.dumps(confusion_figure(frame, ["<i>arm</i>"]).to_plotly_json(), default=str)
    assert re.search(r"<(script|b>|i>)", drawn.replace("<br>", "")) is None
    assert "$y$" not in drawn


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_numbers_stand_out_on_every_colour(mode):
    scale = GROUNDS[mode].sequential
    for share in np.linspace(0, 1, 101):
        assert contrast(text_on(share, scale), colour_at(share, scale)) >= 4.5


def test_it_carries_our_template_and_a_constant_revision(frame):
    figure = confusion_figure(frame, ["ERM"], look=Look("dark", lecture=True))
    assert figure.layout.uirevision == "confusion"
    assert figure.layout.template.layout.font.size == 22


def colour_at(share, scale):
    channels = [[int(colour[at : at + 2], 16) for colour in scale] for at in (1, 3, 5)]
    stops = np.linspace(0, 1, len(scale))
    mixed = (round(np.interp(share, stops, channel)) for channel in channels)
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def contrast(one, other):
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
