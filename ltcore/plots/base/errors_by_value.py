"""Mean errors of arms at each value of one setting: seeds as dots, intervals, a baseline as a band."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.series import Series, arm_label, share, show_legend
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import MAX_DIRECT_LABELS, Look, translucent

BESIDE, CLUSTER = 0.08, 0.8
"""Share of the distance between two values that the marks of one arm, and those of all arms, take at most."""
FILLED = (1.0, 0.0, 0.35)
"""How far the marks of one method's arms are filled, which tells them apart."""


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What is drawn against what.

    Attributes:
        values: of the setting, ascending; they stand evenly spaced.
        ticks: what each is called.
        across: title of the axis of the setting.
        up: title of the axis of the errors.
        baseline: method that all others have to beat, drawn as a line with a band; "" for none.
        to_edges: whether the baseline is the same beyond its runs: the setting does not concern it.
    """

    values: Sequence[float]
    ticks: Sequence[str]
    across: str
    up: str
    baseline: str = ""
    to_edges: bool = True


def draw_errors(
    figure: go.Figure, summary: pd.DataFrame, axes: Axes, series: Series, look: Look
) -> None:
    """Draw one line per arm, and name the arms.

    Args:
        figure: an empty figure.
        summary: frame of ``seeds_summary`` by x, the value of the setting.
        axes: what is drawn against what.
        series: the looks of the arms.
        look: where it is shown.
    """
    arms = [arm for arm in series.arms if arm in set(summary["arm"])]
    methods = summary.drop_duplicates("arm").set_index("arm")["method"]
    learners = [arm for arm in arms if methods[arm] != axes.baseline]
    filled = _filled(methods.loc[learners].to_dict())
    at = {
        x: [arm for arm in learners if arm in set(rows["arm"])] for x, rows in summary.groupby("x")
    }
    for arm in arms:
        rows = summary[summary["arm"] == arm].sort_values("x")
        places = np.searchsorted(axes.values, rows["x"])
        centres = places.astype(np.float32)
        if arm in learners:
            beside = np.array([_beside(arm, x, at) for x in rows["x"]], dtype=np.float32)
            _draw_arm(figure, rows, centres + beside, filled[arm], series, look)
        else:
            _draw_baseline(figure, rows, centres, series, look, to_edges=axes.to_edges)
    top = float(np.nanmax([*summary["high"], *(max(each) for each in summary["values"])]))
    top = min(1.0, 1.12 * top)
    figure.update_xaxes(
        title_text=axes.across,
        tickvals=list(range(len(axes.values))),
        ticktext=list(axes.ticks),
        range=[-0.5, len(axes.values) - 0.5],
    )
    figure.update_yaxes(title_text=axes.up, tickformat=".0%", range=[0, top], rangemode="tozero")
    _name(figure, summary, arms, series, top, look)


def _beside(arm: str, x: float, at: Mapping[float, Sequence[str]]) -> float:
    """Return how far from the middle of a value the mark of an arm stands, among the arms that are there.

    Example:
        >>> [round(_beside(arm, 10.0, {10.0: ["CReST", "FixMatch"]}), 2) for arm in ("CReST", "FixMatch")]
        [-0.04, 0.04]
    """
    arms = at[x]
    return min(CLUSTER, BESIDE * len(arms)) * ((arms.index(arm) + 0.5) / len(arms) - 0.5)


def _filled(methods: Mapping[str, str]) -> Mapping[str, float]:
    """Return how far the marks of each arm are filled: those of one method have one symbol.

    Example:
        >>> _filled({"CReST, balanced": "crest", "CReST, reversed": "crest"})
        {'CReST, balanced': 1.0, 'CReST, reversed': 0.0}
    """
    seen: Counter[str] = Counter()
    filled = {}
    for arm, method in methods.items():
        filled[arm] = FILLED[seen[method] % len(FILLED)]
        seen[method] += 1
    return filled


def _draw_arm(
    figure: go.Figure,
    rows: pd.DataFrame,
    centres: np.ndarray,
    filled: float,
    series: Series,
    look: Look,
) -> None:
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    draw_seeds(figure, centres, rows["values"].tolist(), colour, arm)
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=rows["mean"].to_numpy(dtype=np.float32),
            mode="lines+markers",
            name=arm_label(arm),
            legendgroup=plain(arm),
            line={"color": colour, "width": look.line_width, "dash": series.style(arm).dash},
            marker={
                "color": translucent(colour, filled),
                "symbol": method_style(rows["method"].iloc[0]).symbol,
                "size": 10,
                "line": {"width": 2, "color": colour},
            },
            error_y=whiskers(rows, colour),
            hovertext=_hover(rows),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _draw_baseline(
    figure: go.Figure,
    rows: pd.DataFrame,
    centres: np.ndarray,
    series: Series,
    look: Look,
    *,
    to_edges: bool,
) -> None:
    """Draw the baseline as a line with a band, where asked for from edge to edge."""
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    if to_edges or len(rows) == 1:
        rows = rows.iloc[[0, *range(len(rows)), -1]]
        centres = np.concatenate([centres[:1] - 0.5, centres, centres[-1:] + 0.5])
    low, high, mean = (rows[end].to_numpy(dtype=np.float32) for end in ("low", "high", "mean"))
    if not np.isnan(low).any():
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([centres, centres[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=translucent(colour, 0.16),
                showlegend=False,
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=mean,
            mode="lines",
            name=arm_label(arm),
            legendgroup=plain(arm),
            line={"color": colour, "width": look.line_width, "dash": "solid"},
            hovertext=_hover(rows),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _hover(rows: pd.DataFrame) -> list[str]:
    return [
        f"{plain(row.arm)}<br>{share(row, 1)}, {count(row.n_seeds, 'seed')}"
        for row in rows.itertuples(index=False)
    ]


def _name(
    figure: go.Figure,
    summary: pd.DataFrame,
    arms: Sequence[str],
    series: Series,
    top: float,
    look: Look,
) -> None:
    """Name up to five arms at the ends of their lines, more in a legend."""
    if len(arms) > MAX_DIRECT_LABELS:
        show_legend(figure, look, tick_lines=1)
        return
    last = summary.sort_values("x").groupby("arm").last()
    labels = [
        EndLabel(arm_label(arm), float(last.loc[arm, "mean"]) / top, series.shade(arm).text)
        for arm in arms
    ]
    label_ends(figure, labels, look)
