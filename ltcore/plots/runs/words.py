"""What the list of runs says in sentences: how many there are, what became of them, and which did best."""

from collections.abc import Sequence

import pandas as pd

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import count, percent, shorten

MOST_DATA = 3
"""Data sets whose best run is named."""
LONGEST_NAME = 60


def words_runs(frame: pd.DataFrame, states: Sequence[str], every: int, chosen: int = 0) -> str:
    """Say how many runs there are, in which states, which did best, and which have no number.

    Args:
        frame: frame of ``ltcore.analysis.runs.listing.runs_listing``, or some of its rows.
        states: in the order in which they are told.
        every: how many runs there are, shown or not.
        chosen: how many of them are chosen.

    Example:
        >>> row = {"label": "ERM, seed 0", "data_title": "Digits", "balanced_error": 0.25}
        >>> print(words_runs(pd.DataFrame([{**row, "state": "finished", "ratio": 100.0}]), ["finished"], 3))
        1 of 3 runs is shown: 1 finished.
        Lowest balanced error on Digits, ρ 100: ERM, seed 0, 25.0 %.
    """
    told = frame["state"].value_counts()
    states_told = ", ".join(f"{told[state]} {state}" for state in states if state in told.index)
    shown = count(len(frame), "run") if len(frame) == every else f"{len(frame):,} of {every:,} runs"
    verb = "is" if len(frame) == 1 else "are"
    strong = f" {chosen:,} chosen." if chosen else ""
    lines = [f"{shown} {verb} shown: {states_told}.{strong}", *_best(frame)]
    without = int(frame["balanced_error"].isna().sum())
    if without:
        verb = "has" if without == 1 else "have"
        lines.append(
            f"{count(without, 'run')} {verb} no test error; their marks are at the right edge."
        )
    return "\n".join(lines)


def _best(frame: pd.DataFrame) -> list[str]:
    """Return a sentence about the best run on each of the data sets with most runs."""
    known = frame[frame["balanced_error"].notna()]
    if known.empty:
        return []
    groups = list(known.groupby(["data_title", known["ratio"].fillna(0.0)], sort=False))
    groups.sort(key=lambda group: -len(group[1]))
    parts = []
    for (data, ratio), rows in groups[:MOST_DATA]:
        best = rows.loc[rows["balanced_error"].idxmin()]
        on = f"{data}, ρ {numeral(ratio)}" if ratio else str(data)
        name = shorten(best["label"], LONGEST_NAME)
        parts.append(f"on {on}: {name}, {percent(best['balanced_error'], 1)}")
    rest = len(groups) - MOST_DATA
    more = f"; and {count(rest, 'more data set')}" if rest > 0 else ""
    return [f"Lowest balanced error {'; '.join(parts)}{more}."]
