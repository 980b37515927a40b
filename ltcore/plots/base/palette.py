"""Colours: one per method everywhere, in a light and a dark shade that meet WCAG contrast.

The hues are Okabe and Ito's (2008), told apart by people with any common colour vision. Where a hue is
too light for a white ground (or too dark for a black one) its lightness alone is changed, and hues that
would then look alike to a colour-blind reader are moved apart in lightness; ``tests/plots`` measures both.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ltcore.methods import METHODS
from ltcore.methods.style import MARKS, Hue, Style

__all__ = [
    "GROUNDS",
    "MARKS",
    "METHOD_STYLES",
    "SHADES",
    "Ground",
    "Hue",
    "Mode",
    "Shade",
    "Style",
    "arm_styles",
    "method_style",
]

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Shade:
    """One hue on one ground: for lines and marks (contrast 3 or more) and for text (4.5 or more)."""

    line: str
    text: str


@dataclass(frozen=True, kw_only=True)
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

METHOD_STYLES: Mapping[str, Style] = {name: record.style for name, record in METHODS.items()}
"""Method -> its style."""


def method_style(method: str) -> Style:
    """Return the style of a method; one that is not in the lab (an import) is drawn in ink.

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
