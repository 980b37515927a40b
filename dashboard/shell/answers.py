"""What is alike for everybody is made once: pictures as the browser gets them, words, tables.

A hall that follows a link asks for one and the same page many times at once. Whoever asks first makes the
answer, the others wait for it. An answer depends on its question and on nothing else: all settings, the
look, and the stamps or the content of what was read from disk are in the question. Answers are shared:
nobody may change one.
"""

import hashlib
import io
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")

MOST_BYTES = 64 * 2**20
"""Of all answers that are kept together; of more those that were not asked for longest are forgotten."""


@dataclass(frozen=True, eq=False)
class _Making:
    """An answer that a thread is making.

    Attributes:
        ended: set once it is made, or has failed.
        answers: the answer, where it did not fail.
    """

    ended: threading.Event = field(default_factory=threading.Event)
    answers: list[Any] = field(default_factory=list)


class Answers:
    """Answers that are kept, each made by one thread.

    Args:
        most_bytes: that all of them together may take, as pickle writes them.

    Example:
        >>> answers = Answers(1000)
        >>> answers.once("2 ** 10", lambda: 2**10), answers.once("2 ** 10", lambda: 0), len(answers)
        (1024, 1024, 1)
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._in_the_making: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)

    def once(self, question: Hashable, make: Callable[[], T]) -> T:
        """Return the answer to a question, made where it is not kept.

        Where making it fails, everybody who waited tries again: a session that was interrupted is no
        reason for the others.

        Args:
            question: all that the answer depends on.
            make: returns the answer.
        """
        own = _Making()
        while True:
            with self._lock:
                if question in self._kept:
                    self._kept.move_to_end(question)
                    return cast(T, self._kept[question][0])
                making = self._in_the_making.setdefault(question, own)
            if making is own:
                break
            making.ended.wait()
            if making.answers:  # whether or not there was room to keep it
                return cast(T, making.answers[0])
        try:
            answer = make()
            own.answers.append(answer)
            self._keep(question, answer)
        finally:
            with self._lock:
                del self._in_the_making[question]
            own.ended.set()
        return answer

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _keep(self, question: Hashable, answer: object) -> None:
        size = len(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        if size > self._most_bytes:  # to make room for it would forget all others for nothing
            return
        with self._lock:
            self._kept[question] = answer, size
            self._size += size
            while self._size > self._most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self._size -= freed


ANSWERS = Answers(MOST_BYTES)


def made(function: Callable[..., T], *question: Hashable) -> T:
    """Return what a function makes of a question, made once for all sessions.

    Args:
        function: the same one each time; it uses nothing but what it is given.
        question: its arguments. Values that are equal but of another type are another question.

    Example:
        >>> made(pow, 2, 10)
        1024
    """
    asked = function, question, _kind(question)
    return ANSWERS.once(asked, lambda: function(*question))


def _kind(value: object) -> object:
    """Return the type of a value, and of all that makes it equal to another one."""
    if isinstance(value, tuple):
        return type(value), tuple(map(_kind, value))
    if is_dataclass(value) and type(value).__eq__ is not object.__eq__:
        return type(value), tuple(_kind(getattr(value, one.name)) for one in fields(value))
    return type(value)


def of(function: Callable[..., T], *content: Any, **settings: Any) -> T:  # noqa: ANN401 (whatever it takes)
    """Return what a function makes of tables and settings, made once for all sessions.

    The question is all that the tables hold, not where they come from: an answer is never out of date.

    Args:
        function: the same one each time; it uses nothing but what it is given, and changes none of it.
        content: its arguments; pickle must be able to write them.
        settings: its keyword arguments.

    Example:
        >>> of(sorted, [3, 1, 2], reverse=True)
        [3, 2, 1]
    """
    question = function, hashlib.sha256(_written((content, settings))).digest()
    return ANSWERS.once(question, lambda: function(*content, **settings))


def _written(content: object) -> bytes:
    """Return content as bytes, the same ones for equal content.

    What a cache of Streamlit hands out is a copy: parts that were one object the first time are several equal
    ones from then on. Without a memo, pickle writes both alike.
    """
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(content)
    return written.getvalue()
