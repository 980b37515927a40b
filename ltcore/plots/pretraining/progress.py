"""A pre-training over its steps: loss, accuracy of nearest neighbours, and whether features collapse."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.pretraining.progress import KNN, RANDOM, RANK, ends, of_random_weights
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption, panel_heading
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.strokes import GUIDE
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure, translucent

KEY = "pretraining_progress"
NOTHING = "No epoch of pre-training recorded yet"
GAP = 0.07
Beside = Literal["rank", "own"]
CHANCE = 0.25
"""Accuracy of a guess among four turns."""
SPARSE = 0.5
"""A line between few records would claim a course that nobody saw."""


class Panel(NamedTuple):
    """One measure over the steps.

    Attributes:
        measure: column of the frame.
        heading: what is drawn.
        hue: of its lines.
        is_share: whether it lies in [0, 1] and reads as a percentage.
    """

    measure: str
    heading: str
    hue: Hue
    is_share: bool = False


LOSS = Panel("train_loss", "Loss of the pre-training", "ink")
ACCURACY = Panel(KNN, "Accuracy of neighbours", "blue", is_share=True)
RANKS = Panel(RANK, "Effective rank", "purple")
OWN_TASK: Mapping[str, Panel] = {
    "rotation_accuracy": Panel(
        "rotation_accuracy", "Rotations recognised", "orange", is_share=True
    ),
    "uniformity": Panel("uniformity", "Uniformity", "orange"),
}
"""Measure of a pre-training's own task -> how it is drawn; the first one that a run has."""


def progress_figure(
    frame: pd.DataFrame,
    beside: Beside = "rank",
    *,
    arm: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw loss, accuracy of neighbours and one measure more over the steps of the pre-training.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.progress.progress_frame``.
        beside: what the last panel shows: the effective rank of the features, or the pre-training's own task.
        arm: what the runs are called.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    panels = _panels(frame, beside)
    seeds = frame["run"].nunique()
    notes = [plain(arm), _told(seeds), "dotted: random weights or a guess"]
    figure = new_figure(KEY, _title(frame), caption(notes, look), look)
    figure.set_subplots(1, len(panels), horizontal_spacing=GAP)
    make_room(figure, 1, look)
    for column, panel in enumerate(panels, start=1):
        panel_heading(figure, column, f"<b>{panel.heading}</b>", look)
        _draw(figure, frame, panel, column, look)
        _guide(figure, frame, panel, column, look)
        figure.update_yaxes(
            tickformat=".0%" if panel.is_share else ",", col=column, **_range(frame, panel)
        )
    figure.update_xaxes(title_text="Step", range=[0, float(frame["step"].max())], tickformat=",")
    figure.update_layout(showlegend=False)
    return figure


def _told(seeds: int) -> str:
    return "1 run" if seeds == 1 else f"{seeds} seeds, the one with most records bold"


def words_progress(frame: pd.DataFrame) -> str:
    """Say how loss, accuracy of neighbours and effective rank changed from the first to the last record.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.progress.progress_frame``.

    Example:
        >>> frame = pd.DataFrame({"run": "a", "seed": 0, "step": [5.0, 10.0], "train_loss": [1.4, 0.7],
        ...                       "knn_balanced_accuracy": [0.6, 0.7], "effective_rank": [20.0, 12.0],
        ...                       "random_knn_balanced_accuracy": 0.65, "random_effective_rank": 25.0,
        ...                       "rotation_accuracy": [0.3, 0.8], "uniformity": float("nan")})
        >>> print(words_progress(frame))
        After 10 steps the loss of the pre-training is 0.7 (first record: 1.4).
        Balanced accuracy of the 20 nearest neighbours: 70.0 %, with random weights 65.0 %: +5.0 points.
        Effective rank of the features: 12.0, with random weights 25.0.
        Rotations recognised in the training batches: 80 % (a guess: 25 %).
        One run.
    """
    loss = ends(frame, "train_loss") if len(frame) else frame
    if loss.empty:
        return f"{NOTHING}."
    sentences = [
        f"After {loss['step'].max():,.0f} steps the loss of the pre-training is "
        f"{numeral(loss['last'].mean(), 3)} "
        f"(first record: {numeral(loss['first'].mean(), 3)})."
    ]
    accuracy, rank = ends(frame, KNN), ends(frame, RANK)
    random, random_rank = (of_random_weights(frame, each) for each in (KNN, RANK))
    if len(accuracy):
        last = accuracy["last"].mean()
        beside = (
            f", with random weights {percent(random, 1)}: {100 * (last - random):+.1f} points"
            if np.isfinite(random)
            else ""
        ).replace("-", "−")
        sentences.append(
            f"Balanced accuracy of the 20 nearest neighbours: {percent(last, 1)}{beside}."
        )
    if len(rank):
        beside = f", with random weights {random_rank:.1f}" if np.isfinite(random_rank) else ""
        sentences.append(f"Effective rank of the features: {rank['last'].mean():.1f}{beside}.")
    turned = ends(frame, "rotation_accuracy")
    if len(turned):
        sentences.append(
            f"Rotations recognised in the training batches: {percent(turned['last'].mean())} (a guess: "
            f"{percent(CHANCE)})."
        )
    seeds = frame["run"].nunique()
    sentences.append("One run." if seeds == 1 else f"Means over {count(seeds, 'seed')}.")
    return "\n".join(sentences)


def _panels(frame: pd.DataFrame, beside: Beside) -> list[Panel]:
    own = [panel for name, panel in OWN_TASK.items() if frame[name].notna().any()]
    last = own[0] if beside == "own" and own else RANKS
    return [LOSS, ACCURACY, last]


def _title(frame: pd.DataFrame) -> str:
    accuracy = ends(frame, KNN)
    if accuracy.empty:
        return "The pre-training as it runs"
    random = of_random_weights(frame, KNN)
    said = f"Neighbours recognise {percent(accuracy['last'].mean())} of the classes' examples"
    return f"{said}, {percent(random)} with random weights" if np.isfinite(random) else said


def _draw(figure: go.Figure, frame: pd.DataFrame, panel: Panel, column: int, look: Look) -> None:
    """Draw each run; the one with most records stands out, and a run with few is dots without a line."""
    colour = SHADES[look.mode][panel.hue].line
    known = frame[frame[panel.measure].notna()]
    records = known.groupby("run", sort=False).size().sort_values(kind="stable")
    for run in records.index:
        rows = known[known["run"] == run].sort_values("step")
        bold = run == records.index[-1]
        is_sparse = records[run] < SPARSE * records.iloc[-1]
        figure.add_trace(
            go.Scatter(
                x=rows["step"].to_numpy(dtype=np.float32),
                y=rows[panel.measure].to_numpy(dtype=np.float32),
                mode="markers" if is_sparse else "lines" if len(rows) > 30 else "lines+markers",
                line={
                    "color": colour if bold else translucent(colour, 0.45),
                    "width": look.line_width if bold else 1.2,
                },
                marker={"size": 6, "color": colour, "symbol": "circle" if bold else "circle-open"},
                cliponaxis=False,
                hovertext=[f"seed {seed}" for seed in rows["seed"]],
                hovertemplate="%{hovertext}, step %{x:,}: %{y:.3~g}<extra></extra>"
                if not panel.is_share
                else "%{hovertext}, step %{x:,}: %{y:.1%}<extra></extra>",
            ),
            row=1,
            col=column,
        )


def _guide(figure: go.Figure, frame: pd.DataFrame, panel: Panel, column: int, look: Look) -> None:
    """Draw what random weights reach, or a guess."""
    level, name = CHANCE, "a guess"
    if panel.measure != "rotation_accuracy":
        level, name = of_random_weights(frame, panel.measure), "random weights"
        if not np.isfinite(level):
            return
    last = ends(frame, panel.measure)["last"].mean()
    axis = "" if column == 1 else str(column)
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        y0=level,
        y1=level,
        xref=f"x{axis} domain",
        yref=f"y{axis}",
        line={"color": look.ground.muted, "width": 2, "dash": GUIDE},
    )
    figure.add_annotation(
        text=name,
        x=1,
        y=level,
        xref=f"x{axis} domain",
        yref=f"y{axis}",
        xanchor="right",
        yanchor="bottom" if last < level else "top",
        showarrow=False,
        font={"color": look.ground.muted},
    )


def _range(frame: pd.DataFrame, panel: Panel) -> dict[str, object]:
    if panel.is_share:
        return {"range": [0, 1.04]}
    values = frame[panel.measure].dropna()
    random = f"{RANDOM}{panel.measure}"
    known = pd.concat([values, frame[random].dropna()]) if random in frame else values
    if known.empty:
        return {}
    low, high = float(known.min()), float(known.max())
    return {"range": [1.08 * min(low, 0.0), 1.08 * max(high, 0.0)]}
