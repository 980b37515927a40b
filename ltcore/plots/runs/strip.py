"""One mark per run: its balanced error, in the row of its method; runs without one stand at the edge."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption
from ltcore.plots.base.series import Series
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import LINE, TOP, Look, empty_figure, new_figure, translucent

KEY = "runs"
NOTHING = "No run"
MARK = 0.75
"""Size of a mark, in text sizes."""
ROW, BELOW = 1.9, 4.4
"""Height of a row, and of the axis with its title, in text sizes."""
MOST_ROWS = 14
"""Methods that find room in the usual height; with more, the picture is as high as its rows."""
WITHIN = 0.6
"""Share of a row that its marks are spread over."""
MOST_IN_LINE = 10
"""Runs of one arm that stand in one line; of more, equal errors would hide each other."""
LONGEST_TICK = 24
LONGEST_NAME = 80
ASIDE = 0.14
"""How far to the right of the axis the runs without an error stand, and how far from its end the last tick
stays away from their label; as a share of the axis."""
FAINT = 0.3
"""Opacity of a run that is not chosen, beside chosen ones."""
UNCHOSEN = 0.8
"""Opacity of all marks where none is chosen."""
NICE = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Distances between ticks."""


@dataclass(frozen=True)
class Scale:
    """The axis of the errors.

    Attributes:
        low: where it begins.
        high: where it ends, before the place of the runs without an error.
        aside: that place; None where each run has an error.
    """

    low: float
    high: float
    aside: float | None


def runs_figure(
    frame: pd.DataFrame,
    chosen: Collection[int] = (),
    *,
    keys: Sequence[str] = (),
    look: Look | None = None,
) -> go.Figure:
    """Draw every run; a mark carries its key, without keys the number of its row of the frame.

    Args:
        frame: frame of ``ltcore.analysis.runs.listing.runs_listing``, or some of its rows.
        chosen: numbers of rows that are drawn strong.
        keys: what a click tells of each row.
        look: where it is shown.
    """
    look, frame = look or Look(), frame.reset_index(drop=True)
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    scale, methods, series = _scale(frame), _methods(frame), Series(frame, look)
    figure = new_figure(KEY, _title(frame), _caption(frame, series, look), look)
    placed = frame.assign(
        height=_places(frame, methods),
        key=list(keys) or np.arange(len(frame)),
        is_chosen=np.isin(np.arange(len(frame)), list(chosen)),
    )
    faint = FAINT if len(chosen) else UNCHOSEN
    for arm in series.arms:
        _draw_arm(figure, placed[placed["arm"] == arm], series, scale, faint, look)
    _label_axes(figure, frame, methods, scale, look)
    figure.update_layout(showlegend=False)
    if len(methods) > MOST_ROWS:
        figure.update_layout(
            height=round((TOP + LINE + ROW * len(methods) + BELOW) * look.text_size)
        )
    return figure


def _title(frame: pd.DataFrame) -> str:
    states = ", ".join(
        f"{number:,} {state}" for state, number in frame["state"].value_counts().items()
    )
    return plain(f"{count(len(frame), 'run')}: {states}")


def _caption(frame: pd.DataFrame, series: Series, look: Look) -> str:
    several = frame.groupby("method")["arm"].nunique().max() > 1
    looks = len({series.style(arm) for arm in series.arms})
    return caption(
        [
            "one mark per run, test examples, after the last epoch",
            "a method with other settings has another mark" if several else "",
            f"{len(series.arms)} settings share {looks} looks: point at a mark to tell them apart"
            if looks < len(series.arms)
            else "",
        ],
        look,
    )


def _methods(frame: pd.DataFrame) -> list[str]:
    """Return the methods from the top: by their mean error, those without one last."""
    means = frame.groupby("method", sort=True)["balanced_error"].mean()
    return list(means.sort_values(kind="stable", na_position="last").index)


def _places(frame: pd.DataFrame, methods: Sequence[str]) -> np.ndarray:
    """Return the height of each run: an arm has a lane in the row of its method; many are spread over it."""
    places = np.empty(len(frame))
    for row, method in enumerate(methods):
        of_method = np.flatnonzero(frame["method"] == method)
        arms = frame["arm"].iloc[of_method]
        lane = WITHIN / arms.nunique()
        for rank, (_, in_arm) in enumerate(arms.groupby(arms, sort=False)):
            at = of_method[np.isin(of_method, in_arm.index)]
            middle = row - WITHIN / 2 + (rank + 0.5) * lane
            aside = frame["balanced_error"].iloc[at].isna().to_numpy()
            for together, most in ((at[~aside], MOST_IN_LINE), (at[aside], 1)):
                shifts = _spread(len(together)) if len(together) > most else 0.0
                places[together] = middle + lane * shifts
    return places


def _spread(number: int) -> np.ndarray:
    """Return numbers from -0.5 to 0.5 of which neighbours are far from each other.

    Example:
        >>> _spread(4).tolist()
        [0.0, -0.25, 0.25, -0.375]
    """
    reversed_bits = [int(f"{rank:016b}"[::-1], 2) / 2**16 for rank in range(1, number + 1)]
    return np.array(reversed_bits) - 0.5


def _scale(frame: pd.DataFrame) -> Scale:
    known = frame["balanced_error"].dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = max(0.06 * (high - low), 0.01)
    low, high = max(0.0, low - room), high + room
    aside = high + ASIDE * (high - low) if len(known) < len(frame) else None
    return Scale(low, high, aside)


def _draw_arm(
    figure: go.Figure, rows: pd.DataFrame, series: Series, scale: Scale, faint: float, look: Look
) -> None:
    arm = rows["arm"].iloc[0]
    colour, symbol = series.shade(arm).line, series.style(arm).symbol
    errors, strong = rows["balanced_error"].to_numpy(dtype=np.float64), rows["is_chosen"]
    aside = np.nan if scale.aside is None else scale.aside
    figure.add_trace(
        go.Scatter(
            x=np.where(np.isfinite(errors), errors, aside),
            y=rows["height"],
            mode="markers",
            name=plain(shorten(arm, LONGEST_NAME)),
            marker={
                "symbol": [symbol if np.isfinite(each) else f"{symbol}-open" for each in errors],
                "color": [colour if each else translucent(colour, faint) for each in strong],
                "size": [MARK * look.text_size * (1.4 if each else 1) for each in strong],
                "line": {
                    "color": [look.ground.ink if each else colour for each in strong],
                    "width": [2 if each else 1 for each in strong],
                },
            },
            customdata=rows["key"],
            hovertext=[_hover(row) for row in rows.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _hover(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    error = percent(row.balanced_error, 1) if np.isfinite(row.balanced_error) else "not known"
    data = f"{row.data_title}, ρ {numeral(row.ratio)}" if np.isfinite(row.ratio) else row.data_title
    lines = [shorten(row.label, LONGEST_NAME), data, f"{row.state}, balanced error {error}"]
    return "<br>".join(map(plain, lines))


def _label_axes(
    figure: go.Figure, frame: pd.DataFrame, methods: Sequence[str], scale: Scale, look: Look
) -> None:
    titles = frame.drop_duplicates("method").set_index("method")["title"]
    figure.update_yaxes(
        tickvals=list(range(len(methods))),
        ticktext=[plain(shorten(titles[method], LONGEST_TICK)) for method in methods],
        range=[len(methods) - 0.5, -0.5],
    )
    step = next((step for step in NICE if (scale.high - scale.low) / step <= 4), NICE[-1])
    ticks = np.arange(np.ceil(scale.low / step), np.floor(scale.high / step) + 1) * step
    values = list(ticks)
    if scale.aside is not None:
        last = scale.high - ASIDE / 2 * (scale.high - scale.low)
        values = [tick for tick in values if tick <= last]
    texts = [percent(tick) for tick in values]
    if scale.aside is not None:
        values, texts = [*values, scale.aside], [*texts, "none"]
        figure.add_shape(
            type="line",
            x0=scale.high,
            x1=scale.high,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": look.ground.faint, "width": 1},
        )
    right = scale.high if scale.aside is None else 2 * scale.aside - scale.high
    figure.update_xaxes(
        title_text="Balanced error, test",
        tickvals=values,
        ticktext=texts,
        tickangle=0,
        range=[scale.low, right],
        showgrid=True,
    )
