"""Metrics: confusion matrix -> recall and precision per class and group, with intervals (numpy)."""

from ltcore.metrics.confusion import confusion_matrix
from ltcore.metrics.groups import GroupMean, group_means
from ltcore.metrics.intervals import mean_t_interval, paired_t_interval, wilson
from ltcore.metrics.per_class import (
    PerClass,
    balanced_error,
    g_mean,
    per_class_recall_precision,
    scores_from_counts,
)

__all__ = [
    "GroupMean",
    "PerClass",
    "balanced_error",
    "confusion_matrix",
    "g_mean",
    "group_means",
    "mean_t_interval",
    "paired_t_interval",
    "per_class_recall_precision",
    "scores_from_counts",
    "wilson",
]
