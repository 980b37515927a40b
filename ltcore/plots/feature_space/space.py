"""Features on a plane: one or two maps on shared axes, classes by frequency, the tail on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.feature_space.maps import EVERY_CLASS, group_separation
from ltcore.plots.base.axes import EM, MAX_NAMED_CLASSES, WIDTH, caption
from ltcore.plots.base.series import arm_label
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure, translucent
from ltcore.plots.feature_space.label_places import class_medians, label_places
from ltcore.plots.feature_space.marks import (
    FREQUENCY,
    NAME_LENGTH,
    class_shades,
    class_symbols,
    hovers,
    marks,
)

KEY = "feature_space"
GL_BEYOND = 1500
"""More points than this are drawn by the graphics card, where single marks are no elements of the page."""
LABELLED_ENDS = 3
"""Of many classes, this many of the most frequent and as many of the rarest are named."""
GAP = 0.03
"""Share of the width between two maps."""
PANEL_HEIGHT = 330
"""Height in pixels of a map for which names are spread."""
MARGIN = 0.05
"""Room around the outermost examples, as a share of the range."""
TITLES = {"tail": "Tail", EVERY_CLASS: "All classes"}
FAINT = 0.3
STRONG = 0.85
"""Opacity of marks that stand back, and of the others."""


@dataclass(frozen=True)
class MapView:
    """What a reader has chosen to see on a map.

    Attributes:
        notes: what is below the title: the method, how many examples of which split.
        class_rank: the class that stands out, by its rank; None for all.
        example: the example that carries a ring, by its id; None for none.
        faint: whether the map stands in for one that is being computed.
    """

    notes: Sequence[str] = ()
    class_rank: int | None = None
    example: int | None = None
    faint: bool = False


def feature_space_figure(
    frame: pd.DataFrame,
    separation: pd.DataFrame,
    view: MapView | None = None,
    *,
    look: Look | None = None,
) -> go.Figure:
    """Draw one map per run, side by side on shared axes.

    Args:
        frame: rows of ``map_frame``, of one run or two.
        separation: rows of ``separation_table`` of the same runs, with their name in ``label``.
        view: what is said about the maps, and what stands out.
        look: where it is shown.
    """
    look, view = look or Look(), view or MapView()
    if frame.empty:
        return empty_figure(KEY, "No features to map yet", look)
    labels = frame["label"].drop_duplicates().tolist()
    notes = [
        *view.notes,
        "open: misclassified",
        "" if view.class_rank is not None else "warm: tail",
    ]
    figure = new_figure(KEY, _title(separation, view), caption(notes, look), look)
    make_room(figure, 1, look)
    figure.update_layout(margin={"b": 8, "l": 8, "r": 8}, showlegend=False)
    _lay_out(figure, frame, len(labels), look)
    notes_on_maps: list[dict[str, Any]] = []
    for place, label in enumerate(labels):
        panel, rows = _Panel(place, len(labels), look, view), frame[frame["label"] == label]
        figure.add_traces(panel.traces(rows))
        notes_on_maps += [
            panel.head(label, separation[separation["label"] == label]),
            *panel.names(rows),
        ]
    # All at once: plotly checks the whole layout with each annotation that is added.
    figure.update_layout(annotations=notes_on_maps)
    return figure


@dataclass(frozen=True)
class _Panel:
    """One map of the figure."""

    place: int
    panels: int
    look: Look
    view: MapView

    def traces(self, rows: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the examples of one run, the tail (or the class that stands out) on top, and the ring."""
        classes, on_top = _classes(rows), self._on_top(rows)
        # As dictionaries: plotly would check the marks of a trace object a second time.
        kind = {"type": "scattergl" if len(rows) * self.panels > GL_BEYOND else "scatter"}
        return [
            kind | self._points(rows[~on_top], classes, top=False),
            kind | self._points(rows[on_top], classes, top=True),
            self._ring(rows[rows["index"] == self.view.example]),
        ]

    def head(self, label: str, separation: pd.DataFrame) -> dict[str, Any]:
        """Return what stands above the map: what it is, and how far its classes are apart."""
        size = self.look.text_size
        room = int(WIDTH / self.panels / (EM * size))
        return {
            "text": f"<b>{arm_label(label, room)}</b><br>{_numbers(separation, self.view)}",
            "x": _domain(self.place, self.panels)[0],
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "font": {"size": size, "color": self.look.ground.ink},
        }

    def names(self, rows: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the classes' names, at the medians of their examples; none on a map that stands in."""
        if self.view.faint:
            return []
        named = _named(_classes(rows), self.view.class_rank)
        places = rows[["x", "y"]].to_numpy(dtype=np.float64)
        medians = class_medians(places, rows["rank"].to_numpy(), named["rank"].tolist())
        size = self.look.text_size
        texts = [shorten(name, 16) for name in named["name"]]
        widths = [(len(text) + 1) * 1.1 * EM * size for text in texts]
        pixels = PANEL_HEIGHT / max(float(np.ptp(places[:, 1])), 1e-6)
        found = label_places(medians * pixels, widths, 1.25 * size)
        return [
            self._name(text, (place[0] / pixels, place[1] / pixels), strong=strong)
            for text, strong, place in zip(texts, self._on_top(named), found, strict=True)
            if place is not None
        ]

    def _name(self, text: str, place: tuple[float, float], *, strong: bool) -> dict[str, Any]:
        ground = self.look.ground
        return {
            "text": f"<b>{plain(text)}</b>" if strong else plain(text),
            "x": place[0],
            "y": place[1],
            "xref": self._axes()["xaxis"],
            "yref": self._axes()["yaxis"],
            "showarrow": False,
            "borderpad": 1,
            "bgcolor": translucent(ground.paper, 0.75),
            "font": {"size": self.look.text_size, "color": ground.ink if strong else ground.muted},
        }

    def _points(self, rows: pd.DataFrame, classes: pd.DataFrame, *, top: bool) -> dict[str, Any]:
        one_stands_out = self.view.class_rank is not None
        faint = self.view.faint or (one_stands_out and not top)
        symbols = class_symbols(classes) if top else dict.fromkeys(classes["rank"], 0)
        colours = self._colours(rows, classes, faint=faint)
        return {
            "x": rows["x"].to_numpy(dtype=np.float32),
            "y": rows["y"].to_numpy(dtype=np.float32),
            "mode": "markers",
            "customdata": rows["index"].to_numpy(dtype=np.int32),
            "marker": {
                **colours,
                "symbol": marks(rows, symbols),
                "size": (8 if top else 5.5) + (2 if self.look.lecture else 0),
                "opacity": FAINT if faint else STRONG,
                "line": {"width": 1.3, **colours},
            },
            "hovertext": None if self.view.faint else hovers(rows),
            "hoverinfo": "skip" if self.view.faint else "text",
            **self._axes(),
        }

    def _colours(self, rows: pd.DataFrame, classes: pd.DataFrame, *, faint: bool) -> dict[str, Any]:
        if faint:
            return {"color": self.look.ground.bar}
        shades = rows["rank"].map(class_shades(classes)).to_numpy(dtype=np.float32)
        return {"color": shades, "colorscale": FREQUENCY[self.look.mode], "cmin": 0, "cmax": 1}

    def _ring(self, example: pd.DataFrame) -> dict[str, Any]:
        return {
            "type": "scatter",
            "x": example["x"].to_numpy(dtype=np.float32),
            "y": example["y"].to_numpy(dtype=np.float32),
            "mode": "markers",
            "marker": {
                "symbol": "circle-open",
                "size": 24,
                "color": self.look.ground.ink,
                "line": {"width": 3},
            },
            "hoverinfo": "skip",
            **self._axes(),
        }

    def _on_top(self, rows: pd.DataFrame) -> "pd.Series[bool]":
        """Return which rows are drawn on top: the class that stands out, or the tail."""
        chosen = self.view.class_rank
        return rows["group"] == "tail" if chosen is None else rows["rank"] == chosen

    def _axes(self) -> dict[str, str]:
        suffix = str(self.place + 1) if self.place else ""
        return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def _classes(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop_duplicates("rank").sort_values("rank")


def _lay_out(figure: go.Figure, frame: pd.DataFrame, panels: int, look: Look) -> None:
    """Give every map the same range and the same length for one unit to the side and up."""
    lines = {"showline": True, "mirror": True, "linecolor": look.ground.grid}
    edge = {"showticklabels": False, "showgrid": False, **lines}
    for place in range(panels):
        suffix = str(place + 1) if place else ""
        figure.update_layout(
            {
                f"xaxis{suffix}": {
                    **edge,
                    "range": _reach(frame["x"]),
                    "domain": _domain(place, panels),
                    "anchor": f"y{suffix}",
                    "matches": "x" if place else None,
                },
                f"yaxis{suffix}": {
                    **edge,
                    "range": _reach(frame["y"]),
                    "anchor": f"x{suffix}",
                    "matches": "y" if place else None,
                    "scaleanchor": None if place else "x",
                },
            }
        )


def _reach(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = MARGIN * max(high - low, 1e-6)
    return low - room, high + room


def _domain(place: int, panels: int) -> tuple[float, float]:
    width = (1 - GAP * (panels - 1)) / panels
    return place * (width + GAP), place * (width + GAP) + width


def _named(classes: pd.DataFrame, chosen: int | None) -> pd.DataFrame:
    """Return the classes whose names are written, the most important first."""
    rarest_first = classes.iloc[::-1]
    if len(classes) > MAX_NAMED_CLASSES:
        ends = pd.concat([rarest_first.head(LABELLED_ENDS), classes.head(LABELLED_ENDS)])
        return ends if chosen is None else classes[classes["rank"] == chosen]
    stands_out = rarest_first["rank"] == chosen
    return pd.concat([rarest_first[stands_out], rarest_first[~stands_out]])


def _title(separation: pd.DataFrame, view: MapView) -> str:
    if view.class_rank is not None:
        row = separation[separation["rank"] == view.class_rank].iloc[0]
        seen = count(row["train_count"], "training example")
        return f"Class {plain(row['name'], NAME_LENGTH)}, {seen}"
    tables = [group_separation(rows) for _, rows in separation.groupby("label", sort=False)]
    which = "tail" if all(table["classes"]["tail"] for table in tables) else EVERY_CLASS
    purity, recall = (
        " and ".join(percent(table[column][which]) for table in tables)
        for column in ("purity", "recall")
    )
    return f"{TITLES[which]}: {purity} same-class neighbours, {recall} recognised"


def _numbers(separation: pd.DataFrame, view: MapView) -> str:
    if view.class_rank is not None:
        row = separation[separation["rank"] == view.class_rank].iloc[0]
        purity, recall = percent(row["purity"]), percent(row["recall"])
        return f"same-class neighbours {purity}, recognised {recall}"
    table = group_separation(separation)
    tail = f", tail {percent(table['purity']['tail'])}" if table["classes"]["tail"] else ""
    return f"same-class neighbours {percent(table['purity'][EVERY_CLASS])}{tail}"
