"""What a page needs of the settings of a picture, and which controls a picture draws."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from streamlit.delta_generator import DeltaGenerator

from dashboard.shell.presets import Pairs
from dashboard.shell.state import Linked

S = TypeVar("S")


@dataclass(frozen=True, kw_only=True)
class Row:
    """Which controls a picture draws.

    Attributes:
        controls: names of the fields in sight, up to four.
        more: names of those under More.
        simulated: whether the buttons that draw more stand beside them.
        is_first: whether they stand in the first row of the page, which has no choice of pictures.
    """

    controls: Sequence[str] = ()
    more: Sequence[str] = ()
    simulated: bool = False
    is_first: bool = False


class Asks(Protocol[S]):
    """Settings as a page needs them: see ``dashboard.shell.settings``."""

    @property
    def linked(self) -> Mapping[str, Linked[Any]]:
        """Name -> setting in the session and the address."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Name -> what a reader knows the setting by; none where its controls are drawn freely."""

    def said(self) -> Mapping[str, Any]:
        """Return the name of each setting -> its current value."""

    def adopt(self) -> Iterable[Linked[Any]]:
        """Take the values of the address where they are new and legal; return the settings of now."""

    def draw(self, row: Row, first_row: DeltaGenerator) -> S:
        """Draw the controls; return what they say.

        Raises:
            NotShown: there is nothing to choose from.
        """

    def pairs(self, values: Mapping[str, Any], *, afresh: bool) -> Pairs | None:
        """Return what a preset sets, None where it asks for what is not here."""

    def row_of_presets(self, settings: S) -> DeltaGenerator | None:
        """Return where presets stand in a lecture, None for the first row of the page."""

    def stamps(self, settings: S) -> tuple[Hashable, ...]:
        """Return what changes whenever the files of a chosen run do."""

    def sliders(self, row: Row) -> Sequence[str]:
        """Return the names of the controls that a picture can follow while they are dragged."""

    def at_each_position(self, settings: S, name: str) -> Sequence[S]:
        """Return the settings at each position of a slider, from the left."""
