"""Computations of some seconds behind a button: begun, watched, cancelled, and kept for whoever asks again.

A study runs in a thread of the server and yields its results one by one, so that the picture grows while it
runs. Whoever asks for the same settings sees the same study; the latest ones are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

Step = tuple[float, Any]
"""Share that is done, in [0, 1], and the next result."""
MOST_KEPT = 32
"""Studies that are kept; of more the oldest that have ended are forgotten."""
AT_ONCE = 2
"""Studies that compute at the same time; the others wait, so that pages stay quick for everybody."""
UNFORESEEN = "an error in the lab itself; the log of its server has the details."


class Study:
    """One computation; readers may look at it at any time.

    Attributes:
        state: "running", "finished", "cancelled" or "failed".
        progress: share that is done, in [0, 1].
        message: why it failed; empty where it did not.
    """

    def __init__(
        self,
        steps: Callable[[], Iterator[Step]],
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        """Begin at once, or as soon as it is its turn.

        Args:
            steps: yields progress and results; it is called in the thread of the study.
            turn: entered before the first step and left after the last; None: nobody else computes.
        """
        self.state: Literal["running", "finished", "cancelled", "failed"] = "running"
        self.progress = 0.0
        self.message = ""
        self._found: list[Any] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(steps, turn or nullcontext()), daemon=True
        )
        self._thread.start()

    @property
    def found(self) -> tuple[Any, ...]:
        """Results so far."""
        return tuple(self._found)

    @property
    def is_active(self) -> bool:
        """Whether more results will come."""
        return self.state == "running"

    def cancel(self) -> None:
        """Stop before the next result; what was found stays."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, for some seconds at most."""
        self._thread.join(seconds)

    def _run(
        self, steps: Callable[[], Iterator[Step]], turn: AbstractContextManager[object]
    ) -> None:
        try:
            with turn:
                self.state = self._ended(steps)
        except (ArithmeticError, MemoryError, ValueError) as error:
            self.message = f"{type(error).__name__}: {error}"
            self.state = "failed"
        finally:
            # Whatever else goes wrong is told in the server's log; no page may wait for it for ever.
            if self.state == "running":
                self.message = UNFORESEEN
                self.state = "failed"

    def _ended(self, steps: Callable[[], Iterator[Step]]) -> Literal["finished", "cancelled"]:
        """Take all steps; return how that ended."""
        for progress, result in steps():
            if self._stop.is_set():
                return "cancelled"
            self._found.append(result)
            self.progress = progress
        return "finished"


class Studies:
    """The studies of this server, by what they are about."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Study] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)

    def get(self, key: str) -> Study | None:
        """Return the study of ``key``, None where nobody has begun one."""
        return self._kept.get(key)

    def begin(self, key: str, steps: Callable[[], Iterator[Step]]) -> Study:
        """Return the study of ``key``, begun where none runs or has finished.

        Args:
            key: names the computation and all its settings.
            steps: yields progress and results.
        """
        with self._lock:
            study = self._kept.get(key)
            if study is None or study.state in ("cancelled", "failed"):
                study = self._kept[key] = Study(steps, self._turns)
            self._kept.move_to_end(key)
            ended = [name for name, one in self._kept.items() if not one.is_active]
            for name in ended[: max(len(self._kept) - MOST_KEPT, 0)]:
                del self._kept[name]
            return study


STUDIES = Studies()
"""Those of this server."""
