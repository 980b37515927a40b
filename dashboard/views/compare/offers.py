"""The arms that can be compared, by the classes that they know: which data, and which of their methods."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import known_runs, loaders, state
from dashboard.shell.arms import Arm, offered
from dashboard.shell.state import Linked
from ltcore.plots.base.text import count
from ltcore.runs import RunError

MOST_ARMS = 12
FIRST_ARMS = 6
"""Own arms that are drawn where none was chosen: of more, marks and lines are hard to tell apart."""
FILLED_FOR = "compare_filled_for"
"""Under this key the session remembers the data that the methods were last chosen for."""

Tasks = Mapping[str, Sequence[Arm]]
"""Key of the classes -> the arms that know them."""


def tasks() -> Tasks:
    """Return what can be compared now."""
    return offered(loaders.comparable()[0])


def ids() -> list[str]:
    """Return what links call the arms that can be compared now."""
    return [arm.id for arms in tasks().values() for arm in arms]


def read_task(text: str) -> str:
    """Read the key of the data of an address."""
    return state.one_of_the(tasks(), "data sets")(text)


def read_arms(text: str) -> list[str]:
    """Read the arms of an address."""
    return state.some_of(ids(), "methods", most=MOST_ARMS)(text)


def read_arm(text: str) -> str:
    """Read one arm of an address."""
    return state.one_of_the(ids(), "methods")(text)


TASK = Linked("task", "", read_task)
ARMS: Linked[list[str]] = Linked("arms", [], read_arms, state.joined)


def forget_the_choice_where_a_link_came() -> None:
    """Choose arms anew where the address has another say than before; call it before both are adopted."""
    if state.moved(ARMS) or state.moved(TASK):
        state.remember(FILLED_FOR, "")


def draw_data(tasks: Tasks) -> Mapping[str, Arm]:
    """Draw the choice of the data; return the arms that know them, and choose among those."""
    linked = state.value(ARMS)
    if state.value(TASK) not in tasks:
        state.put(TASK, _task_of(linked, tasks))
    called = titles(tasks)
    task = st.selectbox(
        "Data",
        list(tasks),
        format_func=called.__getitem__,
        key=TASK.key,
        persist_state="session",
        label_visibility="collapsed",
    )
    offers = {arm.id: arm for arm in tasks[task]}
    _fill_arms(task, offers, linked)
    return offers


def draw_arms(offers: Mapping[str, Arm]) -> list[Arm]:
    """Draw the choice of the methods; return those that are chosen."""
    # Where all runs came with the lab, to say so at each method would tell none from another.
    of_both = not all(arm.is_demo for arm in offers.values())
    chosen = st.multiselect(
        "Methods",
        list(offers),
        format_func=lambda name: offers[name].offer(with_origin=of_both),
        key=ARMS.key,
        max_selections=MOST_ARMS,
        persist_state="session",
        filter_mode="contains",
        select_all=False,
        label_visibility="collapsed",
        placeholder="Methods (runs that differ only in their seed are grouped)",
        wrap=not state.look().lecture,
    )
    return [offers[name] for name in chosen]


def tell_the_rest(chosen: Sequence[Arm], drawn: int, offers: Mapping[str, Arm]) -> None:
    """Say how many of the arms are drawn where the page itself chose some, with a button for the others.

    Args:
        chosen: arms that are chosen.
        drawn: how many of them are drawn.
        offers: all arms, by id.
    """
    if len(chosen) == len(offers) or [arm.id for arm in chosen] != _first_arms(offers):
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.caption(f"{drawn} of {len(offers)} drawn.", width="content")
    everything = list(offers)[:MOST_ARMS]
    row.button(
        "Show all" if len(everything) == len(offers) else f"Show {MOST_ARMS}, as many as fit",
        key="compare_show_all",
        type="tertiary",
        on_click=state.put,
        args=(ARMS, everything),
    )


def _first_arms(offers: Mapping[str, Arm]) -> list[str]:
    """Return the arms that are drawn where none was chosen: the reader's own, else the demo."""
    own = [name for name, arm in offers.items() if not arm.is_demo]
    return (own or list(offers))[:FIRST_ARMS]


def titles(tasks: Tasks) -> dict[str, str]:
    """Return how the data are called; two that share a name are told apart by their key."""
    called = {key: _title(arms) for key, arms in tasks.items()}
    names = list(called.values())
    return {
        key: name if names.count(name) == 1 else f"{name} ({key})" for key, name in called.items()
    }


def _title(arms: Sequence[Arm]) -> str:
    """Return how the data of the arms are called, and how many imports stand beside them.

    An import says of its data what its maker called it: its name must not stand for other runs.
    """
    trained: list[str] = []
    imports: list[str] = []
    sizes = ""
    for record in (record for arm in arms for record in arm.records):
        try:
            _, name, sizes = known_runs.classes(record)
        except RunError:
            continue
        (imports if record.config is None else trained).append(name)
    if not trained and not imports:
        return "Runs that are gone or damaged"
    named = list(dict.fromkeys(trained)) or imports[:1]
    rest = imports if trained else imports[1:]
    beside = [count(len(rest), "import" if trained else "more import")] if rest else []
    return f"{' and '.join([*named, *beside])}, {sizes}"


def _task_of(linked: Sequence[str], tasks: Tasks) -> str:
    """Return the data of the linked arms, or the first; the reader's own runs come before the demo."""
    having = (key for key, arms in tasks.items() if {arm.id for arm in arms} & set(linked))
    return next(having, next(iter(tasks)))


def _fill_arms(task: str, offers: Mapping[str, Arm], linked: Sequence[str]) -> None:
    """Choose the reader's own arms, else the demo, where the data has just changed.

    A choice that the reader emptied stays empty.
    """
    known = [name for name in linked if name in offers]
    first_time = state.remembered(FILLED_FOR, "") != task
    if first_time and not known:
        known = _first_arms(offers)
    if known != list(linked):
        state.put(ARMS, known)
    state.remember(FILLED_FOR, task)
