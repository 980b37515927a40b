"""The pictures of the watched runs: error and recall by class as they go, recall by epoch, single curves."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard.shell import answers, footer, left_out, loaders, run_rows, state, widgets
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.stamps import WATCHED_FILES, stamp
from dashboard.shell.state import Linked
from dashboard.views.train import loaders as own
from dashboard.views.train.watched import read_ids, runs_of
from ltcore.analysis import LeftOut, planned_epochs
from ltcore.analysis.base.collect import RunLabels
from ltcore.plots.base.text import plain, shorten
from ltcore.plots.base.theme import Look, empty_figure
from ltcore.plots.compare.live import KEY, live_figure
from ltcore.plots.compare.live_per_class import (
    LONGEST_REASON,
    NOTHING_YET,
    live_per_class_figure,
    where_measured,
    words_live_per_class,
)
from ltcore.plots.compare.live_runs import TRAINING
from ltcore.plots.compare.live_words import words_live
from ltcore.plots.compare.training_curves import training_curves_figure, words_training_curves
from ltcore.runs import RunRecord

LIVE = "Error and recall"
RECALL = "Recall by epoch"
ERROR = "Error"
LOSS = "Loss"
COUNTS = "Counts"
VIEWS = (LIVE, RECALL, ERROR, LOSS, COUNTS)
MOST_SIDE_BY_SIDE = 2
LONGEST_TITLE = 40
SMOOTHING_WIDTH = 300
"""Pixels."""
SIDE_NOTE = "most frequent class on top"
SMOOTHINGS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95)


class Drawn(NamedTuple):
    """What the picture of the page is, for its footer.

    Attributes:
        picture: key of the first figure.
        frames: name of a file -> what is drawn, or what returns it once it is asked for.
        origin: where the numbers come from.
    """

    picture: str
    frames: Mapping[str, footer.Table]
    origin: str


def _read_side_by_side(text: str) -> list[str]:
    ids = list(read_ids(text))
    if len(ids) > MOST_SIDE_BY_SIDE:
        raise ValueError(f"at most {MOST_SIDE_BY_SIDE} run ids are allowed")
    return ids


SMOOTHING = Linked("smoothing", 0.3, state.one_of(SMOOTHINGS))
VIEW = Linked("view", LIVE, state.one_of(VIEWS))
SIDE_BY_SIDE: Linked[list[str]] = Linked("side_by_side", [], _read_side_by_side, state.joined)
"""Empty: those in training."""


def choose_view() -> str:
    """Draw the choice of the picture."""
    st.segmented_control(
        "Picture",
        VIEWS,
        key=VIEW.key,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    return state.value(VIEW)


def draw(view: str, records: Sequence[RunRecord]) -> None:
    """Draw a picture of runs, with its words.

    Args:
        view: which one, not that of the class counts.
        records: the runs.
    """
    usable = [record for record in records if not record.damaged]
    if view == LIVE:
        _draw_live(usable)
    elif view == RECALL:
        _recall_by_epoch(usable)
    else:
        _curves(records, view)


def of_footer(view: str, records: Sequence[RunRecord]) -> Drawn:
    """Return what the footer says of a picture, and the files that it offers."""
    ids = [record.id for record in records]
    if view == RECALL:
        return Drawn(
            "recall_0",
            {"recall_by_class": lambda: _histories(records)},
            footer.of_runs(ids, "Recall per epoch"),
        )
    curves: dict[str, Callable[[], pd.DataFrame]] = {"curves": lambda: loaders.curves(records)[0]}
    if view == LIVE:
        curves["recall_by_class"] = lambda: _histories(records)
    picture = "live" if view == LIVE else "curves"
    return Drawn(picture, curves, footer.of_runs(ids, "Unsmoothed values of every epoch"))


def _histories(records: Sequence[RunRecord]) -> pd.DataFrame:
    """Return recall by class after every evaluated epoch of all runs."""
    found = [loaders.history(record)[0].assign(run=record.id) for record in records]
    kept = [frame for frame in found if len(frame)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()


def _last_epoch(records: Sequence[RunRecord]) -> int:
    """Return how many epochs the longest of the runs has."""
    return max((planned_epochs(one.config) for one in records if one.config is not None), default=1)


class Live(NamedTuple):
    """The picture of a training as it stands.

    Attributes:
        figure: as the browser gets it.
        words: what it says.
        without: runs that have no curve, each with the reason.
    """

    figure: Drawing
    words: str
    without: Sequence[LeftOut]


def live(records: Sequence[RunRecord]) -> Live:
    """Return the picture of a training, made once for all who watch it."""
    usable = [record for record in records if not record.damaged]
    return answers.made(
        _live_of,
        tuple(record.id for record in usable),
        tuple((record.shown_state, stamp(record, WATCHED_FILES)) for record in usable),
        state.look(),
    )


def _draw_live(records: Sequence[RunRecord]) -> None:
    shown = live(records)
    with widgets.picture_place("live"):
        widgets.figure(shown.figure, "live", shown.words)
    widgets.in_words(shown.words)
    ended = {record.id for record in records if not run_rows.moves([record])}
    left_out.draw([one for one in shown.without if one.run in ended], "without_live")


def _live_of(ids: Sequence[str], moment: Hashable, look: Look) -> Live:
    """Return the picture of runs.

    Args:
        ids: of the runs.
        moment: their states and the stamps of their files, with which the picture changes.
        look: where it is shown.
    """
    del moment
    records = runs_of(ids)
    training, without = own.training(records)
    why = _why_nothing(records, training.curves, without)
    if why or training.classes.empty:
        said = why or NOTHING_YET
        figure = empty_figure(KEY, shorten(said, LONGEST_REASON), look)
        return Live(drawing(figure), f"{said.rstrip('.')}.", without)
    metric = loaders.watched_error(training.curves)
    figure = live_figure(training, metric=metric, last_epoch=_last_epoch(records), look=look)
    return Live(drawing(figure), words_live(training, metric), without)


def _why_nothing(
    records: Sequence[RunRecord], curves: pd.DataFrame, without: Sequence[LeftOut]
) -> str:
    """Return why there is nothing to see of any run, and will be nothing; "" where there is or may be."""
    if len(curves):
        return ""
    reasons = [run_rows.why_ended(record) for record in records]
    return left_out.why_unreadable(without) or (reasons[0] if reasons and all(reasons) else "")


def _recall_by_epoch(records: Sequence[RunRecord]) -> None:
    """Draw which classes two runs know after each epoch, side by side on one scale and one axis."""
    usable = {record.id: record for record in records}
    labels = RunLabels(usable.values())
    chosen = [run_id for run_id in state.value(SIDE_BY_SIDE) if run_id in usable]
    state.put(SIDE_BY_SIDE, chosen)
    shown = chosen or followed(records)
    last_epoch = _last_epoch([usable[run_id] for run_id in shown])
    said = []
    for side, (run_id, column) in enumerate(
        zip(shown, st.columns(max(len(shown), 1)), strict=False)
    ):
        history, without = loaders.history(usable[run_id])
        why_empty = (
            left_out.why_unreadable(without)
            or run_rows.why_ended(usable[run_id])
            or run_rows.why_no_class_yet(usable[run_id])
        )
        words = words_live_per_class(history, why_empty=why_empty)
        said.append(f"{labels.label(usable[run_id])}: {words}")
        with column:
            figure = live_per_class_figure(
                history, why_empty=why_empty, last_epoch=last_epoch, look=state.look()
            )
            # Two pictures stand side by side: each is called by its run, and is half as wide.
            title = plain(labels.label(usable[run_id]), LONGEST_TITLE)
            figure.update_layout(title={"text": title, "subtitle": {"text": _side_note(history)}})
            with widgets.picture_place(f"recall_{side}"):
                widgets.figure(figure, f"recall_{side}", words)
    if len(usable) > MOST_SIDE_BY_SIDE:
        st.multiselect(
            "Runs side by side",
            list(usable),
            format_func=lambda run_id: labels.label(usable[run_id]),
            key=SIDE_BY_SIDE.key,
            max_selections=MOST_SIDE_BY_SIDE,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
            placeholder="Those in training, one of each method first",
        )
    for sentence in said:
        widgets.in_words(sentence)


def followed(records: Sequence[RunRecord]) -> list[str]:
    """Return the runs that the picture follows: those in training, then the first one of each method."""
    runs = own.runs_frame(records)
    first = runs[~runs["arm"].duplicated()]
    in_order = [*runs.loc[runs["state"] == TRAINING, "run"], *first["run"]]
    return list(dict.fromkeys(in_order))[:MOST_SIDE_BY_SIDE]


def _side_note(history: pd.DataFrame) -> str:
    """Return what stands under a picture's title: the split, then how many examples a class has."""
    if history.empty:
        return ""
    split, support = where_measured(history)
    return f"{split}<br>{support}, {SIDE_NOTE}"


def _curves(records: Sequence[RunRecord], view: str) -> None:
    frame, without = loaders.curves(records)
    metric = loaders.watched_error(frame) if view == ERROR else "train_loss"
    words = words_training_curves(frame, metric)
    with widgets.picture_place("curves"):
        if not frame.empty or not left_out.say_unreadable(without):
            figure = training_curves_figure(
                frame,
                metric,
                smoothing=state.value(SMOOTHING),
                last_epoch=_last_epoch(records),
                look=state.look(),
            )
            widgets.figure(figure, "curves", words)
            widgets.in_words(words)
    _smoothing()
    left_out.draw(without, "without_curves")


def _smoothing() -> None:
    with st.container(width=widgets.text_width(SMOOTHING_WIDTH)):
        st.select_slider(
            "Smoothing (0 to 0.95)",
            SMOOTHINGS,
            key=SMOOTHING.key,
            persist_state="session",
            help="Weight of earlier epochs in a moving average; 0 shows every epoch as it was. The raw "
            "values stay visible, faintly.",
        )
