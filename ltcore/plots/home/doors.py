"""The pictures of the opening page: one per door, small, drawn from data, without axes.

Each says one thing at a glance; the pages behind it have the axes, the intervals and the controls.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.plots.base.arm_marks import draw_seeds
from ltcore.plots.base.axes import draw_bands, group_spans
from ltcore.plots.base.palette import SHADES, Hue, Shade
from ltcore.plots.base.series import Series, arm_label, interval_note, share
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure

KEY = "door"
HIGHLIGHT: Hue = "orange"
"""Hue of the rarest class, the one that a door points at; warm as the tail's band is."""
DOT = 5
"""Size of an example on the map of features, in pixels."""
BANDS_SHARE = 3


def counts_door(frame: pd.DataFrame, look: Look | None = None) -> go.Figure:
    """Draw how many training examples each class has, as the picture of what is taught.

    Args:
        frame: frame of ``ltcore.analysis.class_counts_frame``.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    frame = frame.sort_values("rank")
    counts = frame["train_count"].to_numpy()
    figure = frameless(look)
    draw_groups(figure, frame, look)
    figure.add_trace(
        go.Bar(
            x=frame["rank"].to_numpy(),
            y=counts,
            marker={"color": look.ground.bar, "line": {"width": 0}},
            hovertext=[plain(name) for name in frame["name"]],
            hovertemplate="%{hovertext}<br>%{y:,} training examples<extra></extra>",
        )
    )
    figure.update_yaxes(range=[0, 1.18 * max(float(counts.max()), 1.0)])
    for place in sorted({0, len(counts) - 1}):
        figure.add_annotation(
            text=f"{counts[place]:,}",
            x=place,
            y=float(counts[place]),
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.ink, "weight": 600},
        )
    return figure


def words_counts_door(frame: pd.DataFrame) -> str:
    """Say how much of the data the tail has.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "train_count": [500, 5],
        ...                       "group": ["head", "tail"]})
        >>> words_counts_door(frame)
        'The most frequent class (cat) has 500 training examples, the rarest (lynx) 5. The 1 tail class of 2
        classes has 1.0 % of all examples.'
    """
    if frame.empty:
        return "There are no class counts yet."
    frame = frame.sort_values("rank")
    counts = frame["train_count"]
    in_tail = frame["group"] == "tail"
    first, last = (shorten(frame["name"].iloc[place]) for place in (0, -1))
    total = max(int(counts.sum()), 1)
    tail = counts[in_tail].sum() / total
    verb = "has" if in_tail.sum() == 1 else "have together"
    return (
        f"The most frequent class ({first}) has {count(counts.iloc[0], 'training example')}, the rarest "
        f"({last}) {counts.iloc[-1]:,}. The {count(in_tail.sum(), 'tail class')} of "
        f"{count(len(frame), 'class')} {verb} {percent(tail, 1)} of all examples."
    )


def recall_door(frame: pd.DataFrame, look: Look | None = None) -> go.Figure:
    """Draw recall by class of a few arms, seeds as dots, as the picture of a comparison.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No finished run yet", look)
    summary = seeds_summary(frame, "recall")
    series = Series(frame, look)
    figure = frameless(look)
    draw_groups(figure, frame, look)
    for arm in series.arms:
        rows = summary[summary["arm"] == arm].sort_values("rank")
        ranks = rows["rank"].to_numpy(dtype=np.float32)
        colour = series.shade(arm).line
        draw_seeds(figure, ranks, rows["values"].tolist(), colour, arm)
        figure.add_trace(
            go.Scatter(
                x=ranks,
                y=rows["mean"].to_numpy(dtype=np.float32),
                mode="lines+markers",
                line={"color": colour, "width": look.line_width, "dash": series.style(arm).dash},
                marker={"color": colour, "symbol": series.style(arm).symbol, "size": 8},
                hovertext=[f"{plain(arm)}<br>{plain(name)}" for name in rows["name"]],
                hovertemplate="%{hovertext}<br>recall %{y:.0%}<extra></extra>",
            )
        )
    figure.update_yaxes(range=[-0.04, 1.04])
    for place, arm in enumerate(reversed(series.arms)):
        figure.add_annotation(
            text=arm_label(arm),
            x=0.03,
            y=0.04,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=1.4 * look.text_size * place,
            showarrow=False,
            font={"color": series.shade(arm).text, "weight": 600},
        )
    return figure


def words_recall_door(frame: pd.DataFrame) -> str:
    """Say what share of the rarest class each arm recognises.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``, on test examples.
    """
    if frame.empty:
        return "There is no finished run yet."
    summary = seeds_summary(frame, "recall")
    rarest = summary[summary["rank"] == summary["rank"].max()]
    first, *others = (f"{row.arm} {{}}{share(row)}" for row in rarest.itertuples())
    said = ", ".join([first.format("recognises "), *(other.format("") for other in others)])
    return f"Of the rarest class's test examples, {said} ({interval_note(rarest)})."


def features_door(frame: pd.DataFrame, look: Look | None = None) -> go.Figure:
    """Draw test examples where a network's features place them, the rarest class in colour.

    Args:
        frame: one row per example: x and y (its two principal components), rank and name of its class, and
            predicted, the name of the class that it is taken for.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No network to look into yet", look)
    figure = frameless(look)
    rare = frame["rank"] == frame["rank"].max()
    for rows, colour, size in (
        (frame[~rare], look.ground.bar, DOT),
        (frame[rare], _highlight(look).line, 1.5 * DOT),
    ):
        figure.add_trace(
            go.Scatter(
                x=rows["x"].to_numpy(dtype=np.float32),
                y=rows["y"].to_numpy(dtype=np.float32),
                mode="markers",
                marker={"color": colour, "size": size, "line": {"width": 0}},
                hovertext=[
                    f"{plain(row.name)}, predicted as {plain(row.predicted)}"
                    for row in rows[["name", "predicted"]].itertuples(index=False, name="Example")
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.update_yaxes(scaleanchor="x")
    return figure


def words_features_door(frame: pd.DataFrame) -> str:
    """Say what the rarest class is predicted as.

    Args:
        frame: as for ``features_door``.

    Example:
        >>> frame = pd.DataFrame({"x": 0.0, "y": 0.0, "rank": [0, 1, 1, 1], "name": ["cat"] + ["lynx"] * 3,
        ...                       "predicted": ["cat", "cat", "cat", "lynx"]})
        >>> words_features_door(frame)
        'Each dot is a test example, placed by its features (first two principal components); the
        rarest class (lynx) is in colour. Of its 3 examples, the network recognises 1 and mistakes 2 for cat.'
    """
    if frame.empty:
        return "There is no network to look into yet."
    rows = frame[frame["rank"] == frame["rank"].max()]
    name = rows["name"].iloc[0]
    taken = rows["predicted"].value_counts()
    said = [f"recognises {taken.get(name, 0)}"]
    others = taken.drop(name, errors="ignore")
    if len(others):
        said.append(f"mistakes {others.iloc[0]} for {shorten(others.index[0])}")
    return (
        "Each dot is a test example, placed by its features (first two principal components); the rarest "
        f"class ({shorten(name)}) is in colour. Of its {count(len(rows), 'example')}, the network "
        f"{' and '.join(said)}."
    )


def _highlight(look: Look) -> Shade:
    return SHADES[look.mode][HIGHLIGHT]


def frameless(look: Look) -> go.Figure:
    """Return a figure that is nothing but its marks, with room for labels on top."""
    figure = new_figure(KEY, "", "", look)
    figure.update_layout(
        showlegend=False,
        margin={"l": 0.7 * look.text_size, "r": 4, "t": 1.8 * look.text_size, "b": 8},
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def draw_groups(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Lay the group bands behind a door, head and tail named.

    Args:
        figure: of ``frameless``.
        frame: rank and group, one row per class or several.
        look: where it is shown.
    """
    classes = frame["rank"].nunique()
    # A door is about a third of a page wide: a group needs three times its share to be labelled in full.
    draw_bands(figure, group_spans(frame), BANDS_SHARE * classes, look)
    # What lies between head and tail needs no name here, and has no room for one.
    named = [note for note in figure.layout.annotations if not note.text.startswith("medium")]
    figure.layout.annotations = named
    figure.update_xaxes(range=[-0.5, classes - 0.5])
