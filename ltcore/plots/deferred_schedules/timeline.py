"""Deferred methods as bars over the run: what each does before its switch, and what it switches on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.deferred_schedules.timeline import HINGES
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.strokes import GUIDE
from ltcore.plots.base.text import percent, plain
from ltcore.plots.base.theme import Look, new_figure, translucent

KEY = "deferred_timeline"
OPACITY = 0.35
"""Of the bars, so that ink on them stays legible."""
LATE: Mapping[str, tuple[str, Hue]] = {
    "early": ("before the switch", "grey"),
    "weight": ("then rare classes weigh more", "blue"),
    "draws": ("then rare classes are drawn more often", "orange"),
}
"""What a bar stands for -> its name, and its hue."""


def timeline_figure(
    frame: pd.DataFrame, switch: float, *, data: str = "", look: Look | None = None
) -> go.Figure:
    """Draw one row per method, from the first step to the last, in two colours that meet at the switch.

    Args:
        frame: frame of ``ltcore.analysis.deferred_schedules.timeline.timeline_frame``.
        switch: share of the run at which the late part begins.
        data: what the class counts are of.
        look: where it is shown.
    """
    look = look or Look()
    titles = frame["title"].drop_duplicates().tolist()
    notes = [plain(data), "numbers: the rarest class, relative to the most frequent one"]
    figure = new_figure(KEY, _title(frame, switch), caption(notes, look), look)
    kinds = frame.apply(bar_kind, axis="columns")
    for kind, (name, hue) in LATE.items():
        rows = frame[kinds == kind]
        figure.add_trace(
            go.Bar(
                y=[titles.index(title) for title in rows["title"]],
                x=(rows["end"] - rows["start"]).to_numpy(dtype=np.float32),
                base=rows["start"].tolist(),
                orientation="h",
                name=name,
                marker={
                    "color": translucent(
                        SHADES[look.mode][hue].line, OPACITY / 2 if kind == "early" else OPACITY
                    )
                },
                text=[bar_text(row) for row in rows.itertuples(index=False)],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": look.ground.ink},
                hovertext=[_hover(row) for row in rows.itertuples(index=False)],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.add_vline(x=switch, line={"color": look.ground.ink, "width": 2, "dash": GUIDE})
    # What does not fit into its bar is said by the words and under the pointer, not in small print.
    figure.update_layout(
        barmode="overlay", uniformtext={"minsize": look.text_size, "mode": "hide"}, bargap=0.25
    )
    figure.update_xaxes(
        title_text="Share of the training", tickformat=".0%", range=[0, 1], showgrid=True
    )
    figure.update_yaxes(
        tickvals=list(range(len(titles))),
        ticktext=[plain(title) for title in titles],
        tickfont={"color": look.ground.ink},
        range=[len(titles) - 0.5, -0.5],
        showgrid=False,
    )
    show_legend(figure, look, tick_lines=1)
    return figure


def words_timeline(frame: pd.DataFrame, switch: float) -> str:
    """Say what each method does before the switch, and what changes at it.

    Args:
        frame: frame of ``ltcore.analysis.deferred_schedules.timeline.timeline_frame``.
        switch: share of the run at which the late part begins.
    """
    said = [_title(frame, switch) + "."]
    for title, rows in frame.groupby("title", sort=False):
        parts = {row.phase: _does(row) for row in rows.itertuples(index=False)}
        early, late = (parts.get(phase, "") for phase in ("early", "late"))
        said.append(f"{title}: first {early}; then {late}." if early else f"{title}: {late}.")
    return "\n".join(said)


def bar_kind(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Return what a bar stands for, a key of `LATE`."""
    if row.phase == "early":
        return "early"
    return "weight" if np.isfinite(row.weight_tail) else "draws"


def bar_text(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Return what stands in a bar: before the switch the loss, after it how much more the rarest counts."""
    if row.phase == "early":
        return _loss(row)
    kind = bar_kind(row)
    return _times(getattr(row, f"{kind}_tail") / getattr(row, f"{kind}_head"))


def _title(frame: pd.DataFrame, switch: float) -> str:
    late = frame[frame["phase"] == "late"]
    most = (late["weight_tail"] / late["weight_head"]).max()
    return (
        f"After {percent(switch)} of the training, the rarest class weighs {_times(most)}"
        if switch
        else f"From the first step on, the rarest class weighs {_times(most)}"
    )


def _times(ratio: float) -> str:
    """Return a factor as people write it.

    Example:
        >>> _times(78.9), _times(3.19), _times(104.0)
        ('79 ×', '3.2 ×', '104 ×')
    """
    return f"{ratio:,.0f} ×" if ratio >= 9.95 else f"{numeral(ratio, 2)} ×"


def _loss(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    name = "hinge" if row.method in HINGES else "cross-entropy"
    if np.isfinite(row.margin_tail):
        if np.isclose(row.margin_head, row.margin_tail):
            return f"{name}, margin {row.margin_tail:.2f}"
        return f"{name}, margins {row.margin_head:.2f} to {row.margin_tail:.2f}"
    if np.isfinite(row.multiplier_tail):
        return f"logits shifted, times {numeral(row.multiplier_tail / row.multiplier_head, 2)}"
    return "logits shifted" if np.isfinite(row.offset_tail) else name


def _does(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    said = [_loss(row)]
    if np.isfinite(row.weight_tail):
        said.append(f"the rarest class weighs {_times(row.weight_tail / row.weight_head)}")
    if np.isfinite(row.draws_tail):
        said.append(f"the rarest is drawn {_times(row.draws_tail / row.draws_head)} as often")
    return ", ".join(said)


def _hover(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    return f"{plain(row.title)}, {percent(row.start)} to {percent(row.end)}<br>{_does(row)}"
