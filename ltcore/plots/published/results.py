"""Published errors, one dot a method, family by family, and the reader's own runs above them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.published.results import Baselines
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.text import plain, shorten_middle
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.published.headings import draw_headings
from ltcore.plots.published.lines import Lines, lay_out
from ltcore.plots.published.words import own_hover, own_value, printed_hover, printed_value
from ltcore.types import FloatArray

KEY = "published_results"
MARK = 0.7
"""Size of a mark, in text sizes."""
LONGEST_LABEL = 40
LONGEST_IN_LECTURE = 26
ROOM_FOR_VALUES, ROOM_IN_LECTURE = 0.16, 0.28
"""Share of the width that is kept free to the right of the largest error, for its number."""
SHORTER = {"Class-balanced, ": "CB ", " = ": "="}
"""What a label that is too long says instead, the first one first."""
AWAY = 3 * "\u00a0"
"""What keeps a number off its mark; plain spaces at the start are dropped."""
LEAST_WIDTH = 1100
"""Pixels that its notes and headings take; in a narrower place the list scrolls sideways."""
LEAST_SPAN = 4.0
"""Points that the axis spans at least."""


def published_results_figure(
    published: pd.DataFrame,
    own: pd.DataFrame,
    found: Baselines | None,
    title: str,
    *,
    look: Look | None = None,
) -> go.Figure:
    """Draw one line per published number and per arm of own runs, under the heading of its family.

    Args:
        published: frame of ``published_frame``, or some of its rows.
        own: frame of ``own_frame``, may be empty.
        found: what cross-entropy came to in several sources, drawn as a band; None: no band.
        title: the setting, in words.
        look: where it is shown.
    """
    look = look or Look()
    lines = lay_out(published, own)
    if not lines.n_rows:
        return empty_figure(KEY, f"No published number for these methods on {title}", look)
    figure = new_figure(KEY, _title(title, found), _caption(published, own, found, look), look)
    draw_headings(figure, lines, look)
    if found is not None and found.n_families > 1:
        _mark_baselines(figure, found, look)
    for symbol, is_open in (("", False), ("-open", True)):
        chosen = [
            (line, row)
            for line, row in lines.published
            if bool(published["status"].iloc[row]) == is_open
        ]
        _draw_published(figure, published, chosen, symbol, look)
    _draw_own(figure, own, lines.own, look)
    _label_axes(figure, published, own, lines, look)
    figure.update_layout(meta={"least_width": LEAST_WIDTH})
    return figure


def _title(title: str, found: Baselines | None) -> str:
    if found is None or found.n_families == 1:
        return plain(title)
    return plain(f"{title}: cross-entropy ranges from {found.low:.2f} to {found.high:.2f} %")


def _caption(
    published: pd.DataFrame, own: pd.DataFrame, found: Baselines | None, look: Look
) -> str:
    open_marks = len(published) and (published["status"] != "").any()
    return caption(
        [
            "top-1 error on the test set",
            "open marks: copied, picked on test images, or doubtful" if open_marks else "",
            "bars: ± as printed" if len(published) and published["spread"].notna().any() else "",
            "yours: mean, 95 % t interval, one dot per seed" if len(own) else "",
            "N₁, M₁: labelled, unlabelled images of the largest class"
            if _names_examples(published) or _names_examples(own)
            else "",
            f"band: cross-entropy in {found.n_families} sources"
            if found is not None and found.n_families > 1
            else "",
        ],
        look,
    )


def _names_examples(frame: pd.DataFrame) -> bool:
    return len(frame) > 0 and bool(frame["examples"].str.contains("N₁").any())


def _mark_baselines(figure: go.Figure, found: Baselines, look: Look) -> None:
    colour = look.shade(method_style("erm")).line
    figure.add_shape(
        type="rect",
        x0=found.low,
        x1=found.high,
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line_width=0,
        fillcolor=translucent(colour, 0.14),
    )


def _draw_published(
    figure: go.Figure,
    frame: pd.DataFrame,
    chosen: Sequence[tuple[int, int]],
    symbol: str,
    look: Look,
) -> None:
    if not chosen:
        return
    rows = frame.iloc[[row for _, row in chosen]]
    styles = [method_style(method or "other") for method in rows["method"]]
    lines = np.array([line for line, _ in chosen], dtype=np.float64)
    figure.add_trace(
        go.Scatter(
            x=rows["error"].to_numpy(dtype=np.float64),
            y=lines,
            mode="markers",
            marker={
                "color": [look.shade(style).line for style in styles],
                "symbol": [f"{style.symbol}{symbol}" for style in styles],
                "size": MARK * look.text_size,
                "line": {"width": 2 if symbol else 0},
            },
            error_x={
                "type": "data",
                "array": rows["spread"].to_numpy(dtype=np.float64),
                "color": look.ground.muted,
                "thickness": 1.5,
                "width": 3,
            },
            hovertext=[printed_hover(row) for row in rows.itertuples(index=False)],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    ends = (rows["error"] + rows["spread"].fillna(0.0)).to_numpy(dtype=np.float64)
    _write(figure, ends, lines, [printed_value(row) for row in rows.itertuples(index=False)], look)


def _write(
    figure: go.Figure, ends: FloatArray, lines: FloatArray, texts: Sequence[str], look: Look
) -> None:
    """Write the numbers to the right of their marks and bars."""
    figure.add_trace(
        go.Scatter(
            x=ends,
            y=lines,
            mode="text",
            text=[AWAY + text for text in texts],
            textposition="middle right",
            textfont={"color": look.ground.muted},
            hoverinfo="skip",
            showlegend=False,
        )
    )


def _draw_own(
    figure: go.Figure, own: pd.DataFrame, chosen: Sequence[tuple[int, int]], look: Look
) -> None:
    for line, place in chosen:
        row = own.iloc[place]
        style = method_style(row["method"])
        colour = look.shade(style).line
        seeds = 100 * np.array(row["values"], dtype=np.float64)
        figure.add_trace(
            go.Scatter(
                x=seeds,
                y=np.full(len(seeds), float(line)),
                mode="markers",
                marker={"color": translucent(colour, 0.5), "size": 0.4 * look.text_size},
                hoverinfo="skip",
                showlegend=False,
            )
        )
        mean, low, high = (100 * float(row[name]) for name in ("mean", "low", "high"))
        figure.add_trace(
            go.Scatter(
                x=[mean],
                y=[line],
                mode="markers",
                marker={"color": colour, "symbol": style.symbol, "size": MARK * look.text_size},
                error_x=_whisker(mean, low, high, colour),
                hovertext=[own_hover(row)],
                hovertemplate="%{hovertext}<extra></extra>",
                showlegend=False,
            )
        )
        end = np.nanmax([mean, high, seeds.max()])
        _write(figure, np.array([end]), np.array([float(line)]), [own_value(row)], look)


def _whisker(mean: float, low: float, high: float, colour: str) -> dict[str, Any] | None:
    if not np.isfinite(low):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - mean],
        "arrayminus": [mean - low],
        "color": colour,
        "thickness": 2,
        "width": 4,
    }


def _label_axes(
    figure: go.Figure, published: pd.DataFrame, own: pd.DataFrame, lines: Lines, look: Look
) -> None:
    labels = {line: str(published["label"].iloc[row]) for line, row in lines.published}
    labels |= {line: str(own["arm"].iloc[row]) for line, row in lines.own}
    longest = LONGEST_IN_LECTURE if look.lecture else LONGEST_LABEL
    ends = _ends(published, own, ROOM_IN_LECTURE if look.lecture else ROOM_FOR_VALUES)
    figure.update_xaxes(
        range=ends,
        title_text="Test error in %",
        showgrid=True,
        ticksuffix=" %",
    )
    figure.update_yaxes(
        range=[lines.n_rows - 0.5, -0.5],
        tickvals=list(labels),
        ticktext=[plain(_fitting(label, longest)) for label in labels.values()],
        showgrid=False,
    )


def _fitting(label: str, longest: int) -> str:
    """Return a label that is short enough; words and spaces give way before a number is cut."""
    for word, shorter in SHORTER.items():
        if len(label) > longest:
            label = label.replace(word, shorter)
    return shorten_middle(label, longest)


def _ends(published: pd.DataFrame, own: pd.DataFrame, room: float) -> list[float]:
    """Return the ends of the error axis, with room for the numbers on its right."""
    lows: list[float] = []
    highs: list[float] = []
    if len(published):
        spread = published["spread"].fillna(0.0)
        lows.append(float((published["error"] - spread).min()))
        highs.append(float((published["error"] + spread).max()))
    if len(own):
        lows += [100 * min(values) for values in own["values"]] + (
            100 * own["low"].dropna()
        ).tolist()
        highs += [100 * max(values) for values in own["values"]] + (
            100 * own["high"].dropna()
        ).tolist()
    low, high = min(lows), max(highs)
    missing = max(0.0, LEAST_SPAN - (high - low)) / 2
    low, high = low - missing, high + missing
    span = high - low
    return [max(0.0, low - 0.05 * span), high + room * span]
