"""The pipeline from data to prediction, with every method where it acts."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from ltcore.analysis import short_title
from ltcore.methods import MethodRecord
from ltcore.methods.base import PLACES, Place
from ltcore.plots.axes import EM, WIDTH
from ltcore.plots.palette import method_style
from ltcore.plots.text import count, plain
from ltcore.plots.theme import Look, new_figure

KEY = "pipeline"
MEANING: Mapping[Place, str] = {
    "data": "which examples there are",
    "sampler": "how often each is drawn",
    "views": "how an image is changed or mixed",
    "features": "what the network makes of it",
    "classifier": "the last layer: one direction per class",
    "logits": "one score per class, shifted or scaled",
    "loss": "what an error costs",
    "prediction": "which class is answered after training",
}
"""What can be changed at each place."""
TIP = 0.1
"""Length of an arrow's tip, in widths of a place."""
ARROW_LINES = 2.4
"""Height of an arrow, in lines of text."""
LINE_HEIGHT = 1.35
"""In text sizes."""


@dataclass(frozen=True)
class Layout:
    """Where the places stand: so many side by side, each so many letters wide."""

    per_row: int
    letters: int

    @classmethod
    def of(cls, look: Look) -> "Layout":
        """Return one row at a desk, two with the large text of a lecture."""
        per_row = len(PLACES) // 2 if look.lecture else len(PLACES)
        return cls(per_row, int(WIDTH / per_row / (EM * look.text_size)) - 1)


def pipeline_figure(records: Sequence[MethodRecord], *, look: Look | None = None) -> go.Figure:
    """Draw the places as a chain of arrows, under each what it means and the methods that act there.

    Args:
        records: the methods, in the order in which the field found them.
        look: where it is shown.

    Returns:
        A figure whose ``layout.height`` is the height in pixels that it needs.
    """
    look = look or Look()
    layout = Layout.of(look)
    figure = new_figure(KEY, _title(records), "", look)
    methods = by_place(records)
    y = 0.0
    for start in range(0, len(PLACES), layout.per_row):
        lowest = y
        for column, place in enumerate(PLACES[start : start + layout.per_row]):
            _draw_arrow(figure, place, column, y, look, filled=bool(methods[place]))
            bottom = _draw_column(figure, place, methods[place], (column, y), look)
            lowest = max(lowest, bottom)
        y = lowest + 1
    figure.update_xaxes(visible=False, range=[0, layout.per_row + TIP], fixedrange=True)
    figure.update_yaxes(visible=False, range=[y - 1, 0], fixedrange=True)
    top = 3.2 * look.text_size
    figure.update_layout(
        showlegend=False,
        height=round(top + (y - 1) * LINE_HEIGHT * look.text_size),
        margin={"t": top, "b": 0, "l": 0, "r": 0},
    )
    return figure


def words_pipeline(records: Sequence[MethodRecord]) -> str:
    """Say at which places the methods act, and where none does.

    Args:
        records: the methods.
    """
    methods = by_place(records)
    taken = [
        f"{place} ({MEANING[place]}): {', '.join(short_title(record.name) for record in methods[place])}"
        for place in PLACES
        if methods[place]
    ]
    free = [place for place in PLACES if not methods[place]]
    said = f"{count(len(records), 'method')} of this lab, by the place where each acts. "
    said += ". ".join(f"{words[0].upper()}{words[1:]}" for words in taken) + "."
    return said + (f"\nNone acts at {', '.join(free)} yet." if free else "")


def by_place(records: Sequence[MethodRecord]) -> Mapping[Place, Sequence[MethodRecord]]:
    """Return the methods at each place of the pipeline.

    Example:
        >>> from ltcore.methods import METHODS
        >>> [record.name for record in by_place([METHODS["ldam"], METHODS["erm"]])["logits"]]
        ['ldam']
    """
    return {place: [record for record in records if record.place == place] for place in PLACES}


def _title(records: Sequence[MethodRecord]) -> str:
    places = len({record.place for record in records})
    return f"{count(len(records), 'method')} act at {places} of {len(PLACES)} places"


def _draw_arrow(
    figure: go.Figure, place: Place, column: int, y: float, look: Look, *, filled: bool
) -> None:
    left, right = column + 0.02, column + 1 - 0.02
    top, middle, bottom = y, y + ARROW_LINES / 2, y + ARROW_LINES
    figure.add_shape(
        type="path",
        path=(
            f"M {left},{top} L {right},{top} L {right + TIP},{middle} L {right},{bottom} "
            f"L {left},{bottom} L {left + TIP},{middle} Z"
        ),
        fillcolor=look.ground.ink if filled else look.ground.medium,
        line={"color": look.ground.ink if filled else look.ground.faint, "width": 1},
    )
    figure.add_annotation(
        text=f"<b>{place}</b>",
        x=(left + right + TIP) / 2,
        y=middle,
        showarrow=False,
        font={"color": look.ground.paper if filled else look.ground.muted},
    )


def _draw_column(
    figure: go.Figure,
    place: Place,
    records: Sequence[MethodRecord],
    at: tuple[int, float],
    look: Look,
) -> float:
    """Write what a place means and its methods under its arrow; return where that ends."""
    letters = Layout.of(look).letters
    column, y = at[0] + 0.06, at[1] + ARROW_LINES + 0.5
    meaning = textwrap.wrap(MEANING[place], letters)
    _write(figure, column, y, meaning, look.ground.muted)
    y += max(len(textwrap.wrap(text, letters)) for text in MEANING.values()) + 0.5
    marks: list[tuple[float, MethodRecord]] = []
    for record in records:
        lines = textwrap.wrap(short_title(record.name), letters)
        _write(figure, column + 0.1, y, [plain(line) for line in lines], look.ground.ink)
        marks.append((y + 0.5, record))
        y += len(lines) + 0.25
    if not records:
        _write(figure, column, y, ["none yet"], look.ground.muted)
        y += 1
    _draw_marks(figure, column + 0.04, marks, look)
    return y


def _write(figure: go.Figure, x: float, y: float, lines: Sequence[str], colour: str) -> None:
    figure.add_annotation(
        text="<br>".join(lines),
        x=x,
        y=y,
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
        borderpad=0,
        font={"color": colour},
    )


def _draw_marks(
    figure: go.Figure, x: float, marks: Sequence[tuple[float, MethodRecord]], look: Look
) -> None:
    """Put each method's own mark and colour before its name; the hover says what it does."""
    if not marks:
        return
    styles = [method_style(record.name) for _, record in marks]
    figure.add_trace(
        go.Scatter(
            x=np.full(len(marks), x, dtype=np.float32),
            y=np.array([y for y, _ in marks], dtype=np.float32),
            mode="markers",
            marker={
                "size": 0.65 * look.text_size,
                "symbol": [style.symbol for style in styles],
                "color": [look.shade(style).line for style in styles],
            },
            hovertext=[
                f"{plain(record.title)}<br>{'<br>'.join(textwrap.wrap(record.summary, 60))}<br>"
                f"{plain(record.source.title)}, {record.source.year}"
                for _, record in marks
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
