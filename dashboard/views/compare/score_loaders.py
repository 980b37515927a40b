"""What the comparison reads of logits: top-5, calibration, reliability; cached as in ``loaders``."""

from collections.abc import Sequence

import streamlit as st

from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, reliability_frame, scores_frame
from ltcore.runs import RunRecord
from ltcore.types import Split

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


def _stamps(records: Sequence[RunRecord], split: Split) -> tuple[Stamp, ...]:
    files = (*RESULT_FILES, f"logits_{split}.npy", "status.json")
    return tuple(stamp(record, files) for record in records)
