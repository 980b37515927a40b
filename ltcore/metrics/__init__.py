"""Metrics: recall and precision with intervals, margins, and how far classes keep apart."""

from ltcore.metrics.confusion import confusion_matrix
from ltcore.metrics.cosine_margins import cosine_margins
from ltcore.metrics.groups import GroupMean, group_means
from ltcore.metrics.intervals import mean_t_interval, paired_t_interval, wilson
from ltcore.metrics.per_class import (
    PerClass,
    balanced_error,
    g_mean,
    per_class_recall_precision,
    scores_from_counts,
)
from ltcore.metrics.separation import NeighbourPurity, neighbour_purity

__all__ = [
    "GroupMean",
    "NeighbourPurity",
    "PerClass",
    "balanced_error",
    "confusion_matrix",
    "cosine_margins",
    "g_mean",
    "group_means",
    "mean_t_interval",
    "neighbour_purity",
    "paired_t_interval",
    "per_class_recall_precision",
    "scores_from_counts",
    "wilson",
]
