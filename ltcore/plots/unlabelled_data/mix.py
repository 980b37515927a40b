"""What a set of unlabelled examples is made of, beside the labelled ones, class by class."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.unlabelled_data.mix import Mix
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import (
    EM,
    MAX_NAMED_CLASSES,
    WIDTH,
    caption,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import Look, new_figure, translucent

KEY = "unlabelled_mix"
LABELLED, UNLABELLED, FOREIGN = "labelled", "unlabelled", "unlabelled, of no class of the task"
LOG_FLOOR = 0.5
"""Where a logarithmic axis begins: a class with one example still has a bar."""
HEAD_ROOM = 1.15
LABEL_GAP = 0.02
"""Between the middle of a class and the number above a bar beside it, in places."""
MAX_BARS = 60
"""Beyond this many classes each set is a line with one step per class."""


def mix_figure(
    mix: Mix, *, data: str = "", log: bool = True, look: Look | None = None
) -> go.Figure:
    """Draw labelled and unlabelled examples of each class, and the foreign ones at the right end.

    Args:
        mix: of ``ltcore.analysis.unlabelled_data.mix.unlabelled_mix``.
        data: what the classes are of, our own words.
        log: whether the counts are on a logarithmic axis.
        look: where it is shown.
    """
    look = look or Look()
    classes = mix.classes
    rarest = classes.iloc[-1]
    title = f"Rarest class: {rarest['train_count']:,} labelled, {rarest['unlabelled']:,} unlabelled examples"
    if mix.foreign:
        title += f"; {percent(mix.foreign / mix.total)} foreign"
    figure = new_figure(KEY, title, caption([data, rule_note(classes)], look), look)
    draw_bands(figure, group_spans(classes), len(classes), look)
    hue = SHADES[look.mode]["sky"]
    _draw(figure, classes, "train_count", LABELLED, look.ground.bar)
    _draw(figure, classes, "unlabelled", UNLABELLED, hue.line)
    label_class_axis(figure, classes, look, with_counts=False)
    _draw_foreign(figure, mix, look)
    _scale(figure, mix, log=log)
    _label_counts(figure, mix, look, log=log)
    show_legend(figure, look, tick_lines=1)
    return figure


def words_mix(mix: Mix) -> str:
    """Say how many unlabelled examples there are, and how many for each labelled one at both ends.

    Args:
        mix: of ``ltcore.analysis.unlabelled_data.mix.unlabelled_mix``.
    """
    classes = mix.classes
    first, last = classes.iloc[0], classes.iloc[-1]
    relevant = mix.total - mix.foreign
    foreign = (
        f" {mix.foreign:,} of them ({percent(mix.foreign / mix.total)}) belong to no class of the task."
        if mix.foreign
        else " All of them belong to the task's classes."
    )
    ends = (
        f"The most frequent class has {first['train_count']:,} labelled and {first['unlabelled']:,} "
        f"unlabelled examples, the rarest {last['train_count']:,} and {last['unlabelled']:,}."
    )
    return (
        f"{count(classes['train_count'].sum(), 'labelled example')} in {count(len(classes), 'class')}, and "
        f"{count(mix.total, 'unlabelled example')}.{foreign if mix.total else ''}\n{ends} "
        f"{_per_label(first, last) if relevant else 'None can teach the classes anything.'}"
    )


def _per_label(first: pd.Series, last: pd.Series) -> str:
    head, tail = (row["unlabelled"] / row["train_count"] for row in (first, last))
    said = (
        f"For each label, that is {numeral(head, 3)} at the head and {numeral(tail, 3)} at the tail"
    )
    if np.isclose(head, tail, rtol=0.1):
        return f"{said}: the tail stays as rare as it was."
    more, fewer = (tail, head) if tail > head else (head, tail)
    where = "tail" if tail > head else "head"
    times = f"{numeral(more / fewer, 3)} times as many" if fewer else "all of them"
    return f"{said}: the {where} gets {times} per label."


def _draw(figure: go.Figure, classes: pd.DataFrame, column: str, name: str, colour: str) -> None:
    counts = classes[column].to_numpy(dtype=np.float32)
    hover = [
        f"{plain(label)}<br>{number:,.0f} {name}"
        for label, number in zip(classes["name"], counts, strict=True)
    ]
    if len(classes) > MAX_BARS:
        figure.add_trace(
            go.Scatter(
                x=np.arange(len(counts) + 1, dtype=np.float32) - 0.5,
                y=np.append(counts, counts[-1]),
                mode="lines",
                name=name,
                line={"color": colour, "width": 2, "shape": "hv"},
                fill="tozeroy",
                fillcolor=translucent(colour, 0.25),
                hovertext=[*hover, hover[-1]],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
        return
    figure.add_trace(
        go.Bar(
            x=classes["rank"].to_numpy(dtype=np.float32),
            y=counts,
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _draw_foreign(figure: go.Figure, mix: Mix, look: Look) -> None:
    """Draw the foreign examples behind the rarest class, where there are any."""
    if not mix.foreign:
        return
    n_classes = len(mix.classes)
    width, place = _foreign_width(n_classes), _foreign_place(n_classes)
    figure.add_trace(
        go.Bar(
            x=[place],
            y=[mix.foreign],
            width=[width * 0.8],
            offset=[-0.4 * width],
            name=FOREIGN,
            marker={
                "color": translucent(SHADES[look.mode]["sky"].line, 0.35),
                "pattern": {"shape": "/", "fgcolor": SHADES[look.mode]["sky"].line},
                "line": {"width": 0},
            },
            hovertemplate="%{y:,} of no class of the task<extra></extra>",
        )
    )
    axis = figure.layout.xaxis
    figure.update_xaxes(range=[-0.5, place + 0.6 * width])
    if n_classes <= MAX_NAMED_CLASSES:
        figure.update_xaxes(tickvals=[*axis.tickvals, place], ticktext=[*axis.ticktext, "foreign"])


def _label_counts(figure: go.Figure, mix: Mix, look: Look, *, log: bool) -> None:
    """Write the counts above their bars: of all classes where they have room, else of both ends."""
    classes = mix.classes
    places = len(classes) + bool(mix.foreign)
    longest = len(f"{classes[['train_count', 'unlabelled']].to_numpy().max():,}")
    fits = longest * EM * look.text_size <= WIDTH / places / 2
    shown = classes if fits else classes.iloc[sorted({0, len(classes) - 1})]
    labels = [
        (row.rank + side * LABEL_GAP, number, anchor)
        for row in shown[["rank", "train_count", "unlabelled"]].itertuples(index=False, name="Row")
        for number, side, anchor in ((row.train_count, -1, "right"), (row.unlabelled, 1, "left"))
    ]
    if mix.foreign:
        labels.append((_foreign_place(len(classes)), mix.foreign, "center"))
    for x, number, anchor in labels:
        if log and not number:
            continue
        figure.add_annotation(
            text=f"{number:,}",
            x=float(x),
            y=float(np.log10(number) if log else number),
            xanchor=anchor,
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.ink},
        )


def _foreign_place(n_classes: int) -> float:
    """Return where the foreign examples are, behind the rarest class."""
    return n_classes - 0.5 + 0.8 * _foreign_width(n_classes)


def _foreign_width(n_classes: int) -> float:
    return max(0.8, n_classes / 14)


def _scale(figure: go.Figure, mix: Mix, *, log: bool) -> None:
    classes = mix.classes
    highest = max(
        1.0, float(classes[["train_count", "unlabelled"]].to_numpy().max()), float(mix.foreign)
    )
    figure.update_layout(barmode="group", bargap=0.22, bargroupgap=0.04)
    if not log:
        figure.update_yaxes(title_text="Examples", range=[0, HEAD_ROOM * highest])
        return
    floor = float(np.log10(LOG_FLOOR))
    top = floor + HEAD_ROOM * float(np.log10(highest / LOG_FLOOR))
    figure.update_yaxes(
        title_text="Examples (log)",
        type="log",
        range=[floor, top],
        tickvals=[10.0**power for power in range(8)],
    )
