"""The watched runs: state, progress and pictures that follow a training; Stop and Resume.

Everything shown is read from the run folders, so a reload, a second tab or another server shows the
same. The picture is redrawn while something moves, and not after.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard.shell import (
    class_words,
    footer,
    jobs,
    left_out,
    loaders,
    queue_notice,
    run_rows,
    state,
    widgets,
)
from dashboard.shell.run_rows import MOVING, POLL_SECONDS, moves
from dashboard.shell.state import Linked
from dashboard.shell.text import duration, literal
from dashboard.views.train import what_next
from ltcore.analysis.base.collect import RunLabels
from ltcore.plots.base.text import plain
from ltcore.plots.compare.live_per_class import (
    live_per_class_figure,
    where_measured,
    words_live_per_class,
)
from ltcore.plots.compare.training_curves import training_curves_figure, words_training_curves
from ltcore.runs import RunRecord
from ltcore.runs.names import is_run_id

MOST_WATCHED = 220
"""Runs that one address may name: with ids of about 40 characters it is 9 kB long."""
RECALL = "Recall by class"
ERROR = "Balanced error"
LOSS = "Training loss"
COUNTS = "Class counts"
VIEWS = (RECALL, ERROR, LOSS, COUNTS)
MOST_SIDE_BY_SIDE = 2
LONGEST_TITLE = 40
PROGRESS_WIDTH = 480
SMOOTHING_WIDTH = 300
"""Pixels."""
SIDE_NOTE = "most frequent class on top"
SMOOTHINGS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95)


class Drawn(NamedTuple):
    """What the picture of the page is, for its footer.

    Attributes:
        picture: key of the first figure.
        frames: name of a file -> what is drawn.
        origin: where the numbers come from.
    """

    picture: str
    frames: Mapping[str, pd.DataFrame]
    origin: str


def _read_ids(text: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(filter(None, text.split(","))))
    if len(ids) > MOST_WATCHED or not all(map(is_run_id, ids)):
        raise ValueError(f"at most {MOST_WATCHED} run ids are allowed")
    return ids


WATCHED: Linked[tuple[str, ...]] = Linked("runs", (), _read_ids, state.joined)


def _read_side_by_side(text: str) -> list[str]:
    ids = list(_read_ids(text))
    if len(ids) > MOST_SIDE_BY_SIDE:
        raise ValueError(f"at most {MOST_SIDE_BY_SIDE} run ids are allowed")
    return ids


SMOOTHING = Linked("smoothing", 0.3, state.one_of(SMOOTHINGS))
VIEW = Linked("view", RECALL, state.one_of(VIEWS))
SIDE_BY_SIDE: Linked[list[str]] = Linked("side_by_side", [], _read_side_by_side, state.joined)


def watch(run_ids: Sequence[str]) -> None:
    """Show these runs, and keep them in the address of the page."""
    state.put(WATCHED, tuple(run_ids))


def watched() -> tuple[list[str], list[RunRecord]]:
    """Return ids and runs in the address; where it names none, those that still move.

    A run that is not there any more has an id and no record.
    """
    settings: tuple[Linked[Any], ...] = (WATCHED, VIEW, SIDE_BY_SIDE, SMOOTHING)
    for setting in settings:
        state.adopt(setting)
    state.publish(WATCHED)
    widgets.show_notices(*settings)
    ids = state.value(WATCHED)
    if ids:
        return list(ids), loaders.own_runs(ids)
    records, problem = loaders.own_records()
    if problem:
        st.error(literal(problem, 500), icon=":material/folder_off:")
    moving = [record for record in records if record.shown_state in MOVING][:MOST_WATCHED]
    return [record.id for record in moving], moving


def _say_gone(ids: Sequence[str], records: Sequence[RunRecord]) -> None:
    gone = sorted(set(ids) - {record.id for record in records})
    if gone:
        st.warning(
            f"{len(gone)} of the {len(ids)} runs shown here are not in the runs folder: "
            f"{literal(', '.join(gone))}",
            icon=":material/link_off:",
        )


def show(class_counts: Callable[[], Drawn | None], explanation: Callable[[], Drawn | None]) -> None:
    """Draw the picture of the page, the class counts or what the watched runs learn, and what is below it.

    Args:
        class_counts: draws the picture that needs no run.
        explanation: draws what stands between the picture and the footer; the files of both are offered.
    """
    ids, records = watched()
    if not records:
        _say_gone(ids, records)
        _end(class_counts(), explanation)
        return
    moving = moves(records)
    panel = st.fragment(_panel, run_every=POLL_SECONDS if moving else None, key="live")
    panel(ids, class_counts, explanation, moving)


def _end(drawn: Drawn | None, explanation: Callable[[], Drawn | None]) -> None:
    parts = [part for part in (drawn, explanation()) if part is not None]
    if parts:
        frames = {name: frame for part in parts for name, frame in part.frames.items()}
        origin = " ".join(part.origin for part in parts)
        footer.draw(frames, origin, picture=parts[0].picture)


def _panel(
    ids: Sequence[str],
    class_counts: Callable[[], Drawn | None],
    explanation: Callable[[], Drawn | None],
    moving: bool,  # noqa: FBT001 (a fragment takes what it is given)
) -> None:
    records = loaders.own_runs(ids)
    if moving != moves(records):
        # The whole page is drawn again: the timer ends with the last run, or begins with a resumed one.
        st.rerun()
    _say_gone(ids, records)
    view = _view_and_progress(records)
    drawn: Drawn | None
    if view == COUNTS:
        drawn = class_counts()
    elif view == RECALL:
        drawn = _recall_by_class(records)
    else:
        drawn = _curves(records, view)
    st.subheader("Runs", anchor=False)
    left_waiting = queue_notice.draw(records)
    run_rows.draw(records, left_waiting, lambda run_id: watch([*ids, jobs.fork(run_id)]))
    if view != COUNTS:
        class_words.draw_of_runs(records)
    what_next.draw(records, lambda: watch(()))
    state.publish(VIEW, SIDE_BY_SIDE, SMOOTHING)
    _end(drawn, explanation)


def _view_and_progress(records: Sequence[RunRecord]) -> str:
    # The progress wraps below the choice where large text leaves it no room beside it.
    row = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    with row.container(width="content"):
        view = st.segmented_control(
            "Picture",
            VIEWS,
            key=VIEW.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    done = [record.status.progress if record.status else 0.0 for record in records]
    share = sum(done) / len(done) if done else 0.0
    left_over = run_rows.time_left(records)
    said = "" if left_over is None else f", about {duration(left_over)} left"
    row.container(width=widgets.text_width(PROGRESS_WIDTH)).progress(
        min(max(share, 0.0), 1.0), text=run_rows.summary(records) + said
    )
    return view or RECALL


def _recall_by_class(records: Sequence[RunRecord]) -> Drawn | None:
    """Draw which classes two runs know after each epoch, side by side on one scale."""
    usable = {record.id: record for record in records if not record.damaged}
    labels = RunLabels(usable.values())
    before = state.value(SIDE_BY_SIDE)
    chosen = [run_id for run_id in before if run_id in usable] or _first_of_each_arm(labels, usable)
    state.put(SIDE_BY_SIDE, chosen)
    if len(usable) > len(chosen):
        chosen = st.multiselect(
            "Runs side by side",
            list(usable),
            format_func=lambda run_id: labels.label(usable[run_id]),
            key=SIDE_BY_SIDE.key,
            max_selections=MOST_SIDE_BY_SIDE,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
        )
    said, histories = [], []
    for run_id, column in zip(chosen, st.columns(max(len(chosen), 1)), strict=False):
        history, without = loaders.history(usable[run_id])
        why_empty = (
            left_out.why_unreadable(without)
            or run_rows.why_ended(usable[run_id])
            or run_rows.why_no_class_yet(usable[run_id])
        )
        words = words_live_per_class(history, why_empty=why_empty)
        histories.append(history.assign(run=run_id))
        said.append(f"{labels.label(usable[run_id])}: {words}")
        with column:
            drawn = live_per_class_figure(history, why_empty=why_empty, look=state.look())
            # Two pictures stand side by side: each is called by its run, and is half as wide.
            title = plain(labels.label(usable[run_id]), LONGEST_TITLE)
            drawn.update_layout(title={"text": title, "subtitle": {"text": _side_note(history)}})
            side = chosen.index(run_id)
            with widgets.picture_place(f"recall_{side}"):
                widgets.figure(drawn, f"recall_{side}", words)
    for sentence in said:
        widgets.in_words(sentence)
    if not histories:
        return None
    frame = pd.concat(histories, ignore_index=True)
    return Drawn("recall_0", {"recall_by_class": frame}, footer.of_runs(chosen, "Recall per epoch"))


def _side_note(history: pd.DataFrame) -> str:
    """Return what stands under a picture's title: the split, then how many examples a class has."""
    if history.empty:
        return ""
    split, support = where_measured(history)
    return f"{split}<br>{support}, {SIDE_NOTE}"


def _first_of_each_arm(labels: RunLabels, usable: dict[str, RunRecord]) -> list[str]:
    firsts: dict[str, str] = {}
    for run_id, record in usable.items():
        firsts.setdefault(labels.arm(record), run_id)
    return list(firsts.values())[:MOST_SIDE_BY_SIDE]


def _curves(records: Sequence[RunRecord], view: str) -> Drawn:
    weight = _smoothing()
    frame, without = loaders.curves(records)
    metric = loaders.watched_error(frame) if view == ERROR else "train_loss"
    words = words_training_curves(frame, metric)
    with widgets.picture_place("curves"):
        if not frame.empty or not left_out.say_unreadable(without):
            drawn = training_curves_figure(frame, metric, smoothing=weight, look=state.look())
            widgets.figure(drawn, "curves", words)
            widgets.in_words(words)
    left_out.draw(without, "without_curves")
    return Drawn(
        "curves",
        {"curves": frame},
        footer.of_runs([record.id for record in records], "Unsmoothed values of every epoch"),
    )


def _smoothing() -> float:
    with st.container(width=widgets.text_width(SMOOTHING_WIDTH)):
        st.select_slider(
            "Smoothing (0 to 0.95)",
            SMOOTHINGS,
            key=SMOOTHING.key,
            persist_state="session",
            help="Weight of earlier epochs in a moving average; 0 shows every epoch as it was. The raw "
            "values stay visible, faintly.",
        )
    return state.value(SMOOTHING)
