"""Train: choose data and methods, start the runs, and watch which classes they learn."""

from collections.abc import Sequence
from contextlib import nullcontext

import streamlit as st
from pydantic import ValidationError

from dashboard.methods import section
from dashboard.shell import (
    answers,
    class_loaders,
    class_words,
    jobs,
    loaders,
    realised,
    run_rows,
    state,
    widgets,
)
from dashboard.shell.components.picture import drawn
from dashboard.shell.page import Page
from dashboard.shell.settings import FreeSettings
from dashboard.shell.text import literal
from dashboard.views.train import before_start, form, live, starting
from dashboard.views.train.answered import Answered, answered
from dashboard.views.train.choice import AGAIN, BASIC, Asked, Choice, Request, controls
from dashboard.views.train.form_words import by_field
from dashboard.views.train.pictures import Drawn
from ltcore.analysis import class_counts_frame, short_title
from ltcore.config import DataConfig, RunConfig
from ltcore.config.errors import explain
from ltcore.data import CATALOG, DataError
from ltcore.plots.long_tail.class_counts import class_counts_figure, words_class_counts
from ltcore.types import Task


def _body(request: Request) -> None:
    """Draw the button that starts the runs, and what they or their data show."""
    choice = request.asked.choice
    with request.notes or nullcontext():
        widgets.show_notices(*form.linked(choice.data, choice.methods))
        configs = _legal(choice)
        task, title = _task(configs), CATALOG[choice.data].title
        done = _draw_start(request.asked, configs)
        if told := before_start.very_many(configs):
            st.info(told, icon=":material/stacks:")
        for said in before_start.warnings(configs, task) if task else ():
            st.warning(literal(said, 500), icon=":material/balance:")
        if request.notes and configs:
            _draw_again(done)
    state.publish(AGAIN)
    starting.tell(request.now.ids)
    if not run_rows.moves(request.now.records):  # else the queue has a process that waits
        jobs.get_ready()
    asked = configs[0].data if configs else None
    notes = class_loaders.notes_of(configs[0].data) if configs and task else ()
    live.show(
        request.now,
        request.progress,
        lambda: _class_counts(task, title, notes, asked, None if request.notes else done),
        lambda: _explanation(configs, task),
    )


def _draw_start(asked: Asked, configs: Sequence[RunConfig]) -> Answered:
    """Draw Start; return what it need not train."""
    done = answered(configs, again=state.value(AGAIN))
    asked.start.button(
        done.on_the_button() if configs else "Start",
        type="primary",
        disabled=not configs,
        width="stretch",
        icon=":material/play_arrow:",
        key="start",
        on_click=starting.start,
        args=(configs, done.set_aside),
    )
    return done


def _draw_again(done: Answered) -> None:
    """Say what need not be trained, with the switch for what can be all the same.

    Both stand below the picture, whatever is chosen: nothing moves when another setting leaves them nothing.
    """
    st.markdown(done.in_words())
    st.toggle(
        "Train demo runs again",
        key=AGAIN.key,
        persist_state="session",
        disabled=not done.shipped,
        help="The lab comes with finished runs. Unless you switch this on, they count as done: the page "
        "shows them and trains only the others.",
    )


def _legal(choice: Choice) -> list[RunConfig]:
    """Return the runs, none where a setting is illegal, which is said in place."""
    if not choice.methods:
        st.info("Choose at least one method.", icon=":material/arrow_upward:")
        return []
    try:
        return choice.configs()
    except ValidationError as error:
        for line in dict.fromkeys(explain(error).splitlines()):
            st.error(literal(by_field(line), 500), icon=":material/block:")
        return []


def _class_counts(
    task: Task | None,
    title: str,
    notes: Sequence[str],
    asked: DataConfig | None,
    done: Answered | None,
) -> Drawn | None:
    """Draw how many training examples each class has; it needs nothing but the data."""
    if task is None:
        return None
    frame = answers.of(class_counts_frame, task)
    said = answers.of(words_class_counts, frame)
    with widgets.picture_place("counts"):
        ready = drawn(class_counts_figure, frame, look=state.look())
        widgets.figure(ready, "class_counts", said)
    widgets.in_words(said)
    if done:
        _draw_again(done)
    if asked and (told := realised.ratio_in_words(asked, task.class_counts)):
        st.markdown(told)
    class_words.draw(task.class_names, task.class_counts, notes)
    return Drawn(
        "class_counts",
        {"class_counts": frame},
        f"Training examples per class of {title}, before any training.",
    )


def _explanation(configs: Sequence[RunConfig], task: Task | None) -> Drawn | None:
    """Draw what to notice and to try, and the section of a method; return what its picture is."""
    widgets.notice_and_try(
        "In the balanced error, every class counts the same, however few examples it has. Missing the rarest "
        "class altogether costs as much as missing the most frequent one.",
        "Set ρ to 1 and start again. How much of the difference between the methods remains?",
    )
    if task is None:
        return None
    firsts = {config.method.name: config for config in reversed(configs)}
    methods = list(dict.fromkeys(config.method.name for config in configs))
    method = section.choose("explain", methods)
    of_what = f"With the class counts of {CATALOG[configs[0].data.name].title}"
    counts = answers.of(class_counts_frame, task)
    numbers = section.draw(firsts[method], counts, of_what)
    if numbers.empty:
        return None
    origin = f"Numbers and verdict of {short_title(method)}: computed from the class counts."
    return Drawn(section.PICTURE, {section.PICTURE: numbers}, origin)


def _task(configs: Sequence[RunConfig]) -> Task | None:
    """Return names and counts of the data; None where they cannot be read, which is said once."""
    if not configs:
        return None
    try:
        return loaders.task(configs[0].data)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return None


PAGE = Page(
    slug="train",
    title="Train",
    icon=":material/play_circle:",
    door="Compare",
    question="What happens to rare classes while a network learns?",
    sentence="In a long-tailed data set, a few classes have most of the examples. Start the methods and "
    "watch which classes each one learns, and when.",
    settings=FreeSettings(linked={setting.key: setting for setting in BASIC}, ask=controls),
    body=_body,
)
