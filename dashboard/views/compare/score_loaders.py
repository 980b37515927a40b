"""What the comparison reads of logits: top-5, calibration, reliability; cached as in ``loaders``."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.shell import left_out
from dashboard.shell.shown import NotShown
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut, reliability_frame, scores_frame
from ltcore.analysis.compare.group_calibration import (
    group_calibration_frame,
    group_reliability_frame,
)
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split

LOGITS = ("logits_test.npy", "logits_val.npy", "status.json")
"""Files that it reads of a run besides its predictions."""


def scores(records: Sequence[RunRecord], split: Split) -> Collected:
    """Return top-5 and calibration of the runs, see `scores_frame`."""
    return _scores(_stamps(records, split), split, records)


@st.cache_data(max_entries=32, show_spinner="Reading the logits")
def _scores(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    split: Split,
    _records: Sequence[RunRecord],
) -> Collected:
    return scores_frame(_records, split)


def reliability(records: Sequence[RunRecord], split: Split) -> Collected:
    """Return confidence and accuracy of the runs bin by bin, see `reliability_frame`."""
    return _reliability(_stamps(records, split), split, records)


@st.cache_data(max_entries=32, show_spinner="Reading the logits")
def _reliability(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    split: Split,
    _records: Sequence[RunRecord],
) -> Collected:
    return reliability_frame(_records, split)


def group_calibration(records: Sequence[RunRecord], split: Split, rule: GroupRule) -> Collected:
    """Return the calibration of head, medium and tail, see `group_calibration_frame`."""
    return _group_calibration(_stamps(records, split), split, rule, records)


@st.cache_data(max_entries=32, show_spinner="Reading the logits")
def _group_calibration(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    split: Split,
    rule: GroupRule,
    _records: Sequence[RunRecord],
) -> Collected:
    return group_calibration_frame(_records, split, rule)


def group_reliability(records: Sequence[RunRecord], split: Split, rule: GroupRule) -> Collected:
    """Return confidence and accuracy of each group bin by bin, see `group_reliability_frame`."""
    return _group_reliability(_stamps(records, split), split, rule, records)


@st.cache_data(max_entries=32, show_spinner="Reading the logits")
def _group_reliability(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    split: Split,
    rule: GroupRule,
    _records: Sequence[RunRecord],
) -> Collected:
    return group_reliability_frame(_records, split, rule)


def no_logits(without: Sequence[LeftOut]) -> NotShown:
    """Return why no calibration is shown: no run has kept its logits.

    Args:
        without: the runs, each with the reason.
    """
    return left_out.not_shown(
        without,
        "Calibration needs logits, and none of these runs has kept any for these examples. Imported "
        "runs have them if the file has columns logit_0, logit_1 and so on.",
        ":material/speed:",
        partial(left_out.draw, without, "without_logits"),
    )


def _stamps(records: Sequence[RunRecord], split: Split) -> tuple[Stamp, ...]:
    files = (*RESULT_FILES, f"logits_{split}.npy", "status.json")
    return tuple(stamp(record, files) for record in records)
