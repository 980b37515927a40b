import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.published.results import (
    REFERENCE,
    baselines,
    published_frame,
    published_settings,
    setting_title,
)
from ltcore.plots.base.theme import Look
from ltcore.plots.published.lines import figure_height, lay_out
from ltcore.plots.published.results import published_results_figure
from ltcore.plots.published.words import printed_hover, words_published_results
from ltcore.published import Setting

HOSTILE = "<b>x</b> $y$ <script>alert(1)</script>"
looks = pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
NO_RUNS = pd.DataFrame()


def own(arms=("ERM",), **columns):
    rows = {
        "arm": list(arms),
        "method": "erm",
        "recipe": "cifar",
        "departures": "",
        "family": "LDAM (Cao et al.)",
        "examples": "",
        "metric": "error",
        "mean": 0.279,
        "sd": 0.01,
        "low": 0.26,
        "high": 0.30,
        "interval": "t over seeds",
        "n_seeds": 3,
        "seeds": [(0, 1, 2)] * len(arms),
        "values": [(0.27, 0.279, 0.288)] * len(arms),
    }
    return pd.DataFrame({**rows, **columns})


def drawn(frame, runs=NO_RUNS, look=None):
    return published_results_figure(frame, runs, baselines(frame), "CIFAR-10", look=look)


def written(figure):
    return [text for trace in figure.data for text in trace.text or ()]


def headings(figure):
    return [note.text for note in figure.layout.annotations]


@looks
@pytest.mark.parametrize("setting", published_settings(), ids=lambda setting: setting.key)
def test_every_setting_is_drawn_and_said(setting, look):
    frame = published_frame(setting)
    figure = published_results_figure(
        frame, NO_RUNS, baselines(frame), setting_title(setting), look=look
    )
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in marks) == len(frame)
    groups = frame[["family", "examples"]].drop_duplicates()
    assert len(headings(figure)) == frame["family"].nunique() + (groups["examples"] != "").sum()
    assert words_published_results(frame, NO_RUNS, baselines(frame))
    assert figure_height(frame, NO_RUNS, look) > 20 * look.text_size
    low, high = figure.layout.xaxis.range
    assert low <= frame["error"].min() < frame["error"].max() < high
    assert high - low >= 4


def test_a_lecture_keeps_more_room_for_the_numbers():
    frame = published_frame(REFERENCE)

    def room(look):
        low, high = drawn(frame, look=look).layout.xaxis.range
        return (high - frame["error"].max()) / (high - low)

    assert room(Look("dark", lecture=True)) > 0.2 > room(Look()) > 0.1


def test_a_lecture_label_keeps_its_loss_and_its_numbers():
    frame = published_frame(REFERENCE)
    ticks = drawn(frame, look=Look("light", lecture=True)).layout.yaxis.ticktext
    assert "CB focal, β=0.9999, γ=1" in ticks
    assert "Class-balanced, focal, β = 0.9999, γ = 1" in drawn(frame).layout.yaxis.ticktext


def test_families_and_examples_are_never_mixed():
    frame = published_frame(REFERENCE)
    lines = lay_out(frame, NO_RUNS)
    at = {line: frame.iloc[row] for line, row in lines.published}
    family = examples = ""
    for line in range(lines.n_rows):
        if heading := dict(lines.headings).get(line):
            family, examples = heading.split(" · ")[0], ""
        elif line in dict(lines.examples):
            examples = dict(lines.examples)[line]
        else:
            assert at[line][["family_title", "examples"]].tolist() == [family, examples]
    assert len(lines.headings) == frame["family"].nunique()
    assert len(lines.published) == len(frame)
    assert lines.n_rows == len(frame) + len(lines.headings) + len(lines.examples)


def test_what_has_all_labels_stands_above_what_has_not():
    frame = published_frame(REFERENCE)
    frame = frame[frame["family"] == "semi_supervised"]
    lines = lay_out(frame.reset_index(drop=True), NO_RUNS)
    [first, second] = [frame["label"].iloc[row] for line, row in lines.published if line < 3]
    assert (first, second) == ("CE", "LDAM-DRW")
    assert [line for line, _ in lines.examples] == [3, 6, 9, 12]


def test_own_runs_with_unlabelled_images_stand_under_their_examples():
    runs = pd.concat(
        [
            own(["CReST, reversed"], method="crest", examples="N₁ = 1500, M₁ = 3000, ρ_U = 1/100"),
            own(["ERM"], examples=""),
        ],
        ignore_index=True,
    ).assign(family="")
    frame = published_frame(REFERENCE)
    frame = frame[frame["family"] == "usb"].reset_index(drop=True)
    lines = lay_out(frame, runs)
    assert [row for _, row in lines.own] == [1, 0]
    assert lines.examples[0] == (2, "N₁ = 1500, M₁ = 3000, ρ_U = 1/100")
    figure = published_results_figure(frame, runs, None, "CIFAR-10")
    assert "N₁ = 1500, M₁ = 3000, ρ_U = 1/100" in headings(figure)
    assert "N₁, M₁: labelled, unlabelled images" in figure.layout.title.subtitle.text
    assert "N₁" not in drawn(frame.assign(examples=""), NO_RUNS).layout.title.subtitle.text


def test_words_of_few_labels_compare_a_method_on_the_same_examples():
    frame = published_frame(REFERENCE)
    few = frame[frame["kind"] == "unlabelled"]
    said = words_published_results(few, NO_RUNS, None)
    assert "FixMatch + DARP with N₁ = 1500, M₁ = 3000, ρ_U = 1/100 in 2 sources: 20.00 %" in said
    assert "10.33 points apart" in said
    assert "Cross-entropy" not in said
    one = few[few["family"] == "daso"]
    assert "No two of these sources" in words_published_results(one, NO_RUNS, None)


def test_the_hover_says_what_was_printed_and_of_which_examples():
    frame = published_frame(REFERENCE)
    [row] = frame[
        (frame["family"] == "usb")
        & (frame["method"] == "crest")
        & (frame["examples"] == "N₁ = 1500, M₁ = 3000, ρ_U = 1/100")
    ].itertuples()
    said = printed_hover(row)
    assert "19.20 ± 0.14 %" in said
    assert "printed as accuracy 80.8 ± 0.14 %" in said
    assert "N₁ = 1500, M₁ = 3000, ρ_U = 1/100" in said
    assert "one and a half times as many steps" in said


def test_a_family_that_comes_twice_stands_under_one_heading():
    frame = published_frame(REFERENCE)
    mixed = frame.iloc[[0, 8, 1, 9]].reset_index(drop=True)
    assert mixed["family"].nunique() == 2
    lines = lay_out(mixed, NO_RUNS)
    assert [line for line, _ in lines.headings] == [0, 3]
    assert [row for _, row in lines.published] == [0, 2, 1, 3]


def test_copies_are_open_and_say_so_and_spread_is_drawn_where_printed():
    frame = published_frame(REFERENCE)
    figure = drawn(frame)
    filled, opened = (trace for trace in figure.data if trace.mode == "markers")
    assert all(symbol.endswith("-open") for symbol in opened.marker.symbol)
    assert not any(symbol.endswith("-open") for symbol in filled.marker.symbol)
    assert len(opened.x) == (frame["status"] != "").sum()
    assert np.isfinite(filled.error_x.array).sum() == frame["spread"].notna().sum()
    said = [text.strip() for text in written(figure)]
    assert "22.97" in said
    assert "29.64, copied" in said
    assert "31.70, doubtful" in said
    assert "22.03 ± 0.17" in said


def test_the_band_is_what_the_sources_found_and_needs_two():
    frame = published_frame(REFERENCE)
    [band] = [shape for shape in drawn(frame).layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1) == (27.16, 29.64)
    alone = published_frame(Setting("cifar10", "exponential", 20.0))
    assert not [shape for shape in drawn(alone).layout.shapes if shape.type == "rect"]


@looks
def test_own_runs_stand_above_with_seeds_interval_and_recipe(look):
    frame = published_frame(REFERENCE)
    runs = pd.concat(
        [
            own(),
            own(["LDAM-DRW"], method="ldam_drw", departures="train.epochs 5", family=""),
            own(["one"], low=np.nan, high=np.nan, n_seeds=1, values=[(0.5,)]),
        ],
        ignore_index=True,
    )
    figure = drawn(frame, runs, look)
    assert (
        headings(figure)[0] == "<b>Your runs · recipe cifar, as LDAM (Cao et al.) · last epoch</b>"
    )
    assert "with train.epochs 5, in no published family" in headings(figure)[1]
    assert {"27.90, 3 seeds", "27.90, 1 seed"} <= {text.strip() for text in written(figure)}
    [whiskers] = [
        trace
        for trace in figure.data
        if trace.hovertext and len(trace.x) == 1 and trace.hovertext[0].startswith("ERM: ")
    ]
    assert whiskers.error_x.array[0] == pytest.approx(2.1)
    assert whiskers.error_x.arrayminus[0] == pytest.approx(1.9)
    said = words_published_results(frame, runs, baselines(frame))
    assert "ERM: 27.9 % [26.0, 30.0], 3 seeds" in said
    assert "report the last epoch" in said


def test_many_own_arms_are_counted():
    said = words_published_results(NO_RUNS, own([f"arm {n}" for n in range(9)]), None)
    assert "; and 5 more" in said


def test_words_say_what_is_known_of_the_spread():
    frame = published_frame(REFERENCE)
    said = words_published_results(frame, NO_RUNS, baselines(frame))
    assert "2.48 points apart" in said
    assert "A gap below 2.5 points" in said
    assert "You have no finished run" in said
    alone = published_frame(Setting("cifar10", "exponential", 20.0))
    said = words_published_results(alone, NO_RUNS, baselines(alone))
    assert "Only one source" in said
    assert "27.16 to 29.64 %" in said
    assert "No source with crops and flips alone" in words_published_results(NO_RUNS, NO_RUNS, None)
    all_printed = published_frame(Setting("stl10", "exponential", 20.0))
    said = words_published_results(all_printed, NO_RUNS, None)
    assert "Spread as printed (±): 0.44 to 4.87 points." in said
    close = published_frame(Setting("cifar100", "exponential", 100.0))
    assert "A gap below 1.0 points" in words_published_results(close, NO_RUNS, baselines(close))


@looks
def test_what_was_picked_on_test_images_is_open_and_says_so(look):
    frame = published_frame(REFERENCE)
    of_paper = frame[frame["table"] == "menon_cifar"]
    picked = of_paper[of_paper["status"] == "picked"]
    assert len(picked) == 2
    figure = drawn(of_paper, look=look)
    [shapes] = [
        trace.marker.symbol
        for trace in figure.data
        if trace.mode == "markers" and set(picked["error"]) <= set(trace.x)
    ]
    assert all(shape.endswith("-open") for shape in shapes)
    assert "19.08, picked" in "".join(written(figure))
    assert "picked on test images" in figure.layout.title.subtitle.text


def test_nothing_to_draw_is_said():
    figure = published_results_figure(NO_RUNS, NO_RUNS, None, HOSTILE)
    assert "No published number for these methods" in headings(figure)[0]
    assert "<script>" not in figure.to_json()


def test_names_of_own_arms_are_never_markup():
    figure = drawn(published_frame(REFERENCE), own([HOSTILE], recipe=HOSTILE))
    assert "<script>" not in figure.to_json()
    assert "$y$" not in figure.to_json()


def test_the_hover_has_source_protocol_and_note():
    frame = published_frame(REFERENCE)
    rows = {row.label: row for row in frame.itertuples() if row.family == "ldam"}
    said = printed_hover(rows["ERM"])
    assert "not run again" in said
    assert "Label-Distribution-Aware" in said
    assert "200 epochs" in said
    assert max(map(len, said.split("<br>"))) <= 120
