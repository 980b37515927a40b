"""Analysis: run folders -> tidy frames, whose columns are named as in the run folder."""

from ltcore.analysis.arms import arm_labels, short_title
from ltcore.analysis.bins import bin_classes, rank_bins
from ltcore.analysis.classes import UNKNOWN, class_axis, class_counts_frame
from ltcore.analysis.collect import Collected, LeftOut, Unreadable
from ltcore.analysis.curves import (
    curves_frame,
    deferred_switch,
    per_class_history,
    with_elapsed_epochs,
)
from ltcore.analysis.differences import paired_differences
from ltcore.analysis.gap import gap_frame
from ltcore.analysis.groups import group_frame
from ltcore.analysis.margins import margins_frame
from ltcore.analysis.per_class import per_class_frame, per_class_table
from ltcore.analysis.runs import run_numbers, runs_frame
from ltcore.analysis.scores import SCORE_NUMBERS, reliability_frame, scores_frame
from ltcore.analysis.seeds import CLASS_KEYS, GROUP_KEYS, seeds_summary
from ltcore.analysis.settings import config_diff, settings_by_path

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
