"""Colours: one per method everywhere, in a light and a dark shade that meet WCAG contrast.

The hues are Okabe and Ito's (2008), told apart by people with any common colour vision. Where a hue is
too light for a white ground (or too dark for a black one) its lightness alone is changed, and hues that
would then look alike to a colour-blind reader are moved apart in lightness; ``tests/plots`` measures both.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]
Hue = Literal["blue", "vermillion", "green", "purple", "orange", "sky", "grey", "ink"]


@dataclass(frozen=True)
class Shade:
    """One hue on one ground: for lines and marks (contrast 3 or more) and for text (4.5 or more)."""

    line: str
    text: str


@dataclass(frozen=True)
class Ground:
    """What a figure is drawn on, and the neutral colours that go with it."""

    paper: str
    ink: str
    muted: str
    grid: str
    faint: str
    bar: str
    head: str
    medium: str
    tail: str
    sequential: tuple[str, ...]

    def band(self, group: str) -> str:
        """Background of a group of classes: neutral, a touch darker, a warm tint."""
        return {"head": self.head, "medium": self.medium, "tail": self.tail}[group]


GROUNDS: Mapping[Mode, Ground] = {
    "light": Ground(
        paper="#FDFDFD",
        ink="#1B1E22",
        muted="#575D64",
        grid="#E3E3E3",
        faint="#B9BCC0",
        bar="#7A828B",
        head="#F8F8F8",
        medium="#F0F0F0",
        tail="#FCEEDD",
        sequential=("#F3EEE2", "#C9DCD3", "#8ABFC4", "#4A97B5", "#23689C", "#1A3A6E"),
    ),
    "dark": Ground(
        paper="#14171A",
        ink="#ECEDEE",
        muted="#A9AFB6",
        grid="#2C3136",
        faint="#555B62",
        bar="#7F8790",
        head="#191C20",
        medium="#20242A",
        tail="#2E241A",
        sequential=("#22262B", "#1F4468", "#2A6F97", "#4A9FB5", "#93CBC0", "#F1EBD3"),
    ),
}

SHADES: Mapping[Mode, Mapping[Hue, Shade]] = {
    "light": {
        "blue": Shade("#0069A6", "#0069A6"),
        "vermillion": Shade("#AE4800", "#A94600"),
        "green": Shade("#008F66", "#00724F"),
        "purple": Shade("#C05C94", "#A03A77"),
        "orange": Shade("#B27C00", "#875D00"),
        "sky": Shade("#1E8FD0", "#156B9C"),
        "grey": Shade("#606060", "#606060"),
        "ink": Shade("#1B1E22", "#1B1E22"),
    },
    "dark": {
        "blue": Shade("#2490DC", "#3A9EE6"),
        "vermillion": Shade("#E16100", "#F27A20"),
        "green": Shade("#00A87B", "#0FB387"),
        "purple": Shade("#CC79A7", "#D488B2"),
        "orange": Shade("#E69F00", "#E69F00"),
        "sky": Shade("#7CC8F4", "#7CC8F4"),
        "grey": Shade("#747474", "#9B9B9B"),
        "ink": Shade("#ECEDEE", "#ECEDEE"),
    },
}

MARKS: tuple[tuple[str, str], ...] = (
    ("solid", "circle"),
    ("8px,3px", "square"),
    ("16px,4px", "diamond"),
    ("12px,3px,2px,3px", "triangle-up"),
    ("2px,3px", "cross"),
    ("12px,3px,2px,3px,2px,3px", "star"),
    ("5px,2px", "triangle-down"),
    ("20px,4px,4px,4px", "hourglass"),
)
"""Dash and marker go together, so that a grey print reads as well."""


@dataclass(frozen=True)
class Style:
    """How one method is drawn, in every chart."""

    hue: Hue
    mark: int

    @property
    def dash(self) -> str:
        """Plotly's name of the dash."""
        return MARKS[self.mark % len(MARKS)][0]

    @property
    def symbol(self) -> str:
        """Plotly's name of the marker."""
        return MARKS[self.mark % len(MARKS)][1]


METHOD_STYLES: Mapping[str, Style] = {
    "erm": Style("grey", 0),
    "cb_softmax": Style("blue", 1),
    "ldam_drw": Style("vermillion", 2),
    "logit_adjustment": Style("green", 3),
    "drw": Style("purple", 4),
    "ldam": Style("orange", 1),
    "focal": Style("sky", 5),
    "inverse": Style("blue", 4),
    "inverse_sqrt": Style("vermillion", 5),
    "cb_sigmoid": Style("green", 2),
    "cb_focal": Style("purple", 3),
    "sigmoid": Style("sky", 1),
    "class_balanced_sampling": Style("blue", 3),
    "square_root_sampling": Style("sky", 2),
    "progressive_sampling": Style("purple", 2),
    "effective_number_sampling": Style("blue", 5),
    "under_sampling": Style("orange", 3),
    "over_sampling": Style("purple", 1),
    "smote": Style("orange", 7),
    "cog": Style("green", 4),
    "cog_os": Style("green", 1),
    "mixup": Style("orange", 2),
    "remix": Style("orange", 4),
    "drs": Style("purple", 5),
    "m_drw": Style("vermillion", 1),
    "ldam_hg": Style("orange", 5),
    "hg_drs": Style("vermillion", 3),
    "ldam_hg_drs": Style("vermillion", 4),
    "crt": Style("sky", 3),
    "lws": Style("sky", 4),
    "tau_norm": Style("purple", 7),
    "ncm": Style("blue", 6),
    "balanced_softmax": Style("green", 5),
    "pairwise": Style("green", 6),
    "cdt": Style("purple", 6),
    "vs": Style("blue", 7),
    "tla_adrw": Style("vermillion", 6),
}
"""Method -> its style; a new method takes a pair of hue and mark that no other has."""


def method_style(method: str) -> Style:
    """Return the style of a method; one that is not in the table (an import) is drawn in ink.

    Example:
        >>> method_style("erm").hue, method_style("my spreadsheet").hue
        ('grey', 'ink')
    """
    known = METHOD_STYLES.get(method)
    return known or Style("ink", zlib.crc32(method.encode()) % len(MARKS))


def arm_styles(methods: Mapping[str, str]) -> dict[str, Style]:
    """Return one style per arm: its method's hue, and a dash and marker that no other arm of it has.

    Args:
        methods: arm label -> method name, in the order in which they are drawn.

    Example:
        >>> styles = arm_styles({"LDAM, ratio 10": "ldam", "LDAM, ratio 100": "ldam"})
        >>> [(style.hue, style.dash) for style in styles.values()]
        [('orange', '8px,3px'), ('orange', '16px,4px')]
    """
    taken: set[tuple[Hue, int]] = set()
    styles = {}
    for arm, method in methods.items():
        own = method_style(method)
        marks = [(own.mark + step) % len(MARKS) for step in range(len(MARKS))]
        mark = next((mark for mark in marks if (own.hue, mark) not in taken), own.mark)
        taken.add((own.hue, mark))
        styles[arm] = Style(own.hue, mark)
    return styles
