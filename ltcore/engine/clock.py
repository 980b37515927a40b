"""When the next heartbeat and checkpoint of a stage are due."""

import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Points in time by the monotonic clock, so that a changed clock does no harm.

    Attributes:
        heartbeat: from when the next heartbeat is due, seconds.
        checkpoint: when the last checkpoint was written.
        epoch_start: when the epoch began.
        epoch_examples: examples that it has seen.
    """

    heartbeat: float = 0.0
    checkpoint: float = field(default_factory=time.monotonic)
    epoch_start: float = field(default_factory=time.monotonic)
    epoch_examples: int = 0
