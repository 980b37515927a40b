"""Which of two features learning from labels keeps."""

from ltcore.theory.two_features.shares import (
    Setting,
    draw,
    draw_many,
    rare_mean_share,
    self_supervised_limit,
    undefined_because,
)

__all__ = [
    "Setting",
    "draw",
    "draw_many",
    "rare_mean_share",
    "self_supervised_limit",
    "undefined_because",
]
