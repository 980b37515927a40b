"""Losses: pure functions of logits (B, C) and targets (B,), one file each, one reduction for all."""

from ltcore.losses.ldam import ldam, margin_logits
from ltcore.losses.ldam_hinge import ldam_hinge
from ltcore.losses.logit_adjusted import adjusted_logits, logit_adjusted
from ltcore.losses.pairwise import pairwise, pairwise_logits
from ltcore.losses.sigmoid_cross_entropy import sigmoid_cross_entropy
from ltcore.losses.sigmoid_focal import sigmoid_focal
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.losses.softmax_focal import softmax_focal
from ltcore.losses.vector_scaling import scaled_logits, vector_scaling

__all__ = [
    "adjusted_logits",
    "ldam",
    "ldam_hinge",
    "logit_adjusted",
    "margin_logits",
    "pairwise",
    "pairwise_logits",
    "scaled_logits",
    "sigmoid_cross_entropy",
    "sigmoid_focal",
    "softmax_cross_entropy",
    "softmax_focal",
    "vector_scaling",
]
