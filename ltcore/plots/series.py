"""What the figures that compare arms have in common: their order, colours and legend."""

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.axes import EM, WIDTH
from ltcore.plots.palette import Shade, Style, arm_styles
from ltcore.plots.text import plain, shorten_middle
from ltcore.plots.theme import Look, coloured_arms

BASELINE = "erm"
MAX_LABEL = 32
"""Longest name of an arm that is written out."""


class Series:
    """The arms of a frame, in the order in which they are drawn, and how each is drawn.

    Args:
        frame: rows with columns arm and method.
        look: where the figure is shown.
        highlight: arms that keep their colour while the others turn faint; empty means all of a few.
    """

    def __init__(self, frame: pd.DataFrame, look: Look, highlight: Collection[str] = ()) -> None:
        pairs = frame[["arm", "method"]].drop_duplicates("arm")
        methods = dict(zip(pairs["arm"], pairs["method"], strict=True))
        self.arms = sorted(methods, key=lambda arm: methods[arm] != BASELINE)
        self.coloured = coloured_arms(self.arms, highlight)
        self._styles = arm_styles({arm: methods[arm] for arm in self.arms})
        self._look = look

    def style(self, arm: str) -> Style:
        """Dash and marker of an arm."""
        return self._styles[arm]

    def shade(self, arm: str) -> Shade:
        """Colours of an arm: its method's, or faint where others are highlighted."""
        if arm in self.coloured:
            return self._look.shade(self._styles[arm])
        return Shade(self._look.ground.faint, self._look.ground.muted)

    def note(self) -> str:
        """Say which arms are faint, empty where none is."""
        faint = len(self.arms) - len(self.coloured)
        return f"{faint} of {len(self.arms)} series faint" if faint else ""


def arm_label(arm: str, limit: int = MAX_LABEL) -> str:
    """Return an arm's name as it is written beside a line, in a legend or as a tick."""
    return plain(shorten_middle(arm, limit))


def show_legend(figure: go.Figure, look: Look, *, tick_lines: int = 2) -> None:
    """Put the legend below everything else.

    Args:
        figure: the figure, all traces drawn.
        look: where it is shown.
        tick_lines: lines of text that the x axis takes for its ticks.
    """
    names = [trace.name for trace in figure.data if trace.name and trace.showlegend is not False]
    length = sum(len(name) * EM * look.text_size + 44 for name in names)
    rows = 1 + int(length // WIDTH)
    figure.update_layout(
        showlegend=True,
        legend={"yref": "container", "y": 0.0, "yanchor": "bottom"},
        margin={"b": (3.6 + 1.25 * tick_lines + 1.5 * rows) * look.text_size},
    )


def interval_note(summary: pd.DataFrame) -> str:
    """Say what the whiskers of a figure are.

    Args:
        summary: frame of ``seeds_summary``.

    Example:
        >>> interval_note(pd.DataFrame({"interval": ["t over seeds"], "n_seeds": [5]}))
        'mean and 95 % t interval over 5 seeds'
    """
    kinds = set(summary["interval"])
    seeds = summary.loc[summary["n_seeds"] > 0, "n_seeds"]
    if "t over seeds" not in kinds:
        return "one run each, 95 % Wilson interval of its test" if "Wilson" in kinds else ""
    most = seeds[seeds > 1]
    number = f"{most.min()}" if most.min() == most.max() else f"{most.min()} to {most.max()}"
    text = f"mean and 95 % t interval over {number} seeds"
    return f"{text} (one run: Wilson)" if "Wilson" in kinds else text
