"""Compare, Over seeds: one number of every method against the baseline's, seed by seed, all in a table."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard.shell import left_out, short_table, widgets
from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.shell.text import literal
from dashboard.views.compare import score_loaders
from dashboard.views.compare.choice import (
    BASELINE,
    NUMBER,
    Choice,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from dashboard.views.compare.seed_table import FROM_LOGITS, FROM_PREDICTIONS, NUMBERS, spread
from ltcore.analysis import SCORE_NUMBERS, LeftOut, paired_differences
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.metric_names import metric_name
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.differences import differences_figure, words_differences

NUMBER_WIDTH = 200
"""Pixels."""


class Scores(NamedTuple):
    """The runs with all their numbers, one row each; those from logits alone; and who has kept none."""

    runs: pd.DataFrame
    from_logits: pd.DataFrame
    without: Sequence[LeftOut]


def show(choice: Choice, look: Look) -> Shown:
    """Return the differences from the baseline, where there are any to see."""
    runs = _scores(choice).runs
    comparable = _comparable(choice, runs)
    if comparable is None:
        return Shown(words="", frames={"runs": runs}, origin=origin(choice))
    frame = paired_differences(*comparable, choice.number)
    return Shown(
        figure=differences_figure(frame, split=choice.split, look=look),
        words=words_differences(frame, split=choice.split),
        frames={"runs": runs, "differences": frame},
        origin=origin(choice),
    )


def _scores(choice: Choice) -> Scores:
    numbers, without = score_loaders.scores(choice.records, choice.split)
    return Scores(with_scores(compared(choice).runs, numbers), numbers, without)


def _draw_tables(choice: Choice) -> None:
    """Draw why there are no differences, if so, and mean and spread of all numbers."""
    runs, from_logits, without = _scores(choice)
    if len(choice.arms) == 1:
        st.caption("Choose a second method to see differences, seed by seed.")
    elif _comparable(choice, runs) is None:
        st.info(_why_no_differences(choice, runs), icon=":material/help:")
    st.subheader(f"Mean over seeds, {SPLITS[choice.split]} examples", anchor=False)
    short_table.draw(spread(runs, FROM_PREDICTIONS))
    if len(from_logits):
        short_table.draw(spread(runs, FROM_LOGITS))
    st.caption(" ".join(["Mean ± standard deviation over the seeds.", *_notes(from_logits)]))
    left_out.draw(without, "without_logits")


def with_scores(runs: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Return the runs with ``SCORE_NUMBERS``, NaN where a run has kept no logits.

    Args:
        runs: one row per run.
        numbers: frame of ``scores_frame``, empty where no run has any.
    """
    columns = list(SCORE_NUMBERS)
    known = numbers.set_index("run")[columns] if len(numbers) else pd.DataFrame(columns=columns)
    return runs.join(known.astype("float64"), on="run")


def _comparable(choice: Choice, runs: pd.DataFrame) -> tuple[pd.DataFrame, str] | None:
    """Return the runs that have the chosen number and the baseline's arm; None where none differ."""
    known, baseline = runs.dropna(subset=[choice.number]), _arm_of_baseline(choice, runs)
    if baseline and len(set(known["arm"])) > 1:
        return known, baseline
    return None


def _arm_of_baseline(choice: Choice, runs: pd.DataFrame) -> str:
    """Return how the baseline is called among the runs that have the number, "" where none of its has."""
    known = runs.dropna(subset=[choice.number])
    ids = [record.id for record in _baseline(choice).records]
    return next(iter(known.loc[known["run"].isin(ids), "arm"]), "")


def _baseline(choice: Choice) -> Arm:
    return next(arm for arm in choice.arms if arm.id == choice.baseline)


def _why_no_differences(choice: Choice, runs: pd.DataFrame) -> str:
    who = (
        "any method but the baseline"
        if _arm_of_baseline(choice, runs)
        else f"the baseline, {literal(_baseline(choice).label)},"
    )
    why = (
        "it comes from logits, and those runs have kept none for these examples. Choose another number or, "
        "under More, another baseline."
        if choice.number in SCORE_NUMBERS
        else "see Not shown below."
    )
    return f"The {metric_name(choice.number, choice.split)} of {who} is not known: {why}"


def _notes(numbers: pd.DataFrame) -> list[str]:
    """Return what the numbers from logits cannot say, a sentence for each reason."""
    if numbers.empty:
        return []
    noted = numbers[numbers["note"] != ""].groupby("note", sort=False)["arm"].unique()
    return [literal(f"{', '.join(arms)}: {note}.", 1000) for note, arms in noted.items()]


def _choose_number(_arms: Sequence[Arm]) -> None:
    with st.container(width=widgets.text_width(NUMBER_WIDTH)):
        st.selectbox(
            "Number",
            list(NUMBERS),
            format_func=NUMBERS.__getitem__,
            key=NUMBER.key,
            persist_state="session",
            label_visibility="collapsed",
        )


def _more(arms: Sequence[Arm]) -> None:
    examples_and_groups(arms)
    if arms:
        _choose_baseline(arms)


def _choose_baseline(arms: Sequence[Arm]) -> None:
    titles = {arm.id: arm.label for arm in arms}
    st.selectbox(
        "Baseline",
        list(titles),
        format_func=titles.__getitem__,
        key=BASELINE.key,
        persist_state="session",
        help="The others are compared with it, seed by seed.",
    )


PICTURE = of_comparison(
    Picture(
        label="Over seeds",
        sentence="Each small dot is one seed's difference from the baseline. A difference counts if the "
        "seeds agree.",
        settings=settings(_choose_number, more=_more),
        show=show,
        key="differences",
        details=_draw_tables,
        notice="A method differs from the baseline if its interval excludes zero; a mean alone may be "
        "luck.",
        try_this="Choose another number: macro F1 also counts wrong predictions of tail classes, ECE "
        "compares confidence with accuracy.",
    ),
    files=score_loaders.LOGITS,
)
