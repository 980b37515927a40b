"""The pipeline from data to prediction, with every method where it acts."""

import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ltcore.analysis import short_title
from ltcore.methods import MethodRecord
from ltcore.methods.base import PLACES, Place
from ltcore.methods.family import Family
from ltcore.plots.base.axes import EM, WIDTH
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import Look, new_figure

KEY = "pipeline"
MEANING: Mapping[Place, str] = {
    "data": "which examples there are",
    "sampler": "how often each one is drawn",
    "views": "how an image is changed or mixed",
    "features": "what the network turns it into",
    "classifier": "the last layer: one direction per class",
    "logits": "one score per class, shifted or scaled",
    "loss": "what an error costs",
    "prediction": "which class is predicted after training",
}
"""What can be changed at each place."""
TIP = 0.1
"""Length of an arrow's tip, in widths of a place."""
ARROW_LINES = 2.4
"""Height of an arrow, in lines of text."""
LEAST_WIDTH = 1150
"""Pixels; in a narrower place the chain scrolls sideways."""
LINE_HEIGHT = 1.35
"""In text sizes."""


MOST_IN_LECTURE = 5
"""Lines of methods under a place in a lecture, where all places are on one screen."""


@dataclass(frozen=True)
class Layout:
    """Where the places stand: so many side by side, each so many letters wide, with so many methods."""

    per_row: int
    letters: int
    most: int

    @classmethod
    def of(cls, look: Look) -> "Layout":
        """Return one row at a desk, two with the large text of a lecture."""
        per_row = len(PLACES) // 2 if look.lecture else len(PLACES)
        most = MOST_IN_LECTURE if look.lecture else sys.maxsize
        return cls(per_row, int(WIDTH / per_row / (EM * look.text_size)) - 1, most)


def pipeline_figure(
    records: Sequence[MethodRecord], families: Sequence[Family] = (), *, look: Look | None = None
) -> go.Figure:
    """Draw the places as a chain of arrows, under each what it means and the methods that act there.

    Args:
        records: the methods, in the order in which the field found them.
        families: ideas; where no method acts, those that the lab has on other pages are named.
        look: where it is shown.

    Returns:
        A figure whose ``layout.height`` is the height in pixels that it needs.
    """
    look = look or Look()
    layout = Layout.of(look)
    figure = new_figure(KEY, _title(records), "", look)
    methods = by_place(records)
    elsewhere = on_other_pages(families)
    drawing, y = Drawing(look), 0.0
    for start in range(0, len(PLACES), layout.per_row):
        lowest = y
        for column, place in enumerate(PLACES[start : start + layout.per_row]):
            drawing.arrow(place, column, y, filled=bool(methods[place]))
            below = drawing.column(place, methods[place], column, y)
            if not methods[place]:
                below = drawing.other_pages(elsewhere[place], column, below)
            lowest = max(lowest, below)
        y = lowest + 1
    figure.add_trace(drawing.trace())
    # All at once: plotly checks every one again for each that is added.
    figure.update_layout(annotations=drawing.annotations, shapes=drawing.shapes)
    figure.update_xaxes(visible=False, range=[0, layout.per_row + TIP], fixedrange=True)
    figure.update_yaxes(visible=False, range=[y - 1, 0], fixedrange=True)
    top = 3.2 * look.text_size
    figure.update_layout(
        showlegend=False,
        height=round(top + (y - 1) * LINE_HEIGHT * look.text_size),
        margin={"t": top, "b": 0, "l": 0, "r": 0},
        meta={"least_width": LEAST_WIDTH},
    )
    return figure


def words_pipeline(records: Sequence[MethodRecord], families: Sequence[Family] = ()) -> str:
    """Say at which places the methods act, and what acts where none of them does.

    Args:
        records: the methods.
        families: ideas, of which some are on other pages of the lab.
    """
    methods = by_place(records)
    taken = [
        f"{place} ({MEANING[place]}): {', '.join(short_title(record.name) for record in methods[place])}"
        for place in PLACES
        if methods[place]
    ]
    elsewhere = on_other_pages(families)
    others = [
        f"{place} ({MEANING[place]}): {', '.join(family.title for family in elsewhere[place])}"
        for place in PLACES
        if not methods[place] and elsewhere[place]
    ]
    free = [place for place in PLACES if not methods[place] and not elsewhere[place]]
    said = f"{count(len(records), 'method')} in this lab, by the place where each acts. "
    said += ". ".join(f"{words[0].upper()}{words[1:]}" for words in taken) + "."
    if others:
        said += f"\nNot counted as methods, but on other pages of this lab: {'; '.join(others)}."
    return said + (f"\nNone acts at {', '.join(free)} yet." if free else "")


def by_place(records: Sequence[MethodRecord]) -> Mapping[Place, Sequence[MethodRecord]]:
    """Return the methods at each place of the pipeline.

    Example:
        >>> from ltcore.methods import METHODS
        >>> [record.name for record in by_place([METHODS["ldam"], METHODS["erm"]])["logits"]]
        ['ldam']
    """
    return {place: [record for record in records if record.place == place] for place in PLACES}


def on_other_pages(families: Sequence[Family]) -> Mapping[Place, Sequence[Family]]:
    """Return the ideas at each place that no method implements, but a pre-training or a page of the lab does.

    Example:
        >>> from ltcore.methods.families import FAMILIES
        >>> [family.name for family in on_other_pages([FAMILIES["plug_in"], FAMILIES["ldam"]])["prediction"]]
        ['plug_in']
    """
    others = [family for family in families if family.is_here and not family.methods]
    return {place: [family for family in others if family.place == place] for place in PLACES}


def _title(records: Sequence[MethodRecord]) -> str:
    places = len({record.place for record in records})
    return f"{count(len(records), 'method')} act at {places} of {len(PLACES)} places"


class Drawing:
    """What is drawn: arrows, texts, and the marks of the methods.

    Args:
        look: where it is shown.
    """

    def __init__(self, look: Look) -> None:
        self.annotations: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self._marks: list[tuple[float, float, MethodRecord]] = []
        self._look = look
        self._letters, self._most = Layout.of(look).letters, Layout.of(look).most

    def arrow(self, place: Place, column: int, y: float, *, filled: bool) -> None:
        """Draw the arrow of a place, filled where a method acts."""
        ground = self._look.ground
        left, right = column + 0.02, column + 1 - 0.02
        middle, bottom = y + ARROW_LINES / 2, y + ARROW_LINES
        self.shapes.append(
            {
                "type": "path",
                "path": f"M {left},{y} L {right},{y} L {right + TIP},{middle} L {right},{bottom} "
                f"L {left},{bottom} L {left + TIP},{middle} Z",
                "fillcolor": ground.ink if filled else ground.medium,
                "line": {"color": ground.ink if filled else ground.faint, "width": 1},
            }
        )
        self.annotations.append(
            {
                "text": f"<b>{place}</b>",
                "x": (left + right + TIP) / 2,
                "y": middle,
                "showarrow": False,
                "font": {"color": ground.paper if filled else ground.muted},
            }
        )

    def column(
        self, place: Place, records: Sequence[MethodRecord], column: int, top: float
    ) -> float:
        """Write what a place means and its methods under its arrow; return where that ends.

        In a lecture the words below the picture say what places mean, and name the methods that are left out.
        """
        ground, left, y = self._look.ground, column + 0.06, top + ARROW_LINES + 0.5
        if not self._look.lecture:
            self._write(left, y, self._wrap(MEANING[place]), ground.muted)
            y += max(len(self._wrap(text)) for text in MEANING.values()) + 0.5
        shown = records if len(records) <= self._most else records[: self._most - 1]
        for record in shown:
            lines = self._lines(short_title(record.name))
            self._write(left + 0.06, y, lines, ground.ink)
            self._marks.append((column + 0.06, y + 0.5, record))
            y += len(lines) + 0.25
        if len(shown) < len(records):
            self._write(left + 0.06, y, [f"and {len(records) - len(shown)} more"], ground.muted)
            y += 1.25
        return y

    def other_pages(self, families: Sequence[Family], column: int, top: float) -> float:
        """Name what acts at a place without methods, from ``top`` on; return where that ends."""
        ground, left, y = self._look.ground, column + 0.06, top
        heading = self._wrap("on other pages:" if families else "none yet")
        self._write(left, y, heading, ground.muted)
        y += len(heading) + 0.25
        for family in families:
            lines = self._lines(family.title)
            self._write(left + 0.06, y, lines, ground.ink)
            y += len(lines) + 0.25
        return y

    def trace(self) -> go.Scatter:
        """Return each method's own mark, before its name; the hover says what it does."""
        styles = [method_style(record.name) for _, _, record in self._marks]
        return go.Scatter(
            x=np.array([x for x, _, _ in self._marks], dtype=np.float32),
            y=np.array([y for _, y, _ in self._marks], dtype=np.float32),
            mode="markers",
            marker={
                "size": 0.65 * self._look.text_size,
                "symbol": [style.symbol for style in styles],
                "color": [self._look.shade(style).line for style in styles],
            },
            hovertext=[
                f"{plain(record.title)}<br>{'<br>'.join(textwrap.wrap(record.summary, 60))}<br>"
                f"{plain(record.source.title)}, {record.source.year}"
                for _, _, record in self._marks
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )

    def _lines(self, name: str) -> list[str]:
        """Return the name of a method as it is written; a lecture has one line for it."""
        return [shorten(name, self._letters)] if self._look.lecture else self._wrap(name)

    def _wrap(self, text: str) -> list[str]:
        return textwrap.wrap(text, self._letters)

    def _write(self, x: float, y: float, lines: Sequence[str], colour: str) -> None:
        self.annotations.append(
            {
                "text": "<br>".join(map(plain, lines)),
                "x": x,
                "y": y,
                "xanchor": "left",
                "yanchor": "top",
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "font": {"color": colour},
            }
        )
