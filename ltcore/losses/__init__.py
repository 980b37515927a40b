"""Losses: pure functions, one file each.

Those of logits (B, C) and targets (B,) share one reduction; ``nt_xent`` takes two views of images instead.
"""

from ltcore.losses.ldam import ldam, margin_logits
from ltcore.losses.ldam_hinge import ldam_hinge
from ltcore.losses.logit_adjusted import adjusted_logits, logit_adjusted
from ltcore.losses.nt_xent import nt_xent
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
    "nt_xent",
    "pairwise",
    "pairwise_logits",
    "scaled_logits",
    "sigmoid_cross_entropy",
    "sigmoid_focal",
    "softmax_cross_entropy",
    "softmax_focal",
    "vector_scaling",
]
