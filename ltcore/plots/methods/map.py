"""The families of methods on a time line, one lane per place of action."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.methods.base import PLACES
from ltcore.plots.base.axes import EM, caption
from ltcore.plots.base.palette import Style
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import TOP, Look, empty_figure, new_figure, translucent

KEY = "methods_map"
WIDTH = 1000
"""Width in pixels of the drawing area for which names are laid out; a wider figure only gains room."""
LEAST_WIDTH = WIDTH + 100
"""Pixels that this takes with the names of the lanes; in a narrower place the map scrolls sideways."""
FIRST_YEAR, BREAK, LAST_YEAR = 1990, 2015, 2024
"""The axis is drawn wider from the middle year on, when most ideas came."""
RECENT = 2020
"""The title says how many families are from this year or later."""
EARLY_SHARE = 0.27
"""Share of the width that the years before the break take."""
ROW = 1.5
"""Height of one row of names, in text sizes."""
LANE_GAP = 0.35
"""Room between two lanes, in rows."""
MARK = 0.8
"""Size of a mark, in text sizes."""
HERE, CHOSEN = Style("blue", 0), Style("orange", 0)
TICK_YEARS = (1990, 1995, 2000, 2005, 2010, *range(2015, 2024))


@dataclass(frozen=True)
class Spot:
    """Where a family is drawn.

    Attributes:
        x: from 0 (left) to 1.
        row: row of names, counted from the top of the figure.
        left: whether the name stands to the left of its mark, where there is no room to the right.
    """

    x: float
    row: float
    left: bool


def year_place(year: float) -> float:
    """Return where a year is on the axis, from 0 to 1; years after the break are wider.

    Example:
        >>> year_place(1990), year_place(2015), year_place(2024)
        (0.0, 0.27, 1.0)
    """
    if year <= BREAK:
        return EARLY_SHARE * (year - FIRST_YEAR) / (BREAK - FIRST_YEAR)
    return EARLY_SHARE + (1 - EARLY_SHARE) * (year - BREAK) / (LAST_YEAR - BREAK)


def lay_out(frame: pd.DataFrame, look: Look) -> tuple[list[Spot], dict[str, tuple[float, float]]]:
    """Return a spot for each family such that no name covers another, and the lanes.

    Each lane is as many rows high as its names need.

    Args:
        frame: frame of ``family_frame``, in its order.
        look: where it is shown; larger text needs more rows.

    Returns:
        One spot per row of ``frame``, and place -> (top, bottom) of its lane, in rows from the top.
    """
    spots: list[Spot] = []
    lanes: dict[str, tuple[float, float]] = {}
    top = 0.0
    for place in (place for place in PLACES if (frame["place"] == place).any()):
        members = frame[frame["place"] == place]
        rows = _pack(members["title"].tolist(), members["year"].tolist(), look)
        spots += [Spot(spot.x, top + spot.row, spot.left) for spot in rows]
        bottom = top + 1 + max(spot.row for spot in rows)
        lanes[place] = (top, bottom)
        top = bottom + LANE_GAP
    return spots, lanes


def _pack(titles: Sequence[str], years: Sequence[int], look: Look) -> list[Spot]:
    """Put each name into the first row of its lane in which it is free."""
    size = look.text_size
    taken: list[list[tuple[float, float]]] = []
    spots = []
    for title, year in zip(titles, years, strict=True):
        centre, half = WIDTH * year_place(year), MARK * size / 2
        length = EM * size * (len(title) + 2)
        left = centre + half + length > WIDTH
        begin, end = (
            (centre - half - length, centre + half)
            if left
            else (centre - half, centre + half + length)
        )
        row = next(
            (
                row
                for row, spans in enumerate(taken)
                if all(end < low or begin > high for low, high in spans)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((begin, end))
        spots.append(Spot(centre / WIDTH, row, left))
    return spots


def map_height(frame: pd.DataFrame, look: Look) -> int:
    """Return the height in pixels that the map needs, title and axis included."""
    _, lanes = lay_out(frame, look)
    rows = max((bottom for _, bottom in lanes.values()), default=1.0)
    return round((TOP + ROW * rows + 3.2) * look.text_size)


def methods_map_figure(
    frame: pd.DataFrame, selected: str = "", *, look: Look | None = None
) -> go.Figure:
    """Draw one mark per family: its year, its place of action, filled where it is in the lab.

    The ``customdata`` of a mark is the number of its row in ``frame``.

    Args:
        frame: frame of ``family_frame``, or some of its rows.
        selected: name of the family that is highlighted.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No family acts there", look)
    here = int(frame["implemented"].sum())
    figure = new_figure(
        KEY,
        _title(frame),
        caption(
            [
                f"filled: {here} with a method or a page in this lab",
                "hollow: not yet",
                f"years from {BREAK} on are drawn wider",
            ],
            look,
        ),
        look,
    )
    spots, lanes = lay_out(frame, look)
    _draw_lanes(figure, lanes, look)
    for implemented in (False, True):
        rows = np.flatnonzero(frame["implemented"].to_numpy() == implemented)
        if rows.size:
            _draw_marks(figure, frame, spots, rows, look)
    _write_names(figure, frame, spots, selected, look)
    _label_axes(figure, lanes)
    figure.update_layout(
        showlegend=False, margin={"b": 8, "r": 8}, meta={"least_width": LEAST_WIDTH}
    )
    return figure


def words_methods_map(frame: pd.DataFrame) -> str:
    """Say how many families there are, how many of them are in the lab, and what each decade brought.

    Example:
        >>> frame = pd.DataFrame({"place": ["loss", "data", "loss"], "year": [1991, 2002, 2009],
        ...                       "implemented": [True, False, False], "methods": ["erm", "", ""]})
        >>> print(words_methods_map(frame))
        3 families, 1 of them with a method or a page in this lab (1 method).
        1990s: 1, including the first to act on the loss. 2000s: 2, including the first to act on the data.
    """
    if frame.empty:
        return "No family acts there."
    methods = sum(len(names.split(", ")) for names in frame["methods"] if names)
    known: set[str] = set()
    decades = []
    for decade, rows in frame.groupby(frame["year"] // 10 * 10):
        new = [place for place in PLACES if place in set(rows["place"]) - known]
        known |= set(rows["place"])
        first = f", including the first to act on the {_listed(new)}" if new else ""
        decades.append(f"{decade}s: {len(rows)}{first}.")
    return (
        f"{_families(len(frame))}, {int(frame['implemented'].sum())} of them with a method or a "
        f"page in this lab ({count(methods, 'method')}).\n" + " ".join(decades)
    )


def _title(frame: pd.DataFrame) -> str:
    late = int((frame["year"] >= RECENT).sum())
    title = f"{_families(len(frame))} of methods"
    return f"{title}, {late} of them since {RECENT}" if 0 < late < len(frame) else title


def _families(number: int) -> str:
    return "1 family" if number == 1 else f"{number} families"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _draw_lanes(figure: go.Figure, lanes: dict[str, tuple[float, float]], look: Look) -> None:
    for number, (top, bottom) in enumerate(lanes.values()):
        figure.add_shape(
            type="rect",
            x0=0,
            x1=1,
            xref="paper",
            y0=top - LANE_GAP / 2,
            y1=bottom + LANE_GAP / 2,
            layer="below",
            line_width=0,
            fillcolor=look.ground.medium if number % 2 == 0 else look.ground.head,
        )


def _draw_marks(
    figure: go.Figure, frame: pd.DataFrame, spots: Sequence[Spot], rows: np.ndarray, look: Look
) -> None:
    implemented = bool(frame["implemented"].iloc[rows[0]])
    blue = look.shade(HERE).line
    figure.add_trace(
        go.Scatter(
            x=np.array([spots[row].x for row in rows], dtype=np.float32),
            y=np.array([spots[row].row + 0.5 for row in rows], dtype=np.float32),
            customdata=rows.astype(np.int32),
            mode="markers",
            marker={
                "color": blue if implemented else look.ground.paper,
                "size": MARK * look.text_size,
                "line": {"color": blue if implemented else look.ground.bar, "width": 2},
            },
            hovertext=[_hover(frame.iloc[row]) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _hover(family: "pd.Series[str]") -> str:
    here = "in this lab" if family["implemented"] else "not in this lab yet"
    return f"{plain(family['title'])} ({family['year']}), acts on the {family['place']}<br>{here}"


def _write_names(
    figure: go.Figure, frame: pd.DataFrame, spots: Sequence[Spot], selected: str, look: Look
) -> None:
    for family, spot in zip(frame.itertuples(index=False), spots, strict=True):
        chosen = family.name == selected
        shift = 0.5 * MARK * look.text_size + 3
        figure.add_annotation(
            text=plain(family.title),
            x=spot.x,
            y=spot.row + 0.5,
            xanchor="right" if spot.left else "left",
            yanchor="middle",
            xshift=-shift if spot.left else shift,
            showarrow=False,
            bgcolor=translucent(look.shade(CHOSEN).line, 0.35) if chosen else None,
            font={
                "color": look.ground.ink if chosen or family.implemented else look.ground.muted,
                "weight": 700 if chosen else 400,
            },
        )


def _label_axes(figure: go.Figure, lanes: dict[str, tuple[float, float]]) -> None:
    bottom = max(bottom for _, bottom in lanes.values())
    figure.update_xaxes(
        range=[-0.005, 1],
        tickvals=[year_place(year) for year in TICK_YEARS],
        ticktext=[str(year) for year in TICK_YEARS],
        tickangle=0,
        showgrid=True,
    )
    figure.update_yaxes(
        range=[bottom + LANE_GAP / 2, -LANE_GAP / 2],
        tickvals=[(top + end) / 2 for top, end in lanes.values()],
        ticktext=list(lanes),
        showgrid=False,
    )
