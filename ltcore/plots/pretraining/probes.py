"""What can be read out of random, pre-trained and final features, by group of classes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.pretraining.probes import EVERY
from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import caption, panel_heading
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.panel_bands import band_panel, group_places
from ltcore.plots.base.series import interval_note, share, show_legend
from ltcore.plots.base.text import count, number_between, percent, plain
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure
from ltcore.plots.pretraining.names import BACKBONES, EXAMPLES, GROUP_NAMES, READERS, SHORT
from ltcore.types import GROUPS

KEY = "pretraining_probes"
NOTHING = "No probes kept yet"
CLUSTER = 0.5
"""Share of the distance between two groups that the marks of all backbones take."""
SETS = (EVERY, *GROUPS)


def probes_figure(
    frame: pd.DataFrame,
    examples: str = "balanced",
    *,
    arm: str = "",
    rule: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the recall that each reader reaches, for all classes and by group, one mark per backbone.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.probes.probes_frame``.
        examples: what the readers learned from, "balanced" or "long_tailed".
        arm: what the runs are called.
        rule: how classes were put into groups, in words.
        look: where it is shown.
    """
    look = look or Look()
    shown = _chosen(frame, examples)
    if shown.empty:
        return empty_figure(KEY, NOTHING, look)
    readers = [reader for reader in READERS if reader in set(shown["reader"])]
    summary = summarised(shown)
    notes = [plain(arm), f"learned from {EXAMPLES[examples]}", interval_note(summary), rule]
    figure = new_figure(KEY, _title(summary), caption(notes, look), look)
    figure.set_subplots(1, len(readers), horizontal_spacing=0.07)
    make_room(figure, 1, look)
    for column, reader in enumerate(readers, start=1):
        panel_heading(figure, column, f"<b>{READERS[reader]}</b>", look)
        _bands(figure, shown, column, look)
        known = [one for one in BACKBONES if one in set(shown["backbone"])]
        for place, backbone in enumerate(known):
            shift = CLUSTER * ((place + 0.5) / len(known) - 0.5)
            rows = summary[(summary["reader"] == reader) & (summary["backbone"] == backbone)]
            _draw(figure, rows, backbone, shift, column, look)
    figure.update_yaxes(range=_range(summary), tickformat=".0%")
    figure.update_yaxes(title_text="Mean recall (test)", col=1)
    show_legend(figure, look, tick_lines=1)
    return figure


def summarised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return mean, spread and interval over the seeds, for each backbone, reader and group."""
    named = frame.assign(arm=frame["backbone"], method="")
    keys = ("backbone", "reader", "group")
    return seeds_summary(named[named["recall"].notna()], "recall", keys)


def words_probes(frame: pd.DataFrame, examples: str = "balanced") -> str:
    """Say what each backbone's features let a linear classifier read, and how unevenly.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.probes.probes_frame``.
        examples: what the readers learned from.
    """
    shown = _chosen(frame, examples)
    if shown.empty:
        return f"{NOTHING}."
    summary = summarised(shown)
    sentences = []
    for backbone, drawn in BACKBONES.items():
        told = [
            _told(summary, shown, backbone, reader)
            for reader in READERS
            if len(_rows(summary, backbone, reader))
        ]
        if told:
            sentences.append(f"{drawn.title.capitalize()}: {'; '.join(told)}.")
    seeds = int(shown["run"].nunique())
    sentences.append(
        "Spread between groups is the standard deviation of the groups' recalls in one network; spread "
        f"between seeds is that of the recall of all classes over {count(seeds, 'seed')}. Papers call both "
        "“std”."
    )
    return "\n".join(sentences)


def _told(summary: pd.DataFrame, shown: pd.DataFrame, backbone: str, reader: str) -> str:
    rows = _rows(summary, backbone, reader).set_index("group")
    groups = [
        f"{GROUP_NAMES[group]} {percent(rows.loc[group, 'mean'])}"
        for group in GROUPS
        if group in rows.index
    ]
    own = shown[(shown["backbone"] == backbone) & (shown["reader"] == reader)]
    spread = own.drop_duplicates("run")["group_spread"].mean()
    what = {"linear": "a linear classifier", "neighbours": "neighbours"}[reader]
    said = f"{what} {share(next(rows.loc[[EVERY]].itertuples()), 1)} ({', '.join(groups)}"
    if np.isfinite(spread):
        said += f"; spread between groups {100 * spread:.1f} points"
    if np.isfinite(rows.loc[EVERY, "sd"]):
        said += f", between seeds {100 * rows.loc[EVERY, 'sd']:.1f}"
    return f"{said})"


def _rows(summary: pd.DataFrame, backbone: str, reader: str) -> pd.DataFrame:
    return summary[(summary["backbone"] == backbone) & (summary["reader"] == reader)]


def _chosen(frame: pd.DataFrame, examples: str) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["examples"] == examples]


def _title(summary: pd.DataFrame) -> str:
    linear = summary[(summary["reader"] == "linear") & (summary["group"] == EVERY)]
    means = linear.set_index("backbone")["mean"]
    said = [f"{called} {percent(means[one])}" for one, called in SHORT.items() if one in means]
    return f"Linear probe: {', '.join(said)}" if said else "Probes"


def _bands(figure: go.Figure, frame: pd.DataFrame, column: int, look: Look) -> None:
    classes = frame.groupby("group")["classes"].agg(["min", "max"])
    band_panel(figure, group_places(SETS), column, look)
    figure.update_xaxes(
        range=[-0.5, len(SETS) - 0.5],
        tickvals=list(range(len(SETS))),
        ticktext=[_tick(group, classes) for group in SETS],
        tickangle=0,
        col=column,
    )


def _tick(group: str, classes: pd.DataFrame) -> str:
    low, high = classes.loc[group].astype(int)
    name = {"all": "all", **GROUP_NAMES}[group]
    return f"{name} ({number_between(low, high) if high else 'no class'})"


def _draw(
    figure: go.Figure, rows: pd.DataFrame, backbone: str, shift: float, column: int, look: Look
) -> None:
    drawn = BACKBONES[backbone]
    colour = SHADES[look.mode][drawn.hue].line
    places = np.array([SETS.index(group) for group in rows["group"]], dtype=np.float32)
    centres, where = places + np.float32(shift), {"row": 1, "col": column}
    draw_seeds(figure, centres, rows["values"].tolist(), colour, drawn.title, **where)
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=rows["mean"].to_numpy(dtype=np.float32),
            mode="markers",
            name=drawn.title,
            legendgroup=drawn.title,
            showlegend=column == 1,
            marker={"color": colour, "symbol": drawn.symbol, "size": 11},
            error_y=whiskers(rows, colour),
            hovertext=[
                f"{drawn.title}<br>{row.group}: {share(row, 1)}" for row in rows.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        **where,
    )


def _range(summary: pd.DataFrame) -> Sequence[float]:
    lows = [*summary["low"].dropna(), *(min(each) for each in summary["values"])]
    return [max(0.0, min(lows) - 0.08), 1.02]
