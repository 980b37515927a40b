"""What pre-training and unlabelled data change, alone and together, around a zero line."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.both.cells import BALANCED_ERROR
from ltcore.analysis.both.longer import Steps
from ltcore.plots.base.axes import caption
from ltcore.plots.base.paired_changes import Change, draw_changes
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.text import count, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.both.names import METRICS, NOTHING, STEPS

KEY = "both_effects"
BELOW = 0.2
"""How far under its mean the seeds of a row are drawn."""
FOOT = 0.6
"""Rows of room under the last one."""
LONGEST_NAME = 34
"""Characters of an effect's name beside its row."""
STYLES: dict[str, tuple[Hue, str]] = {
    "pretraining": ("blue", "diamond"),
    "steps": ("ink", "square-open"),
    "learner": ("green", "circle"),
    "both": ("purple", "square"),
    "interaction": ("ink", "star"),
}
"""Effect -> hue and mark."""
TITLES = {
    "not decided": "not decided by these runs",
    "may add up": "they may add up, the intervals include zero",
    "less than the sum": "together less than the sum",
    "more than the sum": "together more than the sum",
}


def effects_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
    pretraining: str = "",
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw each effect in percentage points, seeds as dots: left of zero there are fewer errors.

    Args:
        frame: frame of ``ltcore.analysis.both.effects.effects_frame``.
        metric: the error that it is of.
        steps: which runs without the pre-training it compares with.
        pretraining: how the field writes the pre-training.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    ordered = _ordered(frame)
    notes = [
        plain(data),
        STEPS[steps],
        "paired by seed",
        f"mean and 95 % t interval over {_seeds(frame)}",
    ]
    figure = new_figure(KEY, _title(frame, pretraining), caption(notes, look), look)
    rows = list(ordered.itertuples(index=False))
    draw_changes(
        figure,
        [_change(row, pretraining, look) for row in rows],
        title=f"Change in percentage points of {METRICS[metric].lower()} (left is better)",
        below=BELOW,
        foot=FOOT,
        look=look,
    )
    first = next((place for place, row in enumerate(rows) if row.kind == "interaction"), None)
    if first is not None:
        figure.add_hline(y=first - 0.5, line={"color": look.ground.faint, "width": 1.5})
    return figure


def words_effects(
    frames: Mapping[Steps, pd.DataFrame],
    metric: str = BALANCED_ERROR,
    *,
    steps: Steps = "final",
    pretraining: str = "",
) -> str:
    """Say what each changes alone and both together, and what their interaction shows.

    Args:
        frames: frames of ``ltcore.analysis.both.effects.effects_frame`` for each kind of comparison that the
            runs allow; the interactions of all of them are told.
        metric: the error that it is of.
        steps: which of them is drawn.
        pretraining: how the field writes the pre-training.
    """
    frame = frames[steps]
    if frame.empty:
        return f"{NOTHING}."
    alone = frame[frame["kind"] != "interaction"]
    told = [
        f"{effect_name(row.kind, row.learner, pretraining)} {_numbers(row)}"
        for row in alone.itertuples(index=False)
    ]
    sentences = [f"Change in {METRICS[metric].lower()}, {STEPS[steps]}: {'; '.join(told)}."]
    unseen = [
        effect_name(row.kind, row.learner, pretraining)
        for row in alone.itertuples(index=False)
        if row.low <= 0 <= row.high
    ]
    if unseen:
        sentences.append(
            f"No difference can be seen for {', '.join(unseen)}: the interval includes zero."
        )
    ordered = sorted(frames, key=lambda name: name != steps)
    sentences += [
        f"Interaction with {row.learner}, {STEPS[name]}: {_numbers(row)}, {_verdict(row)}."
        for name in ordered
        for row in frames[name].itertuples(index=False)
        if row.kind == "interaction"
    ]
    sentences += _missing_told(frames)
    if (frame["n_seeds"] < 3).any():
        sentences.append("With fewer than 3 seeds no interval is given.")
    return "\n".join(sentences)


def _missing_told(frames: Mapping[Steps, pd.DataFrame]) -> list[str]:
    """Return a sentence on learners whose interaction is known for equal final steps alone."""
    known = {
        steps: [row.learner for row in frame.itertuples() if row.kind == "interaction"]
        for steps, frame in frames.items()
        if len(frame)
    }
    missing = [one for one in known.get("final", []) if one not in known.get("total", [])]
    if not missing:
        return []
    return [
        f"Not trained: longer runs of {' and '.join(missing)} without pre-training, so that interaction is "
        "not known with equal steps in total."
    ]


def effect_name(kind: str, learner: str, pretraining: str) -> str:
    """Return what an effect is called.

    Example:
        >>> [effect_name(kind, "CReST", "Rotation") for kind in ("pretraining", "steps", "learner", "both",
        ...                                                       "interaction")]
        ['Rotation alone', 'its steps alone', 'CReST alone', 'Rotation + CReST', 'interaction with CReST']
    """
    names = {
        "pretraining": f"{pretraining} alone",
        "steps": "its steps alone",
        "learner": f"{learner} alone",
        "both": f"{pretraining} + {learner}",
        "interaction": f"interaction with {learner}",
    }
    return names[kind]


def _change(row: Any, pretraining: str, look: Look) -> Change:  # noqa: ANN401 (a row of a frame)
    hue, symbol = STYLES[row.kind]
    name = effect_name(row.kind, row.learner, pretraining)
    return Change(
        name=name,
        tick=plain(name, LONGEST_NAME),
        seeds=row.seeds,
        values=row.values,
        mean=row.mean,
        low=row.low,
        high=row.high,
        numbers=_numbers(row),
        colour=SHADES[look.mode][hue].line,
        symbol=symbol,
    )


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the effects alone and together first, the interactions last."""
    is_last = frame["kind"] == "interaction"
    return pd.concat([frame[~is_last], frame[is_last]], ignore_index=True)


def _seeds(frame: pd.DataFrame) -> str:
    low, high = int(frame["n_seeds"].min()), int(frame["n_seeds"].max())
    return count(low, "seed") if low == high else f"{low} to {high} seeds"


def _title(frame: pd.DataFrame, pretraining: str) -> str:
    rows = frame[frame["kind"] == "interaction"]
    verdicts = {_short(row) for row in rows.itertuples(index=False)}
    if len(verdicts) == 1 and len(rows):
        return f"{plain(pretraining)} and unlabelled data: {TITLES[verdicts.pop()]}"
    told = "; ".join(
        f"with {plain(row.learner)} {_short(row)}" for row in rows.itertuples(index=False)
    )
    return f"{plain(pretraining)} {told}" if told else "Effects"


def _short(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    if not np.isfinite(row.low):
        return "not decided"
    if row.low <= 0 <= row.high:
        return "may add up"
    return "less than the sum" if row.low > 0 else "more than the sum"


def _verdict(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Return what an interaction shows."""
    return {
        "not decided": "no interval, so these runs do not decide it",
        "may add up": "the interval includes zero, so these runs do not tell it from adding up",
        "less than the sum": "together they gain less than the sum",
        "more than the sum": "together they gain more than the sum",
    }[_short(row)]


def _numbers(row: Any) -> str:  # noqa: ANN401
    return f"{points_between(row.mean, row.low, row.high)}, {count(row.n_seeds, 'seed')}"
