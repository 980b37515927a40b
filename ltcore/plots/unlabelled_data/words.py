"""Error against one setting of the unlabelled data, in sentences."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ltcore.analysis import seeds_summary
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, difference, gains_frame
from ltcore.analysis.unlabelled_data.studies import BASELINE, Axis
from ltcore.plots.base.series import share
from ltcore.plots.base.text import count, points_between
from ltcore.plots.unlabelled_data.names import METRICS, NOTHING, at_value, value_text


class Told(NamedTuple):
    """The mean of an arm at one value.

    Attributes:
        arm: its label.
        at: the value, with its symbol.
        share: mean with interval, in words.
    """

    arm: str
    at: str
    share: str


def words_errors(frame: pd.DataFrame, axis: Axis, metric: str = BALANCED_ERROR) -> str:
    """Say how far each arm comes, where unlabelled data help and harm, and what a reversed tail does.

    Args:
        frame: frame of ``ltcore.analysis.unlabelled_data.errors.errors_frame``.
        axis: the setting that varies.
        metric: "balanced_error" or "tail_error".
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{NOTHING}."
    summary = seeds_summary(known, metric, by=("x",))
    ours = summary[summary["method"] != BASELINE]
    ends = [
        f"{best.arm} {best.share} at {best.at}"
        + (f", {worst.share} at {worst.at}" if worst.at != best.at else "")
        for best, worst in (_ends(rows, axis) for _, rows in ours.groupby("arm", sort=False))
    ]
    sentences = [
        f"{METRICS[metric]}: {_baseline(summary, axis)}{'; '.join(ends)}.",
        _gains(gains_frame(known, metric), axis),
        _reversed(known, metric) if axis == "unlabelled_ratio" else "",
        _lengths(known),
        f"In brackets: 95 % t interval over {_seeds(summary)}.",
    ]
    return "\n".join(filter(None, sentences))


def _seeds(summary: pd.DataFrame) -> str:
    low, high = summary["n_seeds"].min(), summary["n_seeds"].max()
    return f"{low} to {high} seeds" if low != high else count(low, "seed")


def _lengths(frame: pd.DataFrame) -> str:
    """Say which arms train longer than the baseline, "" where none does.

    Example:
        >>> _lengths(pd.DataFrame({"arm": ["ERM", "CReST", "CReST+"], "stages": [1, 3, 3]}))
        'Not equally long: CReST and CReST+ train 3 times as long as ERM.'
    """
    longer = frame[frame["stages"] > 1].drop_duplicates("arm")
    said = [
        f"{_listed(rows['arm'].tolist())} {'trains' if len(rows) == 1 else 'train'} {stages} times as long"
        for stages, rows in longer.groupby("stages")
    ]
    return f"Not equally long: {', '.join(said)} as ERM." if said else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _baseline(summary: pd.DataFrame, axis: Axis) -> str:
    rows = summary[summary["method"] == BASELINE].sort_values("x")
    if rows.empty:
        return ""
    first, last = rows.iloc[[0, -1]].itertuples(index=False)
    if axis != "ratio":
        return f"{first.arm} {share(first, 1)}; "
    return (
        f"{first.arm} {share(first, 1)} at {at_value(axis, first.x)} and {share(last, 1)} at "
        f"{at_value(axis, last.x)}; "
    )


def _ends(rows: pd.DataFrame, axis: Axis) -> tuple[Told, Told]:
    ordered = rows.sort_values("mean", kind="stable")
    first, last = (
        Told(row.arm, at_value(axis, row.x), share(row, 1))
        for row in ordered.iloc[[0, -1]].itertuples(index=False)
    )
    return first, last


def _gains(gains: pd.DataFrame, axis: Axis) -> str:
    """Say where unlabelled data certainly help and certainly harm, by intervals of paired differences."""
    sure = gains.dropna(subset=["mean", "low", "high"])
    if sure.empty:
        return ""
    best = sure.loc[sure["mean"].idxmin()]
    helps, harms = sure[sure["high"] < 0], sure[sure["low"] > 0]
    said = (
        f"Compared with labels alone, seed by seed, the largest change is {best['arm']} at "
        f"{at_value(axis, best['x'])}: {points_between(best['mean'], best['low'], best['high'])}."
    )
    said += (
        f" The interval is below 0 in {len(helps)} of {count(len(sure), 'comparison')}, above 0 in "
        f"{len(harms)}"
    )
    if harms.empty:
        return f"{said}."
    worst = harms.loc[harms["mean"].idxmax()]
    return f"{said}, most for {worst['arm']} at {at_value(axis, worst['x'])}."


def _reversed(frame: pd.DataFrame, metric: str) -> str:
    """Say whether CReST+ or CReST errs more on the most reversed tail that both have seen."""
    both = frame[frame["method"].isin(["crest", "crest_plus"]) & (frame["x"] < 1)]
    seen = both.groupby("x")["method"].nunique()
    if not (seen == 2).any():
        return ""
    x = float(seen[seen == 2].index.min())
    rows = difference(both, "crest_plus", "crest", x, metric)
    rows = rows.dropna(subset=["mean"])
    if rows.empty:
        return ""
    row = rows.iloc[0]
    said = points_between(row["mean"], row["low"], row["high"])
    if np.isfinite(row["low"]) and not row["low"] <= 0 <= row["high"]:
        verdict = "CReST+ errs more" if row["mean"] > 0 else "CReST+ errs less"
    else:
        verdict = "these runs do not decide which is better"
    return (
        f"Where the tail is reversed (ρ_U = {value_text('unlabelled_ratio', x)}), CReST+ minus CReST is "
        f"{said}: {verdict}."
    )
