"""What a page is: one question and its pictures, as data; ``dashboard.shell.render`` draws every page.

A picture names its settings (a dataclass of controls), the controls in sight, and ``show``: a pure function
of the settings and the look that returns the figure with its words. What is alike for everybody is then made
once for all sessions, and a picture that has ``drag`` follows its sliders while they are dragged.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

import pandas as pd

from dashboard.shell import state
from dashboard.shell.asks import Asks, Row
from dashboard.shell.doors import Door
from dashboard.shell.presets import Preset
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.state import Linked
from dashboard.shell.studies import Step
from dashboard.shell.under_hand import Spec
from ltcore.plots.base.theme import Look

S = TypeVar("S")
Found = tuple[Any, ...]
"""What a study has found so far."""
Presets = Sequence[Preset] | Callable[[], Sequence[Preset]]
"""Presets, or what returns them where they depend on the runs that there are."""


def listed(presets: Presets) -> Sequence[Preset]:
    """Return presets as they are now."""
    return presets() if callable(presets) else presets


@dataclass(frozen=True, kw_only=True)
class Study(Generic[S]):
    """What a picture needs some seconds for: computed behind a button, with progress and cancel.

    Attributes:
        label: of the button, with about how long it takes.
        steps: settings in; yields the share that is done and the next result.
        depends: names of the settings that it depends on; the others move the picture alone.
        show: settings, look and the results so far in; what the picture shows once there are some.
    """

    label: str
    steps: Callable[[S], Iterator[Step]]
    depends: Sequence[str]
    show: Callable[[S, Look, Found], Shown]


@dataclass(frozen=True, eq=False, kw_only=True)
class Picture(Generic[S]):
    """One picture of a page; two are equal where they are one.

    Attributes:
        label: a short question.
        settings: what is asked of it; pictures that share their settings share this object.
        controls: names of the settings in sight, up to four; empty where ``settings`` draws what it needs.
        more: names of those under More.
        show: what it shows. It uses nothing but the settings and the look, and files whose stamps are in
            ``reads`` or in a `RunChoice`; what it raises as `NotShown` is said in place of the picture.
        notice: one thing to notice, Markdown.
        try_this: one thing to try that changes the answer, Markdown.
        presets: each sets some of its settings, the others stay; for pages whose presets open no picture.
        drag: the figure alone, for each position of a slider, see ``under_hand.kept_figure``; for closed
            forms. None: the picture waits for the release.
        study: what is computed behind a button; None where nothing is.
        simulated: whether anything is drawn at random: the buttons that draw more stand beside the controls.
        reads: returns what changes whenever files that ``show`` reads do.
        table: returns what the picture is drawn from, made only when it is saved; None: the frames of
            ``show``.
        details: draws what else belongs to it, between the cards and the footer.
        clicked: takes over a mark that was clicked, see ``widgets.clickable_figure``; returns whether the
            page is to be drawn anew. None: marks cannot be clicked.
        opened: draws what a clicked mark opens, right under the figure. None: elsewhere, or nothing.
        below: draws what belongs below the footer, and stands there where there is nothing to show too.
        key: of the figure; empty: the slug of the page and the picture's name.
        sentence: what one sees, where it is not what the page says for all its pictures.
    """

    label: str
    settings: Asks[S]
    show: Callable[[S, Look], Shown]
    controls: Sequence[str] = ()
    more: Sequence[str] = ()
    notice: str = ""
    try_this: str = ""
    presets: Presets = ()
    drag: Callable[[S, Look], Spec] | None = None
    study: Study[S] | None = None
    simulated: bool = False
    reads: Callable[[S], Hashable] | None = None
    table: Callable[[S, Found], pd.DataFrame] | None = None
    details: Callable[[S], object] | None = None
    below: Callable[[S], object] | None = None
    clicked: Callable[[S, Mapping[str, Any]], bool] | None = None
    opened: Callable[[S], object] | None = None
    key: str = ""
    sentence: str = ""

    @property
    def row(self) -> Row:
        """Which controls it draws."""
        return Row(controls=self.controls, more=self.more, simulated=self.simulated)


@dataclass(frozen=True, eq=False, kw_only=True)
class Page:
    """A page; two are equal where they are one.

    Attributes:
        slug: its path in the address.
        title: its name in the navigation.
        icon: a Material symbol.
        door: what it is opened for.
        question: its heading.
        sentence: what one sees, Markdown.
        pictures: name in the address -> picture; the first is shown first. Empty for a page that is all body.
        choice: name of the chosen picture in the address; empty: the slug and "picture".
        presets: of the whole page; each names the picture that it opens.
        afresh: whether a preset sets all settings, those that it does not name to their defaults.
        settings: of the body; None where it asks nothing.
        controls: names of the settings of the body in sight; empty where ``settings`` draws what it needs.
        body: draws the page below heading, controls, presets and notices, for pages that show more than one
            picture at a time; it takes what ``settings`` say.
        gap: between the rows of controls, for pages with many; None: as everywhere.
        missing: returns why the page has nothing to ask and to show at all, None where it has.
        predicts: whether its body asks for predictions where a reader wants that.
    """

    slug: str
    title: str
    icon: str
    door: Door
    question: str
    sentence: str
    pictures: Mapping[str, Picture[Any]] = field(default_factory=dict)
    choice: str = ""
    presets: Presets = ()
    afresh: bool = False
    settings: Asks[Any] | None = None
    controls: Sequence[str] = ()
    body: Callable[[Any], None] | None = None
    gap: Literal["xsmall"] | None = None
    missing: Callable[[], NotShown | None] | None = None
    predicts: bool = False

    @property
    def row(self) -> Row:
        """Which controls its body has."""
        return Row(controls=self.controls, is_first=True)

    @cached_property
    def chosen(self) -> Linked[str]:
        """Which picture is shown."""
        names = list(self.pictures)
        return Linked(self.choice or f"{self.slug}_picture", names[0], state.one_of(names))

    @cached_property
    def asks(self) -> Sequence[Asks[Any]]:
        """The settings of all its pictures, and of its body."""
        every = [picture.settings for picture in self.pictures.values()]
        return [*dict.fromkeys(every), *([self.settings] if self.settings is not None else [])]
