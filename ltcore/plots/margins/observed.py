"""The margins that a trained network has, class by class, against those that LDAM asks for."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy.stats import gaussian_kde

from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.margins.summary import margin_summary
from ltcore.plots.base.axes import (
    caption,
    class_rows,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.palette import SHADES, method_style
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.types import FloatArray, Split

KEY = "observed_margins"
MAX_VIOLINS = 30
"""Beyond this many classes a violin has no width; boxes take their place."""
FEW = 5
"""Classes with fewer examples are drawn example by example: a violin of 4 is made up."""
WIDTH = 0.42
"""Half of the widest violin, in class places."""
GRID = 64


def observed_margins_figure(
    frame: pd.DataFrame, *, run: str = "", split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw how far ahead the right class is, example by example, and LDAM's margin as a mark per class.

    Args:
        frame: frame of ``ltcore.analysis.margins.observed.margins_frame``, one row per example: rank, name,
            train_count, group, group_rule, margin, correct, ldam_margin.
        run: name of the run, as people wrote it.
        split: examples that it was measured on.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, f"No margins on {SPLITS[split]} examples in this run", look)
    summary = margin_summary(frame)
    n_classes = int(frame["rank"].max()) + 1
    reached = percent(float((frame["margin"] >= frame["ldam_margin"]).mean()))
    right = percent(float(frame["correct"].mean()))
    title = f"{reached} of the {SPLITS[split]} examples reach LDAM's Δ, {right} are right"
    figure = new_figure(KEY, title, _subtitle(frame, run, look), look)
    draw_bands(figure, group_spans(frame), n_classes, look)
    if n_classes <= MAX_VIOLINS:
        _draw_violins(figure, frame, look)
        _draw_dots(figure, frame, look)
    else:
        _draw_boxes(figure, summary, look)
    _draw_medians(figure, summary, look)
    _draw_ldam(figure, summary, look)
    label_class_axis(figure, class_rows(frame), look)
    figure.update_yaxes(
        title_text="Margin (cosine units)",
        rangemode="tozero",
        zeroline=True,
        zerolinecolor=look.ground.ink,
        zerolinewidth=1.5,
    )
    show_legend(figure, look, tick_lines=2 if n_classes <= MAX_VIOLINS else 1)
    return figure


def words_observed_margins(frame: pd.DataFrame, *, split: Split = "test") -> str:
    """Say what margins the most frequent and the rarest class have, and how many reach LDAM's.

    Args:
        frame: as for ``observed_margins_figure``.
        split: examples that it was measured on.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 0, 1], "name": ["cat", "cat", "lynx"],
        ...                       "ldam_margin": [0.2, 0.2, 0.5], "train_count": [40, 40, 1],
        ...                       "margin": [0.3, 0.1, -0.2], "correct": [True, True, False]})
        >>> print(words_observed_margins(frame))
        Median margin on test examples: 0.20 for the most frequent class (cat, 2 examples), −0.20 for the
        rarest (lynx, 1 example).
        LDAM's Δ would be 0.20 and 0.50: 50 % of the most frequent class's examples reach it, and 0 % of the
        rarest class's. Misclassified: 0 % and 100 %.
    """
    if frame.empty:
        return f"This run has no margins on {SPLITS[split]} examples."
    summary = margin_summary(frame)
    first, last = summary.iloc[0], summary.iloc[-1]
    wrong = [
        percent(1 - float(frame.loc[frame["rank"] == row["rank"], "correct"].mean()))
        for row in (first, last)
    ]
    return (
        f"Median margin on {SPLITS[split]} examples: {_number(first['q50'])} for the most "
        f"frequent class ({shorten(first['name'])}, {count(first['examples'], 'example')}), "
        f"{_number(last['q50'])} for the rarest ({shorten(last['name'])}, "
        f"{count(last['examples'], 'example')}).\n"
        f"LDAM's Δ would be {first['ldam_margin']:.2f} and {last['ldam_margin']:.2f}: "
        f"{percent(first['reached'])} of the most frequent class's examples reach it, and "
        f"{percent(last['reached'])} of the rarest class's. Misclassified: {wrong[0]} and "
        f"{wrong[1]}."
    )


def _number(margin: float) -> str:
    return f"{margin:.2f}".replace("-", "−")


def _subtitle(frame: pd.DataFrame, run: str, look: Look) -> str:
    few = int((frame.groupby("rank")["margin"].size() < FEW).sum())
    notes = [plain(run, 60), rule_note(frame)]
    if frame["rank"].nunique() > MAX_VIOLINS:
        notes.append("thick: middle half of the examples, thin: 5 to 95 %")
    elif few:
        notes.append(f"dots: {count(few, 'class')} with fewer than {FEW} examples")
    return caption(notes, look)


def _draw_violins(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    outlines = [
        _outline(float(rank), members["margin"].to_numpy(dtype=np.float64))
        for rank, members in frame.groupby("rank")
        if len(members) >= FEW and np.ptp(members["margin"]) > 0
    ]
    if not outlines:
        return
    joined = np.concatenate(outlines).astype(np.float32)
    figure.add_trace(
        go.Scatter(
            x=joined[:, 0],
            y=joined[:, 1],
            mode="lines",
            fill="toself",
            fillcolor=translucent(look.ground.bar, 0.35),
            line={"color": look.ground.bar, "width": 1.2},
            name="examples",
            hoverinfo="skip",
        )
    )


def _outline(rank: float, margins: FloatArray) -> FloatArray:
    """Return the outline of a violin around ``rank``, shape (2 * GRID + 2, 2), a gap at its end."""
    heights = np.linspace(margins.min(), margins.max(), GRID)
    density = gaussian_kde(margins)(heights)
    half = WIDTH * density / density.max()
    around = np.column_stack(
        [np.concatenate([rank - half, rank + half[::-1]]), np.concatenate([heights, heights[::-1]])]
    )
    return np.concatenate([around, around[:1], np.full((1, 2), math.nan)])


def _draw_dots(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    sizes = frame.groupby("rank")["margin"].transform("size")
    spread = frame.groupby("rank")["margin"].transform("nunique")
    few = frame[(sizes < FEW) | (spread == 1)]
    if few.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=few["rank"].to_numpy(dtype=np.float32),
            y=few["margin"].to_numpy(dtype=np.float32),
            mode="markers",
            marker={"color": translucent(look.ground.bar, 0.9), "size": 8},
            name="single examples",
            hovertemplate="margin %{y:.3f}<extra></extra>",
        )
    )


def _draw_boxes(figure: go.Figure, summary: pd.DataFrame, look: Look) -> None:
    """Draw two vertical strokes per class as two lines with gaps: thousands of classes stay quick."""
    ranks = summary["rank"].to_numpy(dtype=np.float32)
    gap = np.full(len(ranks), np.nan, dtype=np.float32)
    wide = max(1.5, 600 / len(ranks))
    for low, high, width, opacity in (
        ("q05", "q95", 1.2, 0.6),
        ("q25", "q75", min(wide, 12.0), 0.6),
    ):
        ends = [summary[column].to_numpy(dtype=np.float32) for column in (low, high)]
        figure.add_trace(
            go.Scatter(
                x=np.column_stack([ranks, ranks, gap]).ravel(),
                y=np.column_stack([*ends, gap]).ravel(),
                mode="lines",
                line={"color": translucent(look.ground.bar, opacity), "width": width},
                name="middle half of the examples" if low == "q25" else "5 to 95 %",
                # A legend draws both alike; what thick and thin mean stands under the title.
                showlegend=low == "q25",
                hoverinfo="skip",
            )
        )


def _draw_medians(figure: go.Figure, summary: pd.DataFrame, look: Look) -> None:
    shade = SHADES[look.mode]["blue"]
    hover = [
        f"{plain(row.name)}: {count(row.train_count, 'training example')}<br>"
        f"{count(row.examples, 'example')} here, median {_number(row.q50)}, "
        f"smallest {_number(row.smallest)}<br>"
        f"{percent(row.reached)} have at least LDAM's Δ = {row.ldam_margin:.2f}"
        for row in summary.drop(columns="rank").itertuples(index=False, name="Row")
    ]
    figure.add_trace(
        go.Scatter(
            x=summary["rank"].to_numpy(dtype=np.float32),
            y=summary["q50"].to_numpy(dtype=np.float32),
            mode="markers",
            marker={
                "color": shade.line,
                "symbol": "circle",
                "size": 8 if len(summary) <= 60 else 4,
            },
            name="median",
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _draw_ldam(figure: go.Figure, summary: pd.DataFrame, look: Look) -> None:
    shade = look.shade(method_style("ldam"))
    ranks = summary["rank"].to_numpy(dtype=np.float32)
    gap = np.full(len(ranks), np.nan, dtype=np.float32)
    margins = summary["ldam_margin"].to_numpy(dtype=np.float32)
    figure.add_trace(
        go.Scatter(
            x=np.column_stack([ranks - 0.46, ranks + 0.46, gap]).ravel(),
            y=np.column_stack([margins, margins, gap]).ravel(),
            mode="lines",
            line={"color": shade.line, "width": look.line_width + 0.5},
            name="LDAM's Δ",
            hoverinfo="skip",
        )
    )
