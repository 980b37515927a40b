"""Recall or precision of every class before and after a correction, classes in frequency order."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import bin_classes
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import bins_note
from ltcore.analysis.posthoc.scores import AFTER, BEFORE
from ltcore.plots.base.arm_marks import MAX_CLASSES, Measure
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, percent, percent_between, plain, shorten
from ltcore.plots.base.theme import Look, new_figure, translucent
from ltcore.types import FloatArray, Split

KEY = "posthoc_classes"


def posthoc_classes_figure(
    frame: pd.DataFrame,
    measure: Measure = "recall",
    *,
    split: Split = "test",
    look: Look | None = None,
) -> go.Figure:
    """Draw every class before (hollow) and after (filled), joined by a line.

    Args:
        frame: frame of ``ltcore.analysis.posthoc.scores.class_change``.
        measure: "recall" or "precision".
        split: examples that it was measured on.
        look: where it is shown.
    """
    look = look or Look()
    n_classes = int(frame["rank"].max()) + 1
    shown = _binned(frame) if n_classes > MAX_CLASSES else frame
    before, after = (shown[shown["when"] == when].sort_values("rank") for when in (BEFORE, AFTER))
    change = after[measure].to_numpy() - before[measure].to_numpy()
    what = "Classes" if shown is frame else "Bins of classes"
    title = (
        f"{what} that gain {measure}: {int((change > 0).sum()):,}; that lose: "
        f"{int((change < 0).sum()):,}"
    )
    notes = [
        f"{SPLITS[split]} examples",
        "one run, 95 % Wilson interval",
        rule_note(frame),
        bins_note(n_classes, len(after)),
    ]
    figure = new_figure(KEY, title, caption(notes, look), look)
    draw_bands(figure, group_spans(frame), n_classes, look)
    _join(figure, before, after, measure, look)
    _draw(figure, before, measure, look)
    _draw(figure, after, measure, look)
    label_class_axis(figure, frame, look)
    figure.update_yaxes(
        range=[-0.03, 1.04], tickformat=".0%", title_text=f"{measure.title()} ({SPLITS[split]})"
    )
    show_legend(figure, look, tick_lines=2 if n_classes <= MAX_NAMED_CLASSES else 1)
    return figure


def words_posthoc_classes(
    frame: pd.DataFrame, measure: Measure = "recall", *, split: Split = "test"
) -> str:
    """Say which class gains and which loses most.

    Args:
        frame: as for ``posthoc_classes_figure``.
        measure: "recall" or "precision".
        split: examples that it was measured on.
    """
    before, after = (
        frame[frame["when"] == when].set_index("rank").sort_index() for when in (BEFORE, AFTER)
    )
    change = (after[measure] - before[measure]).dropna()
    if change.empty or not change.any():
        return (
            f"The correction leaves the {measure} of every class unchanged on "
            f"{SPLITS[split]} examples."
        )
    sentences = []
    for rank, verb in ((change.idxmax(), "gains"), (change.idxmin(), "loses")):
        if (change[rank] > 0) == (verb == "gains") and change[rank] != 0:
            row = after.loc[rank]
            sentences.append(
                f"{shorten(row['name'])} ({count(row['train_count'], 'training example')}) {verb} "
                f"the most {measure}: {percent(before.loc[rank, measure])} to "
                f"{percent_between(row[measure], row[f'{measure}_low'], row[f'{measure}_high'])}, "
                f"{count(row['support'], f'{SPLITS[split]} example')}."
            )
    return "\n".join(sentences)


def _binned(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.assign(
        run=frame["when"], label=frame["when"], arm=frame["when"], method="", seed=0
    )
    return bin_classes(named, MAX_CLASSES).assign(when=lambda bins: bins["run"])


def _join(
    figure: go.Figure, before: pd.DataFrame, after: pd.DataFrame, measure: str, look: Look
) -> None:
    ranks = before["rank"].to_numpy(dtype=np.float32)
    gap = np.full(len(ranks), np.nan)
    low, high = (rows[measure].to_numpy(dtype=np.float64) for rows in (before, after))
    figure.add_trace(
        go.Scatter(
            x=_strokes(ranks, ranks, gap),
            y=_strokes(low, high, gap),
            mode="lines",
            line={"color": look.ground.faint, "width": look.line_width},
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _strokes(first: FloatArray, second: FloatArray, gap: FloatArray) -> FloatArray:
    return np.column_stack([first, second, gap]).ravel().astype(np.float32)


def _draw(figure: go.Figure, rows: pd.DataFrame, measure: str, look: Look) -> None:
    is_after = rows["when"].iloc[0] == AFTER
    colour = SHADES[look.mode]["blue" if is_after else "grey"].line
    mean, low, high = (rows[f"{measure}{end}"].to_numpy() for end in ("", "_low", "_high"))
    hover = [
        f"{plain(row.name)}, {'after' if is_after else 'before'}<br>"
        + percent_between(value, bottom, top, 1)
        for row, value, bottom, top in zip(
            rows[["name"]].itertuples(index=False), mean, low, high, strict=True
        )
    ]
    whiskers = {
        "type": "data",
        "array": (high - mean).astype(np.float32),
        "arrayminus": (mean - low).astype(np.float32),
        "color": translucent(colour, 0.6),
        "thickness": 1.4,
        "width": 3,
    }
    figure.add_trace(
        go.Scatter(
            x=rows["rank"].to_numpy(dtype=np.float32),
            y=mean.astype(np.float32),
            mode="markers",
            name="after" if is_after else "before",
            marker={
                "color": colour,
                "symbol": "circle" if is_after else "circle-open",
                "size": 11,
                "line": {"width": 2},
            },
            error_y=whiskers if is_after else None,
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
