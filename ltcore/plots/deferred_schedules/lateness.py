"""Error against the moment of the switch, method by method."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.setting_studies import BALANCED_ERROR
from ltcore.analysis.compare.differences import paired_differences
from ltcore.analysis.deferred_schedules.lateness import NEVER
from ltcore.plots.base.series import arm_label
from ltcore.plots.base.setting_errors import (
    SettingWords,
    setting_errors_figure,
    setting_errors_words,
)
from ltcore.plots.base.text import count, percent, points_between
from ltcore.plots.base.theme import Look

KEY = "deferred_lateness"
NOTHING = "No finished runs differ in the moment of their switch yet"
USUAL = 0.8
"""The switch of the authors of DRW: after epoch 160 of 200."""


def lateness_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each method against the share of the run at which its late part begins.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
        data: what the runs share.
        look: where it is shown.
    """
    return setting_errors_figure(frame, metric, WORDS, data=data, look=look)


def words_lateness(frame: pd.DataFrame, metric: str = BALANCED_ERROR) -> str:
    """Say for each method how the authors' switch compares with both ends, seed by seed.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
    """
    return setting_errors_words(frame, metric, WORDS)


def switch_text(x: float) -> str:
    """Return the moment of a switch as people write it.

    Example:
        >>> switch_text(0), switch_text(0.8), switch_text(1)
        ('from the start', '80 %', 'never')
    """
    if x == 0:
        return "from the start"
    return "never" if x == NEVER else percent(x)


def _title(summary: pd.DataFrame) -> str:
    """Return the errors of the first method at both ends and at the authors' switch."""
    arm = summary["arm"].iloc[0]
    means = summary[summary["arm"] == arm].set_index("x")["mean"]
    said = [
        f"{'at ' if 0 < x < NEVER else ''}{switch_text(x)} {percent(means[x], 1)}"
        for x in (0.0, USUAL, NEVER)
        if x in means.index
    ]
    return f"{arm_label(arm)}: {', '.join(said)}"


def _against_both_ends(rows: pd.DataFrame, metric: str) -> list[str]:
    told = []
    for end in (0.0, NEVER):
        pair = rows[rows["x"].isin([USUAL, end])]
        if pair["x"].nunique() < 2:
            continue
        # Both are one arm, so the switch takes the place of the method.
        named = pair.assign(method=pair["x"].map(str), arm=pair["x"].map(switch_text))
        [found] = paired_differences(named, str(end), metric, same=()).itertuples(index=False)
        change = points_between(found.mean, found.low, found.high)
        against = "never switching" if end == NEVER else "weights from the start"
        told.append(
            f"At {switch_text(USUAL)}, compared with {against}: {change} ({count(found.n_pairs, 'seed')})."
        )
    return told


WORDS = SettingWords(
    key=KEY,
    nothing=NOTHING,
    across="Share of the training before the switch",
    by="by the share of the training before the switch",
    tick=lambda x: switch_text(x) if x else percent(0),
    told=lambda x, error: f"{switch_text(x)} {error}",
    title=_title,
    compared=_against_both_ends,
)
