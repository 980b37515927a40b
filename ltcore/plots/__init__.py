"""Plots: tidy frame -> plotly figure, and the same numbers in words."""

from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, empty_figure, template
from ltcore.plots.compare.differences import differences_figure, words_differences
from ltcore.plots.compare.gap import gap_figure, words_gap
from ltcore.plots.compare.groups import groups_figure, words_groups
from ltcore.plots.compare.live_per_class import live_per_class_figure, words_live_per_class
from ltcore.plots.compare.per_class import per_class_figure, words_per_class
from ltcore.plots.compare.picture_grid import picture_grid, words_picture_grid
from ltcore.plots.compare.training_curves import training_curves_figure, words_training_curves
from ltcore.plots.long_tail.accuracy_paradox import accuracy_paradox_figure, words_accuracy_paradox
from ltcore.plots.long_tail.class_counts import class_counts_figure, words_class_counts
from ltcore.plots.long_tail.class_samples import class_samples_figure, words_class_samples
from ltcore.plots.long_tail.risk_by_class import risk_by_class_figure, words_risk_by_class
from ltcore.plots.methods.pipeline import pipeline_figure, words_pipeline

__all__ = [
    "Look",
    "accuracy_paradox_figure",
    "class_counts_figure",
    "class_samples_figure",
    "differences_figure",
    "empty_figure",
    "gap_figure",
    "groups_figure",
    "live_per_class_figure",
    "per_class_figure",
    "picture_grid",
    "pipeline_figure",
    "plain",
    "risk_by_class_figure",
    "template",
    "training_curves_figure",
    "words_accuracy_paradox",
    "words_class_counts",
    "words_class_samples",
    "words_differences",
    "words_gap",
    "words_groups",
    "words_live_per_class",
    "words_per_class",
    "words_picture_grid",
    "words_pipeline",
    "words_risk_by_class",
    "words_training_curves",
]
