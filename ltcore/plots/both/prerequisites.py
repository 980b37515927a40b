"""What pre-training gains, against imbalance, amount of data, or how well its own task went."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.both.cells import BALANCED_ERROR
from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.prerequisites import GAINS, Axis, gains_summary, lines_of
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import MARKS, SHADES, Hue
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.both.names import AXES, METRICS, STEPS

KEY = "both_prerequisites"
NOTHING = "No pair of runs that differ in their pre-training alone yet"
NO_LONGER = "No run without pre-training that takes its steps as well yet"
NO_ACCURACY = "This pre-training has no accuracy of its own task; rotation has one"
FEWEST_RUNS = 8
"""With fewer runs a correlation says next to nothing."""
NORMAL_95 = 1.959964
"""97.5 % quantile of the standard normal distribution."""
BESIDE = 0.015
"""How far marks at one value stand apart, as a share of the axis: two of them would hide each other."""
EDGE = 1.3
"""Factor by which a logarithmic axis goes beyond its values."""
HUES: tuple[Hue, ...] = ("blue", "purple", "green", "orange", "sky", "ink")


def prerequisites_figure(
    frame: pd.DataFrame,
    axis: Axis,
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the change that pre-training makes, in percentage points, for each data set; seeds as dots.

    Args:
        frame: frame of ``ltcore.analysis.both.prerequisites.gains_frame``.
        axis: what it is drawn against.
        metric: the error that it is of.
        steps: which runs without the pre-training it compares with.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    summary = gains_summary(frame, axis, steps) if len(frame) else frame
    if summary.empty:
        return empty_figure(KEY, _why_nothing(frame, axis, steps), look)
    low, high = int(summary["n_seeds"].min()), int(summary["n_seeds"].max())
    seeds = count(low, "seed") if low == high else f"{low} to {high} seeds"
    notes = [
        plain(data),
        METRICS[metric].lower(),
        STEPS[steps],
        f"mean and 95 % t interval over {seeds}",
    ]
    figure = new_figure(KEY, _title(summary), caption(notes, look), look)
    figure.add_hline(y=0, line={"color": look.ground.ink, "width": 1.2})
    lines = lines_of(summary, axis)
    for place, (name, rows) in enumerate(lines.items()):
        shift = 1.0 if axis == "accuracy" else _beside(summary, place - (len(lines) - 1) / 2)
        _draw(figure, rows, axis, place, name, shift, look)
    _axes(figure, summary, axis)
    show_legend(figure, look, tick_lines=1)
    return figure


def words_prerequisites(
    frame: pd.DataFrame,
    axis: Axis,
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
) -> str:
    """Say what pre-training changes on each data set, and on how many of them a difference can be seen.

    Args:
        frame: frame of ``ltcore.analysis.both.prerequisites.gains_frame``.
        axis: what it is drawn against.
        metric: the error that it is of.
        steps: which runs without the pre-training it compares with.
    """
    summary = gains_summary(frame, axis, steps) if len(frame) else frame
    if summary.empty:
        return f"{_why_nothing(frame, axis, steps)}."
    ordered = summary.sort_values("mean", kind="stable")
    told = [_told(row, axis) for row in ordered.itertuples(index=False)]
    sentences = [
        f"Change in {METRICS[metric].lower()} by pre-training, {STEPS[steps]}: {'; '.join(told)}.",
        *_counted(summary, steps),
    ]
    other: Steps = "total" if steps == "final" else "final"
    sentences += _counted(gains_summary(frame, axis, other), other)
    if axis == "accuracy":
        sentences.append(correlation_told(frame, GAINS[steps]))
    elif summary["x"].nunique() < 2:
        sentences.append(
            "All pairs have the same value on this axis: runs on other data would add to it."
        )
    return "\n".join(sentences)


def _counted(summary: pd.DataFrame, steps: Steps) -> list[str]:
    """Return a sentence on how many intervals are below, above and around zero; none without any."""
    sure = summary.dropna(subset=["low", "high"])
    if sure.empty:
        return []
    helps, harms = int((sure["high"] < 0).sum()), int((sure["low"] > 0).sum())
    open_ = len(sure) - helps - harms
    told = [
        f"{verb} in {number} of {len(sure)}"
        for verb, number in (
            ("pre-training lowers the error", helps),
            ("it raises it", harms),
            ("no difference can be seen", open_),
        )
        if number
    ]
    start = STEPS[steps]
    return [f"{start[0].upper()}{start[1:]}, {'; '.join(told)}."]


def correlation_told(frame: pd.DataFrame, gain: str = "gain") -> str:
    """Say how the gain goes with the accuracy of the pretext over all runs, with Fisher's interval.

    Args:
        frame: accuracy and the gain, one row per run.
        gain: its column.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> frame = pd.DataFrame({"accuracy": np.linspace(0.5, 0.9, 12)})
        >>> frame["gain"] = 0.1 - frame["accuracy"] / 9 + 0.002 * rng.normal(size=12)
        >>> correlation_told(frame)
        'Over 12 runs, the correlation between accuracy and change is −1.00 [−1.00, −0.98]: a better solved
        task goes with fewer errors. The data sets differ in more than the accuracy, so this shows no cause.'
        >>> correlation_told(frame.head(3))
        '3 runs: too few for a correlation.'
    """
    known = frame.dropna(subset=["accuracy", gain])
    if len(known) < FEWEST_RUNS or known["accuracy"].nunique() < 2 or known[gain].nunique() < 2:
        return f"{count(len(known), 'run')}: too few for a correlation."
    found = float(np.corrcoef(known["accuracy"], known[gain])[0, 1])
    near = np.arctanh(np.clip(found, -1 + 1e-12, 1 - 1e-12))
    low, high = np.tanh(near + np.array([-1, 1]) * NORMAL_95 / np.sqrt(len(known) - 3))
    verdict = "no relation can be seen"
    if high < 0:
        verdict = "a better solved task goes with fewer errors"
    elif low > 0:
        verdict = "a better solved task goes with more errors"
    numbers = f"{found:+.2f} [{low:+.2f}, {high:+.2f}]".replace("-", "−")
    return (
        f"Over {count(len(known), 'run')}, the correlation between accuracy and change is {numbers}: "
        f"{verdict}. The data sets differ in more than the accuracy, so this shows no cause."
    )


def _why_nothing(frame: pd.DataFrame, axis: Axis, steps: Steps) -> str:
    """Return why there is nothing to draw."""
    if frame.empty:
        return NOTHING
    if frame[GAINS[steps]].isna().all():
        return NO_LONGER
    return NO_ACCURACY if axis == "accuracy" else NOTHING


def _told(row: Any, axis: Axis) -> str:  # noqa: ANN401 (a row of a frame)
    is_told = axis in ("share", "accuracy") and row.share != 1
    length = f", {numeral(row.share)} times as long" if is_told else ""
    return (
        f"ρ {numeral(row.ratio)} with a largest class of {row.n_max:,}{length} "
        f"{points_between(row.mean, row.low, row.high)} ({count(row.n_seeds, 'seed')})"
    )


def _title(summary: pd.DataFrame) -> str:
    sure = summary.dropna(subset=["low", "high"])
    is_open = len(sure) and ((sure["low"] <= 0) & (sure["high"] >= 0)).all()
    best = summary.loc[(-summary["mean"].abs() if is_open else summary["mean"]).idxmin()]
    said = points_between(best["mean"], best["low"], best["high"])
    where = f"at ρ = {numeral(best['ratio'])}, largest class {best['n_max']:,}"
    if is_open:
        return f"No difference can be seen; largest change {said} {where}"
    which = "Largest gain" if len(summary) > 1 and best["mean"] < 0 else "Change"
    return f"{which}: {said} {where}"


def _beside(summary: pd.DataFrame, place: float) -> float:
    """Return the factor that puts a line's marks beside those of the others at the same value."""
    length = float(np.log(summary["x"].max() / summary["x"].min()) + 2 * np.log(EDGE))
    return float(np.exp(BESIDE * length * place))


def _draw(  # noqa: PLR0913 (a line and its place among the others)
    figure: go.Figure,
    rows: pd.DataFrame,
    axis: Axis,
    place: int,
    name: str,
    shift: float,
    look: Look,
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
            x=(shift * xs).astype(np.float32),
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
            x=(shift * rows["x"]).to_numpy(dtype=np.float32),
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
            hovertext=[_told(row, axis) for row in rows.itertuples(index=False)],
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
    figure.update_xaxes(
        type="log",
        tickvals=values,
        ticktext=[numeral(value) for value in values],
        range=[float(np.log10(values[0] / EDGE)), float(np.log10(values[-1] * EDGE))],
    )
