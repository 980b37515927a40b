"""Error of runs against beta, method by method."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.setting_studies import BALANCED_ERROR
from ltcore.analysis.compare.differences import paired_differences
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.series import arm_label
from ltcore.plots.base.setting_errors import (
    SettingWords,
    setting_errors_figure,
    setting_errors_words,
)
from ltcore.plots.base.text import count, percent, points_between
from ltcore.plots.base.theme import Look

KEY = "trained_betas"
NOTHING = "No finished runs differ in beta yet"
NO_WEIGHTS = 0.0
"""The beta at which all classes weigh the same."""


def trained_betas_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each method against beta, seeds as dots.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
        data: what the runs share.
        look: where it is shown.
    """
    return setting_errors_figure(frame, metric, WORDS, data=data, look=look)


def words_trained_betas(frame: pd.DataFrame, metric: str = BALANCED_ERROR) -> str:
    """Say how each beta compares with no weights, seed by seed.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
    """
    return setting_errors_words(frame, metric, WORDS)


def _title(summary: pd.DataFrame) -> str:
    """Return the errors of the first method without weights and at the largest beta."""
    arm = summary["arm"].iloc[0]
    means = summary[summary["arm"] == arm].set_index("x")["mean"].sort_index()
    said = ", ".join(f"{percent(means[x], 1)} at β = {numeral(x)}" for x in means.index[[0, -1]])
    return f"{arm_label(arm)}: {said}"


def _gains(rows: pd.DataFrame, metric: str) -> list[str]:
    """Compare each beta with no weights."""
    if not (rows["x"] == NO_WEIGHTS).any():
        return []
    # All are one arm, so beta takes the place of the method.
    named = rows.assign(method=rows["x"].map(str), arm=rows["x"].map(lambda x: f"β = {numeral(x)}"))
    found = paired_differences(named, str(NO_WEIGHTS), metric, same=())
    told = [
        f"{row.arm} {points_between(row.mean, row.low, row.high)} ({count(row.n_pairs, 'seed')})"
        for row in found.itertuples(index=False)
    ]
    return [f"Compared with no weights: {', '.join(told)}."] if told else []


WORDS = SettingWords(
    key=KEY,
    nothing=NOTHING,
    across="β of the class weights: 0 weighs all alike, near 1 is inverse frequency",
    by="by β",
    tick=numeral,
    told=lambda x, error: f"{numeral(x)}: {error}",
    title=_title,
    compared=_gains,
)
