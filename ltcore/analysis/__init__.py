"""Analysis: run folders -> tidy frames, whose columns are named as in the run folder."""

from ltcore.analysis.base.arm_labels import arm_labels, short_title
from ltcore.analysis.base.bins import bin_classes, rank_bins
from ltcore.analysis.base.classes import UNKNOWN, class_axis, class_counts_frame
from ltcore.analysis.base.collect import Collected, LeftOut, Unreadable
from ltcore.analysis.base.groups import group_frame
from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.analysis.base.seeds import CLASS_KEYS, GROUP_KEYS, seeds_summary
from ltcore.analysis.base.settings import (
    config_diff,
    deferred_switch,
    planned_epochs,
    settings_by_path,
)
from ltcore.analysis.compare.curves import curves_frame, per_class_history, with_elapsed_epochs
from ltcore.analysis.compare.differences import paired_differences
from ltcore.analysis.compare.gap import gap_frame
from ltcore.analysis.compare.per_class import per_class_frame
from ltcore.analysis.compare.runs import run_numbers, runs_frame
from ltcore.analysis.compare.scores import SCORE_NUMBERS, reliability_frame, scores_frame
from ltcore.analysis.margins.observed import margins_frame

__all__ = [
    "CLASS_KEYS",
    "GROUP_KEYS",
    "SCORE_NUMBERS",
    "UNKNOWN",
    "Collected",
    "LeftOut",
    "Unreadable",
    "arm_labels",
    "bin_classes",
    "class_axis",
    "class_counts_frame",
    "config_diff",
    "curves_frame",
    "deferred_switch",
    "gap_frame",
    "group_frame",
    "margins_frame",
    "paired_differences",
    "per_class_frame",
    "per_class_history",
    "per_class_table",
    "planned_epochs",
    "rank_bins",
    "reliability_frame",
    "run_numbers",
    "runs_frame",
    "scores_frame",
    "seeds_summary",
    "settings_by_path",
    "short_title",
    "with_elapsed_epochs",
]
