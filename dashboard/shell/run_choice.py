"""A control that chooses among the finished runs."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.controls import Control, Width
from dashboard.shell.shown import NotShown
from dashboard.shell.state import Linked

WIDTH = 330
"""Pixels: names of runs are long."""


@dataclass(frozen=True, kw_only=True)
class RunChoice(Control):
    """A choice among the finished runs, read anew each time; its default is the empty text.

    Attributes:
        offered: returns run id -> what the run is called.
        stamp: run id -> what changes whenever its files do.
        first: returns the id of the run that is shown first, "" where there is none.
        missing: returns why there is no run; None: a link to Train stands in place of the choice.
        called: what is chosen from, for a notice about a link that asks for something else.
    """

    offered: Callable[[], Mapping[str, str]]
    stamp: Callable[[str], Hashable]
    first: Callable[[], str] | None = None
    missing: Callable[[], NotShown] | None = None
    called: str = "finished runs trained here"
    default: str = ""
    width: Width = WIDTH

    @property
    def shown_first(self) -> str:
        """Id of the run that is shown first, "" where there is none."""
        return self.first() if self.first else next(iter(self.offered()), "")

    def nearest(self, value: Any, settings: Any) -> Any:  # noqa: ANN401
        """Return the run, or the first one where it was deleted or none has been chosen."""
        del settings
        return value if value in self.offered() else self.shown_first

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting; which runs there are changes while the lab is open."""

        def read(text: str) -> str:
            return state.one_of_the(self.offered(), self.called)(text)

        return Linked(key, "", read)

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the list of runs, or where there is none a link to where one is made."""
        del settings
        options = self.offered()
        if not options:
            with place:
                widgets.link_to_page("train", "Train the first run", {})
            return
        place.selectbox(
            self.label,
            list(options),
            format_func=lambda run: options.get(run, run),
            key=setting.key,
            persist_state="session",
            help=self.help or None,
        )
