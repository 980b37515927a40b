"""The error of each cell of the factorial: learners side by side, each without and with pre-training."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.both.cells import BALANCED_ERROR
from ltcore.analysis.both.effects import additive, extra_steps
from ltcore.analysis.both.longer import Steps
from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.series import in_brackets, interval_note, share, show_legend
from ltcore.plots.base.strokes import GUIDE
from ltcore.plots.base.text import count, percent, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.both.names import LONGER, METRICS, NOTHING, STEPS, WITH, WITHOUT
from ltcore.plots.both.steps import steps_told

KEY = "both_cells"
SHIFT = 0.2
"""How far from the middle of a learner its outer cells are drawn."""
LEARNERS = "What the network learns from, and how"
ADDED = "if both effects added up"
KINDS = ("learner", "is_pretrained", "is_longer")
"""What tells the cells apart."""


class _Drawn(NamedTuple):
    """How cells of one kind are drawn."""

    name: str
    symbol: str
    shift: float
    text_position: str
    is_pretrained: bool = False
    is_longer: bool = False


def cells_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
    pretraining: str = "",
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each cell with its interval, seeds as dots.

    Runs without the pre-training that take its steps as well are drawn between the two cells of a learner. A
    dash beside a cell shows where it would be if the effects of both simply added up.

    Args:
        frame: frame of ``ltcore.analysis.both.cells.cells_frame``.
        metric: "balanced_error" or "tail_error".
        steps: which runs without the pre-training the dash starts from.
        pretraining: how the field writes the pre-training.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return empty_figure(KEY, NOTHING, look)
    summary = seeds_summary(known, metric, by=KINDS)
    notes = [plain(data), "test examples", interval_note(summary)]
    figure = new_figure(KEY, _title(summary, metric), caption(notes, look), look)
    learners = list(dict.fromkeys(known["learner"]))
    for drawn in _drawn(pretraining):
        is_own = summary["is_pretrained"] == drawn.is_pretrained
        rows = summary[is_own & (summary["is_longer"] == drawn.is_longer)]
        if len(rows):
            _draw_cells(figure, rows, learners, drawn, look)
    _draw_added(figure, additive(known, metric, steps), learners, look)
    top = float(np.nanmax([*summary["high"], *(max(each) for each in summary["values"])]))
    figure.update_xaxes(
        range=[-0.5, len(learners) - 0.5],
        tickvals=list(range(len(learners))),
        ticktext=[plain(learner, 24) for learner in learners],
        tickfont={"color": look.ground.ink},
        title_text=LEARNERS,
    )
    figure.update_yaxes(
        title_text=METRICS[metric], tickformat=".0%", range=[0, min(1.0, 1.1 * top)]
    )
    show_legend(figure, look, tick_lines=1)
    return figure


def _title(summary: pd.DataFrame, metric: str) -> str:
    best = summary.loc[summary["mean"].idxmin()]
    return f"{METRICS[metric]}: lowest mean {percent(best['mean'], 1)}, {plain(best['arm'], 40)}"


def _drawn(pretraining: str) -> tuple["_Drawn", ...]:
    """Return how the cells are drawn, from left to right within a learner."""
    return (
        _Drawn("random weights first", WITHOUT, -SHIFT, "middle left"),
        _Drawn("random weights, longer", LONGER, 0.0, "middle left", is_longer=True),
        _Drawn(f"{pretraining} first", WITH, SHIFT, "middle right", is_pretrained=True),
    )


def _draw_cells(
    figure: go.Figure, rows: pd.DataFrame, learners: Sequence[str], drawn: _Drawn, look: Look
) -> None:
    """Draw cells of one kind; each learner has its method's colour."""
    for row in rows.itertuples(index=False):
        colour = look.shade(method_style(row.method)).line
        centre = learners.index(row.learner) + drawn.shift
        own = rows[rows["arm"] == row.arm]
        draw_seeds(figure, np.array([centre], np.float32), own["values"].tolist(), colour, row.arm)
        figure.add_trace(
            go.Scatter(
                x=np.array([centre], dtype=np.float32),
                y=np.array([row.mean], dtype=np.float32),
                mode="markers+text",
                text=[percent(row.mean, 1)],
                textposition=drawn.text_position,
                textfont={"color": look.ground.muted},
                showlegend=False,
                cliponaxis=False,
                marker={
                    "color": colour,
                    "symbol": drawn.symbol,
                    "size": 14,
                    "line": {"width": 2.5, "color": colour},
                },
                error_y=whiskers(own, colour),
                hovertext=[f"{plain(row.arm)}<br>{share(row, 1)}, {count(row.n_seeds, 'seed')}"],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=plain(drawn.name),
            legendgroup=plain(drawn.name),
            marker={
                "color": look.ground.ink,
                "symbol": drawn.symbol,
                "size": 12,
                "line": {"width": 2.5, "color": look.ground.ink},
            },
        )
    )


def _draw_added(
    figure: go.Figure, expected: pd.DataFrame, learners: Sequence[str], look: Look
) -> None:
    """Draw where the cells with both would be if the effects added up."""
    for row in expected.itertuples(index=False):
        centre = learners.index(row.learner) + SHIFT
        figure.add_shape(
            type="line",
            x0=centre - 0.13,
            x1=centre - 0.02,
            y0=row.expected,
            y1=row.expected,
            line={"color": look.ground.ink, "width": 2.5, "dash": GUIDE},
        )
    if len(expected):
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="lines",
                name=ADDED,
                legendgroup=ADDED,
                line={"color": look.ground.ink, "width": 2.5, "dash": GUIDE},
            )
        )


def words_cells(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
    left_out: int = 0,
) -> str:
    """Say how far each cell comes, what extra steps do, and where both would be if the effects added up.

    Args:
        frame: frame of ``ltcore.analysis.both.cells.cells_frame``.
        metric: "balanced_error" or "tail_error".
        steps: which runs without the pre-training the sum starts from.
        left_out: runs of seeds that not every cell has.
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{NOTHING}."
    summary = seeds_summary(known, metric, by=KINDS)
    told = [
        f"{row.arm} {share(row, 1)}{_spread(row.sd)}" for row in summary.itertuples(index=False)
    ]
    added = [
        f"{percent(row.expected, 1)} for {row.learner}"
        for row in additive(known, metric, steps).itertuples(index=False)
    ]
    sentences = [f"{METRICS[metric]}: {'; '.join(told)}."]
    sentences += extra_steps_told(known, metric)
    if added:
        sentences.append(
            f"If both effects added up, {STEPS[steps]}, both together would reach {', '.join(added)}."
        )
    sentences.append(steps_told(frame))
    without = (
        f" Not counted: {count(left_out, 'run')} whose seed is not in every cell."
        if left_out
        else ""
    )
    sentences.append(
        f"{in_brackets(summary)} sd: standard deviation over the seeds, in points.{without}"
    )
    return "\n".join(sentences)


def extra_steps_told(cells: pd.DataFrame, metric: str) -> list[str]:
    """Say what the steps of the pre-training change without it, learner by learner.

    Args:
        cells: frame of ``ltcore.analysis.both.cells.cells_frame``.
        metric: "balanced_error" or "tail_error".

    Returns:
        One sentence; none where no run takes the extra steps.
    """
    told = []
    for learner in dict.fromkeys(cells["learner"]):
        effect = extra_steps(cells, metric, learner)
        if effect.seeds:
            told.append(f"{learner} {points_between(effect.mean, effect.low, effect.high)}")
    if not told:
        return []
    return [f"The extra steps alone, without pre-training, change: {'; '.join(told)}."]


def _spread(sd: float) -> str:
    return f", sd {100 * sd:.1f}" if np.isfinite(sd) else ""
