import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore import plots
from ltcore.analysis import group_frame, seeds_summary


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
    assert f"has {max(counts):,} training image" in words
    assert f"an imbalance ratio of {max(counts) / min(counts):,.4g}." in words
    half = int("".join(re.findall(r"belong to ([\d,]+) of", words)).replace(",", ""))
    ordered = np.sort(counts)[::-1]
    assert ordered[:half].sum() * 2 >= ordered.sum()
    assert half == 1 or ordered[: half - 1].sum() * 2 < ordered.sum()


def test_per_class_words_name_both_ends_with_their_intervals(per_class):
    rarest, most, note = plots.words_per_class(per_class).split("\n")
    row = seeds_summary(per_class, "recall").query("arm == 'ERM' and rank == 9").iloc[0]
    number = f"{100 * row['mean']:.0f} % [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
    assert rarest.startswith(f"Recall of the rarest class: ERM {number}; LDAM-DRW ")
    assert rarest.endswith(", 20 test images.")
    assert most.startswith("Recall of the most frequent class: ERM ")
    assert note == "In brackets: mean and 95 % t interval over 3 seeds."


def test_group_words_agree_with_the_frame(per_class):
    groups = group_frame(per_class)
    tail = groups[(groups["arm"] == "ERM") & (groups["group"] == "tail")]["recall"].mean()
    assert f"Mean tail recall: ERM {100 * tail:.0f} % [" in plots.words_groups(groups)


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
    assert words.endswith("2 of 10 classes have never been recognised so far.")
    unknown = plots.words_live_per_class(history.assign(group="unknown"))
    assert re.match(r"After epoch 3, mean recall is \d+ %\.", unknown)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.2, -0.1, "lower throughout the interval"),
        (0.1, 0.2, "higher throughout the interval"),
        (-0.1, 0.1, "the interval includes zero"),
        (float("nan"), float("nan"), "one pair tells no spread"),
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


@pytest.mark.parametrize("words", [name for name in plots.__all__ if name.startswith("words_")])
def test_words_for_nothing_are_a_sentence(words):
    said = getattr(plots, words)(pd.DataFrame())
    assert said.endswith(".")
    assert "nan" not in said
