"""Losses: pure functions of logits (B, C) and targets (B,), one file each, one reduction for all."""

from ltcore.losses.ldam import ldam, margin_logits
from ltcore.losses.logit_adjusted import adjusted_logits, logit_adjusted
from ltcore.losses.sigmoid_cross_entropy import sigmoid_cross_entropy
from ltcore.losses.sigmoid_focal import sigmoid_focal
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.losses.softmax_focal import softmax_focal

__all__ = [
    "adjusted_logits",
    "ldam",
    "logit_adjusted",
    "margin_logits",
    "sigmoid_cross_entropy",
    "sigmoid_focal",
    "softmax_cross_entropy",
    "softmax_focal",
]
