"""How unsteady mini-batch gradients are against the imbalance ratio, for four ways of sampling."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.strokes import GUIDE, PROMISED
from ltcore.plots.base.text import count, percent
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.resampling.names import SAMPLING_TITLES, style_of

KEY = "resampling_gradients"
NOTHING = "No gradient yet"
SAME = 1.1
"""Two spreads whose ratio is below this are alike, in words."""


def resampling_gradients_figure(
    frame: pd.DataFrame, batch: int, steps: int, *, look: Look | None = None
) -> go.Figure:
    """Draw the relative spread of mini-batch gradients, and dashed that between data sets.

    Args:
        frame: frame of ``spreads_frame``.
        batch: examples of a mini-batch.
        steps: of gradient descent before.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    notes = [
        f"logistic regression, {when(steps)}, mini-batches of {batch:,}",
        "solid: exact, mean over data sets; dots: mini-batches drawn",
        "dashed: between data sets",
    ]
    figure = new_figure(KEY, _title(frame), caption(notes, look), look)
    top = 1.12 * float(frame[["spread", "between", "seen"]].max().max())
    ends = []
    for sampling, rows in frame.sort_values("ratio", kind="stable").groupby("sampling", sort=False):
        _draw_sampling(figure, rows, str(sampling), look)
        shade = look.shade(style_of(str(sampling)))
        ends.append(
            EndLabel(SAMPLING_TITLES[str(sampling)], rows["spread"].iloc[-1] / top, shade.text)
        )
    now = frame.loc[frame["seen"].notna(), "ratio"]
    if len(now):
        figure.add_vline(
            x=float(now.iloc[0]), line={"color": look.ground.muted, "dash": GUIDE, "width": 1}
        )
    ratios = sorted(set(frame["ratio"]))
    figure.update_xaxes(
        type="log",
        tickvals=ratios,
        ticktext=[numeral(ratio) for ratio in ratios],
        title_text="Imbalance ratio ρ",
    )
    figure.update_yaxes(range=[0, top], title_text="Deviation / gradient")
    label_ends(figure, ends, look)
    return figure


def words_resampling_gradients(frame: pd.DataFrame, batch: int, steps: int) -> str:
    """Say how unsteady each sampling is at the ratio of now, within a data set and between data sets.

    Args:
        frame: frame of ``spreads_frame``.
        batch: examples of a mini-batch.
        steps: of gradient descent before.
    """
    rows = frame[frame["seen"].notna()].set_index("sampling")
    if rows.empty:
        return f"{NOTHING}."
    first = rows.iloc[0]
    each = "; ".join(
        f"{SAMPLING_TITLES[str(name)]} {row['spread']:.2f} (drawn: {row['seen']:.2f})"
        for name, row in rows.iterrows()
    )
    between = "; ".join(
        f"{SAMPLING_TITLES[str(name)]} {row['between']:.2f}" for name, row in rows.iterrows()
    )
    return (
        f"At ρ = {numeral(first['ratio'])}, {when(steps)}, the gradient of a mini-batch of "
        f"{count(batch, 'example')} deviates from its mean by this fraction of the mean's length: "
        f"{each}. {_weights_against_copies(rows)}\n"
        f"Another data set changes the mean itself by: {between}. {_within_and_between(rows)} As "
        f"drawn, {percent(first['without_tail'])} of the mini-batches contain no tail example. "
        f"Means over {count(int(first['draws']), 'data set')}."
    )


def when(steps: int) -> str:
    """Say where the gradients are looked at.

    Example:
        >>> when(0), when(1)
        ('at the start', 'after 1 step')
    """
    return f"after {count(steps, 'step')}" if steps else "at the start"


def _weights_against_copies(rows: pd.DataFrame) -> str:
    ratio = rows.loc["weighted", "spread"] / rows.loc["over", "spread"]
    if ratio >= SAME:
        return (
            f"Weights give the same mean as copies but deviate {ratio:.1f} times as far: tail examples "
            "appear rarely and then weigh a lot."
        )
    if ratio > 1 / SAME:
        return "Weights give the same mean as copies and deviate about as far."
    return f"Weights give the same mean as copies and deviate {1 / ratio:.1f} times less."


def _within_and_between(rows: pd.DataFrame) -> str:
    ratio = rows.loc["over", "between"] / rows.loc["plain", "between"]
    if ratio >= SAME:
        return (
            f"Copies do not reduce this: it is {ratio:.1f} times as large as without them, "
            "because the tail is small."
        )
    return "Copies do not make this larger."


def _title(frame: pd.DataFrame) -> str:
    rows = frame[frame["seen"].notna()].set_index("sampling")["spread"]
    if rows.empty:
        return "Spread of mini-batch gradients"
    return (
        f"A mini-batch deviates by {rows['weighted']:.2f} × the mean gradient with weights, "
        f"{rows['over']:.2f} × with over-sampling"
    )


def _draw_sampling(figure: go.Figure, rows: pd.DataFrame, sampling: str, look: Look) -> None:
    style = style_of(sampling)
    colour, name = look.shade(style).line, SAMPLING_TITLES[sampling]
    ratios = rows["ratio"].to_numpy(dtype=np.float32)
    for column, dash, what in (
        ("between", PROMISED, "between data sets"),
        ("spread", "solid", "mini-batches"),
    ):
        figure.add_trace(
            go.Scatter(
                x=ratios,
                y=rows[column].to_numpy(dtype=np.float32),
                mode="lines",
                name=name,
                line={
                    "color": colour,
                    "width": look.line_width if column == "spread" else 1.2,
                    "dash": dash,
                },
                hovertemplate=f"{name}, {what}<br>ρ = %{{x}}: %{{y:.2f}}<extra></extra>",
            )
        )
    seen = rows[rows["seen"].notna()]
    figure.add_trace(
        go.Scatter(
            x=seen["ratio"].to_numpy(dtype=np.float32),
            y=seen["seen"].to_numpy(dtype=np.float32),
            mode="markers",
            name=name,
            marker={"color": colour, "size": 10, "symbol": style.symbol},
            hovertemplate=f"{name}, mini-batches drawn: %{{y:.2f}}<extra></extra>",
        )
    )
