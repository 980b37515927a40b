"""A confidence threshold: which pseudo-labels stay, and how many of those are right, class by class."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption, rule_note
from ltcore.plots.base.text import count, percent, percent_between, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.pseudo_labels_in_training.panels import class_panels, draw_shares

KEY = "pseudo_label_threshold"
NOTHING = "No pseudo-labels yet"
HEADINGS = ("Share of the pseudo-labels that stays", "Precision: how many of those are right?")


def threshold_figure(
    frame: pd.DataFrame,
    threshold: float,
    *,
    run: str = "",
    moment: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the share of each class's pseudo-labels above a threshold, and their precision.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.quality.quality`` at the threshold.
        threshold: smallest confidence that counts, in [0, 1].
        run: what the run is called.
        moment: when, in words.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    frame = frame.sort_values("rank")
    said, stay, right = (int(frame[name].sum()) for name in ("said", "predicted", "correct"))
    title = f"Confidence from {numeral(threshold)}: {stay:,} of {count(said, 'pseudo-label')} stay"
    title += f", {percent(right / stay)} of them right" if stay else ""
    notes = [plain(run), moment, "unlabelled examples", "95 % Wilson interval", rule_note(frame)]
    figure = new_figure(KEY, title, caption(notes, look), look)
    class_panels(figure, frame, HEADINGS, look)
    draw_shares(figure, frame, "share", "sky", 1, look)
    draw_shares(figure, frame, "precision", "blue", 2, look)
    figure.update_layout(showlegend=False)
    return figure


def words_threshold(frame: pd.DataFrame, threshold: float) -> str:
    """Say what stays of the most frequent and of the rarest class, and how many of all are right.

    Args:
        frame: frame of ``ltcore.analysis.pseudo_labels_in_training.quality.quality`` at the threshold.
        threshold: smallest confidence that counts.
    """
    if frame.empty:
        return f"{NOTHING}."
    frame = frame.sort_values("rank")
    stay, right = int(frame["predicted"].sum()), int(frame["correct"].sum())
    strange = int(frame["foreign"].sum())
    share = f", and {percent(right / stay)} of those are right" if stay else ""
    foreign = f" {count(strange, 'foreign example')} among them." if strange else ""
    return (
        f"From a confidence of {numeral(threshold)}, {stay:,} of {frame['said'].sum():,} pseudo-labels "
        f"stay{share}."
        f"{foreign}\n{_told(frame.iloc[0], 'most frequent class')} {_told(frame.iloc[-1], 'rarest class')}"
    )


def _told(row: pd.Series, which: str) -> str:
    stays, precision = (
        percent_between(row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
        for measure in ("share", "precision")
    )
    if not row["said"]:
        return f"The {which} ({shorten(row['name'])}) gets no pseudo-label."
    return (
        f"The {which} ({shorten(row['name'])}) keeps {row['predicted']:,} of {row['said']:,}: {stays}"
        + (f", precision {precision}." if row["predicted"] else ".")
    )
