"""What a published number is: value, method, setting, table, source and recipe family."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ltcore.registry import Source

Kind = Literal["plain", "other", "unlabelled", "probe", "own"]
Profile = Literal["exponential", "step", "as_is"]
Metric = Literal["top1_error", "top5_error", "top1_accuracy"]
Subset = Literal["all", "many", "medium", "few", "positive", "negative"]
Status = Literal["", "copied", "picked", "doubtful"]

SYMBOLS = {"beta": "β", "gamma": "γ", "tau": "τ", "rho_u": "ρ_U", "N1": "N₁", "M1": "M₁"}
"""Settings that have a symbol."""
BARE = ("loss", "network")
"""Settings whose value says what they are; the others are written with their name."""
OF_EXAMPLES = ("labelled", "N1", "M1", "unlabelled", "rho_u")
"""Settings that say which examples have labels and which have none; the others are the method's."""


@dataclass(frozen=True, kw_only=True)
class PublishedData:
    """A data set that tables are about.

    Attributes:
        name: the name in the tables; that of the lab's catalog where the lab has the set.
        title: as people write it.
        largest: training examples of the largest class under a profile; 0 where the set is taken as it is.
        classes: number of classes; 0 where the set is taken as it is.
        n_max: what the largest class must be cut to for the published profile; 0 where it is not cut.
    """

    name: str
    title: str
    largest: int = 0
    classes: int = 0
    n_max: int = 0


@dataclass(frozen=True, kw_only=True)
class Family:
    """How the numbers of a table were made; numbers of two families are never mixed unsaid.

    Attributes:
        name: its id.
        title: as it is written over its rows.
        protocol: network, epochs, optimiser and augmentation, in one sentence.
        reporting: which epoch is reported, and which examples it was chosen on.
        kind: "plain" (a network for CIFAR with crops and flips: baselines can be compared), "other",
            "unlabelled" (only some of the training images have labels), "probe" (no error of a trained
            classifier) or "own" (a recipe of this lab).
        settings: method of this lab -> the settings, where they are not its defaults, under which a run is
            made like the rows of the family.
    """

    name: str
    title: str
    protocol: str
    reporting: str
    kind: Kind
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """One table of one source.

    Attributes:
        name: its id, and the name of its file of rows.
        title: what it is about.
        family: id of the recipe family of all its rows.
        source: where it is printed.
        notes: what its rows may refer to, by key.
    """

    name: str
    title: str
    family: str
    source: Source
    notes: Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """What two numbers must have in common to be compared: data set, profile and ratio."""

    data: str
    profile: Profile
    ratio: float

    @property
    def key(self) -> str:
        """The setting as it is written in an address.

        Example:
            >>> Setting("cifar10", "step", 10.0).key, Setting("imagenet_lt", "as_is", 0.0).key
            ('cifar10-step-10', 'imagenet_lt')
        """
        return f"{self.data}-{self.profile}-{self.ratio:g}" if self.ratio else self.data


@dataclass(frozen=True, kw_only=True)
class Result:
    """One printed number.

    Attributes:
        table: id of its table.
        family: id of its recipe family.
        setting: data set, profile and ratio; a ratio of 0 means that the data are taken as they are.
        method: the method as the source writes it.
        ours: the method's name in this lab, empty where the lab has none like it.
        ours_settings: its settings there, name -> value, where this row needs more than the family's.
        settings: what else the source says of the method, and of its examples, name -> value.
        subset: the classes that the number is about.
        metric: what is printed.
        value: as printed, in percent.
        printed: the value and what stands behind it, letter by letter.
        spread: what stands behind the ±, in percent; NaN where nothing does.
        status: "copied" (from another paper, not run again), "picked" (its setting was chosen on the test
            images), "doubtful", or empty.
        note: what must be said with it.
    """

    table: str
    family: str
    setting: Setting
    method: str
    ours: str
    ours_settings: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str]
    subset: Subset
    metric: Metric
    value: float
    printed: str = ""
    spread: float = math.nan
    status: Status = ""
    note: str = ""

    @property
    def error(self) -> float:
        """The number as an error, in percent."""
        return self.value if self.metric.endswith("error") else 100.0 - self.value

    @property
    def label(self) -> str:
        """The method with its settings, as it is written beside a mark.

        Example:
            >>> setting = Setting("cifar10", "exponential", 100.0)
            >>> settings = {"gamma": "0.5", "epochs": "400"}
            >>> Result(table="t", family="cb", setting=setting, method="Focal", ours="focal",
            ...        settings=settings, subset="all", metric="top1_error", value=29.77).label
            'Focal, γ = 0.5, epochs 400'
        """
        return ", ".join([self.method, *self._words(of_examples=False)])

    @property
    def examples(self) -> str:
        """Which examples have labels and which have none, as it is written over marks; empty: all have.

        Example:
            >>> setting = Setting("cifar10", "exponential", 100.0)
            >>> settings = {"N1": "1500", "M1": "3000", "rho_u": "1/100"}
            >>> Result(table="t", family="daso", setting=setting, method="FixMatch", ours="fixmatch",
            ...        settings=settings, subset="all", metric="top1_accuracy", value=71.8).examples
            'N₁ = 1500, M₁ = 3000, ρ_U = 1/100'
        """
        return ", ".join(self._words(of_examples=True))

    def _words(self, *, of_examples: bool) -> list[str]:
        pairs = self.settings.items()
        return [_words(*pair) for pair in pairs if (pair[0] in OF_EXAMPLES) == of_examples]


def _words(name: str, value: str) -> str:
    if name in BARE:
        return value
    if name in ("labelled", "unlabelled"):
        return f"{value} {name}"
    return f"{SYMBOLS[name]} = {value}" if name in SYMBOLS else f"{name} {value}"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is printed wrongly, or what sources disagree about, and what is used here.

    Attributes:
        where: lecture notes or paper, and the place in it.
        says: what it says.
        right: what is right, or used.
        why: how that is known.
        tables: ids of the tables that it concerns; empty where it concerns a formula.
    """

    where: str
    says: str
    right: str
    why: str
    tables: tuple[str, ...] = ()
