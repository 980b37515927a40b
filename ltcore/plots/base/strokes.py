"""How theory and groups of classes are drawn, everywhere.

Theory has three strokes: what a bound promises, what is exactly true, what was seen.

A reader who has learnt the three strokes on one page reads them on every other.
"""

from collections.abc import Mapping

from ltcore.plots.base.palette import Hue

PROMISED = "8px,5px"
"""Dash of a bound: nothing lies above (below) it, and the truth may be far from it."""
TRUE = "solid"
"""Dash of an exact law."""
SEEN = "markers"
"""Mode of what was counted or simulated: dots, of which a reader knows that there were finitely many."""
SEEN_OPACITY = 0.16
"""Opacity of a band that holds what was seen, over a line or in place of dots."""
GUIDE = "2px,4px"
"""Dash of what only leads the eye: the value of now, a threshold, equality."""
OPEN = 100
"""What plotly adds to the number of a mark that is not filled."""
GROUP_STROKES: Mapping[str, tuple[Hue, str]] = {
    "head": ("grey", "2px,3px"),
    "medium": ("ink", "8px,3px"),
    "tail": ("vermillion", "solid"),
}
"""Group of classes -> hue and dash of its line; the tail is warm in every chart."""
