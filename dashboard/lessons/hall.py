"""What a hall has answered: anonymous, in memory, limited in size and rate, gone when the lesson ends.

A phone is a random word that its page was given; no name, no address and no text is kept, only numbers. Who
asks for several words may answer several times: nobody is known well enough to be told from a neighbour.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np

from dashboard.lessons.build import Built
from ltcore.plots.base.amounts import numeral

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a code: none that is read as another."""
CODE_LENGTH = 5
MOST_PHONES = 2000
MOST_IN_A_WINDOW = 5
WINDOW = 5.0
"""Answers of one phone within so many seconds; further ones are refused."""
ON_A_PHONE = 5
"""Places of a curve that a phone asks for."""
QUARTILES = (25, 50, 75)
LETTERS_OF_PICTURES = "ABC"


class RefusedAnswerError(ValueError):
    """An answer that is not taken: why, and what would be.

    Attributes:
        status: HTTP status that says so.
    """

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Question:
    """What phones are asked; the truth is not in it.

    Attributes:
        scene: index of the scene.
        kind: of the prediction.
        ask: the question.
        names: of the numbers that are asked for: places of bars and of a curve, else one empty name.
        places: of these on the axis of the picture; empty where there is none.
        low: smallest number.
        high: largest number.
        shares: whether numbers are shares that are written in percent.
        log: whether the axis of the numbers is logarithmic.
        unit: behind a number.
        across: what the names are.
    """

    scene: int
    kind: str
    ask: str
    names: Sequence[str] = ("",)
    places: Sequence[Any] = ()
    low: float = 0.0
    high: float = 0.0
    shares: bool = False
    log: bool = False
    unit: str = ""
    across: str = ""


def question(index: int, scene: Built) -> Question:
    """Return what a built scene asks phones.

    Raises:
        RefusedAnswerError: it asks nothing.
    """
    asked = scene.get("predict")
    if asked is None:
        raise RefusedAnswerError("this scene asks nothing", 409)
    if asked["kind"] == "choice":
        return Question(scene=index, kind="choice", ask=asked["ask"])
    truth = asked["truth"]
    about = {name: asked[name] for name in ("kind", "ask", "low", "high", "unit")}
    names, places = [""], []
    if asked["kind"] in ("bars", "curve"):
        kept = list(range(len(truth["places"])))
        if asked["kind"] == "curve":
            last = len(truth["places"]) - 1
            kept = sorted({round(step * last / (ON_A_PHONE - 1)) for step in range(ON_A_PHONE)})
        names = [truth["names"][place] for place in kept]
        places = [truth["places"][place] for place in kept]
    about |= {"names": names, "places": places, "across": truth.get("across", "")}
    return Question(scene=index, shares=truth["shares"], log=truth["log"], **about)


@dataclass
class _Phone:
    """A phone that has joined: when it answered last."""

    answered: list[float] = field(default_factory=list)


class Hall:
    """The phones of a hall and their answers.

    Args:
        now: returns the time in seconds; a test moves it.

    Example:
        >>> hall = Hall()
        >>> phone = hall.join()
        >>> hall.ask(Question(scene=0, kind="number", ask="How many?", low=0, high=10))
        >>> hall.answer(phone, 0, [4])
        >>> hall.spread()["values"]
        [[4.0, 4.0, 4.0]]
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        self.question: Question | None = None
        self._last: Question | None = None
        self._now = now
        self._phones: dict[str, _Phone] = {}
        self._answers: dict[str, list[float]] = {}

    @property
    def phones(self) -> int:
        """How many phones have joined."""
        return len(self._phones)

    def join(self) -> str:
        """Return the word of a new phone.

        In a full hall it takes the place of the phone that joined first and answers nothing now.

        Raises:
            RefusedAnswerError: the hall is full, and all answer.
        """
        if len(self._phones) >= MOST_PHONES:
            silent = next((word for word in self._phones if word not in self._answers), None)
            if silent is None:
                raise RefusedAnswerError(f"{MOST_PHONES:,} phones answer, and no more can", 503)
            del self._phones[silent]
        phone = secrets.token_urlsafe(12)
        self._phones[phone] = _Phone()
        return phone

    def ask(self, asked: Question) -> None:
        """Open a question; a new one forgets the answers to the last."""
        if self._last is None or self._last.scene != asked.scene:
            self._answers.clear()
        self.question = self._last = asked

    def close(self) -> None:
        """Take no more answers; those that there are stay until the next question."""
        self.question = None

    def answer(self, phone: object, scene: object, values: object) -> None:
        """Take the answer of a phone; a later one replaces it.

        Args:
            phone: of `join`.
            scene: that it answers.
            values: a number for each name of the question; of a choice the place of the letter.

        Raises:
            RefusedAnswerError: nothing is asked now, the phone is unknown or too quick, or this is no answer.
        """
        asked = self.question
        known = self._phones.get(phone) if isinstance(phone, str) else None
        if known is None:
            raise RefusedAnswerError("this phone has not joined: open the page again", 403)
        now = self._now()
        known.answered = [time for time in known.answered if now - time < WINDOW]
        if len(known.answered) >= MOST_IN_A_WINDOW:
            raise RefusedAnswerError(
                f"at most {MOST_IN_A_WINDOW} answers in {numeral(WINDOW)} seconds: wait a moment",
                429,
            )
        known.answered.append(now)
        if asked is None or scene != asked.scene:
            raise RefusedAnswerError("this question is closed", 409)
        self._answers[str(phone)] = _numbers(values, asked)

    def spread(self) -> dict[str, Any]:
        """Return what the hall has answered: how many, and their spread.

        Returns:
            ``scene`` that they answer (None before the first question), ``answers`` (how many), ``places``
            (on the axis of the picture) and ``values``: for each name the quartiles; of a choice, how many
            chose each letter.
        """
        given = np.array(list(self._answers.values()), dtype=np.float64)
        values: list[Any] = []
        if len(given) and self._last is not None and self._last.kind == "choice":
            values = np.bincount(
                given[:, 0].astype(int), minlength=len(LETTERS_OF_PICTURES)
            ).tolist()
        elif len(given):
            values = np.percentile(given, QUARTILES, axis=0).T.tolist()
        scene, places = (self._last.scene, list(self._last.places)) if self._last else (None, [])
        return {"scene": scene, "answers": len(given), "places": places, "values": values}


def _numbers(values: object, asked: Question) -> list[float]:
    """Return an answer as numbers.

    Raises:
        RefusedAnswerError: it is none.
    """
    low, high = asked.low, asked.high
    if asked.kind == "choice":
        low, high = 0, len(LETTERS_OF_PICTURES) - 1
    wanted = len(asked.names)
    legal = f"a list of {wanted} numbers from {numeral(low)} to {numeral(high)}"
    if not isinstance(values, list) or len(values) != wanted:
        raise RefusedAnswerError(f"an answer is {legal}")
    numbers = []
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusedAnswerError(f"an answer is {legal}")
        if not low <= value <= high or (asked.kind == "choice" and value != int(value)):
            raise RefusedAnswerError(f"an answer is {legal}")
        numbers.append(float(value))
    return numbers


def told(asked: Question | None) -> Mapping[str, Any]:
    """Return what a phone is told of the question that is open; nothing is asked: ``scene`` is None."""
    if asked is None:
        return {"scene": None}
    return {
        "scene": asked.scene,
        "kind": asked.kind,
        "ask": asked.ask,
        "names": list(asked.names),
        "low": asked.low,
        "high": asked.high,
        "shares": asked.shares,
        "log": asked.log,
        "unit": asked.unit,
        "across": asked.across,
    }
