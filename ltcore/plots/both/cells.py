"""The error of each cell of the factorial: learners side by side, each without and with pre-training."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.both.cells import BALANCED_ERROR
from ltcore.analysis.both.effects import additive
from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.series import in_brackets, interval_note, share, show_legend
from ltcore.plots.base.strokes import GUIDE
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.both.names import METRICS, NOTHING, WITH, WITHOUT

KEY = "both_cells"
SHIFT = 0.16
"""How far from the middle of a learner its two cells are drawn."""
ADDED = "if both effects added up"


def cells_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    pretraining: str = "",
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each cell with its interval, seeds as dots.

    A dash beside a cell shows where it would be if the effects of both simply added up.

    Args:
        frame: frame of ``ltcore.analysis.both.cells.cells_frame``.
        metric: "balanced_error" or "tail_error".
        pretraining: how the field writes the pre-training.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return empty_figure(KEY, NOTHING, look)
    summary = seeds_summary(known, metric, by=("learner", "is_pretrained"))
    notes = [plain(data), "test examples", interval_note(summary)]
    figure = new_figure(KEY, _title(summary, metric), caption(notes, look), look)
    learners = list(dict.fromkeys(known["learner"]))
    for is_pretrained in (False, True):
        rows = summary[summary["is_pretrained"] == is_pretrained]
        _draw_cells(figure, rows, learners, pretraining, look)
    _draw_added(figure, additive(known, metric), learners, look)
    top = float(np.nanmax([*summary["high"], *(max(each) for each in summary["values"])]))
    figure.update_xaxes(
        range=[-0.5, len(learners) - 0.5],
        tickvals=list(range(len(learners))),
        ticktext=[plain(learner, 24) for learner in learners],
        tickfont={"color": look.ground.ink},
    )
    figure.update_yaxes(
        title_text=METRICS[metric], tickformat=".0%", range=[0, min(1.0, 1.1 * top)]
    )
    show_legend(figure, look, tick_lines=1)
    return figure


def _title(summary: pd.DataFrame, metric: str) -> str:
    best = summary.loc[summary["mean"].idxmin()]
    return f"{METRICS[metric]}: lowest {percent(best['mean'], 1)}, {plain(best['arm'], 40)}"


def _draw_cells(
    figure: go.Figure,
    rows: pd.DataFrame,
    learners: Sequence[str],
    pretraining: str,
    look: Look,
) -> None:
    """Draw the cells without or with the pre-training; each learner has its method's colour."""
    for row in rows.itertuples(index=False):
        colour = look.shade(method_style(row.method)).line
        centre = learners.index(row.learner) + (SHIFT if row.is_pretrained else -SHIFT)
        own = rows[rows["arm"] == row.arm]
        draw_seeds(figure, np.array([centre], np.float32), own["values"].tolist(), colour, row.arm)
        figure.add_trace(
            go.Scatter(
                x=np.array([centre], dtype=np.float32),
                y=np.array([row.mean], dtype=np.float32),
                mode="markers+text",
                text=[percent(row.mean, 1)],
                textposition="middle right" if row.is_pretrained else "middle left",
                textfont={"color": look.ground.muted},
                showlegend=False,
                cliponaxis=False,
                marker={
                    "color": colour,
                    "symbol": WITH if row.is_pretrained else WITHOUT,
                    "size": 14,
                    "line": {"width": 2.5, "color": colour},
                },
                error_y=whiskers(own, colour),
                hovertext=[f"{plain(row.arm)}<br>{share(row, 1)}, {count(row.n_seeds, 'seed')}"],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    named = f"{pretraining} first" if rows["is_pretrained"].any() else "random weights first"
    figure.add_trace(
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=plain(named),
            legendgroup=plain(named),
            marker={
                "color": look.ground.ink,
                "symbol": WITH if rows["is_pretrained"].any() else WITHOUT,
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
            x0=centre - 0.16,
            x1=centre - 0.03,
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


def words_cells(frame: pd.DataFrame, metric: str = BALANCED_ERROR, *, left_out: int = 0) -> str:
    """Say how far each cell comes, and where both together would be if the effects added up.

    Args:
        frame: frame of ``ltcore.analysis.both.cells.cells_frame``.
        metric: "balanced_error" or "tail_error".
        left_out: runs of seeds that not every cell has.
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{NOTHING}."
    summary = seeds_summary(known, metric, by=("learner", "is_pretrained"))
    told = [
        f"{row.arm} {share(row, 1)}{_spread(row.sd)}" for row in summary.itertuples(index=False)
    ]
    added = [
        f"{percent(row.expected, 1)} for {row.learner}"
        for row in additive(known, metric).itertuples(index=False)
    ]
    sentences = [f"{METRICS[metric]}: {'; '.join(told)}."]
    if added:
        sentences.append(f"If both effects added up, both together would reach {', '.join(added)}.")
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


def _spread(sd: float) -> str:
    return f", sd {100 * sd:.1f}" if np.isfinite(sd) else ""


def steps_told(frame: pd.DataFrame) -> str:
    """Say which arms train equally long and what else they train before, in one line.

    Args:
        frame: arm, final_steps, pretraining_steps and earlier_steps, one row per run.

    Example:
        >>> frame = pd.DataFrame({"arm": ["labels alone", "CReST"], "final_steps": 750,
        ...                       "pretraining_steps": 0, "earlier_steps": [0, 1500]})
        >>> steps_told(frame)
        'Equal in all arms: network, width, augmentation, optimiser, and 750 steps of the final network. Not
        equal: before it, CReST trains 1,500 steps more.'
    """
    arms = frame.drop_duplicates("arm")
    finals = sorted(set(frame["final_steps"]))
    equal = "Equal in all arms: network, width, augmentation, optimiser"
    if len(finals) == 1:
        equal += f", and {finals[0]:,} steps of the final network"
    said = [equal + "."]
    unequal = []
    if len(finals) > 1:
        by_arm = ", ".join(f"{row.arm} {row.final_steps:,}" for row in arms.itertuples())
        unequal.append(f"the steps of the final network ({by_arm})")
    for steps, rows in arms[arms["earlier_steps"] > 0].groupby("earlier_steps"):
        names = " and ".join(rows["arm"])
        verb = "trains" if len(rows) == 1 else "train"
        unequal.append(f"before it, {names} {verb} {steps:,} steps more")
    unequal += [
        f"pre-training takes {steps:,} steps without labels"
        for steps in sorted(set(arms["pretraining_steps"]) - {0})
    ]
    if unequal:
        said.append(f"Not equal: {'; '.join(unequal)}.")
    return " ".join(said)
