"""Schedules: pure functions of progress in [0, 1], so a resumed run needs no saved state."""

from ltcore.schedules.deferred import is_deferred
from ltcore.schedules.learning_rate import constant, cosine, one_cycle, warmup_steps

__all__ = ["constant", "cosine", "is_deferred", "one_cycle", "warmup_steps"]
