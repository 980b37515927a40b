"""What pre-training gains, against imbalance, amount of data, or how well its own task went."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.both.cells import BALANCED_ERROR
from ltcore.analysis.both.prerequisites import Axis, gains_summary, lines_of
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import MARKS, SHADES, Hue
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.both.names import AXES, METRICS

KEY = "both_prerequisites"
NOTHING = "No pair of runs that differ in their pre-training alone yet"
NO_ACCURACY = "This pre-training has no accuracy of its own task; rotation has one"
FEWEST_RUNS = 8
"""With fewer runs a correlation says next to nothing."""
HUES: tuple[Hue, ...] = ("blue", "purple", "green", "orange", "sky", "ink")


def prerequisites_figure(
    frame: pd.DataFrame,
    axis: Axis,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the change that pre-training makes, in percentage points, for each data set; seeds as dots.

    Args:
        frame: frame of ``ltcore.analysis.both.prerequisites.gains_frame``.
        axis: what it is drawn against.
        metric: the error that it is of.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    summary = gains_summary(frame, axis) if len(frame) else frame
    if summary.empty:
        return empty_figure(KEY, NO_ACCURACY if len(frame) else NOTHING, look)
    low, high = int(summary["n_seeds"].min()), int(summary["n_seeds"].max())
    seeds = count(low, "seed") if low == high else f"{low} to {high} seeds"
    notes = [plain(data), METRICS[metric].lower(), f"mean and 95 % t interval over {seeds}"]
    figure = new_figure(KEY, _title(summary), caption(notes, look), look)
    figure.add_hline(y=0, line={"color": look.ground.ink, "width": 1.2})
    for place, (name, rows) in enumerate(lines_of(summary, axis).items()):
        _draw(figure, rows, axis, place, name, look)
    _axes(figure, summary, axis)
    if axis == "accuracy":
        figure.update_layout(showlegend=False)
    else:
        show_legend(figure, look, tick_lines=1)
    return figure


def words_prerequisites(frame: pd.DataFrame, axis: Axis, metric: str = BALANCED_ERROR) -> str:
    """Say where pre-training helps most and least, and on how many data sets it surely does.

    Args:
        frame: frame of ``ltcore.analysis.both.prerequisites.gains_frame``.
        axis: what it is drawn against.
        metric: the error that it is of.
    """
    summary = gains_summary(frame, axis) if len(frame) else frame
    if summary.empty:
        return f"{NO_ACCURACY if len(frame) else NOTHING}."
    ordered = summary.sort_values("mean", kind="stable")
    told = [_told(row) for row in ordered.itertuples(index=False)]
    sure = summary.dropna(subset=["low", "high"])
    helps, harms = int((sure["high"] < 0).sum()), int((sure["low"] > 0).sum())
    sentences = [f"Change in {METRICS[metric].lower()} by pre-training: {'; '.join(told)}."]
    if len(sure):
        sentences.append(
            f"The interval is below 0 (it helps) on {helps} of {count(len(sure), 'data set')}, and above 0 "
            f"(it harms) on {harms}."
        )
    if axis == "accuracy":
        sentences.append(correlation_told(frame))
    elif summary["x"].nunique() < 2:
        sentences.append(
            "All pairs have the same value on this axis: runs on other data would add to it."
        )
    return "\n".join(sentences)


def correlation_told(frame: pd.DataFrame) -> str:
    """Say how the gain goes with the accuracy of the pretext over all runs.

    Args:
        frame: accuracy and gain, one row per run.

    Example:
        >>> frame = pd.DataFrame({"accuracy": np.linspace(0.5, 0.9, 8), "gain": np.linspace(0.03, 0.01, 8)})
        >>> correlation_told(frame)
        'Over 8 runs, the correlation between accuracy and change is −1.00: negative where a better solved
        task goes with fewer errors.'
        >>> correlation_told(frame.head(3))
        '3 runs: too few for a correlation.'
    """
    known = frame.dropna(subset=["accuracy", "gain"])
    if len(known) < FEWEST_RUNS or known["accuracy"].nunique() < 2 or known["gain"].nunique() < 2:
        return f"{count(len(known), 'run')}: too few for a correlation."
    found = float(np.corrcoef(known["accuracy"], known["gain"])[0, 1])
    number = f"{found:+.2f}".replace("-", "−")
    return (
        f"Over {count(len(known), 'run')}, the correlation between accuracy and change is {number}: negative "
        "where a better solved task goes with fewer errors."
    )


def _told(row: "pd.Series") -> str:
    return (
        f"ρ {row.ratio:g} with n_max {row.n_max:,} {points_between(row.mean, row.low, row.high)} "
        f"({count(row.n_seeds, 'seed')})"
    )


def _title(summary: pd.DataFrame) -> str:
    best = summary.loc[summary["mean"].idxmin()]
    said = points_between(best["mean"], best["low"], best["high"])
    which = "Largest gain" if len(summary) > 1 and best["mean"] < 0 else "Change"
    return f"{which}: {said} at ρ = {best['ratio']:g}, n_max = {best['n_max']:,}"


def _draw(
    figure: go.Figure, rows: pd.DataFrame, axis: Axis, place: int, name: str, look: Look
) -> None:
    colour = SHADES[look.mode][HUES[place % len(HUES)]].line
    dash, symbol = MARKS[place % len(MARKS)]
    xs = np.concatenate(
        [
            np.asarray(each) if axis == "accuracy" else np.full(len(each), x)
            for each, x in zip(rows["xs"], rows["x"], strict=True)
        ]
    )
    figure.add_trace(
        go.Scatter(
            x=xs.astype(np.float32),
            y=100 * np.concatenate(rows["values"].tolist()).astype(np.float32),
            mode="markers",
            marker={"color": translucent(colour, 0.6), "size": 5 if axis != "accuracy" else 7},
            showlegend=False,
            hoverinfo="skip",
        )
    )
    mean = 100 * rows["mean"].to_numpy()
    figure.add_trace(
        go.Scatter(
            x=rows["x"].to_numpy(dtype=np.float32),
            y=mean.astype(np.float32),
            mode="markers" if axis == "accuracy" or len(rows) < 2 else "lines+markers",
            name=plain(name),
            line={"color": colour, "width": look.line_width, "dash": dash},
            marker={"color": colour, "symbol": symbol, "size": 12},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (100 * rows["high"].to_numpy() - mean).astype(np.float32),
                "arrayminus": (mean - 100 * rows["low"].to_numpy()).astype(np.float32),
                "color": colour,
                "thickness": 1.8,
                "width": 0,
            },
            hovertext=[_told(row) for row in rows.itertuples(index=False)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _axes(figure: go.Figure, summary: pd.DataFrame, axis: Axis) -> None:
    seen = [0.0, *summary["mean"], *summary["low"], *summary["high"]]
    seen += [value for values in summary["values"] for value in values]
    low, high = 100 * np.nanmin(seen), 100 * np.nanmax(seen)
    margin = max(0.08 * (high - low), 0.5)
    figure.update_yaxes(
        title_text="Change (points)",
        range=[low - margin, high + margin],
        tickformat=",",
    )
    figure.update_xaxes(title_text=AXES[axis])
    if axis == "accuracy":
        figure.update_xaxes(tickformat=".1%", nticks=6)
        return
    values = sorted(summary["x"].unique())
    edge = 1.3
    figure.update_xaxes(
        type="log",
        tickvals=values,
        ticktext=[f"{value:,g}" for value in values],
        range=[float(np.log10(values[0] / edge)), float(np.log10(values[-1] * edge))],
    )
