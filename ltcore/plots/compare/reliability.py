"""The reliability diagram: how often a decision is right, against how sure the classifier is of it."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.metrics import N_BINS
from ltcore.plots.base.arm_marks import whiskers
from ltcore.plots.base.axes import caption
from ltcore.plots.base.series import (
    MOST_TOLD,
    Series,
    arm_label,
    in_brackets,
    interval_note,
    share,
    show_legend,
)
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.types import Split

KEY = "reliability"
BIN_KEYS = ("bin", "bin_low", "bin_high")
SMALLEST, LARGEST = 5.0, 26.0
"""Diameter in pixels of the mark of a bin without and with all examples."""
WEIGHTY = 0.02
"""Share of the examples from which a bin has seeds and whiskers: those of a handful span the picture."""
EVEN = 0.005
"""A mean confidence closer to the accuracy than this is as sure as it is right."""
NOTHING = "No run with logits yet"


def reliability_figure(
    frame: pd.DataFrame, *, split: Split = "test", of: str = "", look: Look | None = None
) -> go.Figure:
    """Draw accuracy against confidence, one mark per bin and arm, around the line of perfect calibration.

    Args:
        frame: frame of ``ltcore.analysis.reliability_frame``, one row per run and bin.
        split: examples that the frame was measured on, "test" or "val".
        of: group of classes whose examples they are; empty: all.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    series = Series(frame, look)
    filled = frame[frame["n"] > 0]
    summary = seeds_summary(filled, "accuracy", BIN_KEYS)
    marks = _marks(frame, filled, summary)
    with_spread = len(series.arms) <= MOST_TOLD  # of more they hide one another
    notes = [
        _examples(split, of),
        f"{N_BINS} bins of equal width; area of a mark: share of the examples",
        _spread_note(marks) if with_spread else _means(frame),
    ]
    title = f"Accuracy by confidence{f', {of} classes' if of else ''}"
    figure = new_figure(KEY, title, caption(notes, look), look)
    _draw_perfect(figure, look)
    for arm in series.arms:
        rows = marks[marks["arm"] == arm].sort_values("bin")
        weighty = (rows["share"] >= WEIGHTY) & with_spread
        own = filled[filled["arm"] == arm]
        _draw_seeds(figure, own[own["bin"].isin(rows.loc[weighty, "bin"])], series)
        _draw_arm(figure, rows, weighty, series)
    figure.update_xaxes(
        range=[0, 1.02],
        tickformat=".0%",
        title_text="Confidence: probability of the predicted class",
    )
    figure.update_yaxes(
        range=[-0.02, 1.04], tickformat=".0%", title_text=f"Accuracy ({SPLITS[split]})"
    )
    show_legend(figure, look, tick_lines=1)
    return figure


def words_reliability(frame: pd.DataFrame, *, split: Split = "test", of: str = "") -> str:
    """Say how sure each arm is, how often it is right, and its expected calibration error.

    Args:
        frame: frame of ``ltcore.analysis.scores_frame``, one row per run.
        split: examples that the frame was measured on, "test" or "val".
        of: group of classes whose examples they are; empty: all.
    """
    if frame.empty:
        return f"{NOTHING}."
    summary = seeds_summary(frame, "ece", ())
    order = {arm: place for place, arm in enumerate(Series(frame, Look()).arms)}
    told = summary.iloc[np.argsort(summary["arm"].map(order).to_numpy())]
    if len(told) > MOST_TOLD:
        told = told.loc[list(dict.fromkeys([told["mean"].idxmin(), told["mean"].idxmax()]))]
    sentences = []
    for row in told.itertuples():
        runs = frame[frame["arm"] == row.arm]
        sure, over = runs["confidence"].mean(), runs["overconfidence"].mean()
        sentences.append(
            f"{row.arm}: mean confidence {percent(sure, 1)}, accuracy {percent(sure - over, 1)} "
            f"on {_examples(split, of)}{_lean(over)}; expected calibration error "
            f"{share(row, 1)}."
        )
    if left := len(summary) - len(told):
        sentences.append(
            f"These have the smallest and the largest error; {left} more lie in between."
        )
    notes = frame.loc[frame["note"].str.contains("sigmoid"), "arm"].unique()
    if len(notes):
        sentences.append(
            f"{', '.join(notes)}: trained with a sigmoid loss; its confidence is still the "
            "softmax of the logits, as for the others."
        )
    return "\n".join([*sentences, in_brackets(summary)])


def _examples(split: Split, of: str) -> str:
    return f"{SPLITS[split]} examples{f' of {of} classes' if of else ''}"


def _lean(over: float) -> str:
    if abs(over) < EVEN:
        return ""
    return f", {'over' if over > 0 else 'under'}-confident by {100 * abs(over):.1f} points"


def _spread_note(marks: pd.DataFrame) -> str:
    note = interval_note(marks[marks["share"] >= WEIGHTY])
    return note and f"{note}, where a bin holds {percent(WEIGHTY)} of the examples or more"


def _means(frame: pd.DataFrame) -> str:
    seeds = frame.groupby("arm")["run"].nunique()
    return f"means over {count(seeds.max(), 'seed')}" if seeds.max() > 1 else ""


def _marks(frame: pd.DataFrame, filled: pd.DataFrame, summary: pd.DataFrame) -> pd.DataFrame:
    """Return the summary with mean confidence, and the share of all examples of the arm's runs."""
    keys = ["arm", *BIN_KEYS]
    sure = filled.groupby(keys, sort=False)["confidence"].mean().rename("confidence")
    shares = frame.groupby(keys, sort=False)["weight"].mean().rename("share")
    return summary.join(sure, on=keys).join(shares, on=keys)


def _draw_perfect(figure: go.Figure, look: Look) -> None:
    line = {"color": look.ground.muted, "width": 1.5, "dash": "dash"}
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line=line, layer="below")
    for text, x, y, side in (
        ("under-confident: right more often than it expects", 0.02, 0.93, "left"),
        ("over-confident: right less often than it expects", 1.0, 0.03, "right"),
    ):
        figure.add_annotation(
            text=text,
            x=x,
            y=y,
            xanchor=side,
            showarrow=False,
            font={"color": look.ground.muted},
        )


def _draw_seeds(figure: go.Figure, filled: pd.DataFrame, series: Series) -> None:
    if len(set(filled["run"])) < 2:
        return
    arm = filled["arm"].iloc[0]
    figure.add_trace(
        go.Scatter(
            x=filled["confidence"].to_numpy(dtype=np.float32),
            y=filled["accuracy"].to_numpy(dtype=np.float32),
            mode="markers",
            marker={"color": translucent(series.shade(arm).line, 0.6), "size": 4.5},
            legendgroup=plain(arm),
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _draw_arm(figure: go.Figure, rows: pd.DataFrame, weighty: pd.Series, series: Series) -> None:
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    sizes = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(rows["share"].to_numpy())
    figure.add_trace(
        go.Scatter(
            x=rows["confidence"].to_numpy(dtype=np.float32),
            y=rows["mean"].to_numpy(dtype=np.float32),
            mode="lines+markers",
            cliponaxis=False,
            name=arm_label(arm),
            legendgroup=plain(arm),
            # Thin: what the line joins may be a mark of one example.
            line={"color": translucent(colour, 0.5), "width": 1.5, "dash": series.style(arm).dash},
            marker={
                "color": colour,
                "symbol": series.style(arm).symbol,
                "size": sizes.astype(np.float32),
                "opacity": 1,
            },
            error_y=whiskers(_only(rows, weighty), colour),
            hovertext=[
                f"{plain(row.arm)}<br>confidence {percent(row.bin_low, 0)} to {percent(row.bin_high, 0)}: "
                f"{percent(row.share, 1)} of the examples<br>mean confidence {percent(row.confidence, 1)}, "
                f"accuracy {share(row, 1)}, {count(row.n_seeds, 'seed')}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _only(rows: pd.DataFrame, weighty: pd.Series) -> pd.DataFrame:
    """Return the rows with an interval where they are weighty alone."""
    return rows.assign(low=rows["low"].where(weighty), high=rows["high"].where(weighty))
