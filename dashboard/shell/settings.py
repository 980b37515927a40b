"""The settings of pictures: a dataclass of typed values in Python, linked to the session and the address."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import simulated, state, widgets
from dashboard.shell.asks import Row
from dashboard.shell.controls import CONTROL, Control, Slider
from dashboard.shell.presets import Pairs
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.simulated import Simulated
from dashboard.shell.state import Linked


class HasFields(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


D = TypeVar("D", bound=HasFields)
S = TypeVar("S")
OF_SIMULATION = {one.name for one in fields(Simulated)}
"""Fields that a page with simulations has besides its own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FreeSettings(Generic[S]):
    """Settings whose controls depend on what there is to choose from, drawn by a function of their page.

    Attributes:
        linked: name -> setting in the session and the address.
        ask: draws the controls, in the first row of the page or below it; returns what they say. It may raise
            `NotShown` before it draws anything.
        adopts: adopts the settings, and returns them as they are now; None: each as it stands. For settings
            whose default or legal values depend on what there is.
        presets_row: returns where presets stand in a lecture; None: in the first row of the page.
        labels: name -> what its control is called; a page that asks first tells by them what has changed.
    """

    linked: Mapping[str, Linked[Any]]
    ask: Callable[[DeltaGenerator], S]
    adopts: Callable[[], Iterable[Linked[Any]]] | None = None
    presets_row: Callable[[S], DeltaGenerator] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def adopt(self) -> Iterable[Linked[Any]]:
        """Take the values of the address where they are new and legal; return the settings of now."""
        return self.adopts() if self.adopts is not None else _adopted(self.linked.values())

    def said(self) -> Mapping[str, Any]:
        """Return the name of each setting -> its current value."""
        return {name: state.value(one) for name, one in self.linked.items()}

    def draw(self, row: Row, first_row: DeltaGenerator) -> S:
        """Draw the controls; return what they say."""
        del row
        return self.ask(first_row)

    def pairs(self, values: Mapping[str, Any], *, afresh: bool) -> Pairs:
        """Return what a preset sets."""
        wanted = {name: one.default for name, one in self.linked.items()} if afresh else {}
        return [(self.linked[name], value) for name, value in {**wanted, **values}.items()]

    def row_of_presets(self, settings: S) -> DeltaGenerator | None:
        """Return where presets stand in a lecture, None for the first row of the page."""
        return self.presets_row(settings) if self.presets_row is not None else None

    def stamps(self, settings: S) -> tuple[Hashable, ...]:
        """Return nothing: their pages ask for what they read by its stamps."""
        del settings
        return ()

    def sliders(self, row: Row) -> list[str]:
        """Return none: no picture follows controls that depend on what there is."""
        del row
        return []

    def at_each_position(self, settings: S, name: str) -> list[S]:
        """Return no settings, as there are no sliders."""
        del settings, name
        return []


class Settings(Generic[D]):
    """The settings of one picture, or of all pictures of a page, as a dataclass of controls.

    Attributes:
        kind: a frozen dataclass whose fields are made by ``dashboard.shell.controls``.
        controls: field -> control, in their order; later ones may depend on earlier ones.
        linked: field -> setting. The values are the session's, this object holds none.
    """

    def __init__(self, kind: type[D], prefix: str) -> None:
        """Link a dataclass.

        Args:
            kind: the dataclass.
            prefix: what all its names in the address begin with.
        """
        self.kind = kind
        self.controls: Mapping[str, Control] = {
            one.name: one.metadata[CONTROL] for one in _in_order(kind)
        }
        self.linked: Mapping[str, Linked[Any]] = {
            name: control.linked(f"{prefix}_{control.name or name}")
            for name, control in self.controls.items()
        }

    def adopt(self) -> Iterable[Linked[Any]]:
        """Take the values of the address where they are new and legal; return the settings."""
        return _adopted(self.linked.values())

    def now(self) -> D:
        """Return the current values, adopted already."""
        return self.kind(**{name: state.value(one) for name, one in self.linked.items()})

    @property
    def labels(self) -> Mapping[str, str]:
        """Field -> label of its control."""
        return {name: control.label for name, control in self.controls.items()}

    def said(self) -> Mapping[str, Any]:
        """Return each field -> its current value."""
        return {name: state.value(one) for name, one in self.linked.items()}

    def defaults(self) -> D:
        """Return the settings of a page that nobody has touched."""
        return self.kind()

    def clipped(self, settings: D) -> D:
        """Return settings in which every value is legal beside the others."""
        for name, control in self.controls.items():
            value = getattr(settings, name)
            if (legal := control.nearest(value, settings)) != value:
                settings = replace(settings, **{name: legal})
        return settings

    def draw(self, row: Row, first_row: DeltaGenerator) -> D:
        """Clip the settings and draw their controls: up to four in one row, the others under More.

        Raises:
            NotShown: there is no run to choose from, and the picture has nothing to say without one.
        """
        self._clip()
        for name in row.controls:
            control = self.controls[name]
            if isinstance(control, RunChoice) and control.missing and not control.offered():
                raise control.missing()
        lecture = state.look().lecture
        place = (
            first_row
            if row.is_first
            else st.container(horizontal=True, vertical_alignment="bottom")
        )
        for name in row.controls:
            control = self.controls[name]
            width = control.width
            pixels = width if width == "content" else widgets.text_width(width)
            if lecture and control.lecture_width:
                pixels = control.lecture_width
            self._draw(name, place.container(width=pixels))
        if row.simulated and not lecture:
            self._draw_buttons(place)
        if row.more or row.simulated:
            # Large controls fill their row: one line more would push the picture out of sight.
            beside = first_row if lecture else place
            with beside.container(width="content").popover("More", icon=":material/tune:"):
                self._draw_more(row, lecture=lecture)
        return self.now()

    def pairs(self, values: Mapping[str, Any], *, afresh: bool) -> Pairs | None:
        """Return what a preset sets, None where it asks for what is not here, such as a deleted run.

        Args:
            values: field -> value.
            afresh: whether all other fields take their defaults, those of a simulation apart; else they stay.
        """
        if not afresh:
            return [(self.linked[name], value) for name, value in values.items()]
        wanted = self.clipped(replace(self.defaults(), **values))
        if any(getattr(wanted, name) != value for name, value in values.items()):
            return None
        return [
            (setting, getattr(wanted, name))
            for name, setting in self.linked.items()
            if name not in OF_SIMULATION
        ]

    def row_of_presets(self, settings: D) -> None:
        """Return nothing: presets stand in the first row of the page."""
        del settings

    def stamps(self, settings: D) -> tuple[Hashable, ...]:
        """Return what changes whenever the files of a chosen run do, or what the run is called."""
        chosen = (
            (control, getattr(settings, name))
            for name, control in self.controls.items()
            if isinstance(control, RunChoice)
        )
        return tuple((control.stamp(run), control.offered().get(run)) for control, run in chosen)

    def sliders(self, row: Row) -> list[str]:
        """Return the fields among the controls of a picture that are sliders."""
        names = (*row.controls, *row.more)
        return [name for name in names if isinstance(self.controls[name], Slider)]

    def at_each_position(self, settings: D, name: str) -> list[D]:
        """Return the settings at each position of a slider, from the left, the others held where legal.

        Many draws wait for the release: while the hand moves the marks of what was drawn are empty.
        """
        if isinstance(settings, Simulated) and settings.draws > simulated.MOST_UNDER_HAND:
            settings = replace(settings, draws=0)
        control = self.controls[name]
        positions = control.positions(settings) if isinstance(control, Slider) else ()
        return [self.clipped(replace(settings, **{name: value})) for value in positions]

    def _clip(self) -> None:
        """Bring every setting into the range that the others leave it; say which runs have vanished."""
        now, vanished = self.now(), []
        clipped = self.clipped(now)
        for name, setting in self.linked.items():
            old, new = getattr(now, name), getattr(clipped, name)
            if old != new:
                state.put(setting, new)
                if isinstance(self.controls[name], RunChoice) and old:
                    vanished.append(str(old))
        widgets.tell_gone(vanished)

    def _draw(self, name: str, place: DeltaGenerator) -> None:
        self.controls[name].draw(place, self.linked[name], self.now())

    def _draw_buttons(self, place: DeltaGenerator) -> None:
        simulated.draw_buttons(place, self.linked["draws"], self.linked["seed"])

    def _draw_more(self, row: Row, *, lecture: bool) -> None:
        for name in row.more:
            self._draw(name, st.container())
        if row.simulated:
            if lecture:
                self._draw_buttons(st.container())
            self._draw("seed", st.container())


def _adopted(linked: Iterable[Linked[Any]]) -> list[Linked[Any]]:
    """Adopt settings one by one, and return them."""
    settings = list(linked)
    for setting in settings:
        state.adopt(setting)
    return settings


def _in_order(kind: type[HasFields]) -> list[Any]:
    """Return the fields of a dataclass, those of the simulation last."""
    return sorted(fields(kind), key=lambda one: one.name in OF_SIMULATION)
