"""What a worker says while it computes a map, and how it learns that it should stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Tell = Callable[[float, float | None, str], None]
"""Told the share that is done, the expected seconds to the end where known, and one sentence."""


class MapStoppedError(Exception):
    """Somebody asked for the computation to stop; raised inside the library's callbacks."""


@dataclass
class Layout:
    """Reports the iterations of a layout: where it stands, and when it will end.

    Attributes:
        tell: told about every report.
        total: number of iterations.
        before: share of the whole work that was done before the layout.
        began: when, by the monotonic clock, some of it was first done, and how much; None before that.
    """

    tell: Tell
    total: int
    before: float
    began: tuple[float, int] | None = field(default=None, init=False)

    def report(self, done: int, message: str) -> None:
        """Tell that ``done`` iterations are done."""
        now = time.monotonic()
        if self.began is None and done > 0:  # the first iteration may wait for compilation
            self.began = (now, done)
        started, first = self.began or (now, done)
        eta = (now - started) / (done - first) * (self.total - done) if done > first else None
        share = self.before + (1 - self.before) * done / max(self.total, 1)
        self.tell(share, eta, f"{message} {done} of {self.total}")
