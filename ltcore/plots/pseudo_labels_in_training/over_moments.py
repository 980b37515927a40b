"""Recall and precision of the pseudo-labels of head, medium and tail, moment by moment."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ltcore.plots.base.axes import caption, panel_heading
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.strokes import GROUP_STROKES
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure, translucent
from ltcore.types import GROUPS, FloatArray

KEY = "pseudo_labels_over_moments"
NOTHING = "No pseudo-labels yet"
PANELS = ("recall", "precision")
GAP = 0.07


def over_moments_figure(
    frame: pd.DataFrame, *, run: str = "", rule: str = "", look: Look | None = None
) -> go.Figure:
    """Draw mean recall and precision of each group over the moments of a run, stages one after the other.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.over_moments.over_moments``.
        run: what the run is called.
        rule: how classes were put into groups, in words.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    notes = [
        plain(run),
        "unlabelled examples",
        "means over the classes of a group, 95 % interval",
        rule,
    ]
    figure = new_figure(KEY, _title(frame), caption(notes, look), look)
    figure.set_subplots(1, 2, horizontal_spacing=GAP)
    make_room(figure, 2, look)
    for column, measure in enumerate(PANELS, start=1):
        # The second line is left to the names of the stages.
        heading = f"<b>{measure.title()} of the pseudo-labels</b><br>\u00a0"
        panel_heading(figure, column, heading, look)
        for group in GROUPS:
            rows = frame[frame["group"] == group].sort_values("place")
            if len(rows):
                _draw_group(figure, rows, measure, column, look)
    _mark_stages(figure, frame, look)
    last = int(frame["place"].max())
    places = frame.drop_duplicates("place").sort_values("place")
    for column in (1, 2):
        figure.update_xaxes(
            title_text="Epoch of its stage",
            range=[-0.4, last + 0.4],
            tickvals=places["place"].tolist(),
            ticktext=[f"{epoch:,}" for epoch in places["epoch"]],
            tickangle=0,
            col=column,
        )
        figure.update_yaxes(range=[-0.03, 1.04], tickformat=".0%", col=column)
    show_legend(figure, look, tick_lines=1)
    return figure


def words_over_moments(frame: pd.DataFrame) -> str:
    """Say how the pseudo-labels of the rarest and the most frequent group change from first to last.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.over_moments.over_moments``.
    """
    if frame.empty:
        return f"{NOTHING}."
    frame = frame.sort_values("place", kind="stable")
    groups = [group for group in GROUPS if group in set(frame["group"])]
    told = [
        _told(group, frame[frame["group"] == group])
        for group in dict.fromkeys(groups[::-1][:1] + groups[:1])
    ]
    first, last = frame["moment"].iloc[[0, -1]]
    return "\n".join([f"First moment: {first}. Last moment: {last}.", *told])


def _told(group: str, rows: pd.DataFrame) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"{group.capitalize()} ({count(last['classes'], 'class')}): mean recall changes from "
        f"{percent(first['recall'])} to {percent(last['recall'])}, mean precision from "
        f"{percent(first['precision'])} to {percent(last['precision'])}. At the end the group gets "
        f"{count(last['predicted'], 'pseudo-label')} for its {count(last['true'], 'example')}."
    )


def _title(frame: pd.DataFrame) -> str:
    last = frame[frame["place"] == frame["place"].max()].set_index("group")["recall"]
    told = ", ".join(f"{group} {percent(last[group])}" for group in GROUPS if group in last.index)
    return (
        f"Recall of the pseudo-labels at the end: {told}" if told else "Recall of the pseudo-labels"
    )


def _draw_group(
    figure: go.Figure, rows: pd.DataFrame, measure: str, column: int, look: Look
) -> None:
    group = rows["group"].iloc[0]
    hue, dash = GROUP_STROKES[group]
    colour = SHADES[look.mode][hue].line
    stages = [part for _, part in rows.groupby("stage", sort=False)]
    figure.add_trace(
        go.Scatter(
            x=_with_gaps([_there_and_back(part, measure, "place", "place") for part in stages]),
            y=_with_gaps(
                [
                    _there_and_back(part, measure, f"{measure}_high", f"{measure}_low")
                    for part in stages
                ]
            ),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=translucent(colour, 0.12),
            showlegend=False,
            hoverinfo="skip",
        ),
        row=1,
        col=column,
    )
    hover = [[f"{group}, {moment}" for moment in part["moment"]] for part in stages]
    figure.add_trace(
        go.Scatter(
            x=_with_gaps([part["place"].to_numpy() for part in stages]),
            y=_with_gaps([part[measure].to_numpy() for part in stages]),
            mode="lines+markers",
            name=group,
            legendgroup=group,
            showlegend=column == 1,
            cliponaxis=False,
            line={"color": colour, "width": look.line_width, "dash": dash},
            marker={"color": colour, "size": 8},
            hovertext=[text for part in hover for text in (*part, "")][:-1],
            hovertemplate=f"%{{hovertext}}<br>{measure} %{{y:.0%}}<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _there_and_back(part: pd.DataFrame, measure: str, there: str, back: str) -> FloatArray:
    """Return one column forwards and one backwards, of the moments that have an interval."""
    known = part[part[f"{measure}_low"].notna()]
    return np.concatenate([known[there].to_numpy(), known[back].to_numpy()[::-1]])


def _with_gaps(parts: Sequence[FloatArray]) -> NDArray[np.float32]:
    """Return the parts one after the other with a gap between them: a new stage starts from nothing."""
    gap = np.array([np.nan])
    joined = np.concatenate([piece for part in parts for piece in (part, gap)])
    return joined[:-1].astype(np.float32)


def _mark_stages(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Draw a line where a new stage begins, and its name above it."""
    begins = frame.groupby("stage", sort=False)["place"].min()
    if len(begins) < 2:
        return
    for column in (1, 2):
        axis = "x" if column == 1 else f"x{column}"
        for number, (stage, place) in enumerate(begins.items()):
            if number:
                figure.add_vline(
                    x=place - 0.5,
                    line={"color": look.ground.faint, "width": 1.5},
                    row=1,
                    col=column,
                )
            figure.add_annotation(
                text=plain(stage),
                x=place - 0.4,
                y=1,
                xref=axis,
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                showarrow=False,
                font={"color": look.ground.muted},
            )
