"""Labels to the right of a figure, each at the height of what it names, none over another."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ltcore.plots.base.axes import EM
from ltcore.plots.base.spreading import spread
from ltcore.plots.base.theme import LINE, Look

LEAST_DRAWN = 290
"""Height in pixels of the drawing area on the smallest screen at a desk; labels are spread for it."""
DRAWN_IN_LECTURE = 400
"""Height in pixels that every drawing area has in a lecture."""
CAPITAL = 0.15
"""How much wider a capital is than a letter, in letters: names of methods are full of them."""


def line_share(look: Look) -> float:
    """Return the height of a line of text as a share of the lowest drawing area.

    Example:
        >>> round(line_share(Look()), 3), round(line_share(Look(lecture=True)), 3)
        (0.072, 0.072)
    """
    drawn = DRAWN_IN_LECTURE if look.lecture else LEAST_DRAWN
    return LINE * look.text_size / drawn


@dataclass(frozen=True)
class EndLabel:
    """What is written at the end of a line.

    Attributes:
        text: escaped already where names of people are in it.
        place: height in the drawing area, from 0 (bottom) to 1.
        colour: of the text.
        bold: whether it stands out.
    """

    text: str
    place: float
    colour: str
    bold: bool = False


def label_ends(figure: go.Figure, labels: Sequence[EndLabel], look: Look) -> None:
    """Write the labels to the right of the drawing area, and make room for them.

    Args:
        figure: a figure without a legend.
        labels: at least one.
        look: where it is shown.
    """
    places = spread([label.place for label in labels], line_share(look))
    for label, place in zip(labels, places, strict=True):
        figure.add_annotation(
            text=label.text,
            x=1,
            xref="paper",
            y=place,
            yref="paper",
            xanchor="left",
            yanchor="middle",
            xshift=6,
            showarrow=False,
            font={"color": label.colour, "weight": 700 if label.bold else 400},
        )
    longest = max(len(label.text) + CAPITAL * sum(map(str.isupper, label.text)) for label in labels)
    figure.update_layout(
        showlegend=False, margin={"r": (EM * longest + 1) * look.text_size, "b": 24}
    )
