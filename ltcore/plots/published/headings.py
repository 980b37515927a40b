"""Headings between published numbers: a recipe family, and below it which examples have labels."""

import plotly.graph_objects as go

from ltcore.plots.base.text import plain, shorten
from ltcore.plots.base.theme import Look
from ltcore.plots.published.lines import Lines

LONGEST_HEADING = 96
LONGEST_EXAMPLES = 60


def draw_headings(figure: go.Figure, lines: Lines, look: Look) -> None:
    """Draw each recipe family in bold under a line, and its examples in plain letters.

    Args:
        figure: its rows are one unit high, the first at 0.
        lines: which row each of them stands on.
        look: where it is shown.
    """
    for line, heading in lines.headings:
        text = f"<b>{plain(shorten(heading, LONGEST_HEADING))}</b>"
        _write(figure, text, line, look.ground.ink)
        figure.add_shape(
            type="line",
            x0=0,
            x1=1,
            xref="paper",
            y0=line - 0.5,
            y1=line - 0.5,
            line={"color": look.ground.grid, "width": 1},
            layer="below",
        )
    for line, examples in lines.examples:
        _write(figure, plain(shorten(examples, LONGEST_EXAMPLES)), line, look.ground.muted)


def _write(figure: go.Figure, text: str, line: int, colour: str) -> None:
    figure.add_annotation(
        text=text,
        x=0,
        xref="paper",
        xanchor="left",
        y=line,
        yanchor="middle",
        showarrow=False,
        font={"color": colour},
    )
