"""LDAM's margin of every class, against an equal share of the same total."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption, draw_bands, group_spans, label_class_axis, rule_note
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.theory.ldam_margin import bound_ratio

KEY = "margins"
MAX_MARKS = 60
"""Beyond this many classes the line carries no marks."""
HEAD_ROOM = {False: 1.16, True: 1.36}
"""Height of the axis over what is largest on it; the label above needs more of it in a lecture."""


def margins_figure(
    frame: pd.DataFrame, *, data: str = "", with_counts: bool = False, look: Look | None = None
) -> go.Figure:
    """Draw LDAM's margin per class, and the equal share as a straight line.

    Args:
        frame: frame of ``ltcore.analysis.margins.ldam.ldam_margins_frame``, one row per class.
        data: what the class counts are of, our own words.
        with_counts: draw the training examples behind, on a logarithmic axis of their own.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    frame = frame.sort_values("rank")
    first, last = frame["ldam_margin"].iloc[0], frame["ldam_margin"].iloc[-1]
    title = f"Margin {first:.2f} for the most frequent class, {last:.2f} for the rarest"
    figure = new_figure(KEY, title, caption([data, rule_note(frame)], look), look)
    draw_bands(figure, group_spans(frame), len(frame), look)
    if with_counts:
        _draw_counts(figure, frame, look)
    _draw_margins(figure, frame, look)
    label_class_axis(figure, frame, look)
    figure.update_yaxes(
        title_text="Margin Δ (cosine units)",
        range=[0, HEAD_ROOM[look.lecture] * max(last, 0.01)],
        selector={"anchor": None},
    )
    figure.update_layout(showlegend=False)
    return figure


def words_margins(frame: pd.DataFrame) -> str:
    """Say how the margins grow, and what unequal shares gain on the bound.

    Args:
        frame: frame of ``ltcore.analysis.margins.ldam.ldam_margins_frame``.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "train_count": [16, 1],
        ...                       "ldam_margin": [0.25, 0.5], "equal_margin": 0.375})
        >>> print(words_margins(frame))
        The rarest class (lynx, 1 training example) must win by Δ = 0.50, the most frequent (cat, 16) by 0.25:
        16 times fewer examples, 2.00 times the margin.
        Shared equally, the same total would give every class 0.38. LDAM's split makes the bound on the
        balanced error 10.0 % smaller.
    """
    if frame.empty:
        return "There are no class counts yet."
    frame = frame.sort_values("rank")
    first, last = frame.iloc[0], frame.iloc[-1]
    fewer = first["train_count"] / last["train_count"]
    total = f"Shared equally, the same total would give every class {first['equal_margin']:.2f}."
    if fewer == 1:
        return f"All classes have {count(first['train_count'], 'training example')}: all margins are equal."
    return (
        f"The rarest class ({shorten(last['name'])}, "
        f"{count(last['train_count'], 'training example')}) must win by Δ = "
        f"{last['ldam_margin']:.2f}, the most frequent ({shorten(first['name'])}, "
        f"{first['train_count']:,}) by {first['ldam_margin']:.2f}: {numeral(fewer, 4)} times fewer "
        f"examples, {fewer**0.25:.2f} times the margin.\n"
        f"{total} LDAM's split makes the bound on the balanced error "
        f"{100 * (1 - bound_ratio(frame['train_count'])):.1f} % smaller."
    )


def _draw_counts(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    counts = frame["train_count"].to_numpy(dtype=np.float32)
    figure.add_trace(
        go.Bar(
            x=frame["rank"].to_numpy(),
            y=counts,
            yaxis="y2",
            marker={"color": translucent(look.ground.bar, 0.3), "line": {"width": 0}},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        yaxis={"overlaying": "y2", "tickmode": "auto"},
        yaxis2={
            "side": "right",
            "anchor": "x",
            "type": "log",
            "dtick": 1,
            "showgrid": False,
            "title": {"text": "Training examples (bars)"},
            "range": [-0.3, np.log10(counts.max()) * HEAD_ROOM[look.lecture] + 0.1],
        },
    )


def _draw_margins(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    ranks = frame["rank"].to_numpy(dtype=np.float32)
    equal = float(frame["equal_margin"].iloc[0])
    ends = np.array([-0.5, len(frame) - 0.5], dtype=np.float32)
    figure.add_trace(
        go.Scatter(
            x=ends,
            y=np.full(2, equal, dtype=np.float32),
            mode="lines",
            name="equal split",
            line={"color": look.ground.muted, "width": look.line_width, "dash": "2px,3px"},
            hoverinfo="skip",
        )
    )
    style = method_style("ldam")
    shade = look.shade(style)
    figure.add_trace(
        go.Scatter(
            x=ranks,
            y=frame["ldam_margin"].to_numpy(dtype=np.float32),
            mode="lines+markers" if len(frame) <= MAX_MARKS else "lines",
            name="LDAM",
            line={"color": shade.line, "width": look.line_width, "dash": style.dash},
            marker={"color": shade.line, "symbol": style.symbol, "size": 11},
            hovertext=[
                f"{plain(row.name)}<br>{count(row.train_count, 'training example')}"
                for row in frame[["name", "train_count"]].itertuples(index=False)
            ],
            hovertemplate="%{hovertext}<br>Δ = %{y:.3f}<extra></extra>",
        )
    )
    _label(figure, ends[0], equal, f" same total, split equally: {equal:.2f}", look.ground.muted)
    _label(
        figure,
        ends[1],
        float(frame["ldam_margin"].iloc[-1]),
        "LDAM: Δ ∝ n<sup>−1/4</sup> ",
        shade.text,
    )


def _label(figure: go.Figure, x: float, y: float, text: str, colour: str) -> None:
    figure.add_annotation(
        text=text,
        x=float(x),
        y=y,
        xanchor="left" if x < 0 else "right",
        yanchor="bottom",
        yshift=8,
        showarrow=False,
        font={"color": colour, "weight": 600},
    )
