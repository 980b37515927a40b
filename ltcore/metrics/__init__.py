"""Recall, precision and F1 with intervals, calibration, top-k, margins, and how far classes keep apart."""

from ltcore.metrics.calibration import (
    N_BINS,
    Binning,
    Reliability,
    expected_calibration_error,
    reliability,
)
from ltcore.metrics.classwise_calibration import classwise_calibration_error
from ltcore.metrics.confusion import confusion_matrix
from ltcore.metrics.cosine_margins import cosine_margins
from ltcore.metrics.effective_rank import effective_rank
from ltcore.metrics.f1 import f1_interval, f1_per_class, macro_f1
from ltcore.metrics.groups import GroupMean, group_means
from ltcore.metrics.intervals import mean_t_interval, paired_t_interval, wilson
from ltcore.metrics.logits import softmax_confidence
from ltcore.metrics.nearest_neighbours import LabelledFeatures, neighbour_votes
from ltcore.metrics.per_class import (
    PerClass,
    balanced_error,
    g_mean,
    per_class_recall_precision,
    scores_from_counts,
)
from ltcore.metrics.probe import LinearProbe, ProbeScore, few_shot, linear_probe, probe_score
from ltcore.metrics.pruning_impact import moved_by_pruning, share_by_class
from ltcore.metrics.separation import NeighbourPurity, neighbour_purity
from ltcore.metrics.top_k import balanced_mean, balanced_top_k_error, top_k_credit, top_k_error

__all__ = [
    "N_BINS",
    "Binning",
    "GroupMean",
    "LabelledFeatures",
    "LinearProbe",
    "NeighbourPurity",
    "PerClass",
    "ProbeScore",
    "Reliability",
    "balanced_error",
    "balanced_mean",
    "balanced_top_k_error",
    "classwise_calibration_error",
    "confusion_matrix",
    "cosine_margins",
    "effective_rank",
    "expected_calibration_error",
    "f1_interval",
    "f1_per_class",
    "few_shot",
    "g_mean",
    "group_means",
    "linear_probe",
    "macro_f1",
    "mean_t_interval",
    "moved_by_pruning",
    "neighbour_purity",
    "neighbour_votes",
    "paired_t_interval",
    "per_class_recall_precision",
    "probe_score",
    "reliability",
    "scores_from_counts",
    "share_by_class",
    "softmax_confidence",
    "top_k_credit",
    "top_k_error",
    "wilson",
]
