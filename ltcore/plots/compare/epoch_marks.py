"""Names of what starts late in a training: class weights, a further stage."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ltcore.plots.base.axes import EM
from ltcore.plots.base.series import Series, arm_label
from ltcore.plots.base.theme import Look

WEIGHTS = "class weights start"
"""Named above the frame; what else starts, inside it."""
MAX_NAMED = 2
"""Up to this many arms that share a switch are named at it."""
ROOM = 600
"""Pixels of the epochs for which names are set apart; more of them only gain room."""


def mark_starts(
    figure: go.Figure,
    starts: Sequence[tuple[Mapping[str, float], str]],
    series: Series,
    look: Look,
) -> None:
    """Mark where something starts in some arms, once per epoch however many share it.

    A name stands on the side of its line that has more room, and in the first row in which it meets no other.

    Args:
        figure: with its range of epochs.
        starts: arm -> after how many epochs, and what starts then; "" names nothing.
        series: the arms.
        look: where it is shown.

    Example:
        >>> import pandas as pd
        >>> figure = go.Figure(layout={"xaxis": {"range": [0, 60]}})
        >>> arms = Series(pd.DataFrame({"arm": ["DRW"], "method": ["drw"]}), Look())
        >>> mark_starts(figure, [({"DRW": 12.0}, WEIGHTS)], arms, Look())
        >>> figure.layout.annotations[0].text, figure.layout.annotations[0].xanchor
        ('DRW: class weights start', 'left')
    """
    last = figure.layout.xaxis.range[1]
    rows: list[list[tuple[float, float]]] = []
    for epochs, what in starts:
        for epoch, arms in _shared(epochs, series).items():
            figure.add_vline(
                x=epoch, line={"color": look.ground.muted, "width": 1.2, "dash": "dot"}
            )
            if not what:
                continue
            few = len(arms) <= MAX_NAMED
            whose = ", ".join(map(arm_label, arms)) if few else f"{len(arms)} methods"
            text = f"{whose}: {what}"
            width = len(text) * EM * look.text_size / ROOM * last
            to_the_left = epoch > last / 2
            ends = (epoch - width, epoch) if to_the_left else (epoch, epoch + width)
            # A late switch and a second stage are often near: one is named above the frame, one inside.
            row = _free_row(rows, ends, first=0 if what == WEIGHTS else 1)
            _name_start(figure, text, epoch, row, "right" if to_the_left else "left", look)


def _shared(epochs: Mapping[str, float], series: Series) -> dict[float, list[str]]:
    """Return the arms at each epoch, in order of the epochs."""
    arms_at: dict[float, list[str]] = {}
    for arm in series.arms:
        if arm in epochs:
            arms_at.setdefault(epochs[arm], []).append(arm)
    return dict(sorted(arms_at.items()))


def _free_row(
    rows: list[list[tuple[float, float]]], ends: tuple[float, float], *, first: int
) -> int:
    """Return the first row, from ``first`` on, with room from one end to the other, and take that room."""
    low, high = ends
    row = first
    while row < len(rows) and any(low < right and left < high for left, right in rows[row]):
        row += 1
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].append(ends)
    return row


def _name_start(
    figure: go.Figure, text: str, epoch: float, row: int, anchor: str, look: Look
) -> None:
    """Write what starts at an epoch: row 0 is above the frame, where notes may stand behind it."""
    inside = row > 0
    figure.add_annotation(
        text=text,
        x=epoch,
        y=1,
        yref="paper",
        yshift=-1.4 * look.text_size * (row - 1) if inside else 0,
        xanchor=anchor,
        yanchor="top" if inside else "bottom",
        bgcolor=look.ground.paper if inside else None,
        showarrow=False,
        font={"color": look.ground.muted},
    )
