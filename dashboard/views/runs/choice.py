"""Which runs the list shows, and which of them are chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import shipped_runs, state, widgets
from dashboard.shell.run_rows import ORDER
from dashboard.shell.settings import FreeSettings
from dashboard.shell.stamps import Stamp
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.runs import loaders
from dashboard.views.runs.loaders import Entry
from ltcore.analysis.runs.filtering import Filter
from ltcore.analysis.runs.listing import IMPORTED, UNKNOWN
from ltcore.data import CATALOG
from ltcore.methods import METHODS
from ltcore.plots.base.text import count
from ltcore.runs.names import is_run_id
from ltcore.runs.record import IMPORTED as IMPORTED_METHOD

MOST_LINKED = 220
"""Chosen runs that the address names: with ids of about 40 characters it is 9 kB long."""
EVERY_LABEL = "Also the runs of Labels, Deferred schedules and Effective number"
WIDTH = 190
"""Pixels of a filter."""
DATA = (*CATALOG, IMPORTED, UNKNOWN)
METHOD_NAMES = (*METHODS, IMPORTED_METHOD, UNKNOWN)


def _read_chosen(text: str) -> list[str]:
    keys = list(dict.fromkeys(filter(None, text.split(","))))
    if len(keys) > MOST_LINKED or not all(map(_can_be_linked, keys)):
        raise ValueError(f"at most {MOST_LINKED} run ids are allowed")
    return keys


def _write_chosen(keys: Iterable[str]) -> str:
    named = list(filter(_can_be_linked, keys))
    return state.joined(named) if len(named) <= MOST_LINKED else ""


def _can_be_linked(key: str) -> bool:
    return is_run_id(key.rpartition("/")[2])


TEXT = Linked("runs_text", "", state.short_text)
STATES: Linked[list[str]] = Linked("runs_state", [], state.some_of(ORDER, "states"), state.joined)
OF_METHODS: Linked[list[str]] = Linked(
    "runs_method", [], state.some_of(METHOD_NAMES, "methods"), state.joined
)
OF_DATA: Linked[list[str]] = Linked("runs_data", [], state.some_of(DATA, "data sets"), state.joined)
EVERY = Linked("runs_every", default=False, read=state.yes_or_no)
CHOSEN: Linked[list[str]] = Linked("runs_chosen", [], _read_chosen, _write_chosen)
LINKED: Mapping[str, Linked[Any]] = {
    "text": TEXT,
    "states": STATES,
    "methods": OF_METHODS,
    "data": OF_DATA,
    "every": EVERY,
    "chosen": CHOSEN,
}
LABELS: Mapping[str, str] = {
    "text": "Words in name, method or data",
    "states": "State",
    "methods": "Method",
    "data": "Data",
    "every": "Every shipped run",
    "chosen": "Chosen runs",
}
"""What a reader knows the settings by."""
NO_FILTER = {"text": "", "states": [], "methods": [], "data": []}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the page shows.

    Attributes:
        entries: all runs there are.
        rows: numbers of those that the filter finds.
        chosen: keys of those that are chosen; each is in sight.
        stamps: what changes whenever the files of a run do.
        every: frame of all runs; it follows from the others.
    """

    entries: tuple[Entry, ...]
    rows: tuple[int, ...]
    chosen: tuple[str, ...]
    stamps: tuple[Stamp, ...]
    every: pd.DataFrame = field(compare=False, repr=False)

    @property
    def shown(self) -> list[Entry]:
        """The runs that the filter finds."""
        return [self.entries[row] for row in self.rows]

    @property
    def chosen_entries(self) -> list[Entry]:
        """The chosen runs, in the order of the list."""
        chosen = set(self.chosen)
        return [entry for entry in self.shown if entry.key in chosen]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """What the list says of the runs in sight; labels tell them from all others."""
        return self.every.iloc[list(self.rows)].reset_index(drop=True)


def controls(first: DeltaGenerator) -> Listing:
    """Draw the filters; return what they find."""
    entries, problems = loaders.entries(every=state.value(EVERY))
    frame, stamps = loaders.listing(entries)
    # Filters wrap where a screen, or large text, has no room for them in one line.
    with first.container(width=widgets.text_width(WIDTH)):
        st.text_input(
            "Words in name, method or data",
            key=TEXT.key,
            persist_state="session",
            placeholder="Words",
            label_visibility="collapsed",
        )
    _several(first, "State", STATES, frame["state"], ORDER)
    _several(
        first,
        "Method",
        OF_METHODS,
        frame["method"],
        METHOD_NAMES,
        _titles(frame, "title", "method"),
    )
    _several(first, "Data", OF_DATA, frame["data"], DATA, _titles(frame, "data_title", "data"))
    with first.container(width="content").popover("More", icon=":material/tune:"):
        st.toggle(
            EVERY_LABEL,
            key=EVERY.key,
            persist_state="session",
            help="They come with the lab, and are many.",
        )
    for problem in problems:
        st.error(literal(problem, 500), icon=":material/folder_off:")
    states, methods, data = state.value(STATES), state.value(OF_METHODS), state.value(OF_DATA)
    asked = Filter(text=state.value(TEXT), states=states, methods=methods, data=data)
    rows = asked.rows(frame)
    return Listing(
        entries=tuple(entries),
        rows=tuple(rows),
        chosen=_chosen(entries, rows),
        stamps=stamps,
        every=frame,
    )


def _several(
    place: DeltaGenerator,
    label: str,
    setting: Linked[list[str]],
    there: "pd.Series[str]",
    order: Sequence[str],
    titles: Mapping[str, str] | None = None,
) -> None:
    """Draw a choice among the values that there are, and those that are asked for."""
    known = {*there, *state.value(setting)}
    names = titles or {}
    with place.container(width=widgets.text_width(WIDTH)):
        st.multiselect(
            label,
            [value for value in order if value in known],
            format_func=lambda value: names.get(value, value),
            key=setting.key,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
            placeholder=label,
            label_visibility="collapsed",
        )


def _titles(frame: pd.DataFrame, titles: str, names: str) -> dict[str, str]:
    return dict(zip(frame[names], frame[titles], strict=True))


def _chosen(entries: Sequence[Entry], rows: Sequence[int]) -> tuple[str, ...]:
    """Return the chosen runs that are in sight; what nobody sees is not chosen, and cannot be deleted."""
    asked = state.value(CHOSEN)
    wanted = set(asked)
    chosen = [entries[row].key for row in rows if entries[row].key in wanted]
    missing = wanted - {entry.key for entry in entries}
    not_listed = {key for key in missing if _is_switched_off(key)}
    if not_listed:
        st.toast(
            f"{count(len(not_listed), 'chosen run')} of a collection that is switched off: switch on "
            f"*{EVERY_LABEL}* under More, then choose again.",
            icon=":material/visibility_off:",
            duration="long",
        )
    if gone := missing - not_listed:
        st.toast(
            f"{count(len(gone), 'chosen run')} no longer here: {literal(', '.join(sorted(gone)))}",
            icon=":material/delete:",
            duration="long",
        )
    if wanted != set(chosen):
        state.put(CHOSEN, chosen)
    return tuple(chosen)


def _is_switched_off(key: str) -> bool:
    """Return whether a run is of a collection that is listed only on demand."""
    origin = key.rpartition("/")[0]
    now, with_all = (shipped_runs.roots(every=every) for every in (state.value(EVERY), True))
    return origin in with_all and origin not in now


SETTINGS = FreeSettings(linked=LINKED, ask=controls, labels=LABELS)
