"""What a reader is asked of a picture, what they answered, and which settings have changed since."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import orjson
import plotly.graph_objects as go

from dashboard.shell import answers, state
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.predictions import switch
from dashboard.shell.predictions.questions import Question, first, questions
from dashboard.shell.predictions.truths import Figure

Answer = float | tuple[float, ...] | None
"""One number, one for each place, or none: the reader looked without a prediction."""
MATHS = re.compile(r"\s*\$[^$]*\$")
"""Formulas in a label, which a sentence leaves out."""
MOST_NAMED = 4
"""Settings that a sentence names."""


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """A prediction that was made of a picture.

    Attributes:
        label: what was asked for.
        settings: name of each -> its value as text.
        answer: the prediction.
        is_open: whether the picture is shown; afterwards it asks the same anew.
    """

    label: str
    settings: Mapping[str, str]
    answer: Answer
    is_open: bool = True


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A picture that asks.

    Attributes:
        key: of the figure.
        figure: as JSON has it.
        asks: what it can ask; empty where nothing can be predicted of it.
        settings: name of each setting -> its value as text.
        labels: name -> what the reader knows a setting by; one without a label is known by its name.
    """

    key: str
    figure: Figure
    asks: Sequence[Question]
    settings: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> Question:
        """What is asked of all that could be."""
        label = state.remembered(self._place("which"), "")
        return next((one for one in self.asks if one.label == label), first(self.asks))

    @property
    def revealed(self) -> Revealed | None:
        """The prediction of what is shown now; None where nobody has made it."""
        before = self._before
        if before is None or not before.is_open or not self.asks:
            return None
        chosen, answer = self.chosen, before.answer
        is_of_now = (before.label, before.settings) == (chosen.label, self.settings)
        # A picture may have grown with no setting changed: its study went on, its run was read anew.
        is_whole = not isinstance(answer, tuple) or len(answer) == len(chosen.marks.values)
        return before if is_of_now and is_whole else None

    @property
    def turn(self) -> str:
        """Names one turn of asking; an answer to another turn is no answer to this one."""
        times = state.remembered(self._place("times"), 0)
        about = f"{self.key} {self.chosen.label} {sorted(self.settings.items())} {times}"
        return hashlib.sha256(about.encode()).hexdigest()[:16]

    @property
    def change(self) -> str:
        """What has changed since the last prediction, in a sentence; empty where nothing has."""
        before = self._before
        if before is None:
            return ""
        names = [
            MATHS.sub("", self.labels.get(name, name))
            for name, value in self.settings.items()
            if before.settings.get(name) != value
        ]
        if not names:
            return ""
        named = ", ".join(names[:MOST_NAMED]) + (" and others" if len(names) > MOST_NAMED else "")
        if len(names) == 1:
            return f"Since your last prediction, one setting has changed: {named}."
        return (
            f"Since your last prediction, {len(names)} settings have changed: {named}. Change one at a time "
            "to see what each of them does."
        )

    @property
    def _before(self) -> Revealed | None:
        return state.remembered(self._place("last"), None)

    def choose(self, label: str) -> bool:
        """Ask for something else of the picture; return whether that is another question than before."""
        is_new = label != self.chosen.label and label in {one.label for one in self.asks}
        if is_new:
            state.remember(self._place("which"), label)
        return is_new

    def answer(self, given: object) -> None:
        """Take a prediction over, and show the picture; what is no answer to the question is none at all.

        Args:
            given: as the browser sent it.
        """
        answer = read(self.chosen, given)
        told = Revealed(label=self.chosen.label, settings=self.settings, answer=answer)
        state.remember(self._place("last"), told)

    def again(self) -> None:
        """Hide the picture, and ask anew."""
        if self._before is not None:
            state.remember(self._place("last"), replace(self._before, is_open=False))
        state.remember(self._place("times"), state.remembered(self._place("times"), 0) + 1)

    def _place(self, what: str) -> str:
        return f"_prediction_{what}_{self.key}"


def asking(
    figure: go.Figure | Drawing | None,
    key: str,
    settings: Mapping[str, Any],
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Asking | None:
    """Return how a picture asks; None where its reader wants no questions.

    Args:
        figure: what would be drawn; None where there is none.
        key: constant name of its place.
        settings: name of each setting -> its value.
        labels: name -> what the reader knows a setting by.
    """
    if figure is None or not switch.is_on():
        return None
    ready = figure if isinstance(figure, Drawing) else drawing(figure)
    known = tuple(
        float(value)
        for value in settings.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    told, asks = answers.of(_questions, ready.json, known)
    return Asking(
        key=key,
        figure=told,
        asks=asks,
        settings={name: str(value) for name, value in settings.items()},
        labels=labels,
    )


def _questions(figure: bytes, known: tuple[float, ...]) -> tuple[Figure, list[Question]]:
    told: Figure = orjson.loads(figure)
    return told, questions(told, known)


def read(question: Question, given: object) -> Answer:
    """Return a prediction within the range of its question; None where it is none.

    Args:
        question: what was asked.
        given: a number, or a list of as many as there are places.
    """
    low, high = question.asked.low, question.asked.high

    def is_number(value: object) -> bool:
        try:
            return isinstance(value, int | float) and math.isfinite(value)
        except OverflowError:  # an integer that no float holds
            return False

    if "values" not in question.truth:
        return min(max(float(given), low), high) if is_number(given) else None  # type: ignore[arg-type]
    if not isinstance(given, list) or len(given) != len(question.marks.values):
        return None
    if not all(map(is_number, given)):
        return None
    return tuple(min(max(float(value), low), high) for value in given)
