"""The class axis of every figure: frequency order, with head, medium and tail as background bands."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import UNKNOWN
from ltcore.analysis.base.training_counts import counts_unknown, order_in_words
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import Look
from ltcore.types import GROUPS, HEAD_ABOVE, TAIL_BELOW

MAX_NAMED_CLASSES = 12
"""Up to this many classes the ticks are names, beyond it ranks."""
WIDTH = 1080
"""Width in pixels for which labels are cut and spread; a wider figure only gains room."""
HEIGHT = 400
"""Height in pixels of the drawing area for which labels are spread."""
MAX_WHOLE_EPOCHS = 10
"""Up to this many epochs plotly would put ticks at half an epoch."""
LEAST_ROOM = 0.6
"""Share of a group's name that its band must hold; a band that is narrower has no name."""
EM = 0.55
"""Mean width of a letter, in font sizes."""

RULES = {
    "thresholds": f"head: more than {HEAD_ABOVE} training examples, tail: fewer than {TAIL_BELOW}",
    "terciles": "head, medium and tail: thirds of the frequency ranks",
}


class Span(NamedTuple):
    """A group of classes on the axis: its ranks from first to last, and what it is called there."""

    group: str
    first: int
    last: int
    label: str = ""

    @property
    def called(self) -> str:
        """What the band says: its label, else the name of its group."""
        return self.label or self.group


def class_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per class in frequency order: rank, name, train_count, group, group_rule."""
    columns = ["rank", "name", "train_count", "group", "group_rule"]
    return frame[columns].drop_duplicates("rank").sort_values("rank", ignore_index=True)


def group_spans(frame: pd.DataFrame) -> list[Span]:
    """Return the groups on the class axis, none where the runs of the frame disagree about them.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 1, 2], "group": ["head", "tail", "tail"],
        ...                       "group_rule": "thresholds"})
        >>> [(span.called, span.first, span.last) for span in group_spans(frame)]
        [('head', 0, 0), ('tail', 1, 2)]
    """
    rows = frame[["rank", "group"]].drop_duplicates()
    if rows["rank"].duplicated().any():
        return []
    ends = rows.groupby("group")["rank"].agg(["min", "max"])
    return [
        Span(group, int(ends["min"][group]), int(ends["max"][group]), called(group, frame))
        for group in GROUPS
        if group in ends.index
    ]


def called(group: str, frame: pd.DataFrame) -> str:
    """Return what a group is called in a picture: by rank "head third", so that nobody reads it as by count.

    Args:
        group: "head", "medium" or "tail".
        frame: rows with group and, where it is known, group_rule.

    Example:
        >>> called("tail", pd.DataFrame({"group": ["tail"], "group_rule": ["terciles"]}))
        'tail third'
    """
    by_rank = "group_rule" in frame and set(frame["group_rule"]) == {"terciles"}
    return f"{group} third" if by_rank else group


def rule_note(frame: pd.DataFrame) -> str:
    """Say how classes were put into head, medium and tail, empty where no class was.

    Example:
        >>> rule_note(pd.DataFrame({"group": ["tail"], "group_rule": ["thresholds"]}))
        'head: more than 100 training examples, tail: fewer than 20'
    """
    rules = set(frame.loc[frame["group"] != UNKNOWN, "group_rule"])
    return "; ".join(RULES[rule] for rule in sorted(rules))


def caption(notes: Iterable[str], look: Look) -> str:
    """Return notes as the lines of a subtitle, a new line where the next note would leave the figure.

    Args:
        notes: what is said; empty ones are left out.
        look: where it is shown.

    Example:
        >>> caption(["test examples", "", "mean over 5 seeds"], Look())
        'test examples · mean over 5 seeds'
    """
    lines = [""]
    for note in filter(None, notes):
        longer = f"{lines[-1]} · {note}" if lines[-1] else note
        if len(longer) * EM * look.text_size <= WIDTH:
            lines[-1] = longer
        else:
            lines.append(note)
    return "<br>".join(filter(None, lines))


def draw_bands(figure: go.Figure, spans: list[Span], n_classes: int, look: Look) -> None:
    """Lay the group bands behind a figure whose x axis is the class rank, each with its label on top."""
    for span in spans:
        figure.add_shape(
            type="rect",
            x0=span.first - 0.5,
            x1=span.last + 0.5,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(span.group),
        )
    label_bands(figure, spans, n_classes, look)


def label_bands(figure: go.Figure, spans: list[Span], n_classes: int, look: Look) -> None:
    """Write the name of each group above a figure whose x axis is the class rank, where it has room."""
    for span in filter(lambda span: _has_room(span, n_classes, look), spans):
        figure.add_annotation(
            text=_band_label(span, n_classes, look),
            x=(span.first + span.last) / 2,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.muted},
        )


def strip_width(look: Look) -> float:
    """Return the pixels that the longest group name takes, however narrow the figure is."""
    return (max(map(len, GROUPS)) + 1) * EM * look.text_size


def group_strip(figure: go.Figure, spans: list[Span], look: Look) -> None:
    """Mark the groups in a strip at the right edge of a figure whose rows are the class ranks."""
    for span in spans:
        figure.add_shape(
            type="rect",
            xref="paper",
            xsizemode="pixel",
            xanchor=1,
            x0=4,
            x1=4 + strip_width(look),
            y0=span.first - 0.5,
            y1=span.last + 0.5,
            line={"width": 2, "color": look.ground.paper},
            fillcolor=look.ground.band(span.group),
        )
        figure.add_annotation(
            text=span.group,
            xref="paper",
            x=1,
            xshift=4 + strip_width(look) / 2,
            y=(span.first + span.last) / 2,
            xanchor="center",
            showarrow=False,
            font={"color": look.ground.muted},
        )


def label_class_axis(
    figure: go.Figure,
    frame: pd.DataFrame,
    look: Look,
    *,
    with_counts: bool = True,
    column: int | None = None,
    share: float = 1.0,
) -> None:
    """Set the x axis of a per-class figure: names and training counts for a few classes, else ranks.

    Args:
        figure: the figure.
        frame: rows with rank, name, train_count and group; several runs may share it.
        look: where it is shown.
        with_counts: write the training counts under the names.
        column: of the panel whose axis it is, from 1; None: of all.
        share: of the width that the panel has; below 1, ranks replace names that would be cut.
    """
    rows = class_rows(frame)
    n_classes = len(rows)
    axis: dict[str, Any] = {"range": [-0.5, n_classes - 0.5], "col": column}
    known = not counts_unknown(rows)
    order = order_in_words(known=known)
    if n_classes > MAX_NAMED_CLASSES:
        title = "Class rank (1 = most training examples)" if known else f"Class, {order}"
        figure.update_xaxes(**axis, **rank_ticks(n_classes), title_text=title)
        return
    room = int(share * WIDTH / n_classes / (EM * look.text_size)) - 1
    same_names = (share == 1 or rows["name"].str.len().max() <= room) and _agree(frame, "name")
    same_counts = with_counts and known and _agree(frame, "train_count")
    below = " (training examples below)" if same_counts else ""
    texts = [plain(name, room) for name in rows["name"]] if same_names else rank_texts(rows["rank"])
    if same_counts:
        texts = [f"{text}<br>{n:,.0f}" for text, n in zip(texts, rows["train_count"], strict=True)]
    figure.update_xaxes(
        **axis,
        tickvals=rows["rank"].tolist(),
        ticktext=texts,
        tickangle=0,
        title_text=f"{'Class' if same_names else 'Class rank'}, {order}{below}",
    )


def _has_room(span: Span, n_classes: int, look: Look) -> bool:
    """Return whether the name of a group leaves its band by so little that it meets no other."""
    room = WIDTH * (span.last - span.first + 1) / max(n_classes, 1)
    return len(span.group) * EM * look.text_size * LEAST_ROOM < room


def _band_label(span: Span, n_classes: int, look: Look) -> str:
    classes = span.last - span.first + 1
    # A third says itself how many classes it has.
    is_third = span.called != span.group
    long = span.called if is_third else f"{span.called}: {count(classes, 'class')}"
    room = WIDTH * classes / max(n_classes, 1)
    return next(
        (text for text in (long, span.called) if len(text) * EM * look.text_size < room), span.group
    )


def rank_ticks(n_classes: int) -> dict[str, Any]:
    """Return about ten round ticks of an axis of class ranks, which people count from 1."""
    step = next(
        size
        for power in range(7)
        for size in (10**power, 2 * 10**power, 5 * 10**power)
        if n_classes / size <= 10
    )
    ranks = [0, *range(step - 1, n_classes, step)] if step > 1 else list(range(n_classes))
    return {"tickvals": ranks, "ticktext": rank_texts(ranks)}


def whole_epochs(last: float) -> dict[str, int]:
    """Return what keeps the ticks of an axis of few epochs whole; a longer one has room for none between.

    Example:
        >>> whole_epochs(2), whole_epochs(60)
        ({'tick0': 0, 'dtick': 1}, {})
    """
    return {"tick0": 0, "dtick": 1} if last <= MAX_WHOLE_EPOCHS else {}


def rank_texts(ranks: Iterable[int]) -> list[str]:
    """Return ranks as people count them, from 1."""
    return [f"{rank + 1:,}" for rank in ranks]


def _agree(frame: pd.DataFrame, column: str) -> bool:
    return not frame[["rank", column]].drop_duplicates()["rank"].duplicated().any()


def panel_heading(figure: go.Figure, column: int, text: str, look: Look) -> None:
    """Write a heading above one of the panels of a figure, at its left edge.

    Args:
        figure: the figure.
        column: of the panel, from 1.
        text: our own; names in it are escaped already.
        look: where it is shown.
    """
    left = figure.layout["xaxis" if column == 1 else f"xaxis{column}"].domain[0]
    figure.add_annotation(
        text=text,
        x=left,
        y=1,
        yshift=4,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        align="left",
        showarrow=False,
        font={"color": look.ground.ink},
    )
