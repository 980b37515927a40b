"""Pseudo-labels against the hidden truth: how many, how complete and how reliable, class by class."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.axes import caption, rule_note
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import show_legend
from ltcore.plots.base.text import count, percent, percent_between, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.pseudo_labels_in_training.panels import class_panels, draw_parts, draw_shares

KEY = "pseudo_label_quality"
NOTHING = "No pseudo-labels yet"
HEADINGS = (
    "Number of pseudo-labels",
    "Recall: how many are found?",
    "Precision: how many are right?",
)


def quality_figure(
    frame: pd.DataFrame, *, run: str = "", moment: str = "", look: Look | None = None
) -> go.Figure:
    """Draw number, recall and precision of each class's pseudo-labels.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.quality.quality``.
        run: what the run is called.
        moment: when, in words.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    frame = frame.sort_values("rank")
    notes = [plain(run), moment, "unlabelled examples", "95 % Wilson interval", rule_note(frame)]
    figure = new_figure(KEY, _title(frame), caption(notes, look), look)
    class_panels(figure, frame, HEADINGS, look)
    shades = SHADES[look.mode]
    wrong = frame["predicted"] - frame["correct"] - frame["foreign"]
    parts = (
        ("correct", "right", shades["blue"].line),
        ("wrong", "wrong", shades["vermillion"].line),
        ("foreign", "of no class of the task", ""),
    )
    draw_parts(figure, frame.assign(wrong=wrong), parts, 1, look)
    _draw_truth(figure, frame, look)
    draw_shares(figure, frame, "recall", "blue", 2, look)
    draw_shares(figure, frame, "precision", "blue", 3, look)
    highest = max(1.0, float(frame[["predicted", "true"]].to_numpy().max()))
    figure.update_yaxes(range=[0, 1.12 * highest], col=1)
    show_legend(figure, look, tick_lines=1)
    return figure


def words_quality(frame: pd.DataFrame, *, foreign: int = 0) -> str:
    """Say whose pseudo-labels are missing and whose are wrong, at both ends of the class axis.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.quality.quality``.
        foreign: unlabelled examples of no class of the task.

    Example:
        >>> from ltcore.analysis.pseudo_labels_in_training.quality import quality
        >>> examples = pd.DataFrame({"label": [0] * 9 + [1] * 10 + [-1, -1], "confidence": 0.9,
        ...                          "predicted": [0] * 15 + [1] * 4 + [0, 1]})
        >>> frame = quality(examples, [40, 4], ("cat", "lynx"))
        >>> print(words_quality(frame, foreign=2))
        13 of 21 pseudo-labels (62 %) are right; 6 belong to another class and 2 to no class of the task.
        The most frequent class (cat) gets 16 for its 9 examples: recall 100 % [70, 100], precision 56 %
        [33, 77]. The rarest (lynx) gets 5 for its 10: recall 40 % [17, 69], precision 80 % [38, 96].
        2 foreign examples count in no recall. In brackets: 95 % Wilson interval.
    """
    if frame.empty:
        return f"{NOTHING}."
    frame = frame.sort_values("rank")
    total, right = int(frame["predicted"].sum()), int(frame["correct"].sum())
    strange = int(frame["foreign"].sum())
    others = total - right - strange
    wrong = f"{others:,} {'belongs' if others == 1 else 'belong'} to another class"
    if foreign:
        wrong += f" and {strange:,} to no class of the task"
    share = f" ({percent(right / total)})" if total else ""
    first, last = _told(frame.iloc[0], " examples"), _told(frame.iloc[-1])
    verb = "counts" if foreign == 1 else "count"
    note = f"{count(foreign, 'foreign example')} {verb} in no recall. " if foreign else ""
    never = int((frame["predicted"] == 0).sum())
    without = (
        f"{count(never, 'class')} {'gets' if never == 1 else 'get'} no pseudo-label at all. "
        if never
        else ""
    )
    ends = (
        f"The most frequent class {first}. The rarest {last}."
        if len(frame) > 1
        else f"The class {first}."
    )
    return (
        f"{right:,} of {total:,} pseudo-labels{share} are right; {wrong}.\n{ends}\n"
        f"{without}{note}In brackets: 95 % Wilson interval."
    )


def _told(row: pd.Series, noun: str = "") -> str:
    recall, precision = (
        percent_between(row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
        for measure in ("recall", "precision")
    )
    return (
        f"({shorten(row['name'])}) gets {row['predicted']:,} for its {row['true']:,}{noun}: recall {recall}, "
        f"precision {precision}"
    )


def _title(frame: pd.DataFrame) -> str:
    total, right = int(frame["predicted"].sum()), int(frame["correct"].sum())
    if not total:
        return "No example gets a pseudo-label"
    return f"{percent(right / total)} of {count(total, 'pseudo-label')} are right"


def _draw_truth(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Draw a short line across each bar at the number of examples that the class really has."""
    figure.add_trace(
        go.Scatter(
            x=frame["rank"].to_numpy(dtype=np.float32),
            y=frame["true"].to_numpy(dtype=np.float32),
            mode="markers",
            name="examples of the class",
            marker={
                "symbol": "line-ew",
                "size": 18,
                "line": {"width": 2.5, "color": look.ground.ink},
            },
            hovertemplate="%{y:,} examples of the class<extra></extra>",
        ),
        row=1,
        col=1,
    )
