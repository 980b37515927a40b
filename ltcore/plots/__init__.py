"""Plots: tidy frame -> plotly figure, and the same numbers in words."""

from ltcore.plots.class_counts import class_counts_figure, words_class_counts
from ltcore.plots.differences import differences_figure, words_differences
from ltcore.plots.gap import gap_figure, words_gap
from ltcore.plots.groups import group_bars, words_groups
from ltcore.plots.live_per_class import live_per_class_figure, words_live_per_class
from ltcore.plots.per_class import per_class_figure, words_per_class
from ltcore.plots.text import plain
from ltcore.plots.theme import Look, empty_figure, template
from ltcore.plots.training_curves import training_curves_figure, words_training_curves

__all__ = [
    "Look",
    "class_counts_figure",
    "differences_figure",
    "empty_figure",
    "gap_figure",
    "group_bars",
    "live_per_class_figure",
    "per_class_figure",
    "plain",
    "template",
    "training_curves_figure",
    "words_class_counts",
    "words_differences",
    "words_gap",
    "words_groups",
    "words_live_per_class",
    "words_per_class",
    "words_training_curves",
]
