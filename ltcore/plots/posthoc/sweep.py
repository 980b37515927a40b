"""A correction over the whole range of its parameter: recall, precision and balanced error by group."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.posthoc.scores import ALL
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption, panel_heading
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.strokes import GROUP_STROKES, GUIDE
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look, make_room, new_figure, translucent
from ltcore.plots.posthoc.now import NOW, at_value, mark_of_now, title_at
from ltcore.types import GROUPS, Split

KEY = "posthoc"
PANELS = ("recall", "precision")
HAIR = 1.4
EDGE = 0.02
"""Room beside the range of the parameter, as a share of it."""


@dataclass(frozen=True, kw_only=True)
class SweepView:
    """What the reader looks at.

    Attributes:
        name: of the correction with its source of variation, our own words ("Logit adjustment").
        axis: title of the x axis, our own words.
        symbol: of the parameter.
        value: now.
        chosen: chosen on validation; None where there is none.
        split: examples that recall and precision are of.
        notes: further notes under the title, escaped already where names of people are in them.
    """

    name: str
    axis: str
    symbol: str
    value: float
    chosen: float | None
    split: Split
    notes: tuple[str, ...] = ()


def posthoc_figure(
    curves: Mapping[Split, pd.DataFrame], plain: float, view: SweepView, *, look: Look | None = None
) -> go.Figure:
    """Draw recall and precision of the groups and the balanced error against the parameter.

    Args:
        curves: frame of ``ltcore.analysis.posthoc.scores.group_curves`` by split, that of the view at least.
        plain: balanced error without correction on the examples of the view, in [0, 1].
        view: what is looked at.
        look: where it is shown.
    """
    look = look or Look()
    shown = curves[view.split]
    title = title_at(shown, plain, view.symbol, view.value)
    notes = [
        view.name,
        f"{SPLITS[view.split]} examples",
        "whiskers: 95 % interval",
        "green dots: chosen on validation" if view.chosen is not None else "",
        *view.notes,
    ]
    figure = new_figure(KEY, title, caption(notes, look), look)
    figure.set_subplots(1, 3, horizontal_spacing=0.07)
    make_room(figure, 1, look)
    for column, measure in enumerate(PANELS, start=1):
        panel_heading(figure, column, f"Mean {measure} of each group", look)
        for group in GROUPS:
            rows = shown[shown["group"] == group]
            if rows["classes"].iloc[0]:
                _draw_group(figure, rows, view, column, look)
    _draw_errors(figure, curves, plain, view, look)
    low, high = float(shown["value"].min()), float(shown["value"].max())
    room = EDGE * (high - low) or 1.0  # the mark of now at an end of the range stays whole
    for column in (1, 2, 3):
        _mark(figure, view, column, look)
        values = [low - room, high + room]
        figure.update_xaxes(
            title_text=view.axis, range=values, nticks=6, tickformat="~g", col=column
        )
        figure.update_yaxes(range=[0, 1.02], tickformat=".0%", col=column)
    show_legend(figure, look, tick_lines=1)
    return figure


@dataclass(frozen=True, kw_only=True)
class _Stroke:
    """How one line is drawn: in which panel, under which name."""

    name: str
    colour: str
    dash: str
    column: int
    legend: bool


def _draw_group(
    figure: go.Figure, rows: pd.DataFrame, view: SweepView, column: int, look: Look
) -> None:
    group = rows["group"].iloc[0]
    hue, dash = GROUP_STROKES[group]
    name = f"{group} ({count(rows['classes'].iloc[0], 'class')})"
    stroke = _Stroke(
        name=name, colour=SHADES[look.mode][hue].line, dash=dash, column=column, legend=column == 1
    )
    measure = PANELS[column - 1]
    _draw_line(figure, rows, measure, stroke, look)
    _draw_now(figure, at_value(rows, view.value).iloc[0], measure, stroke, look)


def _draw_line(
    figure: go.Figure, rows: pd.DataFrame, measure: str, stroke: _Stroke, look: Look
) -> None:
    figure.add_trace(
        go.Scatter(
            x=rows["value"].to_numpy(dtype=np.float32),
            y=rows[measure].to_numpy(dtype=np.float32),
            mode="lines",
            name=stroke.name,
            legendgroup=stroke.name,
            showlegend=stroke.legend,
            line={"color": stroke.colour, "width": look.line_width, "dash": stroke.dash},
            hovertemplate=f"{stroke.name}<br>%{{x:.3~g}}: %{{y:.1%}}<extra></extra>",
        ),
        row=1,
        col=stroke.column,
    )


def _draw_now(figure: go.Figure, row: pd.Series, measure: str, stroke: _Stroke, look: Look) -> None:
    made = mark_of_now(row, measure)
    made["error_y"] |= {
        "type": "data",
        "color": translucent(stroke.colour, 0.7),
        "thickness": HAIR,
        "width": 5,
    }
    figure.add_trace(
        go.Scatter(
            **made,
            mode="markers",
            cliponaxis=False,
            showlegend=False,
            marker={"color": stroke.colour, "size": 0.6 * look.text_size},
            meta={NOW: [str(row.name), measure]},
        ),
        row=1,
        col=stroke.column,
    )


def _draw_errors(
    figure: go.Figure,
    curves: Mapping[Split, pd.DataFrame],
    plain: float,
    view: SweepView,
    look: Look,
) -> None:
    panel_heading(figure, 3, "Balanced error, all classes", look)
    shades = SHADES[look.mode]
    strokes: Mapping[Split, tuple[str, str]] = {
        "val": (shades["green"].line, "16px,4px"),
        "test": (shades["blue"].line, "solid"),
    }
    for split, frame in curves.items():
        rows = frame[frame["group"] == ALL]
        colour, dash = strokes[split]
        stroke = _Stroke(
            name=f"balanced error, {SPLITS[split]}", colour=colour, dash=dash, column=3, legend=True
        )
        _draw_line(figure, rows, "balanced_error", stroke, look)
        if split == view.split:
            _draw_now(figure, at_value(rows, view.value).iloc[0], "balanced_error", stroke, look)
    ends = curves[view.split]["value"].iloc[[0, -1]]
    as_is = pd.DataFrame({"value": ends, "balanced_error": plain})
    stroke = _Stroke(
        name="without correction",
        colour=look.ground.muted,
        dash=GUIDE,
        column=3,
        legend=not look.lecture,
    )
    _draw_line(figure, as_is, "balanced_error", stroke, look)
    if look.lecture:  # a second row of the legend would cost the drawing its height
        figure.add_annotation(
            text="without correction",
            x=0.02,
            xref="x3 domain",
            y=plain,
            yref="y3",
            xanchor="left",
            yanchor="bottom",
            yshift=4,
            showarrow=False,
            font={"color": look.ground.muted},
        )


def _mark(figure: go.Figure, view: SweepView, column: int, look: Look) -> None:
    """Draw a line at the value of now, and one at the value that validation chose."""
    lines = [(view.value, look.ground.ink, "solid")]
    if view.chosen is not None:
        lines.append((view.chosen, SHADES[look.mode]["green"].line, GUIDE))
    for value, colour, dash in lines:
        figure.add_shape(
            type="line",
            x0=value,
            x1=value,
            y0=0,
            y1=1,
            yref="y domain",
            layer="below",
            line={"color": colour, "width": 1.6, "dash": dash},
            row=1,
            col=column,
        )
    if view.chosen is not None and column == 3:
        figure.add_annotation(
            text=f"validation: {numeral(view.chosen)}",
            x=view.chosen,
            xref="x3",
            y=0.97,
            yref="y3 domain",
            xanchor="right" if view.chosen > _middle(figure) else "left",
            xshift=-6 if view.chosen > _middle(figure) else 6,
            yanchor="top",
            showarrow=False,
            bgcolor=look.ground.paper,
            font={"color": SHADES[look.mode]["green"].text},
        )


def _middle(figure: go.Figure) -> float:
    places = figure.data[0].x
    return float(places[0] + places[-1]) / 2
