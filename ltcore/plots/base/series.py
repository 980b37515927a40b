"""What the figures that compare arms have in common: their order, colours and legend."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.seeds import EQUAL_SEEDS, OVER_SEEDS, WITHIN_RUN
from ltcore.plots.base.axes import EM, WIDTH
from ltcore.plots.base.palette import Shade, Style, arm_styles
from ltcore.plots.base.text import number_between, percent_between, plain, shorten_middle
from ltcore.plots.base.theme import Look

BASELINE = "erm"
MAX_LABEL = 32
"""Longest name of an arm that is written out."""
MOST_TOLD = 6
"""Arms that are all told in a sentence; of more only the ends are."""


class Series:
    """The arms of a frame, in the order in which they are drawn, and how each is drawn.

    Args:
        frame: rows with columns arm and method.
        look: where the figure is shown.
    """

    def __init__(self, frame: pd.DataFrame, look: Look) -> None:
        pairs = frame[["arm", "method"]].drop_duplicates("arm")
        methods = dict(zip(pairs["arm"], pairs["method"], strict=True))
        self.arms = sorted(methods, key=lambda arm: methods[arm] != BASELINE)
        self._styles = arm_styles({arm: methods[arm] for arm in self.arms})
        self._look = look

    def style(self, arm: str) -> Style:
        """Dash and marker of an arm."""
        return self._styles[arm]

    def shade(self, arm: str) -> Shade:
        """Colours of an arm: its method's."""
        return self._look.shade(self._styles[arm])


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


def share(row: Any, digits: int = 0) -> str:  # noqa: ANN401 (a row of a frame)
    """Return the mean of a row of ``seeds_summary`` with its interval, or why it has none.

    Example:
        >>> frame = pd.DataFrame({"mean": [0.0], "low": float("nan"), "high": float("nan")})
        >>> row = next(frame.assign(interval=EQUAL_SEEDS).itertuples())
        >>> share(row)
        '0 % (all seeds equal)'
    """
    text = percent_between(row.mean, row.low, row.high, digits)
    return f"{text} ({EQUAL_SEEDS})" if row.interval == EQUAL_SEEDS else text


def shares(summary: pd.DataFrame) -> str:
    """Return each arm with its mean and interval; of many arms the baseline, the best and the worst.

    Args:
        summary: rows of ``seeds_summary``, one per arm.

    Example:
        >>> frame = pd.DataFrame({"arm": list("ABCDEFGH"), "method": "focal", "mean": 0.5})
        >>> frame.loc[[2, 4], "mean"] = 0.75, 0.25
        >>> shares(frame.assign(low=float("nan"), high=float("nan"), interval="none"))
        'best C 75 %; worst E 25 %; and 6 more'
    """
    known = summary[summary["mean"].notna()]
    if len(summary) <= MOST_TOLD or known.empty:
        return "; ".join(f"{row.arm} {share(row)}" for row in summary.itertuples())
    best, worst = known["mean"].idxmax(), known["mean"].idxmin()
    words = dict.fromkeys(summary.index[summary["method"] == BASELINE][:1], "")
    words |= {best: "best "} | ({worst: "worst "} if worst != best else {})
    told = [
        f"{word}{row.arm} {share(row)}"
        for word, row in zip(words.values(), summary.loc[list(words)].itertuples(), strict=True)
    ]
    return "; ".join([*told, f"and {len(summary) - len(told)} more"])


def interval_note(summary: pd.DataFrame) -> str:
    """Say what the marks and whiskers of a figure are.

    Args:
        summary: frame of ``seeds_summary``.

    Example:
        >>> interval_note(pd.DataFrame({"interval": ["t over seeds"], "n_seeds": [5]}))
        'mean and 95 % t interval over 5 seeds'
    """
    kinds, text = set(summary["interval"]), _interval_text(summary)
    if OVER_SEEDS in kinds:
        text = f"mean and {text}"
    elif text:
        text = f"one run each, {text}"
    if EQUAL_SEEDS in kinds:
        text = f"{text}; none where all seeds are equal" if text else EQUAL_SEEDS
    return text


def in_brackets(summary: pd.DataFrame) -> str:
    """Say in a sentence what the brackets behind the means of ``seeds_summary`` hold.

    Example:
        >>> in_brackets(pd.DataFrame({"interval": ["t over seeds"], "n_seeds": [5]}))
        'In brackets: 95 % t interval over 5 seeds.'
    """
    text = _interval_text(summary)
    return f"In brackets: {text}." if text else "No interval is known."


def _interval_text(summary: pd.DataFrame) -> str:
    kinds = set(summary["interval"])
    if OVER_SEEDS not in kinds:
        return "95 % Wilson interval over its examples" if WITHIN_RUN in kinds else ""
    seeds = summary.loc[summary["interval"] == OVER_SEEDS, "n_seeds"]
    low, high = seeds.min(), seeds.max()
    text = f"95 % t interval over {number_between(low, high)} seeds"
    return f"{text} (one run: Wilson)" if WITHIN_RUN in kinds else text
