"""Compare, Over seeds: one number of every method against the baseline's, seed by seed, all in a table."""

import pandas as pd
import streamlit as st

from dashboard.shell import answers, left_out, short_table, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.compare import score_loaders
from dashboard.views.compare.choice import Choice
from dashboard.views.compare.seed_table import FROM_LOGITS, FROM_PREDICTIONS, spread
from ltcore.analysis import SCORE_NUMBERS, paired_differences
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.metric_names import metric_name
from ltcore.plots.compare.differences import differences_figure, words_differences

WITHOUT = "without_logits"


def draw(choice: Choice, runs: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], str]:
    """Draw picture and tables; return what they show, by file name, and the key of the figure.

    Args:
        choice: what the reader compares.
        runs: one row per run, with the columns of ``run_numbers``.
    """
    records = [record for arm in choice.arms for record in arm.records]
    numbers, without = score_loaders.scores(records, choice.split)
    runs = with_scores(runs, numbers)
    frames, picture = {"runs": runs}, ""
    if len(choice.arms) > 1:
        if (comparable := _comparable(choice, runs)) is not None:
            frames["differences"], picture = _differences(choice, *comparable), "differences"
    else:
        st.caption("Choose a second method to see differences, seed by seed.")
    st.subheader(f"Mean over seeds, {SPLITS[choice.split]} examples", anchor=False)
    short_table.draw(spread(runs, FROM_PREDICTIONS))
    if len(numbers):
        short_table.draw(spread(runs, FROM_LOGITS))
    st.caption(" ".join(["Mean ± standard deviation over the seeds.", *_notes(numbers)]))
    left_out.draw(without, WITHOUT)
    return frames, picture


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
    """Return the runs that have the chosen number and the baseline's arm; None, and why, if none can be."""
    known = runs.dropna(subset=[choice.number])
    baseline = next(arm for arm in choice.arms if arm.id == choice.baseline)
    named = known.loc[known["run"].isin([record.id for record in baseline.records]), "arm"]
    if not named.empty and len(set(known["arm"])) > 1:
        return known, named.iloc[0]
    who = (
        f"the baseline, {literal(baseline.label)},"
        if named.empty
        else "any method but the baseline"
    )
    why = (
        "it comes from logits, and those runs have kept none for these examples. Choose another number or, "
        "under More, another baseline."
        if choice.number in SCORE_NUMBERS
        else "see Not shown below."
    )
    name = metric_name(choice.number, choice.split)
    st.info(f"The {name} of {who} is not known: {why}", icon=":material/help:")
    return None


def _differences(choice: Choice, runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    frame = paired_differences(runs, baseline, choice.number)
    said = answers.of(words_differences, frame, split=choice.split)
    ready = drawn(differences_figure, frame, split=choice.split, look=state.look())
    with widgets.picture_place("differences"):
        widgets.figure(ready, "differences", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        "A method differs from the baseline where its interval leaves out zero; a mean alone may be luck.",
        "Choose another number: macro F1 counts wrong guesses of the tail as well, ECE asks how sure they "
        "are.",
    )
    return frame


def _notes(numbers: pd.DataFrame) -> list[str]:
    """Return what the numbers from logits cannot say, a sentence for each reason."""
    if numbers.empty:
        return []
    noted = numbers[numbers["note"] != ""].groupby("note", sort=False)["arm"].unique()
    return [literal(f"{', '.join(arms)}: {note}.", 1000) for note, arms in noted.items()]
