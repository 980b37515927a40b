"""Recall on training and on other examples of every class: what a run knows by heart."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import UNKNOWN, seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import bins_note
from ltcore.analysis.compare.gap import bin_gaps
from ltcore.plots.base.arm_marks import MAX_CLASSES, draw_seeds
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    class_rows,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.class_ends import trained_on
from ltcore.plots.base.series import Series, arm_label, show_legend
from ltcore.plots.base.text import count, examples_between, number_between, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.compare.per_class import CLUSTER
from ltcore.types import Split

KEY = "gap"
BESIDE = 0.28
"""How far the dots of the seeds stand beside their line, in shares of an arm's place."""
NOTHING = "No run with training outputs yet"


def gap_figure(
    frame: pd.DataFrame, *, split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw the recall of every class on training (hollow) and on other examples (filled).

    Args:
        frame: frame of ``ltcore.analysis.gap_frame``, one row per run and class.
        split: the other examples of the frame, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    n_classes = frame["rank"].max() + 1
    shown = bin_gaps(frame, MAX_CLASSES) if n_classes > MAX_CLASSES else frame
    series = Series(frame, look)
    seen, others = (seeds_summary(shown, f"{name}_recall") for name in ("train", split))
    figure = new_figure(KEY, _title(frame, split), caption(_notes(frame, shown, split), look), look)
    draw_bands(figure, group_spans(frame), n_classes, look)
    width = n_classes / seen["rank"].nunique() * CLUSTER / len(series.arms)
    for place, arm in enumerate(series.arms):
        rows = [summary[summary["arm"] == arm] for summary in (seen, others)]
        shift = np.float32(width * (place + 0.5 - len(series.arms) / 2))
        centres = rows[0]["rank"].to_numpy(dtype=np.float32) + shift
        beside = centres + np.float32(BESIDE * width)
        draw_seeds(figure, beside, rows[1]["values"].tolist(), series.shade(arm).line, arm)
        _draw_arm(figure, rows[0], rows[1], centres, series, look)
    label_class_axis(figure, frame, look)
    figure.update_yaxes(range=[-0.03, 1.04], tickformat=".0%", title_text="Recall")
    show_legend(figure, look, tick_lines=2 if n_classes <= MAX_NAMED_CLASSES else 1)
    return figure


def words_gap(frame: pd.DataFrame, *, split: Split = "test") -> str:
    """Say how far the rarest and the most frequent class fall from training to other examples.

    Args:
        frame: frame of ``ltcore.analysis.gap_frame``.
        split: the other examples of the frame, "test" or "val".
    """
    if frame.empty:
        return f"{NOTHING}."
    known = frame.dropna(subset=["gap"])
    if known.empty:
        return f"No class has both training and {SPLITS[split]} examples."
    first, last = class_rows(known).iloc[[0, -1]].itertuples()
    rarest, most_frequent = (known[known["rank"] == row.rank] for row in (last, first))
    which = (
        "rarest class"
        if last.rank == frame["rank"].max()
        else f"rarest with {SPLITS[split]} examples"
    )
    sentences = []
    for place, arm in enumerate(Series(frame, Look()).arms):
        here, there = (rows[rows["arm"] == arm] for rows in (rarest, most_frequent))
        seen, others = (percent(here[f"{name}_recall"].mean()) for name in ("train", split))
        sentence = (
            f"On the {which} ({shorten(last.name)}), {arm} recognises {seen} of "
            f"{_own_examples(rarest)} and {others} of the {SPLITS[split]} examples"
            if place == 0
            else f"{arm}: {seen} and {others}"
        )
        sentence += f", a gap of {_points(here)}"
        if first.rank != last.rank:
            sentence += f"; on the most frequent {_points(there)}"
        sentences.append(f"{sentence}.")
    seeds = frame.groupby("arm")["run"].nunique()
    if seeds.max() > 1:
        sentences.append(f"Means over {number_between(seeds.min(), seeds.max())} seeds.")
    return "\n".join(sentences)


def _title(frame: pd.DataFrame, split: Split) -> str:
    known = frame.dropna(subset=["gap"])
    if len(set(frame["arm"])) > 1 or len(set(known["rank"])) < 2:
        return f"Recall on training and on {SPLITS[split]} examples"
    last, first = (
        known[known["rank"] == rank] for rank in (known["rank"].max(), known["rank"].min())
    )
    return f"Gap: {_points(last)} on the rarest class, {_points(first)} on the most frequent"


def _notes(frame: pd.DataFrame, shown: pd.DataFrame, split: Split) -> Iterator[str]:
    yield f"hollow: training examples, filled: {SPLITS[split]} examples"
    seeds = frame.groupby("arm")["run"].nunique()
    if seeds.max() > 1:
        number = number_between(seeds.min(), seeds.max())
        yield f"means over {number} seeds, {SPLITS[split]} recall of each as a dot"
    yield rule_note(frame)
    bins, classes = shown["rank"].nunique(), frame["rank"].nunique()
    yield bins_note(classes, bins)
    if not group_spans(frame) and not (frame["group"] == UNKNOWN).all():
        yield "no bands: the runs disagree on the groups"


def _draw_arm(
    figure: go.Figure,
    seen: pd.DataFrame,
    others: pd.DataFrame,
    centres: np.ndarray,
    series: Series,
    look: Look,
) -> None:
    arm = seen["arm"].iloc[0]
    colour = series.shade(arm).line
    high, low = (rows["mean"].to_numpy(dtype=np.float32) for rows in (seen, others))
    figure.add_trace(
        go.Scatter(
            x=np.repeat(centres, 3),
            y=np.column_stack([high, low, np.full_like(low, np.nan)]).ravel(),
            mode="lines",
            line={"color": colour, "width": 1.6},
            legendgroup=plain(arm),
            showlegend=False,
            hoverinfo="skip",
        )
    )
    texts = _hover_texts(seen, others)
    for heights, fill in ((high, look.ground.paper), (low, colour)):
        figure.add_trace(
            go.Scatter(
                x=centres,
                y=heights,
                mode="markers",
                name=arm_label(arm),
                legendgroup=plain(arm),
                showlegend=fill == colour,
                marker={
                    "color": fill,
                    "symbol": series.style(arm).symbol,
                    "size": 9,
                    "line": {"width": 2, "color": colour},
                },
                hovertext=texts,
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )


def _hover_texts(seen: pd.DataFrame, others: pd.DataFrame) -> list[str]:
    split = SPLITS[others["metric"].iloc[0].removesuffix("_recall")]
    return [
        f"{plain(row.arm)}<br>{plain(row.name)} ({trained_on(row)})<br>"
        f"training recall {percent(row.mean, 1)}, {split} recall {percent(mean, 1)}<br>"
        f"{count(row.n_seeds, 'seed')}"
        for row, mean in zip(seen.itertuples(index=False), others["mean"], strict=True)
    ]


def _own_examples(rarest: pd.DataFrame) -> str:
    """Return what the training recall of a class is of: all its examples, or the part that was kept."""
    kept, trained = rarest["train_support"], rarest["train_count"]
    if (kept < trained).any():
        return f"the first {examples_between(kept, SPLITS['train'])}"
    return f"its {examples_between(kept, SPLITS['train'])}"


def _points(rows: pd.DataFrame) -> str:
    """Return the mean gap of a class over its runs in percentage points, with the minus sign."""
    if rows.empty:
        return "undefined"
    points = round(100 * rows["gap"].mean())
    return f"{'−' if points < 0 else ''}{count(abs(points), 'point')}"
