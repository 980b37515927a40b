"""Logit adjustment in closed form: two classes, losses, weight norms, pairwise consistency."""

from ltcore.theory.logit_adjustment.two_classes import (
    class_errors,
    floor,
    gaussian_cut,
    gaussian_errors,
    mixed_errors,
    shifted_cut,
    simulate,
    undefined_because,
)
from ltcore.theory.shared.two_gaussians import log_odds_against

__all__ = [
    "class_errors",
    "floor",
    "gaussian_cut",
    "gaussian_errors",
    "log_odds_against",
    "mixed_errors",
    "shifted_cut",
    "simulate",
    "undefined_because",
]
