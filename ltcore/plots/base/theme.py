"""How every figure looks: one template for light and dark, for a desk and for a lecture hall."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from ltcore.plots.base.gathering import GatheringFigure
from ltcore.plots.base.palette import GROUNDS, SHADES, Ground, Mode, Shade, Style
from ltcore.plots.base.text import plain

TOP = 6.2
"""Room above a figure for its title and one line under it, in text sizes."""
LINE = 1.3
MAX_DIRECT_LABELS = 5
"""Up to this many lines are labelled at their ends; beyond, a legend."""
FONT = "'Source Sans', 'Source Sans 3', Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True)
class Look:
    """Where a figure is shown.

    Attributes:
        mode: "light" or "dark".
        lecture: text for the last row (22 px instead of 16).
    """

    mode: Mode = "light"
    lecture: bool = False

    @property
    def ground(self) -> Ground:
        """The neutral colours."""
        return GROUNDS[self.mode]

    @property
    def text_size(self) -> int:
        """Size of the smallest text, in pixels."""
        return 22 if self.lecture else 16

    @property
    def line_width(self) -> float:
        """Width of a main line, in pixels."""
        return 3.5 if self.lecture else 2.5

    def shade(self, style: Style) -> Shade:
        """The colours of a method on this ground."""
        return SHADES[self.mode][style.hue]


@lru_cache(maxsize=4)
def template(mode: Mode, *, lecture: bool = False) -> go.layout.Template:
    """Return the template that every figure carries.

    Example:
        >>> template("dark", lecture=True).layout.font.size
        22
    """
    look = Look(mode, lecture)
    ground, size = look.ground, look.text_size
    axis: dict[str, Any] = {
        "gridcolor": ground.grid,
        "gridwidth": 1,
        "zeroline": False,
        "linecolor": ground.muted,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "ticklabelstandoff": 4,
        "separatethousands": True,
        "exponentformat": "none",
        "tickfont": {"size": size, "color": ground.muted},
        "title": {"font": {"size": size, "color": ground.ink}, "standoff": 12},
    }
    layout = {
        "font": {"family": FONT, "size": size, "color": ground.ink},
        "paper_bgcolor": ground.paper,
        "plot_bgcolor": ground.paper,
        "colorway": [shade.line for shade in SHADES[mode].values()],
        "separators": ".,",
        "margin": {"l": 24, "r": 24, "t": TOP * size, "b": 16, "autoexpand": True},
        "title": {
            "x": 0.0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1.0,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 0.5 * size},
            "font": {"size": 1.2 * size, "color": ground.ink, "weight": 600},
            "subtitle": {"font": {"size": size, "color": ground.muted}},
        },
        "xaxis": {**axis, "showgrid": False},
        "yaxis": axis,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.24,
            "yanchor": "top",
            "font": {"size": size},
            "bgcolor": "rgba(0,0,0,0)",
            "itemsizing": "constant",
        },
        "hoverlabel": {
            "font": {"size": size, "family": FONT, "color": ground.ink},
            "bgcolor": ground.paper,
            "bordercolor": ground.faint,
            "align": "left",
            "namelength": -1,
        },
        "hovermode": "closest",
        "bargap": 0.12,
    }
    return go.layout.Template(layout=layout)


def new_figure(key: str, title: str, subtitle: str, look: Look) -> go.Figure:
    """Return an empty figure in our template.

    Args:
        key: name of the figure kind; zoom and selection survive a refresh under it.
        title: what is drawn; escaped already where names are in it.
        subtitle: sample, split, intervals.
        look: where it is shown.
    """
    figure = GatheringFigure()
    figure.update_layout(
        template=template(look.mode, lecture=look.lecture),
        title={"text": title, "subtitle": {"text": subtitle}},
        uirevision=key,
    )
    if further_lines := subtitle.count("<br>"):
        figure.update_layout(margin={"t": (TOP + LINE * further_lines) * look.text_size})
    return figure


def make_room(figure: go.Figure, lines: int, look: Look) -> None:
    """Give a figure with a title room for further lines above its panels.

    Args:
        figure: of ``new_figure``.
        lines: lines of text.
        look: where it is shown.
    """
    top = figure.layout.margin.t or TOP * look.text_size
    figure.update_layout(margin={"t": top + LINE * lines * look.text_size})


def empty_figure(key: str, message: str, look: Look) -> go.Figure:
    """Return a figure that says why it is empty."""
    figure = new_figure(key, "", "", look)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        text=plain(message),
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"size": 1.2 * look.text_size, "color": look.ground.muted},
    )
    return figure


def translucent(colour: str, opacity: float) -> str:
    """Return a hexadecimal colour with an opacity.

    Example:
        >>> translucent("#0072B2", 0.2)
        'rgba(0,114,178,0.2)'
    """
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
