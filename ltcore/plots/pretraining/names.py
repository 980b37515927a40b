"""What moments and backbones of a pre-training are called, and how each backbone is drawn."""

from collections.abc import Mapping
from typing import NamedTuple

from ltcore.analysis.pretraining.moments import MomentName
from ltcore.plots.base.palette import Hue

MOMENTS: Mapping[MomentName, str] = {
    "random": "Random weights",
    "pretrained": "After pre-training",
    "trained": "After training",
}


class Drawn(NamedTuple):
    """How a backbone is drawn.

    Attributes:
        title: what it is called.
        hue: of its marks.
        symbol: of its marks.
    """

    title: str
    hue: Hue
    symbol: str


BACKBONES: Mapping[str, Drawn] = {
    "random": Drawn("random weights", "grey", "circle"),
    "pretrained": Drawn("after pre-training", "blue", "diamond"),
    "final": Drawn("after training", "green", "square"),
}
SHORT: Mapping[str, str] = {"random": "random", "pretrained": "pre-trained", "final": "trained"}
"""Backbone -> what it is called in a title."""
GROUP_NAMES: Mapping[str, str] = {"head": "many", "medium": "medium", "tail": "few"}
"""Head, medium and tail as papers on pre-training call them."""
READERS: Mapping[str, str] = {
    "linear": "A linear classifier",
    "neighbours": "The 20 nearest neighbours",
}
EXAMPLES: Mapping[str, str] = {
    "balanced": "balanced labels",
    "long_tailed": "long-tailed labels",
}
