"""The settings of a theorem's page, in the session and in the address."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dashboard.shell import state
from dashboard.shell.state import Linked
from dashboard.views.theorems.page import Choice, Control, Draws, RunChoice, Settings, TheoremPage

MOST_DRAWS = 100_000
LARGEST_SEED = 9999


class PageState:
    """All settings of one page; the values are the session's, this object holds none.

    Attributes:
        picture: which of the page's pictures is shown.
        seed: of the simulation.
        draws_setting: number of draws.
    """

    most_draws = MOST_DRAWS
    largest_seed = LARGEST_SEED

    def __init__(self, page: TheoremPage) -> None:
        self._page = page
        names = list(page.pictures)
        self.picture = Linked(f"{page.slug}_picture", names[0], state.one_of(names))
        self.seed = Linked(f"{page.slug}_seed", 0, state.whole(0, LARGEST_SEED))
        self.draws_setting = Linked(
            f"{page.slug}_draws", Draws().number, state.whole(0, MOST_DRAWS)
        )
        self._linked: Mapping[str, Linked[Any]] = {
            control.key: self._link(control) for control in page.controls
        }

    def _link(self, control: Control) -> Linked[Any]:
        key = f"{self._page.slug}_{control.key}"
        if isinstance(control, RunChoice):  # which runs there are changes while the lab is open
            return Linked(key, "", lambda text: _read_run(control, text))
        options = control.options if isinstance(control, Choice) else control.values
        return Linked(key, control.default, state.one_of(options))

    @property
    def linked(self) -> Sequence[Linked[Any]]:
        """All settings."""
        return (self.picture, *self._linked.values(), self.draws_setting, self.seed)

    def key(self, name: str) -> str:
        """Return the key of a parameter's widget."""
        return self._linked[name].key

    def values(self) -> dict[str, Any]:
        """Return the settings of now, adopted already."""
        return {name: state.value(setting) for name, setting in self._linked.items()}

    def draws(self) -> Draws:
        """Return how much is simulated now."""
        return Draws(state.value(self.draws_setting), state.value(self.seed))

    def clip(self) -> list[str]:
        """Bring every setting into the range that the others leave it; return the runs that have vanished."""
        now = self.values()
        vanished = []
        for name, value in self._page.clipped(now).items():
            if value != now[name]:
                state.put(self._linked[name], value)
                if isinstance(self._page.control(name), RunChoice) and now[name]:
                    vanished.append(str(now[name]))
        return vanished

    def draw_more(self, number: int) -> None:
        """Draw more; a callback."""
        state.put(self.draws_setting, min(self.draws().number + number, MOST_DRAWS))

    def begin_again(self) -> None:
        """Forget all draws and take the next seed; a callback."""
        state.put(self.draws_setting, 0)
        state.put(self.seed, (self.draws().seed + 1) % (LARGEST_SEED + 1))

    def setting_values(self, picture: str, values: Settings) -> list[tuple[Linked[Any], Any]]:
        """Return what a start sets: its picture, its values, and the defaults of all others."""
        wanted = self._page.clipped({**self._page.defaults(), **values})
        told = [(self._linked[name], value) for name, value in wanted.items()]
        return [(self.picture, picture), *told]


def _read_run(control: RunChoice, text: str) -> str:
    return state.one_of_the(control.options, "finished runs trained here")(text)


@lru_cache(maxsize=64)
def page_state(page: TheoremPage) -> PageState:
    """Return the settings of a page; the readers of its address are made once."""
    return PageState(page)
