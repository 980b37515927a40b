"""Recall on training and on new examples under each technique: which of them knows the tail by heart."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.resampling.recalls import balanced_errors, recalls_summary
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, percent
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.resampling.names import CLASSIFIER_TITLES, TECHNIQUE_TITLES, sentence_form
from ltcore.plots.resampling.words import mean_and_sd
from ltcore.theory.resampling.toy import NEW_PER_CLASS

KEY = "resampling_gap"
PLACES = {"tail": -0.17, "head": 0.17}
"""Where a class stands beside the middle of its technique."""
BESIDE = 0.1
"""How far the dots of the draws stand beside their line."""
TREATMENT = "How the training set is changed before the classifier learns"
NOTHING = "No draw yet"
SURE = 2.0
"""A mean difference counts as seen from so many standard errors on."""


def resampling_gap_figure(
    frame: pd.DataFrame, classifier: str, *, look: Look | None = None
) -> go.Figure:
    """Draw recall on training (hollow) and on new examples (filled), tail and head, for each technique.

    Args:
        frame: frames of ``recalls_frame``, one technique below the other.
        classifier: what was trained.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    summary = recalls_summary(frame)
    notes = [
        f"{sentence_form(CLASSIFIER_TITLES[classifier])}, {count(frame['draw'].nunique(), 'draw')}",
        "hollow: training examples, filled: new ones",
        "dots: each draw",
        "whiskers: standard deviation",
    ]
    figure = new_figure(KEY, _title(summary), caption(notes, look), look)
    techniques = list(dict.fromkeys(frame["technique"]))
    for name in PLACES:
        _draw_draws(figure, frame[frame["class"] == name], techniques, look)
    for name in PLACES:
        _draw_class(figure, summary[summary["class"] == name], techniques, look)
    figure.update_xaxes(
        tickvals=list(range(len(techniques))),
        ticktext=[TECHNIQUE_TITLES[name] for name in techniques],
        range=[-0.5, len(techniques) - 0.5],
        title_text=TREATMENT,
    )
    figure.update_yaxes(range=[-0.03, 1.04], tickformat=".0%", title_text="Recall")
    show_legend(figure, look, tick_lines=1)
    return figure


def words_resampling_gap(frame: pd.DataFrame, classifier: str) -> str:
    """Say whether copies over-fit the tail here, what inventing does instead, and what dropping costs.

    Args:
        frame: frames of ``recalls_frame``, among them that of "plain".
        classifier: what was trained.
    """
    if frame.empty:
        return f"{NOTHING}."
    draws = frame["draw"].nunique()
    start = f"{CLASSIFIER_TITLES[classifier]}, {count(draws, 'draw')}, recall of the tail"
    sentences = [f"{start} on its training and on new examples: {_tail_recalls(frame)}."]
    if "over" in set(frame["technique"]):
        sentences.append(_verdict(frame))
    errors = balanced_errors(frame)
    each = "; ".join(
        f"{sentence_form(TECHNIQUE_TITLES[name])} {mean_and_sd(errors[name].mean(), errors[name].std(), 1)}"
        for name in errors
    )
    sentences.append(
        f"Balanced error on new examples, mean ± standard deviation over draws: {each}."
    )
    return "\n".join(sentences)


def paired_change(frame: pd.DataFrame, technique: str, measure: str) -> tuple[float, float]:
    """Return by how much a technique changes a measure of the tail, draw by draw, and its standard error.

    Args:
        frame: frames of ``recalls_frame``.
        technique: compared with "plain".
        measure: "train_recall", "new_recall" or "gap".

    Example:
        >>> rows = [(name, draw, "tail", gap) for name, gaps in (("plain", (0, 0)), ("over", (0.3, 0.5)))
        ...         for draw, gap in enumerate(gaps)]
        >>> frame = pd.DataFrame(rows, columns=["technique", "draw", "class", "gap"])
        >>> [round(number, 3) for number in paired_change(frame, "over", "gap")]
        [0.4, 0.1]
    """
    tail = frame[frame["class"] == "tail"]
    by_draw = tail.pivot_table(index="draw", columns="technique", values=measure)
    change = by_draw[technique] - by_draw["plain"]
    error = change.std(ddof=1) / np.sqrt(len(change)) if len(change) > 1 else np.nan
    return float(change.mean()), float(error)


def _tail_recalls(frame: pd.DataFrame) -> str:
    rows = recalls_summary(frame[frame["class"] == "tail"]).itertuples()
    return "; ".join(
        f"{sentence_form(TECHNIQUE_TITLES[str(row.technique)])} {percent(row.train_recall)} and "
        f"{percent(row.new_recall)}"
        for row in rows
    )


def _verdict(frame: pd.DataFrame) -> str:
    """Say whether the gap of copying is larger than without it, by paired draws, and what else changes."""
    gap, error = paired_change(frame, "over", "gap")
    new, _ = paired_change(frame, "over", "new_recall")
    by = count(round(100 * abs(gap)), "point")
    if np.isfinite(error):
        by += f" (standard error {100 * error:.1f})"
    if not np.isfinite(error) or abs(gap) <= SURE * error:
        said = f"Copies cause no visible over-fitting: the gap changes by {by}."
    elif gap > 0:
        said = f"Copies make the classifier over-fit the tail: the gap grows by {by}."
    else:
        said = f"Copies do not cause over-fitting on the tail here: the gap shrinks by {by}."
    how, points = "rises" if new >= 0 else "falls", count(round(100 * abs(new)), "point")
    return f"{said} With copies, the tail's recall on new examples {how} by {points}."


def _title(summary: pd.DataFrame) -> str:
    tail = summary[summary["class"] == "tail"].set_index("technique")["gap"]
    if not {"plain", "over"} <= set(tail.index):
        return "Recall on training and on new examples"
    before, after = (f"{100 * tail[name]:.0f}".replace("-", "−") for name in ("plain", "over"))
    return f"Gap on the tail: {before} points as drawn, {after} with copies"


def _draw_draws(figure: go.Figure, rows: pd.DataFrame, techniques: list[str], look: Look) -> None:
    name = rows["class"].iloc[0]
    places = rows["technique"].map(techniques.index).to_numpy(dtype=np.float32)
    figure.add_trace(
        go.Scatter(
            x=places + np.float32(PLACES[name] + BESIDE),
            y=rows["new_recall"].to_numpy(dtype=np.float32),
            mode="markers",
            marker={"size": 5, "color": translucent(_colour(name, look), 0.55)},
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _draw_class(figure: go.Figure, rows: pd.DataFrame, techniques: list[str], look: Look) -> None:
    """Draw a line from training to new recall of a class under each technique, with a mark at both ends."""
    name, colour = rows["class"].iloc[0], _colour(rows["class"].iloc[0], look)
    places = rows["technique"].map(techniques.index).to_numpy(dtype=np.float32)
    places = places + np.float32(PLACES[name])
    seen, new = (rows[f"{kind}_recall"].to_numpy(dtype=np.float32) for kind in ("train", "new"))
    ends = np.stack([seen, new, np.full_like(new, np.nan)], axis=1).ravel()
    figure.add_trace(
        go.Scatter(
            x=np.repeat(places, 3),
            y=ends,
            mode="lines",
            line={"color": colour, "width": look.line_width},
            showlegend=False,
            hoverinfo="skip",
        )
    )
    texts = [_hover(row) for _, row in rows.iterrows()]
    for heights, fill in ((seen, look.ground.paper), (new, colour)):
        whiskers = rows["new_recall_sd"].fillna(0).to_numpy(dtype=np.float32)
        figure.add_trace(
            go.Scatter(
                x=places,
                y=heights,
                mode="markers",
                name=name,
                showlegend=fill == colour,
                error_y={"array": whiskers, "thickness": 1, "width": 0, "color": colour}
                if fill == colour
                else None,
                marker={
                    "color": fill,
                    "symbol": "circle" if name == "tail" else "square",
                    "size": 10,
                    "line": {"width": 2, "color": colour},
                },
                hovertext=texts,
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )


def _hover(row: "pd.Series[Any]") -> str:
    return (
        f"{TECHNIQUE_TITLES[row['technique']]}, {row['class']}<br>"
        f"training recall {percent(row['train_recall'], 1)}, new {percent(row['new_recall'], 1)} of "
        f"{NEW_PER_CLASS:,}<br>gap {100 * row['gap']:.1f} points"
    )


def _colour(name: str, look: Look) -> str:
    return SHADES[look.mode]["vermillion"].line if name == "tail" else look.ground.bar
