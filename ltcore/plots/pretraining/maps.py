"""The same examples in the features before pre-training, after it, and after training: one map each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.pretraining.moments import MomentName
from ltcore.plots.base.axes import EM, MAX_NAMED_CLASSES, WIDTH, caption
from ltcore.plots.base.text import percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure, translucent
from ltcore.plots.feature_space.label_places import class_medians, label_places
from ltcore.plots.feature_space.marks import FREQUENCY, class_shades, class_symbols
from ltcore.plots.pretraining.names import MOMENTS
from ltcore.types import GROUPS

KEY = "pretraining_maps"
NOTHING = "No features kept yet"
GAP = 0.02
"""Between two maps, as a share of the width."""
PANEL_HEIGHT = 300
"""Height in pixels of a map for which names are spread."""
MARGIN = 0.06
"""Room around the outermost examples, as a share of the range."""
NAME_LENGTH = 12


def maps_figure(
    frame: pd.DataFrame,
    purity: pd.DataFrame,
    *,
    notes: Sequence[str] = (),
    look: Look | None = None,
) -> go.Figure:
    """Draw one map per moment, side by side, the tail warm and on top.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.moments.map_frame``.
        purity: frame of ``purity_frame`` of the same examples.
        notes: what is below the title: the run, the method, how many examples of which split.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    moments = [name for name in MOMENTS if name in set(frame["moment"])]
    figure = new_figure(KEY, _title(purity, moments), caption([*notes, "warm: tail"], look), look)
    make_room(figure, 1, look)
    figure.update_layout(margin={"b": 8, "l": 8, "r": 8}, showlegend=False)
    for place, moment in enumerate(moments):
        rows = frame[frame["moment"] == moment]
        _frame_of(figure, rows, place, len(moments), look)
        _draw(figure, rows, place, look)
        _head(figure, moment, purity, place, len(moments), look)
        _name_classes(figure, rows, place, look)
    return figure


def words_maps(purity: pd.DataFrame) -> str:
    """Say which share of its nearest neighbours an example shares its class with, moment by moment.

    Args:
        purity: frame of ``ltcore.analysis.pretraining.moments.purity_frame``.

    Example:
        >>> table = pd.DataFrame({"moment": ["random"] * 2 + ["pretrained"] * 2, "chance": 0.1,
        ...                       "group": ["head", "tail"] * 2, "purity": [0.6, 0.2, 0.8, 0.3]})
        >>> print(words_maps(table))
        Share of the ten nearest neighbours of an example that belong to its class, in all dimensions of the
        features.
        Random weights: head 60 %, tail 20 %. After pre-training: head 80 %, tail 30 %.
        Neighbours drawn at random would give 10 %.
    """
    known = purity[purity["purity"].notna()]
    if known.empty:
        return f"{NOTHING}."
    told = []
    for moment, title in MOMENTS.items():
        rows = known[known["moment"] == moment]
        if rows.empty:
            continue
        means = rows.groupby("group")["purity"].mean()
        groups = [f"{group} {percent(means[group])}" for group in GROUPS if group in means.index]
        told.append(f"{title}: {', '.join(groups) or percent(rows['purity'].mean())}.")
    return (
        "Share of the ten nearest neighbours of an example that belong to its class, in all dimensions of "
        f"the features.\n{' '.join(told)}\nNeighbours drawn at random would give "
        f"{percent(known['chance'].mean())}."
    )


def _title(purity: pd.DataFrame, moments: Sequence[str]) -> str:
    tail = purity[purity["group"] == "tail"]
    rows, of = (tail, "Tail: ") if len(tail) else (purity, "")
    means = rows.groupby("moment")["purity"].mean()
    shares = [percent(means[moment]) for moment in moments if moment in means.index]
    return f"{of}{', then '.join(shares)} same-class neighbours"


def _frame_of(figure: go.Figure, rows: pd.DataFrame, place: int, panels: int, look: Look) -> None:
    """Give a map its part of the width, and the same length for one unit to the side and up."""
    width = (1 - GAP * (panels - 1)) / panels
    left, suffix = place * (width + GAP), _suffix(place)
    edge = {
        "showticklabels": False,
        "showgrid": False,
        "showline": True,
        "mirror": True,
        "linecolor": look.ground.grid,
    }
    figure.update_layout(
        {
            f"xaxis{suffix}": {
                **edge,
                "range": _reach(rows["x"]),
                "domain": (left, left + width),
                "anchor": f"y{suffix}",
            },
            f"yaxis{suffix}": {
                **edge,
                "range": _reach(rows["y"]),
                "anchor": f"x{suffix}",
                "scaleanchor": f"x{suffix}",
            },
        }
    )


def _draw(figure: go.Figure, rows: pd.DataFrame, place: int, look: Look) -> None:
    classes = rows.drop_duplicates("rank").sort_values("rank")
    shades, symbols = class_shades(classes), class_symbols(classes)
    in_tail = rows["group"] == "tail"
    for chosen, on_top in ((rows[~in_tail], False), (rows[in_tail], True)):
        colours = {
            "color": chosen["rank"].map(shades).to_numpy(dtype=np.float32),
            "colorscale": FREQUENCY[look.mode],
            "cmin": 0,
            "cmax": 1,
        }
        figure.add_trace(
            {
                "type": "scatter",
                "x": chosen["x"].to_numpy(dtype=np.float32),
                "y": chosen["y"].to_numpy(dtype=np.float32),
                "mode": "markers",
                "marker": {
                    **colours,
                    "symbol": chosen["rank"].map(symbols).to_numpy(dtype=np.int64) if on_top else 0,
                    "size": (8 if on_top else 6) + (2 if look.lecture else 0),
                    "opacity": 0.85,
                },
                "hovertext": [plain(name) for name in chosen["name"]],
                "hoverinfo": "text",
                "xaxis": f"x{_suffix(place)}",
                "yaxis": f"y{_suffix(place)}",
            }
        )


def _head(
    figure: go.Figure, moment: MomentName, purity: pd.DataFrame, place: int, panels: int, look: Look
) -> None:
    rows = purity[purity["moment"] == moment]
    tail = rows.loc[rows["group"] == "tail", "purity"]
    numbers = f"neighbours of its class {percent(rows['purity'].mean())}"
    room = int(WIDTH / panels / (EM * look.text_size))
    if len(tail) and len(numbers) + 10 <= room:
        numbers += f", tail {percent(tail.mean())}"
    figure.add_annotation(
        text=f"<b>{MOMENTS[moment]}</b><br>{shorten(numbers, room)}",
        x=figure.layout[f"xaxis{_suffix(place)}"].domain[0],
        y=1,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        align="left",
        showarrow=False,
        font={"size": look.text_size, "color": look.ground.ink},
    )


def _name_classes(figure: go.Figure, rows: pd.DataFrame, place: int, look: Look) -> None:
    """Write the classes' names at the medians of their examples, the rarest first."""
    classes = rows.drop_duplicates("rank").sort_values("rank", ascending=False)
    if len(classes) > MAX_NAMED_CLASSES:
        return
    places = rows[["x", "y"]].to_numpy(dtype=np.float64)
    medians = class_medians(places, rows["rank"].to_numpy(), classes["rank"].tolist())
    texts = [shorten(name, NAME_LENGTH) for name in classes["name"]]
    widths = [(len(text) + 1) * 1.1 * EM * look.text_size for text in texts]
    pixels = PANEL_HEIGHT / max(float(np.ptp(places[:, 1])), 1e-6)
    found = label_places(medians * pixels, widths, 1.25 * look.text_size)
    for text, group, spot in zip(texts, classes["group"], found, strict=True):
        if spot is None:
            continue
        strong = group == "tail"
        figure.add_annotation(
            text=f"<b>{plain(text)}</b>" if strong else plain(text),
            x=spot[0] / pixels,
            y=spot[1] / pixels,
            xref=f"x{_suffix(place)}",
            yref=f"y{_suffix(place)}",
            showarrow=False,
            borderpad=1,
            bgcolor=translucent(look.ground.paper, 0.75),
            font={"color": look.ground.ink if strong else look.ground.muted},
        )


def _reach(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = MARGIN * max(high - low, 1e-6)
    return low - room, high + room


def _suffix(place: int) -> str:
    return str(place + 1) if place else ""
