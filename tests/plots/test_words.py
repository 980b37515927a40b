import inspect
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore import plots
from ltcore.analysis import group_frame, paired_differences, run_numbers, seeds_summary
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import EM, WIDTH
from ltcore.plots.base.text import points_between


def frame_of(counts):
    counts = sorted(counts, reverse=True)
    return pd.DataFrame(
        {
            "rank": range(len(counts)),
            "name": [f"class {n}" for n in range(len(counts))],
            "train_count": counts,
            "group": "medium",
            "group_rule": "thresholds",
        }
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=50))
def test_class_counts_in_words_hold_the_current_numbers(counts):
    words = plots.words_class_counts(frame_of(counts))
    assert f"has {max(counts):,} training example" in words
    assert f"imbalance ratio of {numeral(max(counts) / min(counts), 4)}." in words
    half = int("".join(re.findall(r"belong to ([\d,]+) of", words)).replace(",", ""))
    ordered = np.sort(counts)[::-1]
    assert ordered[:half].sum() * 2 >= ordered.sum()
    assert half == 1 or ordered[: half - 1].sum() * 2 < ordered.sum()


def test_per_class_words_name_both_ends_with_their_intervals(per_class):
    rarest, most, note = plots.words_per_class(per_class).split("\n")
    row = seeds_summary(per_class, "recall").query("arm == 'ERM' and rank == 9").iloc[0]
    number = f"{100 * row['mean']:.0f} % [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
    assert rarest.startswith(f"Recall of the rarest class: ERM {number}; LDAM-DRW ")
    assert rarest.endswith(", 20 test examples.")
    assert most.startswith("Recall of the most frequent class: ERM ")
    assert note == "In brackets: 95 % t interval over 3 seeds."


def test_group_words_agree_with_the_frame(per_class):
    groups = group_frame(per_class)
    tail = groups[(groups["arm"] == "ERM") & (groups["group"] == "tail")]["recall"].mean()
    assert f"Mean tail recall on test examples: ERM {100 * tail:.0f} % [" in plots.words_groups(
        groups
    )


def test_curve_words_are_unsmoothed_and_count_seeds(curves):
    last = curves[(curves["arm"] == "ERM") & (curves["at"] == 20)]["val_balanced_error"].mean()
    words = plots.words_training_curves(curves)
    assert words.startswith(f"Balanced validation error. ERM: {100 * last:.1f} % [")
    assert "after epoch 20 (3 seeds)" in words


def test_live_words_count_what_was_never_recognised(make):
    history = make.history(make.per_class())
    history.loc[history["rank"] >= 8, "recall"] = 0
    words = plots.words_live_per_class(history)
    assert words.startswith("After epoch 3, mean recall is head ")
    assert "2 of 10 classes have never been recognised so far." in words
    assert words.endswith("Measured on validation, 20 examples per class.")
    unknown = plots.words_live_per_class(history.assign(group="unknown"))
    assert re.match(r"After epoch 3, mean recall is \d+ %\.", unknown)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.2, -0.1, "lower throughout the interval"),
        (0.1, 0.2, "higher throughout the interval"),
        (-0.1, 0.1, "the interval includes zero"),
        (float("nan"), float("nan"), "all pairs are equal, so there is no interval"),
    ],
)
def test_difference_words_judge_by_the_interval(low, high, verdict):
    frame = pd.DataFrame(
        [
            {
                "arm": "LDAM",
                "method": "ldam",
                "baseline": "ERM",
                "metric": "balanced_error",
                "n_pairs": 3,
            }
        ]
    ).assign(mean=0.0, low=low, high=high)
    assert verdict in plots.words_differences(frame)


def of_one_frame(words):
    """Return whether a function says what one frame holds; others are tested beside their figures."""
    first, *others = inspect.signature(getattr(plots, words)).parameters.values()
    return first.name == "frame" and all(other.default is not other.empty for other in others)


@pytest.mark.parametrize(
    "words", [name for name in plots.__all__ if name.startswith("words_") and of_one_frame(name)]
)
def test_words_for_nothing_are_a_sentence(words):
    said = getattr(plots, words)(pd.DataFrame())
    assert said.endswith(".")
    assert "nan" not in said


def test_on_validation_no_figure_and_no_words_say_test(per_class):
    runs = per_class[["run", "arm", "method", "seed"]].drop_duplicates()
    pairs = paired_differences(runs.join(run_numbers(per_class), on="run"))
    groups = group_frame(per_class)
    figures = [
        plots.per_class_figure(per_class, split="val"),
        plots.groups_figure(groups, split="val"),
        plots.differences_figure(pairs, split="val"),
    ]
    words = [
        plots.words_per_class(per_class, split="val"),
        plots.words_groups(groups, split="val"),
        plots.words_differences(pairs, split="val"),
    ]
    for said in [*(figure.to_json() for figure in figures), *words]:
        assert "validation" in said
        assert not re.search(r"\btest", said)
    for figure in figures:
        assert figure.layout.title.subtitle.text.startswith("validation examples · ")
    assert figures[0].layout.yaxis.title.text == "Recall (validation)"


@pytest.mark.parametrize("words", [plots.words_per_class, plots.words_groups])
def test_runs_without_validation_say_what_to_choose(words):
    said = "None of the chosen runs has validation examples; choose Test"
    assert words(pd.DataFrame(), split="val") == f"{said}."
    figure = plots.per_class_figure(pd.DataFrame(), split="val")
    assert figure.layout.annotations[0].text == said


def test_data_are_examples_not_images(make, per_class):
    one = per_class[per_class["run"] == per_class["run"].iloc[0]]
    history = make.history(per_class)
    figures = [
        plots.class_counts_figure(one),
        plots.per_class_figure(per_class),
        plots.groups_figure(group_frame(per_class)),
        plots.live_per_class_figure(history),
        plots.per_class_figure(make.per_class(counts=np.arange(100, 0, -1))),
    ]
    words = [plots.words_class_counts(one), plots.words_per_class(per_class)]
    for said in [*(figure.to_json() for figure in figures), *words]:
        assert "image" not in said
    assert "training examples below" in figures[1].layout.xaxis.title.text


def test_a_run_without_validation_says_that_it_is_watched_on_test(make, per_class):
    history = make.history(per_class, split="test")
    said = plots.live_per_class_figure(history).layout.title.subtitle.text
    assert said.startswith("test: no validation was set aside · 20 examples per class")
    assert plots.words_live_per_class(history).endswith(
        "Measured on test: no validation was set aside, 20 examples per class."
    )
    watched = plots.live_per_class_figure(make.history(per_class)).layout.title.subtitle.text
    assert watched.startswith("validation · 20 examples per class")


def test_group_precision_says_over_how_many_classes_it_runs(make):
    frame = make.per_class(seeds=1)
    rarest = (frame["rank"] == 9) & (frame["arm"] == "ERM")
    frame.loc[rarest, ["predicted", "correct", "precision"]] = [0, 0, np.nan]
    groups = group_frame(frame)
    said = "precision over the 4 of 5 tail classes that were predicted"
    assert f"ERM: {said}." in plots.words_groups(groups)
    assert f"LDAM-DRW: {said}" not in plots.words_groups(groups)
    assert "precision" not in plots.words_groups(groups, ["recall"])
    for drawn in ("marks", "bars"):
        caption = plots.groups_figure(groups, drawn=drawn).layout.title.subtitle.text
        assert "precision over the 4 to 5 of 5 tail classes that were predicted" in caption


def test_equal_seeds_are_called_equal_and_get_no_interval(per_class):
    equal = per_class.assign(recall=0.0)
    assert "ERM 0 % (all seeds equal)" in plots.words_per_class(equal)
    assert "[" not in plots.words_per_class(equal)
    assert np.isnan(plots.per_class_figure(equal).data[1].error_y.array).all()


def test_curves_of_shares_stay_between_zero_and_one(make):
    frame = make.curves(seeds=2)
    frame["val_balanced_error"] = np.where(frame["seed"] == 0, 0.02, 0.9)
    words = plots.words_training_curves(frame)
    assert "[0.0, 100.0]" in words
    bands = [t.y for t in plots.training_curves_figure(frame).data if t.fill == "toself"]
    assert all(band.min() >= 0 and band.max() <= 1 for band in bands)
    assert len(bands) == 2


def test_a_switch_shared_by_many_arms_counts_them(make):
    frame = make.curves(methods=("erm", "drw", "ldam_drw", "focal"), seeds=1)
    figure = plots.training_curves_figure(frame, switches=dict.fromkeys(frame["arm"], 16.0))
    assert figure.layout.annotations[0].text == "4 methods: class weights start"


def test_captions_stay_inside_a_lecture_figure(per_class):
    look = plots.Look(lecture=True)
    groups = group_frame(per_class.assign(precision=np.nan).where(per_class["rank"] > 5, per_class))
    for figure in (
        plots.per_class_figure(per_class, look=look),
        plots.groups_figure(groups, look=look),
    ):
        lines = figure.layout.title.subtitle.text.split("<br>")
        assert len(lines) > 1
        assert figure.layout.margin.t > figure.layout.template.layout.margin.t
        assert all(len(line) * EM * look.text_size <= WIDTH for line in lines)


def test_few_epochs_have_whole_ticks(make, per_class):
    assert plots.training_curves_figure(make.curves(epochs=2)).layout.xaxis.dtick == 1
    assert plots.live_per_class_figure(make.history(per_class)).layout.xaxis.dtick == 1


def test_negative_points_have_a_minus_not_a_hyphen():
    assert points_between(-0.036, -0.05, 0.01) == "−3.6 points [−5.0, +1.0]"


def test_empty_classes_have_no_infinite_ratio():
    frame = frame_of([50, 0])
    assert "some classes are empty" in plots.words_class_counts(frame)
    caption = plots.class_counts_figure(frame).layout.title.subtitle.text
    assert caption.startswith("some classes are empty")


def test_more_than_six_arms_keep_their_colours(make):
    methods = ("erm", "cb_softmax", "ldam_drw", "logit_adjustment", "drw", "focal", "ldam")
    figure = plots.per_class_figure(make.per_class(methods, 1))
    faint = plots.Look().ground.faint
    drawn = [trace for trace in figure.data if trace.name]
    assert len(drawn) == 7
    assert all(trace.marker.color != faint for trace in drawn)


def test_of_more_than_six_arms_the_words_tell_the_ends(make):
    methods = ("erm", "cb_softmax", "ldam_drw", "logit_adjustment", "drw", "focal", "ldam")
    frame = make.per_class(methods, 2)
    rows = seeds_summary(frame, "recall").query("rank == 9").set_index("method")["mean"]
    frame.loc[(frame["method"] == "focal") & (frame["rank"] == 9), "recall"] = 1.0
    frame.loc[(frame["method"] == "drw") & (frame["rank"] == 9), "recall"] = 0.0
    rarest = plots.words_per_class(frame).split("\n")[0]
    assert rarest.startswith(f"Recall of the rarest class: ERM {100 * rows['erm']:.0f} %")
    assert "; best Focal" in rarest
    assert "; worst DRW" in rarest
    assert "; and 4 more, 20 test examples." in rarest
    assert plots.words_groups(group_frame(frame)).count("; and ") == 4


def test_a_baseline_that_is_the_best_is_told_once(make):
    methods = ("erm", "cb_softmax", "ldam_drw", "logit_adjustment", "drw", "focal", "ldam")
    frame = make.per_class(methods, 2)
    frame.loc[frame["method"] == "erm", "recall"] = 1.0
    rarest = plots.words_per_class(frame).split("\n")[0]
    assert "best ERM 100 %" in rarest
    assert rarest.count("ERM") == 1
    assert "and 5 more" in rarest
