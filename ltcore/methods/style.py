"""How a method is drawn, in every chart: a hue, a dash and a marker that no other method has together."""

from dataclasses import dataclass
from typing import Literal

Hue = Literal["blue", "vermillion", "green", "purple", "orange", "sky", "grey", "ink"]

MARKS: tuple[tuple[str, str], ...] = (
    ("solid", "circle"),
    ("8px,3px", "square"),
    ("16px,4px", "diamond"),
    ("12px,3px,2px,3px", "triangle-up"),
    ("2px,3px", "cross"),
    ("12px,3px,2px,3px,2px,3px", "star"),
    ("5px,2px", "triangle-down"),
    ("20px,4px,4px,4px", "hourglass"),
    ("10px,3px,5px,3px", "pentagon"),
)
"""Dash and marker go together, so that a grey print reads as well."""


@dataclass(frozen=True)
class Style:
    """How one method is drawn, in every chart.

    Attributes:
        hue: one of Okabe and Ito's, grey for the baseline, ink for what is no method of the lab.
        mark: place in ``MARKS``.
    """

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
