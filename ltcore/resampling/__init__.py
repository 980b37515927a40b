"""Resampling: training sets turned into others, by imbalanced-learn and by clusters; numpy in and out."""

from ltcore.resampling.clusters import cluster_classes
from ltcore.resampling.cog import (
    DecisionRule,
    cluster_counts,
    reference_size,
    replications,
    subclass_scores,
)
from ltcore.resampling.random_sampling import over_sample, under_sample
from ltcore.resampling.smote import filled_up_size, smote

__all__ = [
    "DecisionRule",
    "cluster_classes",
    "cluster_counts",
    "filled_up_size",
    "over_sample",
    "reference_size",
    "replications",
    "smote",
    "subclass_scores",
    "under_sample",
]
