"""What the picture of a training says now, method by method."""

import pandas as pd

from ltcore.plots.base.text import count, percent
from ltcore.plots.compare.live import MOST_COLOURED
from ltcore.plots.compare.live_per_class import where_measured
from ltcore.plots.compare.live_runs import (
    TRAINING,
    Training,
    epoch_reached,
    split_by_state,
    with_arms,
)
from ltcore.plots.compare.stage_starts import STAGES, stage_starts

WAITS = "no epoch evaluated yet"
NOWHERE = "Nothing is measured yet."


def words_live(training: Training, metric: str = "val_balanced_error") -> str:
    """Say for each method where its error stands, and what it knows of frequent and of rare classes.

    Of a method with a run in training the numbers are that run's, else the means over its runs.

    Args:
        training: the runs that are watched.
        metric: an error among the columns of the curves.

    Example:
        >>> runs = pd.DataFrame({"run": ["a"], "label": ["ERM, seed 0"], "arm": ["ERM"], "method": ["erm"],
        ...                      "state": ["training"]})
        >>> curves = pd.DataFrame({"run": ["a"], "at": [5], "val_balanced_error": [0.5]})
        >>> recalls = pd.DataFrame({"run": "a", "rank": [0, 1], "name": ["cat", "lynx"], "recall": [0.9, 0.1],
        ...                         "split": "val", "support": 20})
        >>> print(words_live(Training(runs, curves, recalls, recalls)))
        ERM, seed 0 (epoch 5): balanced error 50.0 %; recall of the most frequent class 90 %, rarest 10 %.
        Measured on validation, 20 examples per class.
    """
    arms = [of_arm for _, of_arm in training.runs.groupby("arm", sort=False)]
    in_training = [of_arm for of_arm in arms if (of_arm["state"] == TRAINING).any()]
    shown = arms if len(arms) <= MOST_COLOURED else in_training
    told = [_of_method(of_arm, training, metric) for of_arm in shown]
    if more := len(arms) - len(shown):
        told.append(f"{count(more, 'other method')}.")
    told += _of_stages(training)
    # One line from the beginning on: what stands below must not move when the first epoch is there.
    known = len(training.recalls)
    told.append(f"Measured on {', '.join(where_measured(training.recalls))}." if known else NOWHERE)
    return "\n".join(told)


def _of_stages(training: Training) -> list[str]:
    """Say which methods go on in further stages, whose epochs come on top of those that were asked for."""
    return [
        f"{arm}: after epoch {at:,.0f} its {STAGES[number]}, with epochs of its own (dotted line)."
        for number, starts in enumerate(stage_starts(with_arms(training))[: len(STAGES)])
        for arm, at in starts.items()
    ]


def _of_method(of_arm: pd.DataFrame, training: Training, metric: str) -> str:
    arm = of_arm["arm"].iloc[0]
    strong, _ = split_by_state(of_arm)
    rows = training.curves_of(strong, metric)
    if rows.empty:
        return f"{arm}: {WAITS}."
    last = rows[rows[metric].notna()].sort_values("at", kind="stable").groupby("run").tail(1)
    runs = list(last["run"])
    if len(runs) == 1:
        label = of_arm.loc[of_arm["run"] == runs[0], "label"].iloc[0]
        who = f"{label} ({epoch_reached(runs[0], training.curves)})"
    else:
        who = f"{arm} (mean over {count(len(runs), 'seed')})"
    said = f"{who}: balanced error {percent(last[metric].mean(), 1)}"
    recalls = training.recalls_of(runs)
    by_rank = recalls.groupby("rank")["recall"].mean().dropna() if len(recalls) else recalls
    if by_rank.empty:
        return f"{said}."
    return (
        f"{said}; recall of the most frequent class {percent(by_rank.iloc[0])}, rarest "
        f"{percent(by_rank.iloc[-1])}."
    )
