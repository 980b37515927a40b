"""The effective number against the number of examples, with the classes of a data set as dots."""

import math
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.effective_number.curves import size_of
from ltcore.plots.base.amounts import numeral, ordinal, rounded, share_in_words, times
from ltcore.plots.base.axes import caption
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.palette import METHOD_STYLES
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.effective_number.count_bands import draw_count_bands

KEY = "effective_number"
REFERENCE_BETAS = (0.9, 0.99, 0.999, 0.9999)
"""The values that the paper tried; drawn faint beside the chosen one."""
EVERY_IMAGE_NEW = 1.0
"""The limit of beta in which no example repeats another: E_n = n."""
LABELS_ABOVE = 0.22
"""Below this share of the drawing area the labels of classes stand above their dots, and alone."""

Scale = Literal["log", "linear"]


def effective_number_figure(
    curves: pd.DataFrame,
    classes: pd.DataFrame,
    beta: float,
    *,
    scale: Scale = "log",
    look: Look | None = None,
) -> go.Figure:
    """Draw E_n against n for several beta, the chosen one with the data set's classes on it.

    Args:
        curves: frame of ``effective_number_curves``; it holds the chosen beta.
        classes: frame of ``with_effective_number`` for the chosen beta, one row per class.
        beta: the chosen value.
        scale: of the vertical axis; the horizontal one is logarithmic.
        look: where it is shown.
    """
    look = look or Look()
    if classes.empty:
        return empty_figure(KEY, "No class counts yet", look)
    classes = classes.sort_values("rank")
    figure = new_figure(KEY, _title(classes, beta), _subtitle(classes, look), look)
    top = _top(curves, beta, scale)
    curves = curves[curves.groupby("beta")["effective_number"].transform("max") <= top]
    draw_count_bands(figure, float(curves["n"].max()), look)
    for other in curves["beta"].unique():
        if other != beta:
            _draw_reference(figure, curves[curves["beta"] == other], look)
    chosen = curves[curves["beta"] == beta]
    _draw_limit(figure, size_of(beta), top, scale, look)
    _draw_chosen(figure, chosen, look)
    _draw_classes(figure, classes, look)
    _label_curves(figure, curves, beta, top, scale, look)
    _label_classes(figure, classes, top, scale, look)
    _scale_axes(figure, float(curves["n"].max()), top, scale)
    return figure


def words_effective_number(classes: pd.DataFrame, beta: float) -> str:
    """Say what one more example is worth at both ends, and what the classes count for.

    Args:
        classes: frame of ``with_effective_number``, one row per class.
        beta: the chosen value.

    Example:
        >>> from ltcore.analysis.effective_number.curves import with_effective_number
        >>> frame = pd.DataFrame({"rank": [0, 1], "train_count": [5000, 50]})
        >>> print(words_effective_number(with_effective_number(frame, 0.999), 0.999))
        With β = 0.999, the 5,000th image of the most frequent class adds 0.7 % of what its first image did;
        the 50th of the rarest still adds 95 %.
        So 5,000 images count as 993 and 50 as 48.8: 100 times as many images are worth 20 times as much.
        No class can count as more than 1/(1 − β) = 1,000.
    """
    if classes.empty:
        return "There are no class counts yet."
    head, tail = _ends(classes)
    most = f"No class can count as more than 1/(1 − β) = {rounded(size_of(beta))}."
    if beta == 0:
        told = "With β = 0, only the first image of a class counts, so every class is worth the same.\n"
        return told + "All weights are then equal, and training is the same as without them."
    first = f"With β = {numeral(beta)}, the {ordinal(head.train_count)} image of "
    if head.train_count == tail.train_count:
        return (
            f"{first}each class adds {share_in_words(head.gain)} of what its first image did.\n"
            f"All classes have {head.train_count:,} images, which count as "
            f"{rounded(head.effective_number)}, so no class weighs more than another. {most}"
        )
    still = "the rarest class's only image counts in full"
    if tail.train_count > 1:
        still = (
            f"the {ordinal(tail.train_count)} of the rarest still adds {share_in_words(tail.gain)}"
        )
    return (
        f"{first}the most frequent class adds {share_in_words(head.gain)} of what its first image "
        f"did; {still}.\n"
        f"So {_counts_as(head, tail)}: {times(head.train_count / tail.train_count)} times as "
        f"many images are worth {times(head.effective_number / tail.effective_number)} times as "
        f"much. {most}"
    )


def _counts_as(head: Any, tail: Any) -> str:  # noqa: ANN401 (rows of a frame)
    return (
        f"{head.train_count:,} images count as {rounded(head.effective_number)} "
        f"and {tail.train_count:,} as {rounded(tail.effective_number)}"
    )


def _ends(classes: pd.DataFrame) -> tuple[Any, Any]:
    rows = list(classes.sort_values("rank").iloc[[0, -1]].itertuples())
    return rows[0], rows[1]


def _title(classes: pd.DataFrame, beta: float) -> str:
    head, tail = _ends(classes)
    return f"β = {numeral(beta)}: {_counts_as(head, tail)}"


def _subtitle(classes: pd.DataFrame, look: Look) -> str:
    dots = "the only class" if len(classes) == 1 else f"the {len(classes):,} classes"
    return caption(
        ["Effective number against the number of images", f"dots: {dots} of the data set"], look
    )


def _top(curves: pd.DataFrame, beta: float, scale: Scale) -> float:
    """Return where the vertical axis ends; on a linear one, lines far above the chosen one are left out."""
    if scale == "log":
        return float(curves["n"].max())
    chosen = curves.loc[curves["beta"] == beta, "effective_number"].max()
    return 1.25 * max(float(chosen), 2.0)


def _draw_reference(figure: go.Figure, curve: pd.DataFrame, look: Look) -> None:
    beta = curve["beta"].iloc[0]
    figure.add_trace(
        go.Scatter(
            x=curve["n"].to_numpy(dtype=np.float32),
            y=curve["effective_number"].to_numpy(dtype=np.float32),
            mode="lines",
            line={
                "color": look.ground.faint,
                "width": 1.5,
                "dash": "6px,4px" if beta == EVERY_IMAGE_NEW else "solid",
            },
            hovertemplate=f"{_name(beta)}<br>%{{x:,.0f}} images count as %{{y:,.4r}}<extra></extra>",
        )
    )


def _draw_limit(figure: go.Figure, most: float, top: float, scale: Scale, look: Look) -> None:
    if most > top:
        return
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        xref="paper",
        y0=most,
        y1=most,
        line={"color": _colour(look), "width": 1.2, "dash": "2px,4px"},
    )
    if _place(most, top, scale) < LABELS_ABOVE:
        return
    figure.add_annotation(
        text=f"1/(1 − β) = {rounded(most)}: no class can count as more",
        x=0.01,
        xref="paper",
        y=math.log10(most) if scale == "log" else most,
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"color": look.shade(METHOD_STYLES["cb_softmax"]).text},
    )


def _draw_chosen(figure: go.Figure, curve: pd.DataFrame, look: Look) -> None:
    figure.add_trace(
        go.Scatter(
            x=curve["n"].to_numpy(dtype=np.float32),
            y=curve["effective_number"].to_numpy(dtype=np.float32),
            customdata=100 * curve["gain"].to_numpy(dtype=np.float32),
            mode="lines",
            line={"color": _colour(look), "width": 1.4 * look.line_width},
            hovertemplate="%{x:,.0f} images count as %{y:,.4r}<br>one more adds %{customdata:.2r} "
            "% of what the first did<extra></extra>",
        )
    )


def _draw_classes(figure: go.Figure, classes: pd.DataFrame, look: Look) -> None:
    figure.add_trace(
        go.Scatter(
            x=classes["train_count"].to_numpy(dtype=np.float32),
            y=classes["effective_number"].to_numpy(dtype=np.float32),
            mode="markers",
            cliponaxis=False,
            marker={
                "color": _colour(look),
                "size": 0.75 * look.text_size,
                "line": {"color": look.ground.paper, "width": 1.5},
            },
            hovertext=[
                f"{plain(row.name)}: {row.train_count:,} images count as {rounded(row.effective_number)}<br>"
                f"the last one added {share_in_words(row.gain)} of the first"
                for row in classes[["name", "train_count", "effective_number", "gain"]].itertuples(
                    index=False
                )
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _label_curves(
    figure: go.Figure, curves: pd.DataFrame, beta: float, top: float, scale: Scale, look: Look
) -> None:
    ends = curves.groupby("beta", sort=False).tail(1)
    places = [_place(value, top, scale) for value in ends["effective_number"].tolist()]
    labels = [
        EndLabel(
            _name(other),
            place,
            look.shade(METHOD_STYLES["cb_softmax"]).text if other == beta else look.ground.muted,
            bold=other == beta,
        )
        for other, place in zip(ends["beta"], places, strict=True)
    ]
    label_ends(figure, labels, look)


def _place(value: float, top: float, scale: Scale) -> float:
    """Return the height of a value in the drawing area, from 0 to 1."""
    return math.log10(value) / math.log10(top) if scale == "log" else value / top


def _label_classes(
    figure: go.Figure, classes: pd.DataFrame, top: float, scale: Scale, look: Look
) -> None:
    head, tail = _ends(classes)
    rows = {"most frequent class": head, "rarest class": tail}
    if head.train_count == tail.train_count:
        rows = {"every class": head}
    for end, row in rows.items():
        adds = f"the {ordinal(row.train_count)} adds {share_in_words(row.gain)}"
        text = f"{end}:<br>{adds}"
        if look.lecture:
            # Narrow enough to end before the names of the curves.
            text = text.replace("most frequent class", "largest").replace(
                "rarest class", "smallest"
            )
            text = text.replace("the ", "").replace(" adds ", "<br>adds ")
        low = _place(row.effective_number, top, scale) < LABELS_ABOVE
        figure.add_annotation(
            text=text,
            align="left",
            x=math.log10(row.train_count),
            y=math.log10(row.effective_number) if scale == "log" else row.effective_number,
            xanchor="left",
            yanchor="bottom" if low else "top",
            xshift=8,
            yshift=6 if low else -4,
            showarrow=False,
            bgcolor=look.ground.paper,
            opacity=0.95,
            font={"color": look.ground.ink, "weight": 600},
        )


def _scale_axes(figure: go.Figure, n_max: float, top: float, scale: Scale) -> None:
    figure.update_xaxes(
        type="log",
        range=[math.log10(0.8), math.log10(n_max)],
        dtick=1,
        tickformat=",",
        title_text="Images of a class, n",
    )
    figure.update_yaxes(title_text="Effective number, E<sub>n</sub>")
    if scale == "log":
        figure.update_yaxes(type="log", range=[0, math.log10(top)], dtick=1, tickformat=",")
    else:
        figure.update_yaxes(range=[0, top], tickformat=",")


def _name(beta: float) -> str:
    return "β → 1: all new" if beta == EVERY_IMAGE_NEW else f"β = {numeral(beta)}"


def _colour(look: Look) -> str:
    return look.shade(METHOD_STYLES["cb_softmax"]).line
