"""What a theorem's page is made of: data only, drawn by ``dashboard.views.theorems.explorer``."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ltcore.plots.scene.marks import Scene
from ltcore.registry import Source

Settings = Mapping[str, Any]
"""Key of a parameter -> its value, for all parameters of a page."""
Range = tuple[float, float]
"""Smallest and largest legal value, both legal."""


@dataclass(frozen=True)
class Parameter:
    """A slider over round values.

    Attributes:
        key: its name in settings; in the address it follows the page's.
        label: symbol and words, with the unit.
        values: its positions, from the left.
        default: one of them.
        pattern: how a value is written, as for ``str.format``.
        help: what it is, where the label is too short for it.
        legal: the range that other settings leave; None where all values always are legal. It may ask for
            parameters that stand before this one only. Where it holds no position there is nothing to choose.
    """

    key: str
    label: str
    values: tuple[float, ...]
    default: float
    pattern: str = "{:g}"
    help: str = ""
    legal: Callable[[Settings], Range] | None = None

    def positions(self, settings: Settings) -> tuple[float, ...]:
        """Return the values that are legal beside the other settings."""
        if self.legal is None:
            return self.values
        low, high = self.legal(settings)
        return tuple(value for value in self.values if low <= value <= high)

    def nearest(self, value: float, settings: Settings) -> float:
        """Return the legal value nearest to ``value``; ``value`` itself where none is legal."""
        return min(
            self.positions(settings), key=lambda legal: (abs(legal - value), legal), default=value
        )


@dataclass(frozen=True)
class Choice:
    """A choice of a few named options.

    Attributes:
        key: its name in settings; in the address it follows the page's.
        label: what is chosen.
        options: option -> what it is called, in a word or two.
        default: one of them.
        help: what it is, where the label is too short for it.
    """

    key: str
    label: str
    options: Mapping[str, str]
    default: str
    help: str = ""


@dataclass(frozen=True)
class RunChoice:
    """A choice among the finished runs; it has what a `Choice` has, read anew each time.

    Attributes:
        key: its name in settings; in the address it follows the page's.
        label: what is chosen.
        offered: returns run id -> what the run is called, the one that is shown first in front.
        stamp: run id -> what changes whenever its files do.
        help: what it is, where the label is too short for it.
    """

    key: str
    label: str
    offered: Callable[[], Mapping[str, str]]
    stamp: Callable[[str], Hashable]
    help: str = ""

    @property
    def options(self) -> Mapping[str, str]:
        """Run id -> what the run is called; empty where there is none yet."""
        return self.offered()

    @property
    def default(self) -> str:
        """Id of the run that is shown first, "" where there is none."""
        return next(iter(self.offered()), "")


Control = Parameter | Choice | RunChoice


@dataclass(frozen=True)
class Draws:
    """How much is simulated.

    Attributes:
        number: trials; those of fewer are the first of more.
        seed: of the first trial.
    """

    number: int = 1000
    seed: int = 0


@dataclass(frozen=True)
class Statement:
    """What is claimed, exactly.

    Attributes:
        claim: the statement, Markdown with LaTeX.
        assumptions: each in a sentence, Markdown.
        symbols: LaTeX of each symbol -> what it stands for, with unit or range.
        derivation: the proof or its sketch, Markdown with LaTeX.
        today: LaTeX of the claim with the numbers of now; empty where there is nothing to put in.
        source: the paper, and the place in it.
    """

    claim: str
    assumptions: tuple[str, ...]
    symbols: Mapping[str, str]
    derivation: str
    source: Source
    today: Callable[[Settings], str] = field(default=lambda _settings: "")


@dataclass(frozen=True)
class Heavy:
    """What a picture needs some seconds for: computed behind a button, with progress and cancel.

    Attributes:
        label: of the button, with about how long it takes.
        steps: settings and draws in; yields the share that is done and the next result. What it has yielded
            so far is in the settings of ``curves`` under "found", a tuple.
        depends: keys of the parameters that it depends on; the others move the picture alone.
    """

    label: str
    steps: Callable[[Settings, Draws], Iterator[tuple[float, Any]]]
    depends: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """One picture of a page.

    Attributes:
        label: a short question.
        controls: keys of the parameters in sight, up to four.
        curves: settings and draws in, scene out; the same marks for all settings.
        statement: what the picture is about.
        notice: one thing to notice, Markdown.
        attempt: one thing to try that changes the answer, Markdown.
        more: keys of the parameters under More.
        simulated: whether anything is drawn at random.
        under_hand: whether the picture follows a slider while it is dragged; for closed forms.
        heavy: what is computed behind a button; None where nothing is.
        origin: where the numbers come from, for the footer.
    """

    label: str
    controls: tuple[str, ...]
    curves: Callable[[Settings, Draws], Scene]
    statement: Statement
    notice: str
    attempt: str
    more: tuple[str, ...] = ()
    simulated: bool = False
    under_hand: bool = True
    heavy: Heavy | None = None
    origin: str = "Computed from the formulas on this page."


@dataclass(frozen=True)
class Start:
    """A preset: a picture and settings that teach one sentence.

    Attributes:
        sentence: what it teaches, at most about 45 characters.
        picture: name of a picture.
        values: the settings that it changes; all others take their defaults.
    """

    sentence: str
    picture: str
    values: Settings = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class TheoremPage:
    """A page; two are equal where they are one.

    Attributes:
        slug: its path; names of its settings in the address begin with it.
        title: its name in the navigation.
        icon: a Material symbol.
        question: its heading.
        sentence: what one sees, Markdown.
        controls: all parameters of all its pictures; later ones may depend on earlier ones.
        pictures: name in the address -> picture; the first is shown first.
        starts: presets.
    """

    slug: str
    title: str
    icon: str
    question: str
    sentence: str
    controls: Sequence[Control]
    pictures: Mapping[str, Picture]
    starts: Sequence[Start]

    def control(self, key: str) -> Control:
        """Return the parameter with this key.

        Raises:
            KeyError: there is none.
        """
        return {control.key: control for control in self.controls}[key]

    def defaults(self) -> dict[str, Any]:
        """Return the settings of a page that nobody has touched."""
        return {control.key: control.default for control in self.controls}

    def clipped(self, settings: Settings) -> dict[str, Any]:
        """Return settings in which every value is legal beside the others.

        Args:
            settings: values of all parameters, each one of its parameter's values.
        """
        legal = dict(settings)
        for control in self.controls:
            if isinstance(control, Parameter):
                legal[control.key] = control.nearest(legal[control.key], legal)
            elif isinstance(control, RunChoice) and legal[control.key] not in control.options:
                legal[control.key] = (
                    control.default
                )  # the run has been deleted, or none was chosen yet
        return legal
