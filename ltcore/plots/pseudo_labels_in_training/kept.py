"""What a stage takes over as labels: the share of each class by the rule, and how many of them are right."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.pseudo_labels_in_training.kept import imbalance
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption, rule_note
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.strokes import TRUE
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.pseudo_labels_in_training.panels import class_panels, draw_parts

KEY = "pseudo_labels_kept"
NOTHING = "No pseudo-labels to keep"
HEADINGS = ("Share of the pseudo-labels kept", "Training examples of the stage")


def kept_figure(
    frame: pd.DataFrame, *, run: str = "", moment: str = "", look: Look | None = None
) -> go.Figure:
    """Draw the share of its pseudo-labels that each class keeps, and the training set that results.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.kept.kept``.
        run: what the run is called.
        moment: when, in words.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    frame = frame.sort_values("rank")
    total, right = int(frame["kept"].sum()), int(frame["right"].sum())
    share = f", {percent(right / total)} of them right" if total else ""
    title = f"{count(total, 'pseudo-label')} of {frame['said'].sum():,} kept{share}"
    notes = [plain(run), moment, rule_note(frame)]
    figure = new_figure(KEY, title, caption(notes, look), look)
    class_panels(figure, frame, HEADINGS, look)
    _draw_rates(figure, frame, look)
    shades = SHADES[look.mode]
    parts = (
        ("train_count", "labelled", look.ground.bar),
        ("right", "kept, right", shades["blue"].line),
        ("wrong", "kept, wrong", shades["vermillion"].line),
        ("foreign", "kept, of no class of the task", ""),
    )
    draw_parts(figure, frame, parts, 2, look)
    highest = max(1.0, float((frame["train_count"] + frame["kept"]).max()))
    figure.update_yaxes(range=[0, 1.1 * highest], col=2)
    figure.update_yaxes(range=[0, 1.08], tickformat=".0%", col=1)
    show_legend(figure, look, tick_lines=1)
    return figure


def words_kept(frame: pd.DataFrame) -> str:
    """Say what the most frequent and the rarest class keep, and how imbalanced the training set is then.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.kept.kept``.
    """
    if frame.empty:
        return f"{NOTHING}."
    frame = frame.sort_values("rank")
    first, last = frame.iloc[0], frame.iloc[-1]
    before, after = imbalance(frame)
    wrong, foreign = int(frame["wrong"].sum()), int(frame["foreign"].sum())
    belong = "belongs" if foreign == 1 else "belong"
    strange = f", {foreign:,} {belong} to no class of the task" if foreign else ""
    errors = f"{count(wrong, 'kept pseudo-label')} {'is' if wrong == 1 else 'are'} wrong{strange}."
    never = int((frame["kept"] == 0).sum())
    without = (
        f"Pseudo-labels teach nothing about {count(never, 'class')} that "
        f"{'has' if never == 1 else 'have'} none. "
        if never
        else ""
    )
    return (
        f"The most frequent class ({shorten(first['name'])}) keeps {_kept(first)}, the rarest "
        f"({shorten(last['name'])}) {_kept(last)}. {without}{errors}\n"
        f"The imbalance of the training set (largest class divided by smallest) changes from "
        f"{numeral(before, 3)} to {numeral(after, 3)}."
    )


def _kept(row: pd.Series) -> str:
    if not row["said"]:
        return "none, because it gets none"
    return f"{row['kept']:,} of {row['said']:,} ({percent(row['realised'])})"


def _draw_rates(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    ranks = frame["rank"].to_numpy(dtype=np.float32)
    shades = SHADES[look.mode]
    figure.add_trace(
        go.Bar(
            x=ranks,
            y=frame["realised"].to_numpy(dtype=np.float32),
            name="kept",
            showlegend=False,
            marker={"color": shades["blue"].line, "line": {"width": 0}},
            hovertext=[
                f"{plain(row.name)}<br>{row.kept:,} of {row.said:,} pseudo-labels kept"
                for row in frame[["name", "kept", "said"]].itertuples(index=False, name="Row")
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=1,
    )
    if frame["rate"].isna().all():
        return
    figure.add_trace(
        go.Scatter(
            x=ranks,
            y=frame["rate"].to_numpy(dtype=np.float32),
            mode="lines+markers",
            name="CReST's rule",
            line={"color": look.ground.ink, "width": look.line_width * 0.8, "dash": TRUE},
            marker={"color": look.ground.ink, "size": 7},
            hovertemplate="rule: %{y:.0%}<extra></extra>",
        ),
        row=1,
        col=1,
    )
