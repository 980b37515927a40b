"""What a method applies to the most frequent and to the rarest class, in sentences."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from ltcore.plots.base.amounts import rounded, share_in_words
from ltcore.plots.base.text import count, shorten

WHEN = {"early": "early on, ", "late": "late in the training, ", "always": ""}


NEUTRAL = ("weight", "margin", "offset", "multiplier", "draws")
"""Kinds of which equal numbers do nothing."""


class Ends(NamedTuple):
    """The numbers of one kind for the most frequent and the rarest class, and how both are called."""

    head: float
    tail: float
    head_name: str
    tail_name: str

    @property
    def ratio(self) -> str:
        """How many times as large the rarest class's number is."""
        return rounded(self.tail / self.head)


def words_method_numbers(frame: pd.DataFrame) -> str:
    """Say what each kind of number is for the most frequent and the rarest class.

    Args:
        frame: frame of ``ltcore.analysis.methods.numbers.method_numbers_frame``.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> from ltcore.analysis.methods.numbers import method_numbers_frame
        >>> from ltcore.methods.parts import Composition, LdamLoss
        >>> axis = class_axis([16, 1], ["cat", "lynx"])
        >>> words_method_numbers(method_numbers_frame(Composition(loss=LdamLoss()), axis))
        'The rarest class (lynx) must win by a margin of 0.5, the most frequent (cat) by 0.25.'
    """
    if frame.empty:
        return "There are no class counts yet."
    sentences = [
        _sentence(str(kind), str(phase), rows.sort_values("rank"))
        for (kind, phase), rows in frame.groupby(["kind", "phase"], sort=False)
    ]
    return " ".join(filter(None, sentences))


def _sentence(kind: str, phase: str, rows: pd.DataFrame) -> str:
    """Return what is said of one kind of number in one phase, empty where nothing is."""
    head, tail = rows.iloc[0], rows.iloc[-1]
    ends = Ends(
        float(head["value"]),
        float(tail["value"]),
        f"the most frequent ({shorten(head['name'])})",
        f"the rarest class ({shorten(tail['name'])})",
    )
    equal = bool(np.ptp(rows["value"]) <= 1e-12 * abs(rows["value"]).max())
    # That nothing held before, or that draws were as the data are, goes without saying.
    if (phase != "always" and equal and kind in NEUTRAL) or (kind, phase) == ("share", "early"):
        return ""
    text = f"{WHEN[phase]}{EQUAL[kind](ends) if equal else SENTENCES[kind](ends)}"
    return text[0].upper() + text[1:]


def _weight(ends: Ends) -> str:
    return (
        f"an example of {ends.tail_name} weighs {ends.ratio} times as much as one of {ends.head_name}: "
        f"{rounded(ends.tail)} against {rounded(ends.head)}."
    )


def _draws(ends: Ends) -> str:
    return (
        f"an example of {ends.tail_name} is drawn {rounded(ends.tail)} times per epoch on average, one of "
        f"{ends.head_name} {rounded(ends.head)} times."
    )


def _offset(ends: Ends) -> str:
    return (
        f"training lowers the logit of {ends.tail_name} by {rounded(-ends.tail)} and that of "
        f"{ends.head_name} by {rounded(-ends.head)}; predictions use the logits unchanged."
    )


def _yielded(ends: Ends) -> str:
    return (
        f"in a blend, {ends.tail_name} can take the whole label from {share_in_words(ends.tail)} "
        f"of the examples, {ends.head_name} from "
        f"{share_in_words(ends.head).replace('nothing', 'none')}."
    )


SENTENCES: Mapping[str, Callable[[Ends], str]] = {
    "weight": _weight,
    "margin": lambda ends: (
        f"{ends.tail_name} must win by a margin of {rounded(ends.tail)}, {ends.head_name} by "
        f"{rounded(ends.head)}."
    ),
    "offset": _offset,
    "multiplier": lambda ends: (
        f"training multiplies the logit of {ends.tail_name} by {rounded(ends.tail)} and that of "
        f"{ends.head_name} by {rounded(ends.head)}."
    ),
    "draws": _draws,
    "share": lambda ends: (
        f"of all draws, {share_in_words(ends.head)} come from {ends.head_name} and "
        f"{share_in_words(ends.tail)} from {ends.tail_name}."
    ),
    "yielded": _yielded,
    "synthetic": lambda ends: (
        f"{ends.tail_name} gets {count(ends.tail, 'synthetic example')}, {ends.head_name} "
        f"{ends.head:,.0f}."
    ),
    "clusters": lambda ends: (
        f"{ends.head_name} is split into {count(ends.head, 'cluster')}, {ends.tail_name} into "
        f"{ends.tail:,.0f}."
    ),
    "copies": lambda ends: (
        f"each example of {ends.tail_name} is used {count(ends.tail, 'time')}, each of "
        f"{ends.head_name} {count(ends.head, 'time')}."
    ),
}
"""Kind of number -> what is said where classes differ."""
EQUAL: Mapping[str, Callable[[Ends], str]] = {
    "weight": lambda _: "examples of all classes weigh the same.",
    "margin": lambda ends: (
        f"every class must win by the same margin, {rounded(ends.head)}."
        if ends.head
        else "no class needs a margin: any lead is enough."
    ),
    "offset": lambda _: "the logits of all classes are shifted by the same amount.",
    "multiplier": lambda _: "the logits of all classes are multiplied by the same factor.",
    "draws": lambda _: "examples of all classes are drawn equally often.",
    "share": lambda ends: f"every class makes up {share_in_words(ends.head)} of the draws.",
    "yielded": lambda _: (
        "no class is rare enough, compared with another, to take a blend's whole label."
    ),
    "synthetic": lambda _: "no class gets synthetic examples: all have the same size.",
    "clusters": lambda ends: (
        f"every class is split into {count(ends.head, 'cluster')}."
        if ends.head > 1
        else "every class stays whole: none is large enough to be split."
    ),
    "copies": lambda _: "no example is copied: no class is small enough.",
}
"""Kind of number -> what is said where all classes have the same."""
