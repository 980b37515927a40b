"""The watched runs: the picture that follows a training, one line per run, and what can be done with them.

The picture is redrawn while something moves, and not after.
"""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import class_words, footer, jobs, loaders, queue_notice, run_rows, state
from dashboard.shell.components import page_style
from dashboard.shell.run_rows import POLL_SECONDS, moves
from dashboard.shell.text import literal
from dashboard.views.train import pictures, progress, starting, what_next
from dashboard.views.train.pictures import COUNTS, LIVE, SIDE_BY_SIDE, SMOOTHING, VIEW, Drawn
from dashboard.views.train.watched import MOST_WATCHED, Watched, runs_of, sweep, watch
from ltcore.plots.base.text import count

GOES_ON = (
    "Training continues when you close or reload this page. Only *Cancel* ends it: each run saves a "
    "checkpoint first, and *Resume* continues from there."
)


def show(
    now: Watched,
    place: DeltaGenerator | None,
    class_counts: Callable[[], Drawn | None],
    explanation: Callable[[], Drawn | None],
) -> None:
    """Draw the picture of the page, the class counts or what the watched runs learn, and what is below it.

    Args:
        now: the watched runs.
        place: where their progress stands; None where there are none.
        class_counts: draws the picture that needs no run.
        explanation: draws what stands between the picture and the footer; the files of both are offered.
    """
    if place is None:
        _say_gone(now)
        drawn = class_counts()
        _offer_to_watch()
        _end(drawn, explanation)
        return
    moving = moves(now.records)
    view = state.value(VIEW)
    drawn = class_counts() if view == COUNTS else pictures.of_footer(view, now.records)
    if (
        view == LIVE
    ):  # made before it takes the place of what stands there: that place is never empty
        pictures.live(now.records)
    panel = st.fragment(_panel, run_every=POLL_SECONDS if moving else None, key="live")
    panel(now.ids, place, view, moving)
    page_style.draw_watching()  # after the picture, which takes the place of the one before the start
    _end(drawn, explanation)


def _offer_to_watch() -> None:
    """Offer to show what another tab, or a command, has begun to train since this page was opened."""
    others = [record.id for record in sweep(loaders.own_records()[0])]
    if others:
        st.button(
            f"Watch {count(len(others), 'run')} in training",
            key="watch-others",
            icon=":material/visibility:",
            on_click=watch,
            args=(others[:MOST_WATCHED],),
        )


def _end(drawn: Drawn | None, explanation: Callable[[], Drawn | None]) -> None:
    parts = [part for part in (drawn, explanation()) if part is not None]
    if parts:
        frames = {name: frame for part in parts for name, frame in part.frames.items()}
        origin = " ".join(part.origin for part in parts)
        footer.draw(frames, origin, picture=parts[0].picture)


def _panel(
    ids: Sequence[str],
    place: DeltaGenerator,
    view: str,
    moving: bool,  # noqa: FBT001 (a fragment takes what it is given)
) -> None:
    records = runs_of(ids)
    if moving != moves(records):
        # The whole page is drawn again: the timer ends with the last run, or begins with a resumed one.
        st.rerun()
    progress.draw(place, records)
    _say_gone(Watched(ids, records))
    if view != COUNTS:
        pictures.draw(view, records)
    if note := starting.note(ids):
        st.markdown(note)
    st.subheader(f"Runs: {run_rows.summary(records)}", anchor=False)
    st.markdown(GOES_ON)
    left_waiting = queue_notice.draw(records)
    run_rows.draw(records, left_waiting, lambda run_id: watch([*ids, jobs.fork(run_id)]))
    if view != COUNTS:
        class_words.draw_of_runs(records)
    what_next.draw(records, lambda: watch(()))
    state.publish(SIDE_BY_SIDE, SMOOTHING)


def _say_gone(now: Watched) -> None:
    gone = sorted(set(now.ids) - {record.id for record in now.records})
    if gone:
        st.warning(
            f"{len(gone)} of the {len(now.ids)} runs shown here are not in the runs folder: "
            f"{literal(', '.join(gone))}",
            icon=":material/link_off:",
        )
