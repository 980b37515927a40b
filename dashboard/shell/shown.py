"""What a picture shows: the figure with all that is said beside it, or why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import plotly.graph_objects as go
import streamlit as st

from dashboard.shell.components.picture import Drawing
from dashboard.shell.footer import Table
from dashboard.shell.text import literal
from ltcore.analysis import LeftOut
from ltcore.registry import Source


class Latex(str):
    """A formula that stands alone."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """A part of a page that folds: a formula, a statement, a derivation; our own text.

    Attributes:
        title: what it is called.
        icon: a Material symbol.
        parts: from the top, Markdown or formulas that stand alone.
        source: the paper, and the place in it; None where it is no claim of a paper.
        is_open: whether it is open at first.
    """

    title: str
    icon: str
    parts: Sequence[str | Latex]
    source: Source | None = None
    is_open: bool = False

    def draw(self) -> None:
        """Draw the card."""
        with st.expander(self.title, icon=self.icon, expanded=self.is_open):
            for part in self.parts:
                (st.latex if isinstance(part, Latex) else st.markdown)(part)
            if self.source is not None:
                place = f", {literal(self.source.where)}" if self.source.where else ""
                st.caption(f"{literal(self.source.title)} ({self.source.year}){place}")


def formula_card(
    formula: str, symbols: Mapping[str, str], today: str, source: Source, *, title: str = "Formula"
) -> Card:
    """Return the card of a formula, every symbol in it, and the current numbers put in.

    Args:
        formula: LaTeX, our own.
        symbols: LaTeX of each symbol -> what it stands for, with unit or range; our own Markdown.
        today: LaTeX of the formula with the numbers that the picture shows now; empty: none are put in.
        source: the paper, and the place in it.
        title: what the card is called.
    """
    parts = [Latex(formula), symbol_list(symbols), *today_parts(today)]
    return Card(title=title, icon=":material/function:", parts=parts, source=source)


def symbol_list(symbols: Mapping[str, str]) -> str:
    """Return symbols and what they stand for as a list in Markdown."""
    return "\n".join(f"* ${symbol}$: {meaning}" for symbol, meaning in symbols.items())


def today_parts(today: str) -> list[str | Latex]:
    """Return how the current numbers are put into a formula; nothing where there are none."""
    return ["With the current values:", Latex(today)] if today else []


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a picture shows for some settings; sessions share it, and nobody changes it.

    Attributes:
        figure: what is drawn; where it says how high it must be, it is as high as it says. None: what there
            is to show is no figure, and stands in the details of the picture.
        words: what it says now, in sentences.
        alt: its alternative text; empty: the words.
        frames: name of the file without its ending -> what the picture is drawn from.
        cards: formulas, statements and derivations.
        origin: where the numbers come from: data, runs, seeds, split, protocol.
        notice: one thing to notice, in Markdown; empty: what the picture says for all settings.
        try_this: one thing to try that changes the answer; empty: as for ``notice``.
        left_out: runs that it was asked for and does not show, each with the reason.
    """

    words: str
    figure: go.Figure | Drawing | None = None
    alt: str = ""
    frames: Mapping[str, Table] = field(default_factory=dict)
    cards: Sequence[Card] = ()
    origin: str = ""
    notice: str = ""
    try_this: str = ""
    left_out: Sequence[LeftOut] = ()


class NotShown(Exception):  # noqa: N818 (it is no error that a run has kept no features)
    """There is nothing to show: what the page says in place of the picture, and the way out.

    Attributes:
        message: what is missing, what is legal, what to do; in Markdown, names by people made literal.
        icon: a Material symbol.
        kind: how grave it is.
        way_out: draws the button or the link that leads on.
    """

    def __init__(
        self,
        message: str,
        icon: str,
        kind: Literal["info", "warning", "error"] = "info",
        way_out: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.icon, self.kind, self.way_out = message, icon, kind, way_out

    def draw(self) -> None:
        """Say it where the picture would stand."""
        say = {"info": st.info, "warning": st.warning, "error": st.error}[self.kind]
        say(self.message, icon=self.icon)
        if self.way_out is not None:
            self.way_out()
