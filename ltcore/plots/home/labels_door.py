"""The picture of the door to the labels: whose pseudo-labels are found, and whose are right."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.text import percent_between, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure
from ltcore.plots.home.doors import KEY, draw_groups, frameless

NOTHING = "No pseudo-labels yet"
MEASURES: tuple[tuple[str, Hue, str], ...] = (
    ("precision", "ink", "8px,3px"),
    ("recall", "blue", "solid"),
)
"""What is drawn, with hue and dash; names are written from below."""


def labels_door(frame: pd.DataFrame, look: Look | None = None) -> go.Figure:
    """Draw recall and precision of the pseudo-labels, class by class, as the picture of the labels.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.quality.quality``.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    frame = frame.sort_values("rank")
    figure = frameless(look)
    draw_groups(figure, frame, look)
    for place, (measure, hue, dash) in enumerate(MEASURES):
        shade = SHADES[look.mode][hue]
        figure.add_trace(
            go.Scatter(
                x=frame["rank"].to_numpy(dtype=np.float32),
                y=frame[measure].to_numpy(dtype=np.float32),
                mode="lines+markers",
                line={"color": shade.line, "width": look.line_width, "dash": dash},
                marker={"color": shade.line, "size": 7},
                hovertext=[plain(name) for name in frame["name"]],
                hovertemplate=f"%{{hovertext}}<br>{measure} %{{y:.0%}}<extra></extra>",
            )
        )
        figure.add_annotation(
            text=measure,
            x=0.03,
            y=0.04,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=1.4 * look.text_size * place,
            showarrow=False,
            font={"color": shade.text, "weight": 600},
        )
    figure.update_yaxes(range=[-0.04, 1.04])
    return figure


def words_labels_door(frame: pd.DataFrame) -> str:
    """Say what share of the rarest class is found, and what share of its pseudo-labels is right.

    Args:
        frame: as for ``labels_door``.

    Example:
        >>> from ltcore.analysis.pseudo_labels_in_training.quality import quality
        >>> examples = pd.DataFrame({"label": [0, 1, 1], "predicted": [0, 0, 1], "confidence": 0.9})
        >>> words_labels_door(quality(examples, [40, 4], ("cat", "lynx")))
        'FixMatch labels the unlabelled examples itself. Of those of the rarest class (lynx), it finds 50 %
        [9, 91]; of its labels “lynx”, 100 % [21, 100] are right (95 % Wilson interval).'
    """
    if frame.empty:
        return f"{NOTHING}."
    row = frame.sort_values("rank").iloc[-1]
    recall, precision = (
        percent_between(row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
        for measure in ("recall", "precision")
    )
    name = shorten(row["name"])
    right = (
        f"of its labels “{name}”, {precision} are right" if row["predicted"] else "it never says so"
    )
    return (
        f"FixMatch labels the unlabelled examples itself. Of those of the rarest class ({name}), it finds "
        f"{recall}; {right} (95 % Wilson interval)."
    )
