"""What is alike for everybody is made once: pictures as the browser gets them, words, tables.

A hall that follows a link asks for one and the same page many times at once. Whoever asks first makes the
answer, the others wait for it. An answer is a function of what it was asked with and of nothing else: all
settings, the look, and the stamps of the files that it is read from are in the question.
"""

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")

MOST_BYTES = 64 * 2**20
"""Of all answers that are kept together; of more the ones that were not asked for longest are forgotten."""


class Answers:
    """Answers that are kept, each made by one thread.

    Args:
        most_bytes: that all of them together may take, as pickle writes them.

    Example:
        >>> answers = Answers(1000)
        >>> answers.made(pow, 2, 10), answers.made(pow, 2, 10), len(answers)
        (1024, 1024, 1)
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._in_the_making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)

    def made(self, function: Callable[..., T], *question: Hashable) -> T:
        """Return what a function makes of a question, made once; nobody may change it.

        Where it fails, everybody who waited tries again: an interrupted session is no reason for the others.

        Args:
            function: the same one each time; its answer depends on the question alone.
            question: its arguments. Values that are equal but of another type are another question.
        """
        key = (function, question, tuple(map(type, question)))
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return cast(T, self._kept[key][0])
                others = self._in_the_making.get(key)
                if others is None:
                    ended = self._in_the_making[key] = threading.Event()
                    break
            others.wait()
        try:
            answer = function(*question)
            self._keep(key, answer)
        finally:
            with self._lock:
                del self._in_the_making[key]
            ended.set()
        return answer

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _keep(self, key: Hashable, answer: object) -> None:
        size = len(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        with self._lock:
            self._kept[key] = answer, size
            self._size += size
            while self._size > self._most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self._size -= freed


ANSWERS = Answers(MOST_BYTES)


def made(function: Callable[..., T], *question: Hashable) -> T:
    """Return what a function makes of a question, made once for all sessions, see `Answers.made`."""
    return ANSWERS.made(function, *question)
