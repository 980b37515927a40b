"""The risk as an area: each class a rectangle, its share of the examples wide and its error high."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import whiskers
from ltcore.plots.base.axes import EM, WIDTH, caption, panel_heading, rule_note
from ltcore.plots.base.metric_names import no_examples
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.series import interval_note, share
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.types import GROUPS, Split

KEY = "risk_by_class"
PANELS = (
    ("share", "contribution", "risk", "Drawn as in training"),
    ("equal_share", "equal_contribution", "equal_risk", "Every class counts equally"),
)
"""Width, area, total and title of each panel."""
AREA = "width: share of the class, height: its error, area: its part of the risk R"
SPACING = 0.07
MAX_BARS = 200
"""Beyond this many classes the rectangles become one filled line, which loses no class."""
NARROWEST = 0.015
"""Share of the examples below which a rectangle has no whisker; the hover has it."""


def risk_by_class_figure(
    parts: pd.DataFrame,
    runs: pd.DataFrame,
    *,
    split: Split = "test",
    look: Look | None = None,
) -> go.Figure:
    """Draw the risk of one arm, split by class, under both class shares.

    Args:
        parts: frame of ``risk_by_class``, one arm.
        runs: frame of ``risk_of_runs``, the same arm.
        split: examples that the risk was measured on.
        look: where it is shown.
    """
    look = look or Look()
    if parts.empty:
        return empty_figure(KEY, no_examples(split), look)
    arm = plain(parts["arm"].iloc[0])
    notes = [
        f"{arm}, {SPLITS[split]} examples",
        # A lecture has no room for it in the picture; the axes say width and height.
        "" if look.lecture else AREA,
        interval_note(parts),
        rule_note(parts),
        "the line has one step per class; intervals are in the CSV"
        if len(parts) > MAX_BARS
        else "",
    ]
    figure = new_figure(KEY, _title(runs), caption(notes, look), look)
    figure.set_subplots(1, 2, horizontal_spacing=SPACING, shared_yaxes=True)
    for column, (width, area, total, title) in enumerate(PANELS, start=1):
        _draw_bands(figure, parts, width, column, look)
        _draw_bars(figure, parts, (width, area), column, look)
        panel_heading(figure, column, f"<b>{title}: R = {_mean(runs, total)}</b>", look)
        figure.update_xaxes(
            range=[0, 1],
            tickformat=".0%",
            title_text="Share of the examples, most frequent class first",
            col=column,
        )
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%")
    figure.update_yaxes(title_text=f"Error ({SPLITS[split]})", col=1)
    figure.update_layout(showlegend=False)
    return figure


def words_risk_by_class(parts: pd.DataFrame, runs: pd.DataFrame, *, split: Split = "test") -> str:
    """Say what the risk is under both class shares, and what the tail makes of it.

    Args:
        parts: frame of ``risk_by_class``, one arm.
        runs: frame of ``risk_of_runs``, the same arm.
        split: examples that the risk was measured on.
    """
    if parts.empty:
        return f"{no_examples(split)}."
    arm = parts["arm"].iloc[0]
    rarest = parts.loc[parts["rank"].idxmax()]
    said = (
        f"{arm} errs on {_mean(runs, 'risk')} of the {SPLITS[split]} examples if classes are as "
        f"frequent as in training, and on {_mean(runs, 'equal_risk')} if every class is equally "
        "frequent.\n"
        f"The rarest class ({shorten(rarest['name'])}) has an error of {percent(rarest['mean'])}. "
        f"It adds {_points(rarest['contribution'])} to the first risk, where its share is "
        f"{percent(rarest['share'], 1)}, and {_points(rarest['equal_contribution'])} to the "
        "second."
    )
    tail = _tail(runs)
    if not tail:
        return said
    n_tail = int((parts["group"] == "tail").sum())
    return said + (
        "\n"
        f"The {count(n_tail, 'tail class')} account for {tail[0]} of the risk in the first case "
        f"and {tail[1]} in the second."
        if n_tail != 1
        else (
            "\n"
            f"The tail class accounts for {tail[0]} of the risk in the first case and "
            f"{tail[1]} in the second."
        )
    )


def _title(runs: pd.DataFrame) -> str:
    tail = _tail(runs)
    if not tail:
        return "The risk, split by class"
    return (
        f"The tail accounts for {tail[0]} of the risk at training frequencies, {tail[1]} if "
        "classes count equally"
    )


def _tail(runs: pd.DataFrame) -> tuple[str, str] | None:
    """Return the mean share of the tail in both risks, None where there is no tail or no error."""
    parts = runs[["tail_part", "equal_tail_part"]].mean()
    if parts.isna().any() or not parts.any():
        return None
    return percent(parts["tail_part"]), percent(parts["equal_tail_part"])


def _points(share_of_all: float) -> str:
    return f"{100 * share_of_all:.1f} points"


def _mean(runs: pd.DataFrame, metric: str) -> str:
    row: Any = next(seeds_summary(runs, metric, by=()).itertuples(index=False))
    return share(row, 1)


def _edges(parts: pd.DataFrame, width: str) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(parts[width].to_numpy())])


def _draw_bands(
    figure: go.Figure, parts: pd.DataFrame, width: str, column: int, look: Look
) -> None:
    edges = _edges(parts, width)
    axis = "" if column == 1 else "2"
    for group in GROUPS:
        places = np.flatnonzero((parts["group"] == group).to_numpy())
        if not len(places):
            continue
        left, right = float(edges[places[0]]), float(edges[places[-1] + 1])
        figure.add_shape(
            type="rect",
            x0=left,
            x1=right,
            y0=0,
            y1=1,
            xref=f"x{axis}",
            yref="paper",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(group),
        )
        if (right - left) * WIDTH / 2 > (len(group) + 1) * EM * look.text_size:
            figure.add_annotation(
                text=group,
                x=(left + right) / 2,
                xref=f"x{axis}",
                y=1,
                yref="paper",
                yanchor="top",
                showarrow=False,
                font={"color": look.ground.muted},
            )


def _draw_bars(
    figure: go.Figure, parts: pd.DataFrame, columns: tuple[str, str], column: int, look: Look
) -> None:
    width, area = columns
    edges, wide = _edges(parts, width), parts[width].to_numpy() >= NARROWEST
    risks = parts["mean"].to_numpy(dtype=np.float32)
    colour = look.shade(method_style(parts["method"].iloc[0])).line
    place = {"row": 1, "col": column}
    if len(parts) > MAX_BARS:
        figure.add_trace(_outline(edges, risks, colour), **place)
        return
    figure.add_trace(
        go.Bar(
            x=edges[:-1].astype(np.float32),
            y=risks,
            width=np.diff(edges).astype(np.float32),
            offset=0,
            marker={
                "color": translucent(colour, 0.75),
                # An outline would hide the thinnest rectangles.
                "line": {"color": look.ground.paper, "width": np.where(wide, 1.0, 0.0)},
            },
            hovertext=_hovers(parts, width, area),
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        **place,
    )
    centres = (edges[:-1] + edges[1:]) / 2
    figure.add_trace(
        go.Scatter(
            x=centres[wide].astype(np.float32),
            y=risks[wide],
            mode="markers",
            marker={"size": 5, "color": look.ground.ink},
            error_y=whiskers(parts[wide], look.ground.ink),
            hoverinfo="skip",
        ),
        **place,
    )


def _outline(edges: np.ndarray, risks: np.ndarray, colour: str) -> go.Scatter:
    return go.Scatter(
        x=edges.astype(np.float32),
        y=np.append(risks, risks[-1]),
        mode="lines",
        line={"color": colour, "width": 1, "shape": "hv"},
        fill="tozeroy",
        fillcolor=translucent(colour, 0.6),
        hovertemplate="error %{y:.0%}<extra></extra>",
    )


def _hovers(parts: pd.DataFrame, width: str, area: str) -> list[str]:
    return [
        f"{plain(row.name)} ({count(row.train_count, 'training example')}, {row.group})<br>"
        f"share {percent(getattr(row, width), 1)} × error {share(row, 1)}<br>"
        f"adds {_points(getattr(row, area))} to R"
        for row in parts.itertuples(index=False)
    ]
