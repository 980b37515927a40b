"""The published beta of each data set, beside the sizes of its classes."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.effective_number.curves import size_of
from ltcore.plots.base.amounts import numeral, times
from ltcore.plots.base.axes import EM, caption
from ltcore.plots.base.palette import METHOD_STYLES
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.effective_number.beta_axis import label_beta_axis, mark_beta

KEY = "published_betas"
LONGEST_LABEL = 19
"""Characters of what is written to the right of each row."""
BAR_WIDTH = 0.42
"""Share of a row's height that the bar of its class sizes takes."""


def published_betas_figure(
    frame: pd.DataFrame, beta: float, chosen: str = "", *, look: Look | None = None
) -> go.Figure:
    """Draw one dot per data set at its published beta, over a bar from its smallest class to its largest.

    Args:
        frame: frame of ``published_betas_frame``.
        beta: the chosen value, drawn as a vertical line.
        chosen: data set and ratio whose row is set in bold, as in "CIFAR-10, ρ = 100".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No published values", look)
    figure = new_figure(
        KEY,
        "Best β on CIFAR-10: 0.9999. On CIFAR-100: 0.9 to 0.999",
        caption(
            [
                "dots: β as published",
                "bars: images of the smallest to the largest class",
                "right: weight of the tail over the head",
            ],
            look,
        ),
        look,
    )
    rows = frame.reset_index(drop=True)
    colour = look.shade(METHOD_STYLES["cb_softmax"])
    mark_beta(figure, size_of(beta), look)
    figure.add_trace(
        go.Scatter(
            x=rows["size"].to_numpy(dtype=np.float32),
            y=np.arange(len(rows), dtype=np.float32),
            mode="markers",
            marker={
                "color": colour.line,
                "size": 0.8 * look.text_size,
                "line": {"color": look.ground.paper, "width": 1.5},
            },
            hovertext=[_hover(row) for row in rows.itertuples(index=False)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    label_beta_axis(figure, look)
    # Together: plotly checks all of them anew for each that is added, and a slider has dozens of figures.
    figure.update_layout(
        shapes=[*figure.layout.shapes, *_class_sizes(rows[rows["largest"].notna()], look)],
        annotations=[*figure.layout.annotations, *_weights(rows, look)],
    )
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[
            f"<b>{name}</b>" if name == chosen else name
            for name in (_name(row) for row in rows.itertuples(index=False))
        ],
        showgrid=False,
    )
    figure.update_layout(
        showlegend=False, margin={"r": (EM * LONGEST_LABEL + 1) * look.text_size, "b": 24}
    )
    return figure


def with_beta(figure: Mapping[str, Any], beta: float) -> dict[str, Any]:
    """Return a figure of ``published_betas_figure`` with the line at another beta, and nothing else changed.

    Args:
        figure: as dictionaries, of ``to_plotly_json``.
        beta: the chosen value.
    """
    size, layout = size_of(beta), figure["layout"]
    (line, *bars), (name, *weights) = layout["shapes"], layout["annotations"]
    moved = {
        "shapes": [{**line, "x0": size, "x1": size}, *bars],
        "annotations": [{**name, "x": math.log10(size)}, *weights],
    }
    return {**figure, "layout": {**layout, **moved}}


def words_published_betas(frame: pd.DataFrame) -> str:
    """Say which beta was found best, what it does to the weights there, and what that rests on.

    Example:
        >>> from ltcore.analysis.effective_number.published_betas import published_betas_frame
        >>> print(words_published_betas(published_betas_frame()).splitlines()[0])
        CIFAR-10, 5,000 to 50 images per class: best at β = 0.9999, where the tail weighs 79 times as much
        as the head.
    """
    if frame.empty:
        return "There are no published values."
    at_100 = frame[frame["ratio"] == 100]
    sentences = [
        f"{row.data}, {row.largest:,.0f} to {row.smallest:,.0f} images per class: best at β = "
        f"{numeral(row.beta)}, where the tail weighs {times(row.weight_ratio)} times as much as the "
        "head."
        for row in at_100.itertuples(index=False)
    ]
    return "\n".join(
        [
            *sentences,
            "Inverse frequency would make it 100 times in both. Of the four values tried, from "
            "0.9 to 0.9999, the largest was best on CIFAR-10; on CIFAR-100 with ρ = 50, the two "
            "largest increased the error.",
        ]
    )


def _class_sizes(rows: pd.DataFrame, look: Look) -> list[dict[str, object]]:
    """Return the bar of each row, from its smallest class to its largest."""
    return [
        {
            "type": "rect",
            "x0": row.smallest,
            "x1": row.largest,
            "y0": place - BAR_WIDTH / 2,
            "y1": place + BAR_WIDTH / 2,
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": translucent(look.ground.bar, 0.3),
        }
        for place, row in zip(rows.index, rows.itertuples(index=False), strict=True)
    ]


def _weights(rows: pd.DataFrame, look: Look) -> list[dict[str, object]]:
    """Return what is written to the right of each row."""
    return [
        {
            "text": f"{times(row.weight_ratio)} times"
            if row.weight_ratio > 0
            else "sizes not given",
            "x": 1,
            "xref": "paper",
            "y": place,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 6,
            "showarrow": False,
            "font": {"color": look.ground.ink if row.weight_ratio > 0 else look.ground.muted},
        }
        for place, row in enumerate(rows.itertuples(index=False))
    ]


def _name(row: object) -> str:
    data, ratio = row.data, row.ratio  # type: ignore[attr-defined]  # a row of a frame
    return f"{data}, ρ = {ratio}" if ratio else str(data)


def _hover(row: object) -> str:
    shown = row  # a row of a frame
    return (
        f"{_name(row)}<br>β = {numeral(shown.beta)} with {shown.loss}<br>"  # type: ignore[attr-defined]
        f"test error {shown.error:.2f} %, softmax without weights "  # type: ignore[attr-defined]
        f"{shown.softmax_error:.2f} %"  # type: ignore[attr-defined]
    )
